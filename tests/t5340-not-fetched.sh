#!/bin/sh
# A clone that never fetched tasks says so: nothing here is not nothing to do.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_bare hub.git
new_repo made
git remote add origin ../hub.git
git push -q origin HEAD
git task add shared >/dev/null 2>&1
git task sync >/dev/null 2>&1
cd "$TRASH" || exit 1
git clone -q hub.git fresh 2>/dev/null
cd fresh || exit 1
git config task.autoPush false
for c in list status next board "search x" metrics graph report log export \
	"list --format json" "show 1234abcd" "update 1234abcd --title x" \
	"complexity 1234abcd" "done 1234abcd"; do
	# shellcheck disable=SC2086 # words
	run git task $c
	like "$c says that nothing was fetched" "$err" "No tasks in this clone"
	like "$c names the command" "$err" 'git task pull'
done
run git task prime
like "prime says that whether there are any is not known" "$out" "is not known"
like "prime names the command" "$out" 'git task pull'
like "prime as a hook, too" "$(git task prime --hook-json --mcp |
	jq -r .hookSpecificOutput.additionalContext)" 'git task pull'
{
	ask 1 initialize '{"protocolVersion":"2025-06-18"}'
	tool 2 list_tasks
	tool 3 get_next_task
	tool 4 get_task '{"task_id":"1234abcd"}'
	tool 5 get_task_graph
	tool 6 update_task '{"task_id":"1234abcd","title":"x"}'
	ask 7 resources/read '{"uri":"task://ready"}'
} >in
serve <in
for i in 2 3 4 5 6; do
	like "an agent's tool says it ($i)" \
		"$(ans $i '.result.content[0].text')" 'were not fetched.*'
	like "with the command ($i)" \
		"$(ans $i '.result.content[0].text')" 'git task pull'
done
like "and a resource" "$(ans 7 '.result.contents[0].text')" 'git task pull'
git task pull >/dev/null 2>&1
run git task list
like "then there they are" "$out" shared
unlike "and nothing is said" "$err" "No tasks in this clone"
cd "$TRASH" && new_repo alone
run git task list
unlike "without a remote nothing is to fetch" "$err" "in this clone"


cd "$TRASH" && new_bare none.git && git clone -q none.git asked 2>/dev/null
cd asked || exit 1
run git task list
like "a remote that was not asked" "$err" "were not fetched"
git task pull >/dev/null 2>&1
run git task list
unlike "one that was asked and has none" "$err" "not fetched"
is "prime is silent then" "$(git task prime)" ""

# ---- several remotes: each was asked, or was not ----
new_bare "$TRASH/full.git"
new_bare "$TRASH/empty.git"
new_repo "$TRASH/filler"
git task add "In one of them" -q >/dev/null
git task sync ../full.git -q
new_repo "$TRASH/several"
git remote add up ../full.git
git remote add mine ../empty.git
run git task list
like "none is the usual one: one is named" "$err" 'git task pull mine'
git task pull mine -q >/dev/null
run git task list
like "one was asked: the other is named" "$err" 'git task pull up'
like "prime names it, too" "$(git task prime)" '`git task pull up`'
git task pull up -q >/dev/null
run git task list
is "all were asked" "$err" ""
new_repo "$TRASH/later"
git remote add origin ../empty.git
git task pull -q >/dev/null
run git task list
unlike "asked, and it has none" "$err" "fetched"
git remote add up ../full.git
run git task list
like "another one comes" "$err" 'git task pull up'

# ---- a place that is pushed to is asked what it has, not remembered ----
new_bare "$TRASH/one.git"
new_bare "$TRASH/two.git"
new_repo "$TRASH/pusher"
git remote add origin ../one.git
git remote set-url --add --push origin ../one.git
git remote set-url --add --push origin ../two.git
git task add "First" -q >/dev/null
git task add "Second" -q >/dev/null
git task sync -q >/dev/null
git -C ../two.git update-ref -d refs/tasks/main
exit_is "one place has lost them: sync" 0 git task sync
like "... sends them again" "$out" "2 commits sent"
is "... and they are there" "$(git -C ../two.git rev-parse refs/tasks/main)" \
	"$(git rev-parse refs/tasks/main)"
git -C ../two.git update-ref refs/tasks/main refs/tasks/main~1
exit_is "set back by one: push" 0 git task push
like "... sends one" "$out" "1 commit sent"
exit_is "nothing lost: push" 0 git task push
like "... sends none" "$out" "up to date"
other=$(echo x | git commit-tree "$(git rev-parse "refs/tasks/main^{tree}")")
git push -q -f ../two.git "$other:refs/tasks/main"
git task add "Third" -q >/dev/null
exit_is "another history there: push" 1 git task push
like "... names the place and the way" "$err" \
	"'../two.git' has tasks that are not here yet: run 'git task sync'"
exit_is "sync joins it" 0 git task sync
is "... at both places" "$(git -C ../two.git rev-parse refs/tasks/main)" \
	"$(git -C ../one.git rev-parse refs/tasks/main)"

done_testing
