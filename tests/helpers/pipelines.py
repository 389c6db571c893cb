"""Runs CI files as their hosts would, as far as the tests need it: workflows of GitHub
Actions, jobs of GitLab, steps of Woodpecker, declarative pipelines of Jenkins.

Each job gets a checkout of its own, one commit deep with a detached HEAD; jobs that do
not wait for each other run at the same time.  `uses:` of others is looked up among
`actions` (a function each), one with a path below contrib/ci/github is run.
"""
import json
import os
import re
import subprocess
import threading
from pathlib import Path

import yaml


class Failed(Exception):
    pass


def sh(argv, cwd, env, text=None):
    p = subprocess.run(argv, cwd=cwd, env=env, input=text, capture_output=True, text=True,
                       check=False)
    return p.returncode, p.stdout, p.stderr


class Host:
    """Where checkouts come from and what the jobs' environment has."""

    def __init__(self, hub, top, env, ref="refs/heads/main", files=(), mode=0o755):
        self.hub, self.top, self.env, self.ref, self.files = hub, Path(top), env, ref, files
        self.log, self.mode = [], mode
        self.nr = 0
        self.lock = threading.Lock()

    def checkout(self, name):
        with self.lock:
            self.nr += 1
            where = self.top / f"{self.nr}-{name}"
        where.mkdir(parents=True)
        env = dict(os.environ)
        for argv in (["init", "-q"], ["remote", "add", "origin", self.hub],
                     ["fetch", "-q", "--no-tags", "--depth=1", "origin",
                      f"+{self.ref}:refs/remotes/job"],
                     ["checkout", "-q", "--detach", "refs/remotes/job"]):
            subprocess.run(["git"] + argv, cwd=where, env=env, check=True, capture_output=True)
        for source, target in self.files:
            data = Path(source).read_bytes()
            (where / target).write_bytes(data)
            (where / target).chmod(self.mode)
        return where

    def run(self, script, where, env, what, shell=("bash", "-e", "-c")):
        rc, out, err = sh(list(shell) + [script], where, env)
        with self.lock:
            self.log.append((what, rc, out, err))
        if rc:
            raise Failed(f"{what}: exit status {rc}\n{out}{err}")
        return out


# ---- GitHub ----

class Workflow:
    def __init__(self, text, host, context, actions, inputs=None):
        # "on" is a truth value in YAML 1.1
        self.doc = yaml.safe_load(text)
        self.host, self.context, self.actions = host, context, actions
        self.results, self.outputs = {}, {}
        self.inputs = inputs or {}

    def value(self, expr, scope):
        expr = expr.strip()
        m = re.fullmatch(r"toJSON\((\w+)\)", expr)
        if m:
            return json.dumps(self.value(m.group(1), scope))
        m = re.fullmatch(r"(.+?)\s*==\s*'([^']*)'", expr)
        if m:
            return str(self.value(m.group(1), scope)) == m.group(2)
        at = scope
        for part in expr.split("."):
            at = at.get(part, "") if isinstance(at, dict) else ""
        return at

    def fill(self, text, scope):
        return re.sub(r"\$\{\{(.*?)\}\}", lambda m: str(self.value(m.group(1), scope)),
                      str(text))

    def wanted(self, cond, ok, scope):
        if cond is None:
            return ok
        cond = str(cond).replace("${{", "").replace("}}", "").strip()
        if cond in ("always()", "success()", "failure()"):
            return {"always()": True, "success()": ok, "failure()": not ok}[cond]
        return ok and bool(self.value(cond, scope))

    def steps(self, steps, where, env, scope, name):
        """All steps; what goes wrong is raised after those that run always."""
        error = None
        for nr, step in enumerate(steps):
            if not self.wanted(step.get("if"), error is None, scope):
                continue
            what = f"{name}: {step.get('name') or step.get('uses') or nr}"
            own = dict(env)
            for k, v in (step.get("env") or {}).items():
                own[k] = self.fill(v, scope)
            out = where / f".git/output-{nr}"
            own["GITHUB_OUTPUT"] = str(out)
            own["GITHUB_STEP_SUMMARY"] = str(where / ".git/summary.md")
            try:
                if "uses" in step:
                    self.uses(step, where, own, scope, what)
                else:
                    self.host.run(self.fill(step["run"], scope), where, own, what)
            except Failed as e:
                error = error or e
            if step.get("id"):
                pairs = out.read_text().splitlines() if out.exists() else []
                scope["steps"][step["id"]] = {
                    "outputs": dict(p.split("=", 1) for p in pairs)}
        if error:
            raise error

    def uses(self, step, where, env, scope, what):
        name = step["uses"].split("@")[0]
        params = {k: self.fill(v, scope) for k, v in (step.get("with") or {}).items()}
        if name.endswith("/contrib/ci/github"):
            action = yaml.safe_load(
                (Path(os.environ["SRCDIR"]) / "contrib/ci/github/action.yml").read_text())
            inputs = {k: v.get("default", "") for k, v in action["inputs"].items()}
            inputs.update(params, **self.inputs)
            self.steps(action["runs"]["steps"], where, env,
                       {"inputs": inputs, "steps": {}}, what)
        elif name in self.actions:
            self.actions[name](where, params)
        else:
            raise Failed(f"{what}: nobody knows '{name}'")

    def job(self, name, job):
        needs = job.get("needs") or []
        needs = [needs] if isinstance(needs, str) else needs
        ok = all(self.results[n] == "success" for n in needs)
        scope = dict(self.context, steps={}, needs={
            n: {"result": self.results[n], "outputs": self.outputs[n]} for n in needs})
        scope["runner"] = {"os": "Linux"}
        scope["github"] = dict(self.context["github"], job=name)
        self.outputs[name] = {}
        if not self.wanted(job.get("if"), ok, scope):
            self.results[name] = "skipped"
            return
        where = self.host.checkout(name)
        env = dict(self.host.env)
        env.update({k: str(v) for k, v in (self.doc.get("env") or {}).items()})
        try:
            self.steps(job["steps"], where, env, scope, name)
            self.results[name] = "success"
        except Failed:
            self.results[name] = "failure"
        for k, v in (job.get("outputs") or {}).items():
            self.outputs[name][k] = self.fill(v, scope)

    def run(self):
        jobs = dict(self.doc["jobs"])
        while jobs:
            ready = [n for n, j in jobs.items()
                     if all(x in self.results for x in
                            ([j["needs"]] if isinstance(j.get("needs"), str)
                             else j.get("needs") or []))]
            if not ready:
                raise Failed("jobs wait for each other: " + ", ".join(jobs))
            threads = [threading.Thread(target=self.job, args=(n, jobs.pop(n)))
                       for n in ready]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
        return self.results


# ---- Jenkins ----

def groovy(literal, names):
    """The value of a string literal of Groovy."""
    raw = literal.strip()
    quote = next(q for q in ('"""', "'''", '"', "'") if raw.startswith(q))
    body = raw[len(quote):-len(quote)]
    out, i = "", 0
    while i < len(body):
        if body[i] == "\\" and i + 1 < len(body):
            c = body[i + 1]
            out += {"n": "\n", "t": "\t", "\n": ""}.get(c, c)
            i += 2
        elif body[i] == "$" and quote[0] == '"' and body.startswith("${", i):
            end = body.index("}", i)
            out += str(names(body[i + 2:end]))
            i = end + 1
        else:
            out += body[i]
            i += 1
    return out


STRING = r'("""(?:\\.|[^\\])*?"""|\'\'\'(?:\\.|[^\\])*?\'\'\'|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\')'
CALL = re.compile(
    r"(?P<assign>env\.(?P<var>\w+)\s*=\s*)?\bsh\s*(?:\(\s*script:\s*)?" + STRING, re.S)


def block(text, word):
    """What stands in `word { ... }`, or None."""
    m = re.search(word + r"\s*\{", text)
    if not m:
        return None
    depth, i = 1, m.end()
    while depth:
        q = re.match(STRING, text[i:], re.S)
        if q:
            i += q.end()
            continue
        depth += {"{": 1, "}": -1}.get(text[i], 0)
        i += 1
    return text[m.end():i - 1]


class Jenkins:
    def __init__(self, text, host, env, build):
        self.text = re.sub(r"(?m)^\s*//.*$", "", text)
        self.host, self.build = host, build
        self.env = dict(host.env, **env)
        for k, lit in re.findall(r"(\w+)\s*=\s*" + STRING, block(self.text, "environment")
                                 or ""):
            self.env[k] = groovy(lit, self.name)

    def name(self, expr):
        expr = expr[4:] if expr.startswith("env.") else expr
        return self.build.get(expr, self.env.get(expr, "null"))

    def calls(self, text, where, what):
        for m in CALL.finditer(text):
            script = groovy(m.group(3), self.name)
            out = self.host.run(script, where, self.env, what, ("sh", "-e", "-c"))
            if m.group("var"):
                self.env[m.group("var")] = out.strip()

    def run(self):
        where = self.host.checkout("jenkins")
        stages, post = block(self.text, "stages"), block(self.text, "post") or ""
        ok = True
        try:
            for m in re.finditer(r"stage\('([^']+)'\)", stages):
                self.calls(block(stages[m.start():], r"stage\('[^']+'\)"), where, m.group(1))
        except Failed:
            ok = False
        self.wrong = ""
        for word in (["success"] if ok else ["failure"]) + ["always"]:
            try:
                self.calls(block(post, word) or "", where, "post " + word)
            except Failed as e:
                self.wrong += str(e)
        return ok, where
