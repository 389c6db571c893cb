#!/bin/sh
# contrib/ci: each file run as its host would, in shallow checkouts of the change.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_bare hub.git
new_repo work
git remote add origin "file://$TRASH/hub.git"
git push -q origin main
a=$(git task add "Pass keys" --criteria '[
	{"criterion":"Tests pass","measurable":"test_failures == 0"}]' 2>/dev/null)
git checkout -q -b "feature/$a-pass-keys"
cat >Makefile <<\END
check:
	@mkdir -p build
	@echo '<testsuite><testcase name="a"/><testcase name="b">$(BROKEN)</testcase></testsuite>' >build/junit.xml
END
git add Makefile
git commit -q -m "login: read pass keys, closes #$a"
git push -q origin HEAD
run git task sync

python=python3
"$python" -c 'import yaml' 2>/dev/null || python=/usr/bin/python3
cat >"$TRASH/files.py" <<\END
import json, os, sys
sys.path.insert(0, os.environ["SRCDIR"] + "/tests/helpers")
import pipelines, yaml
top, task, what = sys.argv[1:4]
branch = f"feature/{task}-pass-keys"
ci = os.environ["SRCDIR"] + "/contrib/ci/"
env = dict(os.environ, CI="true")
host = pipelines.Host(f"file://{top}/hub.git", top + "/jobs", env, f"refs/heads/{branch}")
text = lambda name: open(ci + name).read()
if what in ("github", "forgejo"):
    env.update(GITHUB_ACTIONS="true", GITHUB_HEAD_REF=branch, GITHUB_BASE_REF="main")
    if what == "forgejo":
        env.update(FORGEJO_ACTIONS="true")
    doc = yaml.safe_load(text(what + "/gate.yml"))
    for job in doc["jobs"].values():
        # what the container needs is here
        job["steps"] = [s for s in job["steps"] if "apt-get" not in s.get("run", "")]
    flow = pipelines.Workflow(yaml.safe_dump(doc), host, {"github": {}},
                              {name: lambda *a: None for name in (
                                  "actions/checkout",
                                  "https://data.forgejo.org/actions/checkout")},
                              {"install": "false", "report": "sarif=a.sarif\njunit=b.xml\n",
                               "strict": "true", "require-task": "true"})
    print(flow.run()["gate"])
    for name, rc, out, err in host.log:
        if "Judge" in name:
            print(out)
    where = host.top / "1-gate"
    print(sorted(p.name for p in where.glob("*.*")))
    print((where / ".git/summary.md").read_text().splitlines()[0])
elif what == "gitlab":
    job = yaml.safe_load(text("gitlab/gate.yml"))[".git-task-gate"]
    env.update(GITLAB_CI="true", CI_MERGE_REQUEST_SOURCE_BRANCH_NAME=branch,
               CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main", CI_PROJECT_URL="http://127.0.0.1:1/x",
               GATE_ARGS="--junit build/junit.xml")
    where = host.checkout("gitlab")
    host.run("make check", where, env, "test")
    try:
        for line in job["script"]:
            print(host.run(line, where, env, "script", ("sh", "-e", "-c")))
        print("success")
    except pipelines.Failed as e:
        print("failure", e)
    print([(where / f).exists() for f in job["artifacts"]["reports"].values()])
    print(json.load(open(where / job["artifacts"]["reports"]["codequality"])))
elif what == "woodpecker":
    doc = yaml.safe_load(text("woodpecker/gate.yml"))
    env.update(CI="woodpecker", CI_COMMIT_SOURCE_BRANCH=branch, CI_COMMIT_TARGET_BRANCH="main")
    where = host.checkout("woodpecker")
    try:
        for step in doc["steps"]:
            for line in step["commands"]:
                print(host.run(line, where, env, step["name"], ("sh", "-e", "-c")))
        print("success")
    except pipelines.Failed as e:
        print("failure", e)
else:
    build = {"BRANCH_NAME": "PR-1"}
    env.update(JENKINS_URL="http://ci/", CHANGE_ID="1", CHANGE_BRANCH=branch, CHANGE_TARGET="main")
    good, where = pipelines.Jenkins(text("jenkins/Jenkinsfile"), host, {}, build).run()
    print("success" if good else "failure", host.log[-1][2])
    print([(where / f).exists() for f in ("gate.xml", "gate.sarif")])
END

each()
{
	rm -rf "$TRASH/jobs"
	run "$python" "$TRASH/files.py" "$TRASH" "$a" "$1"
	test "$status" -eq 0 || diag "$err"
}
for BROKEN in '' '<failure/>'
do
	export BROKEN
	want=success
	word=passed
	test -z "$BROKEN" || want=failure
	test -z "$BROKEN" || word=failed
	each github
	like "GitHub's action: $want" "$out" "^$want\$"
	like "the gate" "$out" "^Gate $word: 1 task, [01] of 1 criteria met"
	like "with the reports that were asked for" "$out" "'a.sarif', 'b.xml'"
	like "and the summary" "$out" "^## Tasks: gate $word"
	each forgejo
	like "Forgejo's workflow: $want" "$out" "^$want\$"
	like "the gate" "$out" "^Gate $word: 1 task, [01] of 1 criteria met"
	each gitlab
	like "GitLab's job: $want" "$out" "^$want"
	like "the gate" "$out" "^Gate $word: 1 task"
	like "its artifacts are there" "$out" '^\[True, True\]$'
	each woodpecker
	like "Woodpecker's steps: $want" "$out" "^$want"
	each jenkins
	like "Jenkins' pipeline: $want" "$out" "^$want"
	like "the gate" "$out" "Gate $word: 1 task"
	like "its files are there" "$out" '^\[True, True\]$'
done
done_testing
