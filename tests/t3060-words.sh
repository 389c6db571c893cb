#!/bin/sh
# What verbs say: open parts of a finished parent, bare reasons, what undo makes true
# again, one exit code for a wrong value of an option.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo work
add() { git-task add -q "$@" 2>/dev/null; }
state() { git-task show "$1" --format json | jq -r .status; }
epic=$(add "Checkout")
form=$(add "Card form" --parent "$epic")
field=$(add "Number field" --parent "$form")
done=$(add "Sketch" --parent "$epic")
git-task complete -q "$done"

# ---- a parent with open parts ----
ok "complete the parent" git-task complete "$epic"
like "says what is open" "$err" "task $epic has 2 open parts \\(--with-parts completes them, too"
is "leaves the parts" "$(state "$form")" pending
ok "undo" git-task undo
like "what is true again" "$err" "^Undid \"complete $epic Checkout\" of Tess Ter: status is pending again$"
before=$(git rev-list --count refs/tasks/main)
ok "with its parts" git-task complete --with-parts "$epic"
is "all of them" "$(state "$epic") $(state "$form") $(state "$field")" "completed completed completed"
is "in one edit" "$(($(git rev-list --count refs/tasks/main) - before))" 1
unlike "no word of open parts" "$err" "open part"
ok "undo all of it" git-task undo
is "open again" "$(state "$epic") $(state "$form") $(state "$field")" "pending pending pending"
ok "named together" git-task complete "$epic" "$form" "$field"
unlike "says nothing" "$err" "open part"


# ---- and when it is given up or deleted ----
ok "undo" git-task undo
for verb in cancel delete; do
	case $verb in cancel) does=cancels ;; *) does=deletes ;; esac
	ok "$verb the parent" git-task $verb "$epic"
	like "$verb says what is left" "$err" "task $epic has [23] (open )?parts \(--with-parts $does them, too"
	is "and leaves it" "$(state "$field")" pending
	ok "undo" git-task undo
	before=$(git rev-list --count refs/tasks/main)
	ok "$verb with its parts" git-task $verb --with-parts "$epic"
	is "$verb is one edit" "$(($(git rev-list --count refs/tasks/main) - before))" 1
	unlike "no word of parts" "$err" "part"
	is "nothing is open" "$(git-task list --count)" 0
	ok "undo all of it" git-task undo
	is "all open again" "$(git-task list --count)" 3
done
git-task complete -q "$epic" "$form" "$field"

# ---- a bare reason ----
one=$(add "One")
two=$(add "Two")
ok "block with words" git-task block "$one" "$two" waits for the vendor
reason() { git-task show "$1" --format json | jq -r .blocked_reason; }
is "the reason of both" "$(reason "$one"), $(reason "$two")" "waits for the vendor, waits for the vendor"
exit_is "an unknown id stays one" 2 git-task block deadbeef "waits"
ok "undo" git-task undo
ok "in one word" git-task block "$one" "the contract is not signed"
is "is the reason" "$(reason "$one")" "the contract is not signed"
ok "undo of add" git-task add "Gone"
ok "..." git-task undo
like "is gone again" "$err" 'Gone" of Tess Ter: it is gone again$'

# ---- a wrong value of an option ----
for c in "list -p urgent" "list --status nope" "add X -p urgent" "list --limit x"; do
	# shellcheck disable=SC2086 # words
	exit_is "$c" 129 git-task $c
done

# ---- nobody rated ----
run git-task metrics --feedback
like "no ratings is not 0" "$out" 'Average Quality: no ratings$'
unlike "no 0.0/5" "$out" '0\.0/5'

# ---- undo says what is true again ----
new_repo undoing
a=$(git task add -q "Weekly Reminder")
git task tag -q "$a" x 2>/dev/null || git task tag add -q "$a" x
run git task undo
like "a tag" "$err" "^Undid \"[a-z]+ $a Weekly Reminder\" of Tess Ter: tags -x$"
git task update -q "$a" --title "Daily Reminder"
run git task undo
like "a title" "$err" ': title Daily Reminder -> Weekly Reminder$'
git task delete -q "$a"
run git task undo
like "a deletion" "$err" ': it is there again$'
git task block -q "$a" "waits for the vendor"
run git task undo
like "a status" "$err" ': status is pending again$'

# ---- what is wrong with a refused import is an error, all of it ----
printf 'title,priority\nA,high\nB,urgent\nC,nope\n' >bad.csv
run git task import bad.csv
is "refused" "$status" 1
is "a sentence a record, each an error" "$(printf '%s\n' "$err" | sort)" "$(printf '%s\n' \
	"git-task: line 3: Invalid priority 'urgent'" "git-task: line 4: Invalid priority 'nope'")"

# ---- the value of an option is the command line's ----
for line in "list --due-before nonsense" "log --since nonsense" "plan --start nonsense" "add x --due nonsense" \
	"metrics --period nonsense" "report --period nonsense" "plan --what-if nonsense" \
	"feedback $a --quality 9" "list -p urgent" "list -c nonsense"
do
	# shellcheck disable=SC2086 # words
	exit_is "$line" 129 git task $line
done

# also where there is no repository: before anything is read
mkdir "$TRASH/outside"
for line in "serve --listen nonsense" "serve --listen :99999" "serve --tools nosuch" "report nosuch" \
	"notify add b@d webhook https://example.com/" "notify add boss mail nobody" "notify add hook webhook ftp://x" \
	"notify add hook webhook https://example.com/ --digest often" "notify add hook webhook https://example.com/ --quiet x" \
	"notify add bell desktop a" "notify add hook webhook https://example.com/ --when priority:urgent" \
	"bridge add jira SHOP" "bridge add github shop" "bridge add github ann/shop --name a@b" \
	"bridge add github ann/shop --comments some" "bridge add github ann/shop --url ftp://x"
do
	# shellcheck disable=SC2086 # words
	exit_is "$line" 129 git -C "$TRASH/outside" task $line
done
exit_is "a report of no kind" 129 git task report nosuch
exit_is "a right one has no repository" 128 git -C "$TRASH/outside" task notify add hook webhook https://example.com/
exit_is "nor has this" 128 git -C "$TRASH/outside" task bridge add github ann/shop

# ---- quiet is quiet ----
cd "$TRASH" && git init -q quiet && cd quiet || exit 1
run git task init -q
is "init -q" "$status$out$err" "0"
run git task init -q
is "and once more" "$status$out$err" "0"
# ---- quiet is quiet: no word where all went well ----

quiet=$(git-task add -q "Said nothing")
like "an id is no word: it was asked for" "$quiet" '^[0-9a-f]{8}$'
git init -q --bare "$TRASH/quiet.git"
while IFS= read -r line
do
	# shellcheck disable=SC2086 # words
	run git-task $line
	is "$line" "$status:$out:$err" "0::"
done <<END
update -q $quiet --priority high
tag -q $quiet +x
assign -q $quiet me
progress -q $quiet half
note -q $quiet half
context -q $quiet --shared half
share -q $quiet half
discover -q $quiet half
join -q $quiet
start -q $quiet
stop -q
claim -q $quiet
release -q $quiet
block -q $quiet why
unblock -q $quiet
complete -q $quiet
feedback $quiet --quality 4 --quiet
reopen -q $quiet
cancel -q $quiet
delete -q $quiet
restore -q $quiet
undo -q
gc -q
push -q $TRASH/quiet.git
sync -q $TRASH/quiet.git
pull -q $TRASH/quiet.git
setup -q claude
END

# ---- one is one ----

new_repo "$TRASH/one"
is "no tag" "$(git-task tag 2>&1)" "no task has a tag"
git-task add -q One >/dev/null
unlike "burn-down" "$(git-task report burndown)" '1 (open )?tasks'
like "what DONE is" "$(git-task board)" 'DONE, 14 DAYS \(0\)'
like "and with other days" "$(git-task board --done-days 1)" 'DONE, 1 DAY \(0\)'

done_testing
