#!/bin/sh
# Completion scripts in real shells: commands, options, values, ids.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo repo
git-task init >/dev/null 2>&1
id=$(git-task add "water the plants" 2>/dev/null)
other=$(git-task add "it's \$HOME; \`x\` \"y\"" 2>/dev/null)
done_id=$(git-task add "finished thing" 2>/dev/null)
git-task complete "$done_id" 2>/dev/null
touch a-file

run git-task completion-ids
like "ids come with titles" "$out" "^$id	water the plants\$"
unlike "only open ones" "$out" "$done_id"

exit_is "an unknown shell" 129 git-task completion csh
for shell in bash zsh fish
do
	ok "script for $shell" git-task completion $shell
	cp "$TRASH/.out" "$TRASH/comp.$shell"
	ok "$shell can read it" $shell -n "$TRASH/comp.$shell"
done
run git-task completion-ids --format zzz
is "the hidden call takes no options" "$status" 129

# ---- bash ----
cat >"$TRASH/try.bash" <<-\END
	compopt() { :; }
	. "$TRASH/comp.bash"
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	case $1 in
	git) _git_task ;;
	*) __git_task_main ;;
	esac
	printf '%s\n' "${COMPREPLY[@]}"
END
try()
{
	run bash --norc "$TRASH/try.bash" "$@"
	is "bash: no message for '$*'" "$err" ""
}
try git-task ver
is "bash: a command" "$out" version
try git task ver
is "bash: behind git" "$out" version
try git -C x task ver
is "bash: behind git and its options" "$out" version
try git-task config ""
like "bash: second words" "$out" '^minimal-mode$'
try git-task config get --def
is "bash: an option of two words" "$out" --default
try git-task version --
like "bash: options" "$out" '^--build-options$'
like "bash: common options" "$out" '^--agent-id$'
try git-task version --format j
is "bash: a value" "$out" json
try git-task version --format = j
is "bash: a value behind =" "$out" json
try git-task version --format =
like "bash: all values behind =" "$out" '^text$'
try git-task -C a-file vers
is "bash: option with value in front" "$out" version
try git-task -C a-
is "bash: a file" "$out" a-file
try git-task show "$(printf '%.5s' "$id")"
is "bash: one id, without its title" "$out" "$id"
try git-task show ""
like "bash: ids with titles" "$out" "^$id  water the plants\$"
try git-task ls --
like "bash: an alias" "$out" '^--format$'
try git-task version --agent-id ""
is "bash: nothing for free text" "$out" ""
# the script really registers itself
run bash --norc -c '. "$TRASH/comp.bash"; complete -p git-task tm'
like "bash: registered" "$out" 'complete -F __git_task_main tm'

# ---- zsh ----
cat >"$TRASH/try.zsh" <<-\END
	compdef() { :; }
	compset() { :; }
	_files() { print FILES; }
	_describe() { local name=$4; print -rl -- ${(P)name}; }
	source $TRASH/comp.zsh
	words=("$@")
	CURRENT=$#
	PREFIX=${words[CURRENT]##--*=}
	_git-task
END
tryz()
{
	run zsh -f "$TRASH/try.zsh" "$@"
	is "zsh: no message for '$*'" "$err" ""
}
tryz git-task ""
like "zsh: commands with help" "$out" '^version:print the version'
tryz git-task config ""
like "zsh: second words" "$out" '^minimal-mode:'
tryz git-task version --
like "zsh: options with help" "$out" '^--build-options:also print'
tryz git-task version --format ""
like "zsh: values" "$out" '^json$'
tryz git-task version --format=
like "zsh: values behind =" "$out" '^json$'
tryz git-task show ""
like "zsh: ids with titles" "$out" "^$id:water the plants\$"
like "zsh: odd titles stay text" "$out" "^$other:it's .HOME; .x. .y.\$"
tryz git-task -C ""
is "zsh: files" "$out" FILES

# ---- fish ----
tryf()
{
	run fish --no-config -c "source $TRASH/comp.fish; complete -C '$1'"
	is "fish: no message for '$1'" "$err" ""
}
tryf 'git-task ver'
like "fish: a command with help" "$out" '^version	print the version'
tryf 'git-task config '
like "fish: second words" "$out" '^minimal-mode	'
tryf 'git-task version --'
like "fish: options" "$out" '^--build-options	also print'
like "fish: common options" "$out" '^--agent-id	'
tryf 'git-task version --format '
like "fish: values" "$out" '^json'
tryf 'git-task show '
like "fish: ids with titles" "$out" "^$id	water the plants\$"
tryf 'git-task ls --for'
like "fish: an alias" "$out" '^--format'
tryf 'tm ver'
like "fish: tm too" "$out" '^version'
# "git task": with fish's own completion of git, which it loads by itself
trygit()
{
	run fish -c "source $TRASH/comp.fish; complete -C '$1'"
	is "fish: no message for '$1'" "$err" ""
}
trygit 'git task ver'
like "fish: behind git" "$out" '^version'
trygit 'git -C . task config '
like "fish: behind git and its options" "$out" '^minimal-mode	'
trygit 'git task version --format '
like "fish: values behind git" "$out" '^json'
trygit 'git task show '
like "fish: ids behind git" "$out" "^$id	water the plants\$"
tryf 'git-task config get --def'
like "fish: an option of two words" "$out" '^--default'

# ---- what a place takes ----
# every text of the table is of a kind, or said to be anything
git-task help --dump-json >"$TRASH/table.json"
is "no option is forgotten" "$(jq -r '.commands[] | .name as $c | .options[] |
	select(.type == "text" and .takes == null) | "\($c) \(.name)"' \
	"$TRASH/table.json")" ""
# a repository that has something of every kind
git-task add "of every kind" -t api -t a:b --assignee "Ben Brown <ben@example.com>" \
	--project shop --type bug --phase alpha --code-language c \
	--execution-environment ci --meta team=core --external jira=X-1 \
	>/dev/null 2>&1
git config task.bridge.hub.kind github
git config task.bridge.hub.project ann/shop
git config task.notify.team.kind desktop
git remote add elsewhere https://example.com/x
git-task session start task-7-session --model own-model-1 >/dev/null 2>&1
git-task remember "the sky is blue" >/dev/null 2>&1
fact=$(git-task recall --format json | jq -r '.[0].id' | cut -c1-8)
git branch -q side
jq -r '[.commands[] | .options[] | .takes // "text"] | unique[]' \
	"$TRASH/table.json" >kinds
while IFS= read -r kind
do
	case $kind in
	text|size|expression|criteria|criterion|lines|supposed) ;;
	file|rev|remote|id) ;;
	*)
		run git-task completion-words "$kind" "" task.hooks.strict
		test "$status.$err" = 0. && test -n "$out" || echo "$kind"
		;;
	esac
done <kinds >mute
is "every kind has words" "$(cat mute)" ""
mkdir "$TRASH/nowhere"
exit_is "outside of any repository, too" 0 git -C "$TRASH/nowhere" task \
	completion-words person
exit_is "a kind that is none" 129 git-task completion-words zzz
# line, and a word that it must offer
cat >"$TRASH/places" <<-\END
	list --tag |api
	add x --assignee b|ben
	assign 12345678 b|ben
	list --columns id,sta|id,status
	list --sort pri|priority
	board --by ass|assignee
	list sta|status:
	config set list.c|list.columns
	config enable fee|feedback
	help comp|complete
	template apply bu|bug-fix
	report bur|burndown
	hooks install pre-c|pre-commit
	update 12345678 --unset dea|deadline
	conflicts take 12345678 ti|title
	add x --deadline tom|tomorrow
	metrics --period last-w|last-week
	bridge sync h|hub
	notify test t|team
	pull els|elsewhere
	branch 12345678 si|side
	list --project sh|shop
	add x --meta te|team
	prd parse a-|a-file
	session show task-7|task-7-session
	session end task-7|task-7-session
	session start x --model own|own-model-1
	config set task.hooks.strict tr|true
	config set task.hooks.todo cr|create
END
printf '\tforget %.4s|%s\n' "$fact" "$fact" >>"$TRASH/places"
while IFS='|' read -r line want
do
	# shellcheck disable=SC2086 # words
	set -- $line
	case $line in
	*" ") set -- "$@" "" ;;
	esac
	try git-task "$@"
	like "bash: $line" "$out" "^$want\$"
	tryf "git-task $line"
	like "fish: $line" "$out" "^$want(	|\$)"
	case $want in
	a-file) want=FILES ;;
	esac
	tryz git-task "$@"
	want=$(printf '%s\n' "$want" | sed 's/:/[\\]:/g')
	like "zsh: $line" "$out" "^$want(:|\$)"
done <"$TRASH/places"
# bash takes these apart before it asks
try git-task list status : comp
is "bash: what is behind a ':'" "$out" completed
try git-task list --tag = a : b
is "bash: a tag with a ':'" "$out" b
tryf 'git-task list status:comp'
like "fish: what is behind a ':'" "$out" '^status:completed'
tryz git-task list status:comp
like "zsh: what is behind a ':'" "$out" '^status.*:completed'
try git-task list --tag api --assignee b
is "bash: the second option" "$out" ben
try git-task assign "$id" ""
unlike "bash: the second word is no id" "$out" "$other"
try git-task assign ""
like "bash: the first is" "$out" "$other"
try git-task list --color
unlike "bash: a value only behind =" "$out" '^always$'
try git-task list --color = al
is "bash: there it is offered" "$out" always

# ---- nothing is missing ----
# every visible command and option of the table can be completed
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name as $c |
	.options[] | select(.flags | (index("positional") or index("hidden"))
	| not) | "\($c)|--\(.name)"' "$TRASH/table.json" >want
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name' \
	"$TRASH/table.json" >names
cat >"$TRASH/all.sh" <<-\END
	while IFS= read -r name
	do
		__git_task_options "$name" | while IFS="	" read -r opt help
		do
			echo "$name|$opt"
		done
	done <names
END
for shell in bash zsh
do
	{
		sed '/^complete -F/d; /^if .*funcstack/,$d' "$TRASH/comp.$shell"
		cat "$TRASH/all.sh"
	} >"$TRASH/all.$shell"
	$shell "$TRASH/all.$shell" | grep -v '|--no-' | sort >got
	sort want | grep -v '|--no-' >want.sorted
	same "$shell completes every option" got want.sorted
done
sed -n "s/^complete -c git-task -n '__git_task_at \"\([^\"]*\)\"' -l \([^ ]*\).*/\1|--\2/p" \
	"$TRASH/comp.fish" | grep -v '|--no-' | sort >got
same "fish completes every option" got want.sorted
{
	jq -r '.commands[].name' "$TRASH/table.json" | cut -d' ' -f1 | sort -u |
	while IFS= read -r word
	do
		bash --norc "$TRASH/try.bash" git-task "$word" |
			grep -x -e "$word" || :
	done
} >words
jq -r '.commands[] | select(.needs | index("hidden") | not) | .name' \
	"$TRASH/table.json" | cut -d' ' -f1 | sort -u >want.words
same "bash completes every command" words want.words

done_testing
