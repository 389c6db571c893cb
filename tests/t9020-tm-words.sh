#!/bin/sh
# Words and forms of the original that scripts look for, under the name tm; and
# jobs of CI, which push what they write.
. "${0%/*}/lib.sh"

new_repo work

# ---- init ----
run tm init
is "init" "$status" 0
like "... says what it wrote" "$out" 'Created ORCHESTRATOR\.md'
like "... for coding agents" "$(cat ORCHESTRATOR.md)" 'tm complete ID'
echo mine >ORCHESTRATOR.md
run tm init
is "a file that is there stays" "$(cat ORCHESTRATOR.md)" mine
unlike "... and is not spoken of" "$out" ORCHESTRATOR
rm ORCHESTRATOR.md
ln -s nowhere ORCHESTRATOR.md
run tm init
is "... also a link to nothing" "$(readlink ORCHESTRATOR.md)" nowhere
rm ORCHESTRATOR.md
run git task init
ok "git task writes none" test ! -e ORCHESTRATOR.md

# ---- metadata ----
a=$(tm add "Alpha" --meta team:web --meta specialist:db --with-context hello 2>/dev/null)
b=$(tm add "Beta" --meta team=api --meta 'url=http://x:80' 2>/dev/null)
run git task show "$b" --format json
is "key=value keeps its colons" "$(jqo .fields.url)" 'http://x:80'
run tm list --meta team:web
is "list --meta finds one" "$out" "[$a] Alpha - pending"
run tm list --meta team=api
like "... with =, too" "$out" "^\[$b\]"
run tm list --meta team:nobody
is "... or none" "$out" ""
exit_is "a key is needed" 129 tm add x --meta :v
run tm context read "$a"
like "add --with-context, context read" "$out" '\[shared\] .*: hello'
tm share "$a" "an update" >/dev/null 2>&1
run tm context read "$a" --type update
like "context --type" "$out" 'an update'
unlike "... shows one kind" "$out" hello
run tm context "$a" --type update --format json
is "... also as JSON" "$(jqo '.context | map(.kind) | join(",")')" update
exit_is "two tasks are one too many" 129 tm context "$a" "$b"

c=$(tm add "Gamma" --meta 'url:https://x.y/?q=1' --meta 'team: ops' 2>/dev/null)
run git task show "$c" --format json
is "an address has an equals sign of its own" "$(jqo '"\(.fields.url) \(.fields.team)"')" 'https://x.y/?q=1 ops'
run tm add ""
like "an empty title is an Error" "$err" '^tm: Error: '
run tm add "Twice" --depends-on "$a" --depends-on "$a"
is "a dependency twice is refused" "$status $out" "1 "
like "... with an Error" "$err" 'Error: Invalid dependency ID.*twice'
ok "git task takes it once" git task add "Twice" --depends-on "$a" --depends-on "$a"

# ---- JSON ----
git task update "$a" --external jira=PROJ-7 -q 2>/dev/null ||
	git task update "$a" --external jira=PROJ-7 >/dev/null
run tm show "$a" --format json
is "no description is an empty text" "$(jqo .description)" ""
is "the key of Jira" "$(jqo .jira_key)" PROJ-7
run git task show "$a" --format json
is "git task says null" "$(jqo .description)" null

# ---- export ----
tm add "Late" -d "one line" --assignee ann -p high >/dev/null 2>&1
run tm export --format markdown
is "the head of the Markdown" "$(printf '%s\n' "$out" | head -n 1)" \
	'# Task Orchestrator Export'
like "... a section a status" "$out" '^## Pending Tasks$'
like "... a task" "$out" "^- \*\*\[$a\]\*\* Alpha$"
like "... its text" "$out" '^  - Description: one line$'
like "... its person" "$out" '^  - Assignee: ann'
like "... its priority when it is not medium" "$out" '^  - Priority: high$'
unlike "no empty section" "$out" 'Completed Tasks'

# ---- progress, notes, watch ----
run tm progress "$a" "half of it"
is "progress" "$out" 'Progress update added'
run tm show "$a" --format json
is "... starts a pending task" "$(jqo .status)" in_progress
run git task progress "$b" "begun"
run git task show "$b" --format json
is "git task leaves the status alone" "$(jqo .status)" pending
run tm note "$a" "mine"
like "note" "$out" 'Added private note'
tm discover "$a" "the port is taken" >/dev/null 2>&1
run tm watch
like "watch shows one's own discovery" "$out" 'DISCOVERY.*the port is taken'

# ---- errors ----
exit_is "show of no task" 1 tm show deadbeef
exit_is "... git task says 2" 2 git task show deadbeef
run tm hooks nosuch
fails "no such sub-command" tm hooks nosuch
like "... in the words of tm" "$err" 'Unknown hooks subcommand: nosuch.*Usage:'
run tm config --show
like "config --show" "$out" 'feedback: enabled'
tm config --disable feedback 2>/dev/null
run tm config --show
like "... after a switch" "$out" 'feedback: disabled'
tm config --enable feedback 2>/dev/null
run tm metrics --feedback
like "metrics: quality" "$out" 'Quality'
like "... timeliness" "$out" 'Timeliness'

# ---- hooks: how long they took ----
run tm hooks report
like "no run yet" "$out" 'No hook has run'
git task hooks install >/dev/null 2>&1
git commit -q --allow-empty -m "half of it" -m "Task-Id: $a"
run tm hooks report
like "a commit is in the report" "$out" '^post-commit +1 +0 '
run git task hooks report --format json
is "... as JSON" "$(jqo '.[] | select(.event == "post-commit") | .runs')" 1
log=$(git rev-parse --git-dir)/git-task/hooks.log
echo "1 post-commit 900 ok" >>"$log"
echo "2 post-commit 5 failed" >>"$log"
echo "not a line" >>"$log"
run tm hooks alerts
like "a slow run" "$out" 'warning +post-commit took 900 ms'
like "... one that failed" "$out" 'failed +post-commit'
run tm hooks thresholds 100 800
is "thresholds" "$out" 'Warning above 100 ms, critical above 800 ms'
run tm hooks alerts
like "... count" "$out" 'critical +post-commit took 900 ms'
exit_is "a threshold is a number" 129 tm hooks thresholds soon
run tm hooks cleanup 30
like "cleanup" "$out" '^2 runs older than 30 days dropped'
run tm hooks alerts
unlike "... drops what is old" "$out" 900

# ---- jobs of CI: each in a clone of its own ----
new_bare ../hub.git
git remote add origin ../hub.git
git push -q origin HEAD:main
git -C ../hub.git symbolic-ref HEAD refs/heads/main
git task sync >/dev/null 2>&1
for var in CI GITHUB_ACTIONS GITLAB_CI JENKINS_URL
do
	rm -rf ../one ../two
	git clone -q ../hub.git ../one
	git clone -q ../hub.git ../two
	id=$(cd ../one && env $var=true tm add "by $var" 2>/dev/null)
	like "$var: the first job makes a task" "$id" '^[0-9a-f]{8}$'
	run sh -c "cd ../two && env $var=true tm complete $id"
	is "$var: the second one completes it" "$status" 0
done
git clone -q ../hub.git ../off
id=$(cd ../off && env CI=true GIT_TASK_AUTOPUSH=0 tm add "kept here" 2>/dev/null)
run git -C ../hub.git grep -q "kept here" refs/tasks/main
is "GIT_TASK_AUTOPUSH=0 says no" "$status" 1
git -C ../off config task.autoPush false
(cd ../off && CI=true tm add "kept, too" >/dev/null 2>&1)
run git -C ../hub.git grep -q "kept, too" refs/tasks/main
is "... and so does the setting" "$status" 1
(cd ../off && CI=false tm add "no job" >/dev/null 2>&1)
run git -C ../hub.git grep -q "no job" refs/tasks/main
is "CI=false is no job" "$status" 1
done_testing
