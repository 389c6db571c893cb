// Files of CI read by what its hosts read them with: workflows by GitHub's own parser (whose
// form Forgejo has), a Jenkinsfile by a grammar of Groovy.  A broken copy of each is no good.
import { readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { Language, Parser } from "web-tree-sitter";

// the parser imports JSON as bundlers do
registerHooks({
  load: (url, context, next) => next(url, url.endsWith(".json")
    ? { ...context, importAttributes: { type: "json" } } : context),
});
const actions = await import("@actions/workflow-parser");
await Parser.init();
const groovy = new Parser();
groovy.setLanguage(await Language.load(createRequire(import.meta.url).resolve(
  "tree-sitter-groovy/tree-sitter-groovy.wasm")));

function workflow(name, content) {
  const read = actions.parseWorkflow({ name, content }, new actions.NoOperationTraceWriter());
  return read.context.errors.getErrors().map((e) => e.message);
}

function jenkinsfile(name, content) {
  return groovy.parse(content).rootNode.hasError ? [`${name}: no Groovy`] : [];
}

function check(what, good) {
  console.log(`${good ? "ok" : "not ok"} ${what}`);
}

const ci = process.argv[2];
for (const [file, read, from, to] of [
  ["github/gate.yml", workflow, "runs-on:", "runs-in:"],
  ["forgejo/gate.yml", workflow, "steps:", "step:"],
  ["jenkins/Jenkinsfile", jenkinsfile, "stage('Test')", "stage('Test'"],
  ["jenkins/Jenkinsfile", jenkinsfile, "agent any", "agent 'any"],
]) {
  const text = readFileSync(`${ci}/${file}`, "utf8");
  const found = read(file, text);
  check(file, found.length === 0);
  found.forEach((line) => console.log(`# ${line}`));
  const broken = text.replace(from, to);
  check(`${file}, broken: ${to}`, broken !== text && read(file, broken).length > 0);
}
console.log("done");
