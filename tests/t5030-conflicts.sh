#!/bin/sh
# Two people edit the same field before they sync: the later edit stays, the
# other is reported, listed and can be taken.
. "${0%/*}/lib.sh"

new_bare hub.git
for d in a b
do
	new_repo "$TRASH/$d"
	git remote add origin ../hub.git
	git config task.fsync false
	git config user.name "$d-person"
	cd "$TRASH" || exit 99
done
x=$(git -C a task add "Title" --description "old" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
at 2030-01-01T10:00:00Z git -C a task update "$x" --description "of a" \
	>/dev/null 2>&1
at 2030-01-01T11:00:00Z git -C b task update "$x" --description "of b" \
	--priority high >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
run git -C b task sync
is "sync works" "$status" 0
like "and reports" "$err" "both sides edited description: 'of b' stays, 'of a'"
like "and points to more" "$err" "git task conflicts"
run git -C b task sync --json
is "only once" "$(jqo '.conflicts | length')" 0

like "a trailer names it" "$(git -C b log -1 --format=%B refs/tasks/main)" \
	"^Task-Conflict: ${x}[0-9a-f]{8} description kept=.* lost=.*"
git -C a task sync >/dev/null 2>&1
for d in a b
do
	run git -C $d task conflicts --json
	is "$d lists it" "$(jqo '.[] | "\(.field) \(.kept) \(.lost) " +
		"\(.lost_by) \(.settled)"')" \
		"description of b of a a-person false"
done
run git -C a task conflicts
is "in words: exit" "$status" 0
like "in words: what is lost, and whose" "$out" '^    lost: of a  \(a-person\)$'
like "what is kept, and whose" "$out" '^    kept: of b  \(b-person\)$'
like "of which task" "$out" "^${x}[0-9a-f]*  $(git -C a task show "$x" --format '%(title)')\$"
like "in words: how to take it" "$out" \
	"git task conflicts take $x description"

run git -C a task conflicts take "$x" title
is "no such conflict" "$status" 2
run git -C a task conflicts take "$x" nonsense
is "no such field" "$status" 129
run git -C a task conflicts take dddddddd title
is "no such task" "$status" 2
run git -C a task conflicts take "$x" description
is "take" "$status" 0
is "taken" "$(git -C a task show "$x" --json |
	jq -r '"\(.description) \(.priority)"')" "of a high"
run git -C a task conflicts --json
is "settled, so not listed" "$(jqo length)" 0
run git -C a task conflicts --all --json
is "but with --all" "$(jqo '.[0].settled')" true
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
run git -C b task conflicts --json
is "settled everywhere" "$(jqo length)" 0

# the loser is in the history although nothing else of its side is left
at 2031-01-01T10:00:00Z git -C a task update "$x" --title "A" >/dev/null 2>&1
at 2031-01-01T11:00:00Z git -C b task update "$x" --title "B" >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
run git -C b task conflicts --json
is "a whole side that lost is listed" "$(jqo '.[0].lost')" A

new_repo empty
run git task conflicts
is "nothing to list" "$status" 0

done_testing
