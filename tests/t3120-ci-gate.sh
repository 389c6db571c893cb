#!/bin/sh
# ci gate: which tasks a change names, whether their criteria hold, told in the forms
# of the hosts; shallow checkouts with a detached HEAD, as runners make them.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_bare hub.git
hub=file://$TRASH/hub.git
new_repo work
git remote add origin "$hub"
for i in 1 2 3
do
	git commit -q --allow-empty -m "base $i"
done
git push -q origin main
a=$(git task add "Pass keys" --file src/login.c:3 --criteria '[
	{"criterion":"Tests pass","measurable":"test_failures == 0"},
	{"criterion":"Well covered","measurable":"coverage >= 85"},
	{"criterion":"Read by somebody"}]' 2>/dev/null)
b=$(git task add "Other | <thing>" --depends-on "$a" 2>/dev/null)
git checkout -q -b "feature/$a-pass-keys"
mkdir src && echo x >src/login.c && git add src
git commit -q -m "login: read pass keys

closes #$a"
echo y >>src/login.c
git commit -q -a -m "login: more, 0123456789abcdef0123456789abcdef01234567"
git push -q origin HEAD
git checkout -q main
for i in 1 2
do
	git commit -q --allow-empty -m "meanwhile $i"
done
git push -q origin main
git checkout -q --detach
git merge -q --no-ff "feature/$a-pass-keys" -m "Merge into main"
git push -q origin HEAD:refs/pull/1/merge
git task sync -q >"$TRASH/synced"

# A runner's checkout of one ref: a new repository, one commit, a detached HEAD.
job()
{
	rm -rf "$TRASH/job" && git init -q "$TRASH/job" && cd "$TRASH/job" || exit 1
	git remote add origin "$hub"
	git fetch -q --no-tags --depth=1 origin "+$1:refs/remotes/job"
	git checkout -q --detach refs/remotes/job
}

# ---- GitHub: the merge of a pull request, one commit deep ----
gh="GITHUB_ACTIONS=true GITHUB_HEAD_REF=feature/$a-pass-keys GITHUB_BASE_REF=main
GITHUB_REF_NAME=1/merge GITHUB_EVENT_PATH=$TRASH/event.json GITHUB_OUTPUT=$TRASH/output
GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=ann/shop GITHUB_RUN_ID=7
GITHUB_STEP_SUMMARY=$TRASH/summary.md"
in_github()
{
	# shellcheck disable=SC2086 # a list of settings
	env $gh "$@"
}
printf '{"pull_request": {"title": "Pass keys", "body": "Also see #%s\\nTask-Id: %s"},
	"repository": {"default_branch": "main"}}\n' "$b" "$b" >event.json
cp event.json "$TRASH/event.json"
echo "from another step" >"$TRASH/summary.md"
job refs/pull/1/merge
is "the checkout is shallow and has no task" \
	"$(git rev-list --count HEAD) $(git for-each-ref refs/tasks | wc -l | tr -d ' ')" "1 0"
exit_is "a criterion that is not met fails the job" 1 in_github git task ci gate \
	--set coverage=71.5 --set test_failures=0 --require 'coverage >= 70' \
	--report junit=gate.xml --report sarif=gate.sarif --report codequality=gate.json \
	--report json=all.json
like "the verdict" "$out" '^Gate failed: 2 tasks, 1 of 3 criteria met, 1 unmet, 1 to be confirmed \([0-9a-f]{8} of feature/.* against main\)$'
like "by branch and commit" "$out" "^  named by branch 'feature/$a-pass-keys', commit [0-9a-f]{8}\$"
like "by the request's words" "$out" '^  named by the merge request$'
like "annotation" "$out" "^::error file=src/login.c,line=3,title=Criterion not met%3A Well covered::task $a 'Pass keys': 'Well covered' is unmet: coverage >= 85 \(coverage = 71.5\)\$"
like "a criterion for people is a warning" "$out" '^::warning file=src/login.c,line=3,title=Criterion to be confirmed%3A Read by somebody::'
is "the summary goes behind what is there" "$(head -n 1 "$TRASH/summary.md")" "from another step"
# shellcheck disable=SC2016 # Markdown
like "a table" "$(cat "$TRASH/summary.md")" '^\| unmet \| Well covered \| coverage >= 85 \| coverage = 71.5 \|$'
like "foreign text is no markup" "$(cat "$TRASH/summary.md")" '^### [0-9a-f]{8} Other \\\| &lt;thing>$'
is "outputs" "$(cat "$TRASH/output")" "pass=false
unmet=1
tasks=$a $b"
is "the history was deepened to where both meet" \
	"$(git merge-base HEAD origin/main | cut -c1-8)" "$(git rev-parse HEAD^1 | cut -c1-8)"
is "and HEAD stays where it was" "$(git symbolic-ref -q HEAD || echo detached)" detached

# ---- the files ----
python=python3
"$python" -c 'import jsonschema' 2>/dev/null || python=/usr/bin/python3
"$python" - "$SRCDIR/tests/data/reports/sarif-part.schema.json" <<'END' >"$TRASH/checked" 2>&1
import json, sys, xml.etree.ElementTree as xml
import jsonschema
sarif = json.load(open("gate.sarif"))
jsonschema.validate(sarif, json.load(open(sys.argv[1])))
run = sarif["runs"][0]
rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
for r in run["results"]:
    assert rules[r["ruleIndex"]] == r["ruleId"], r
root = xml.parse("gate.xml").getroot()
cases = root.findall(".//testcase")
count = {k: len(root.findall(f".//{k}")) for k in ("failure", "skipped")}
assert (len(cases), count["failure"], count["skipped"]) == (
    int(root.get("tests")), int(root.get("failures")), int(root.get("skipped"))), count
quality = json.load(open("gate.json"))
for q in quality:
    assert set(q) == {"description", "check_name", "fingerprint", "severity", "location"}, q
    assert q["severity"] in ("info", "minor", "major", "critical", "blocker"), q
    assert q["location"]["path"] and q["location"]["lines"]["begin"] >= 1, q
assert len({q["fingerprint"] for q in quality}) == len(quality)
report = json.load(open("all.json"))
assert len(report["findings"]) == len(quality) == len(run["results"])
assert report["pass"] == (not [f for f in report["findings"] if f["level"] == "error"])
print("right", len(cases), *sorted(q["check_name"] for q in quality))
END
is "SARIF, JUnit and Code Quality are what readers expect" "$(cat "$TRASH/checked")" \
	"right 4 criterion-undetermined criterion-unmet"
exit_is "our own reader takes the JUnit report" 0 git task ci gate "$b" --no-fetch \
	--junit gate.xml --require 'tests.total == 4 and tests.failed == 1'

# ---- values of the build decide ----
exit_is "all met" 0 in_github git task ci gate --no-fetch --set coverage=90 --set test_failures=0
like "says so" "$out" '^Gate passed: 2 tasks, 2 of 3 criteria met, 1 to be confirmed '
exit_is "strict: somebody must confirm" 1 in_github git task ci gate --no-fetch --strict \
	--set coverage=90 --set test_failures=0
like "as an error" "$out" '^::error .*title=Criterion to be confirmed'
(cd "$TRASH/work" && git task criteria tick "$a" 3 -q && git task sync -q >"$TRASH/synced")
exit_is "a tick made elsewhere meanwhile counts" 0 in_github git task ci gate --strict \
	--set coverage=90 --set test_failures=0
exit_is "what the build requires is not true" 1 in_github git task ci gate --no-fetch --set coverage=90 \
	--set test_failures=0 --require 'coverage >= 95'
like "named" "$out" "^error: 'coverage >= 95' is required and unmet \(coverage = 90\)\$"
exit_is "or nobody knows" 1 in_github git task ci gate --no-fetch --set coverage=90 \
	--set test_failures=0 --require 'licences == ok and size < 3'
like "with the name" "$out" 'is required and undetermined; licences is not set'
exit_is "reports of the build" 1 in_github git task ci gate --no-fetch \
	--junit "$SRCDIR/tests/data/reports/pytest.xml" \
	--coverage "$SRCDIR/tests/data/reports/lcov.info"
like "say what is wrong" "$out" 'test_failures = 2'

# ---- kept in the tasks, and delivered ----
exit_is "--record" 1 in_github git task ci gate --record --set coverage=60 --set test_failures=0
cd "$TRASH/work" && git task sync -q >"$TRASH/synced"
run git task show "$a" --format json
is "the outcome is in the task, everywhere" \
	"$(jqo '.criteria_results | "\(.met) \(.unmet)"')" "2 1"
like "and who asked" "$(jqo '.progress[-1].text')" \
	'^CI gate failed at [0-9a-f]{8}: 2 of 3 criteria met, 1 unmet \(https://github.com/ann/shop/actions/runs/7\)$'

# ---- GitLab, Jenkins, Woodpecker ----
tip=$(git rev-parse "feature/$a-pass-keys")
job "refs/heads/feature/$a-pass-keys"
exit_is "GitLab, a merge request" 1 env GITLAB_CI=true \
	CI_MERGE_REQUEST_SOURCE_BRANCH_NAME="feature/$a-pass-keys" \
	CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_MERGE_REQUEST_DESCRIPTION="and #$b" \
	CI_MERGE_REQUEST_DIFF_BASE_SHA="$(git -C "$TRASH/work" merge-base main "$tip")" \
	CI_COMMIT_BEFORE_SHA=0000000000000000000000000000000000000000 \
	git task ci gate --set coverage=1 --format json
is "its tasks" "$(jqo '[.host, .pass, (.tasks | length)] | @csv')" '"gitlab",false,2'
is "the commits behind the base" "$(jqo '.tasks[0].named_by | length')" 2
is "standard output is the report alone" "$(jqo 'has("findings")')" true
job "refs/heads/feature/$a-pass-keys"
exit_is "Jenkins, a change" 0 env JENKINS_URL=http://ci/ CHANGE_ID=1 CHANGE_TARGET=main \
	CHANGE_BRANCH="feature/$a-pass-keys" BRANCH_NAME=PR-1 \
	git task ci gate --set coverage=99 --set test_failures=0
like "its task" "$out" "^Gate passed: 1 task, 3 of 3 criteria met"
unlike "no commands of GitHub" "$out" '^::'
job "refs/heads/feature/$a-pass-keys"
exit_is "Woodpecker, a pull request" 1 env CI=woodpecker CI_COMMIT_BRANCH=main \
	CI_COMMIT_SOURCE_BRANCH="feature/$a-pass-keys" CI_COMMIT_TARGET_BRANCH=main \
	git task ci gate --set coverage=1
like "its task" "$out" "named by branch 'feature/$a-pass-keys'"
job refs/heads/main
before=$(git -C "$TRASH/work" rev-parse main~2)
exit_is "a push to main names no task" 0 env GITLAB_CI=true CI_COMMIT_BRANCH=main \
	CI_COMMIT_BEFORE_SHA="$before" git task ci gate
like "in words" "$out" '^Gate passed: no task is named '
exit_is "unless one is asked for" 1 env GITLAB_CI=true CI_COMMIT_BRANCH=main \
	CI_COMMIT_BEFORE_SHA="$before" git task ci gate --require-task
like "how to" "$out" "add a line 'Task-Id: <id>'"
exit_is "a base that a forced push dropped: the branch it goes into" 0 env GITLAB_CI=true \
	CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main \
	CI_COMMIT_BEFORE_SHA=0123456789012345678901234567890123456789 git task ci gate

# ---- without any CI system, by hand ----
cd "$TRASH/work" && git checkout -q "feature/$a-pass-keys" || exit 1
git remote set-head origin main
exit_is "by hand on the branch" 1 git task ci gate --set coverage=1 --set test_failures=0
like "against the remote's main" "$out" 'of feature/.*-pass-keys against origin/HEAD'
exit_is "ids that are typed" 0 git task ci gate --no-fetch "$b"
unlike "are all" "$out" 'Pass keys$'
git commit -q --allow-empty -m "z: names nobody

Task-Id: deadbeef
#feed and #1234 are of another tracker"
exit_is "a task that does not exist" 1 git task ci gate --no-fetch --set coverage=90 --set test_failures=0
like "is an error with the commit" "$out" "^error: commit [0-9a-f]{8} names task 'deadbeef', which does not exist\$"
unlike "other trackers' numbers are not" "$out" "feed|1234"
git reset -q --hard HEAD~1
git commit -q --allow-empty -m "towards #$b"
c=$(git task add "Third" --criteria '[{"criterion":"no","measurable":"1 == 2"}]' 2>/dev/null)
git commit -q --allow-empty -m "towards #$c"
exit_is "what is only named counts, too" 1 git task ci gate --no-fetch --set coverage=90 --set test_failures=0
exit_is "--closing: only what is finished" 0 git task ci gate --no-fetch --closing --set coverage=90 --set test_failures=0
like "the rest is told" "$out" "^note: task $c 'Third': 'no' is unmet"
git commit -q --allow-empty -m "closes #$b"
exit_is "what waits for another one" 0 git task ci gate --no-fetch --closing --set coverage=90 --set test_failures=0
like "is told" "$out" "^warning: task $b 'Other . <thing>' waits for $a, which is not finished\$"
run git task cancel "$c" --reason "not needed"
exit_is "a cancelled task holds nothing up" 0 git task ci gate --no-fetch --set coverage=90 --set test_failures=0
like "but is told" "$out" "^warning: task $c 'Third' is cancelled\$"

# ---- foreign words stay words ----
evil=$(git task add "x" --criteria '[{"criterion":"::error::b%0Ac","measurable":"1 == 2"}]' 2>/dev/null)
exit_is "a criterion with a command in it" 1 env GITHUB_ACTIONS=1 git task ci gate "$evil" --no-fetch
is "no line is its own" "$(printf '%s\n' "$out" | grep -c '^ *::error::b')" 0
like "it is escaped" "$out" '^::error .*title=Criterion not met%3A %3A%3Aerror%3A%3Ab%250Ac::'
exit_is "a base that is an option" 2 git task ci gate --base=--upload-pack=touch --no-fetch
exit_is "a branch that is nowhere" 2 git task ci gate --base nowhere --no-fetch
like "says so" "$err" "'nowhere' is neither a commit nor a branch here"

# ---- what can not be done ----
exit_is "a form that there is not" 129 git task ci gate --report pdf=x
like "names those that are" "$err" 'knows github, codequality, junit, sarif, summary and json'
exit_is "no file" 129 git task ci gate --report junit=
exit_is "no expression" 129 git task ci gate --no-fetch --require 'coverage >'
like "with the place" "$err" 'column'
exit_is "no such task" 2 git task ci gate deadbeef --no-fetch
git remote set-url origin "$TRASH/gone.git"
exit_is "no network: the tasks that are here" 0 git task ci gate "$b"
like "with a warning" "$err" 'judged by the tasks that are here'
git clone -q "$TRASH/hub.git" "$TRASH/bare-job" && cd "$TRASH/bare-job" || exit 1
git remote set-url origin "$TRASH/gone.git"
exit_is "no network and no tasks is no pass" 128 git task ci gate --require-task
like "says why" "$err" 'the tasks can not be fetched'
git remote set-url origin "$TRASH/hub.git"
run git task ci gate
like "what is fetched into a fresh clone is said" "$err" \
	"fetched the tasks of 'origin': [1-9][0-9]* received"
run git task ci gate
is "and nothing when nothing came" "$err" ""
job refs/pull/1/merge
run git task ci gate --base main
like "commits, too" "$err" "fetched commits up to the base, [0-9]+ time"
done_testing
