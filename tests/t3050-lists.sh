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
	'- every page of the checkout in 結帳頁面 and العربية, Größe and e$(printf '\314\201'), without a line that breaks' \
	'  - [ ] taxes' '- 1,000 payments a minute')"

for w in 40 60 80 100 120 200; do
	for c in list "list --all" "list --tree" status board plan people "list --by assignee" "show $epic" \
		"list -c id,title,project,assignee,tags,created_by,due"
	do
		# shellcheck disable=SC2086 # words
		is "$c at $w breaks no line" "$(NO_COLOR=1 python3 "$SRCDIR/tests/helpers/term.py" -w $w git-task $c)" ""
	done
done

# The same screens as ever, ids aside; $TRASH/raw is the screen.
keep()
{
	sed -E 's/\b[0-9a-f]{8}\b/IIIIIIII/g; s/for [0-9a-f]{1,7}…/for III…/; s/\+[0-9a-f]{16}/+EEEE/g' \
		<"$TRASH/raw" | ${2:-cat} >"$TRASH/$1"
	if test -n "${GOLDEN-}"; then cp "$TRASH/$1" "$SRCDIR/tests/data/shop/$1.txt"; fi
	same "$1" "$TRASH/$1" "$SRCDIR/tests/data/shop/$1.txt"
}
for w in 40 60 80 100 120 200; do
	for c in list status people; do
		on $w git-task $c >"$TRASH/raw"; keep "$c-$w"
	done
done
for w in 40 80 200; do
	on $w git-task board >"$TRASH/raw"; keep "board-$w"
	# what is alike stands in the order of the ids, which are random
	on $w git-task plan >"$TRASH/raw"; keep "plan-$w" sort
	on $w git-task report >"$TRASH/raw"; keep "report-$w" sort
	on $w git-task show "$epic" >"$TRASH/raw"; keep "show-$w"
	on $w git-task list --tree >"$TRASH/raw"; keep "tree-$w"
	on $w git-task log -n 8 >"$TRASH/raw"; keep "log-$w"
done
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
