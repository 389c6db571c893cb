#!/bin/sh
# Lists on a terminal: no line breaks from 40 to 200 columns, the title gives way last,
# columns that say nothing are left out, people have short names.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

on() { w=$1; shift; NO_COLOR=1 python3 "$SRCDIR/tests/helpers/term.py" "$w" "$@"; }

sh "$SRCDIR/tests/data/shop/make.sh" || exit 1
cd shop || exit 1
GIT_TASK_TEST_NOW=2026-11-30T03:22:00Z
export GIT_TASK_TEST_NOW

# The longest description comes as Markdown.
epic=$(git-task list --format ids title=Checkout)
git-task update -q "$epic" -d "$(printf '%s\n' '# Goal' '' "Pay with **one** click; see \`docs/pay.md\` and [the RFC](https://example.org/rfc)." '' \
	"- every page of the checkout in 結帳頁面 and العربية, Größe and e$(printf '\314\201'), without a line that breaks" \
	'  - [ ] taxes' '- 1,000 payments a minute')"

# Every screen at every width, one file a width; with GOLDEN=1 in the environment they are
# written anew.  Ids are random: whatever has an order has it from something else.
mkdir "$TRASH/screens"
python3 "$SRCDIR/tests/helpers/screens.py" "$TRASH/screens" 40 60 80 100 120 200 >"$TRASH/wide" 2>&1 <<END
git-task list
git-task list --tree
git-task status
git-task board
show epic: git-task show $epic
show part: git-task show $(git-task list --format ids title~Payment)
git-task plan
git-task log -n 8
git-task people
git-task metrics
git-task metrics --series --forecast
git-task metrics --by assignee
git-task report
git-task report burndown
git-task report flow
git-task report calendar
git-task report projects
END
is "no line is wider than its terminal" "$(cat "$TRASH/wide")" ""
for w in 40 60 80 100 120 200; do
	if test -n "${GOLDEN-}"; then cp "$TRASH/screens/$w.txt" "$SRCDIR/tests/data/shop/$w.txt"; fi
	same "the screens of $w columns" "$TRASH/screens/$w.txt" "$SRCDIR/tests/data/shop/$w.txt"
done
# Screens whose order hangs on ids: only their width is looked at.
python3 "$SRCDIR/tests/helpers/screens.py" "$TRASH/screens" 40 60 80 100 120 200 >"$TRASH/wide" 2>&1 <<END
git-task list --all
git-task list --by assignee
git-task list --by status
git-task list -c id,title,project,assignee,tags,created_by,due
git-task metrics --all --explain --period last-month
git-task plan --explain
git-task next
git-task search payment
git-task conflicts
git-task show $epic
END
is "nor of the others" "$(cat "$TRASH/wide")" ""
is "they are all there" "$(grep -c "^== " "$TRASH/screens/40.txt")" 10
# in colour: what NO_COLOR takes away is the colour alone
for c in list board status plan "show $epic" log; do
	# shellcheck disable=SC2086 # words
	python3 "$SRCDIR/tests/helpers/term.py" 80 git-task $c >"$TRASH/colour"
	# shellcheck disable=SC2086 # words
	on 80 git-task $c >"$TRASH/plain"
	isnt "${c%% *} has colours" "$(cat "$TRASH/colour")" "$(cat "$TRASH/plain")"
	unlike "${c%% *}: NO_COLOR has none" "$(cat "$TRASH/plain")" "$(printf '\033')"
	case $c in show*) continue ;; esac # marks stand for what colours show
	is "${c%% *}: and the same words" "$(sed "s/$(printf '\033')\[[0-9;]*m//g" "$TRASH/colour")" \
		"$(cat "$TRASH/plain")"
done

run on 80 git-task list
unlike "one project says nothing" "$out" 'project'
like "short names, short words" "$out" '^[0-9a-f]{8}  doing   crit  Payment .*…  ben  24d late$'
run on 200 git-task list
like "whole words" "$out" '  in progress  critical  Payment API .* bank +ben       24 days late$'
git config task.list.columns id,title
run git-task list
like "columns of one's own" "$out" '^id +title$'
git config task.list.columns id,nonsense
exit_is "a wrong setting" 129 git-task list
like "is named" "$err" 'task.list.columns'
done_testing
