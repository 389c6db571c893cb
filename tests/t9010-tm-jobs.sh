#!/bin/sh
# tm in CI: every job is a checkout of its own, and what one job creates another
# one completes; hooks and exporters that scripts have around it.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_bare hub.git
new_repo seed
git remote add origin "$TRASH/hub.git"
git push -q origin main

# A job: a fresh shallow checkout, as actions/checkout makes it.
job()
{
	cd "$TRASH" || exit 1
	rm -rf "job-$1"
	git clone -q --depth 1 "file://$TRASH/hub.git" "job-$1" && cd "job-$1" || exit 1
	cp "$BUILD/git-task" tm
}
GIT_TASK_AUTOPUSH=1
export GIT_TASK_AUTOPUSH

# ---- plan, frontend and backend, deploy ----
job plan
ok "plan: init" ./tm init
EPIC=$(./tm add "Release Pipeline 42" \
	--criteria '[{"criterion":"All stages pass","measurable":"true"}]' \
	--priority critical --estimated-hours 2 2>/dev/null | grep -o '[a-f0-9]\{8\}')
FRONT=$(./tm add "Frontend build and test" --depends-on "$EPIC" \
	--criteria '[{"criterion":"Build succeeds","measurable":"true"}]' \
	--estimated-hours 0.5 2>/dev/null | grep -o '[a-f0-9]\{8\}')
BACK=$(./tm add "Backend build and test" --depends-on "$EPIC" \
	--criteria '[{"criterion":"API tests pass","measurable":"true"}]' \
	--estimated-hours 0.7 2>/dev/null | grep -o '[a-f0-9]\{8\}')
DEPLOY=$(./tm add "Deploy to staging" --depends-on "$FRONT" --depends-on "$BACK" \
	--criteria '[{"criterion":"Health check passes","measurable":"true"}]' 2>/dev/null |
	grep -o '[a-f0-9]\{8\}')
is "four ids" "$(printf '%s\n' "$EPIC" "$FRONT" "$BACK" "$DEPLOY" | grep -c '^[a-f0-9]\{8\}$')" 4
for pair in "frontend $FRONT" "backend $BACK" "deploy $DEPLOY"
do
	job "${pair% *}"
	id=${pair#* }
	ok "$pair: init" ./tm init
	ok "$pair: progress" ./tm progress "$id" "Building ${pair% *}"
	ok "$pair: complete --validate, though the epic is open" ./tm complete "$id" --validate
done
ok "the epic" ./tm complete "$EPIC" --validate --actual-hours 1.5 --summary "
Pipeline completed.
"
ok "feedback" ./tm feedback "$EPIC" --quality 5 --timeliness 4 --note "CI"
ok "metrics --feedback" ./tm metrics --feedback
like "in words" "$out" 'Average'

job report
ok "report: init brings the tasks" ./tm init
run ./tm list --completed --format json
is "all of them, from all jobs" "$(jqo length)" 4
run ./tm show "$FRONT" --format json
is "with their progress" "$(jqo '.progress[0].text')" "Building frontend"

# ---- jobs that never run init, as those of automation-examples.md ----
job create
BUILD_ID=$(./tm add "CI Build" --estimated-hours 0.5 --assignee "ci-system" 2>/dev/null)
like "the bare id" "$BUILD_ID" '^[a-f0-9]{8}$'
job test
ok "test: progress without init" ./tm progress "$BUILD_ID" "Unit tests completed with 91.2% coverage"
job finish
ok "finish: complete without init" ./tm complete "$BUILD_ID" --validate --actual-hours 0.3
ok "finish: feedback" ./tm feedback "$BUILD_ID" --quality 5 --timeliness 5 --note "CI"
job failed
ok "failed: context without init" ./tm context "$BUILD_ID" --shared "
# Build Failure Analysis
"
run ./tm show "$BUILD_ID" --format json
is "all jobs wrote to one task" \
	"$(jqo '"\(.status) \(.progress | length) \(.context | length)"')" "completed 1 1"
job metrics
run ./tm list --completed --format json
is "an exporter in a checkout of its own sees it" "$(jqo length)" 5

# ---- machines on which nobody told Git who works there ----
printf '[user]\n\tuseConfigOnly = true\n[protocol "file"]\n\tallow = always\n' >"$TRASH/nobody"
unnamed()
{
	lib_desc=$1
	lib_want=$2
	shift 2
	lib_id=$(env GIT_CONFIG_GLOBAL="$TRASH/nobody" "$@" ./tm add "Of a machine" 2>"$TRASH/.err") ||
		diag "$(cat "$TRASH/.err")"
	is "$lib_desc" "$(git log -1 --format='%an <%ae>' refs/tasks/main)" "$lib_want"
	run env GIT_CONFIG_GLOBAL="$TRASH/nobody" "$@" ./tm delete "$lib_id"
}
unnamed "GitHub: who started the run" "ann (robot) <ann@users.noreply.github.com>" \
	GITHUB_ACTIONS=true GITHUB_ACTOR=ann GITHUB_SERVER_URL=https://github.com TM_AGENT_ID=robot
unnamed "GitLab" "Ann Bee <ann@example.com>" \
	GITLAB_CI=true GITLAB_USER_NAME="Ann Bee" GITLAB_USER_EMAIL=ann@example.com
unnamed "Jenkins" "jenkins <jenkins@ci.example.com>" JENKINS_URL=http://ci.example.com:8080/
unnamed "any other" "ci <ci@localhost>" CI=woodpecker
fails "elsewhere it is asked for" env GIT_CONFIG_GLOBAL="$TRASH/nobody" ./tm add "Nobody's"
like "with what to do" "$(cat "$TRASH/.err")" 'set user.name and user.email'

# ---- criteria that nothing in CI binds are left to people ----
id=$(./tm add "CI Build: 0123456789abcdef" --criteria '[
	{"criterion":"All tests pass","measurable":"test_pass_rate == 100"},
	{"criterion":"Coverage","measurable":"code_coverage >= 85"},
	{"criterion":"Gate","measurable":"sonar_quality_gate == passed"}]' \
	--assignee ci-system 2>/dev/null)
ok "unbound names do not fail a job" ./tm complete "$id" --validate --actual-hours 0.3 --summary "all done"
id=$(./tm add "False" --criteria '[{"criterion":"never","measurable":"1 == 2"}]' 2>/dev/null)
fails "a criterion that is false does" ./tm complete "$id" --validate
like "not completed" "$err" 'not completed'
like "criteria unmet" "$err" 'criteria unmet'
ok "--force" ./tm complete "$id" --validate --force

# ---- what scripts around it compute ----
total=$(./tm list --format json | jq '. | length')
pending=$(./tm list --status pending --format json | jq '. | length')
done_=$(./tm list --status completed --format json | jq '. | length')
is "numbers for an exporter" "$total $pending $done_" "7 0 7"
run ./tm metrics --format json
like "an average for bc" "$(jqo '.average_quality_score // 0')" '^[0-9.]+$'
like "a percentage" "$(jqo '.estimation_accuracy // 0')" '^[0-9.]+$'
count=$(./tm list --status in_progress 2>/dev/null | grep -c .)
is "no line when there is nothing" "$count" 0

# ---- hooks of one's own, with Git's variables set ----
hook=$(./tm add "Hooked" 2>/dev/null)
cat >.git/hooks/pre-commit <<END
#!/bin/sh
./tm progress $hook "Pre-commit: \$(git diff --cached --name-only | head -n 1)" >/dev/null
END
cat >.git/hooks/post-commit <<END
#!/bin/sh
./tm progress $hook "Commit \$(git rev-parse --short HEAD)" >/dev/null 2>&1
END
chmod +x .git/hooks/pre-commit .git/hooks/post-commit
echo x >file && git add file
ok "a commit with hooks that call tm" git commit -q -m "work"
is "only the file is in it" "$(git show --name-only --format= HEAD)" file
run ./tm show "$hook" --format json
is "both hooks have written" "$(jqo '.progress | length')" 2
is "the index is as it was" "$(git status --porcelain --untracked-files=no)" ""

# ---- ten at once ----
GIT_TASK_AUTOPUSH=0
new_repo "$TRASH/ten"
i=0
while test $i -lt 10
do
	tm add "Parallel $i" >"$TRASH/id.$i" 2>/dev/null &
	i=$((i + 1))
done
wait
is "ten tasks" "$(tm list --format json | jq length)" 10
is "ten ids" "$(cat "$TRASH"/id.* | sort -u | grep -c '^[a-f0-9]\{8\}$')" 10
done_testing
