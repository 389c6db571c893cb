#!/bin/sh
# Every option of every command refuses wrong values: one sentence, the right
# exit status, nothing changed.  Driven by the command table itself.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
# shellcheck disable=SC2086,SC2046 # a command may be two words
. "${0%/*}/lib.sh"

new_repo repo
git-task init >/dev/null 2>&1
id=$(git-task add "the only task" 2>/dev/null)
like "a task to work with" "$id" '^[0-9a-f]{8}$'
tip=$(git rev-parse refs/tasks/main)

ok "the table can be dumped" git-task help --dump-json
jqo '.commands[] | .name as $c | .options[] |
	[$c, .name, .type, (.flags | join(",")), (.max // ""), .letter // ""] |
	map(tostring) | join("|")' >options
jqo '.common[] | ["version", .name, .type, (.flags | join(",")), "",
	.letter // ""] | join("|")' >>options
jqo '.commands[] | [.name, ([.options[] | select(.flags |
	(index("positional") and index("required"))) | .type] |
	join(","))] | join("|")' >commands
total=$(wc -l <options)
ok "it has options" test "$total" -gt 30

# one line on stderr, nothing on stdout, exit status as wanted
refused()
{
	refused_want=$1
	refused_name=$2
	shift 2
	status=0
	"$@" >.out 2>.err </dev/null || status=$?
	case ",$refused_want," in
	*",$status,"*) ;;
	*) echo "$refused_name: exit status $status: $*" >>bad ;;
	esac
	{
		IFS= read -r first && ! IFS= read -r second
	} <.err
	case "$?,$first" in
	"0,git-task: "*) ;;
	*) echo "$refused_name: not one sentence: $first" >>bad ;;
	esac
	test ! -s .out || echo "$refused_name: output on stdout" >>bad
}

# what the required positionals of a command could be
fill()
{
	for fill_type in $(grep "^$1|" commands | cut -d'|' -f2 | tr , ' ')
	do
		case $fill_type in
		id) printf '%s ' "$id" ;;
		integer|number) printf '1 ' ;;
		pair) printf 'k=v ' ;;
		*) printf 'word ' ;;
		esac
	done
}

: >bad
tested=0
while IFS='|' read -r cmd opt type flags max letter
do
	tested=$((tested + 1))
	case ",$flags," in
	*,positional,*)
		case $type in
		enum|integer|number)
			refused 129 "$cmd <$opt>" git-task $cmd -- zzz ;;
		esac
		continue ;;
	esac
	name="$cmd --$opt"
	case $type in
	flag)
		refused 129 "$name" git-task $cmd "--$opt=x" ;;
	integer|number)
		refused 129 "$name" git-task $cmd "--$opt=zzz"
		refused 129 "$name" git-task $cmd "--$opt=1x"
		refused 129 "$name" git-task $cmd "--$opt="
		test -z "$max" ||
			refused 129 "$name" git-task $cmd "--$opt=9999999999999"
		;;
	enum|priority)
		refused 129 "$name" git-task $cmd "--$opt=zzz" ;;
	pair)
		refused 129 "$name" git-task $cmd "--$opt=zzz" ;;
	duration)
		refused 129 "$name" git-task $cmd "--$opt=zzz" ;;
	time|id)
		refused 1,2,129 "$name" timeout 20 git-task $cmd \
			$(fill "$cmd") "--$opt=zzz" ;;
	esac
	case ",$flags,$type" in
	*,flag) ;;
	*,bare,*) ;;
	*)
		refused 129 "$name at the end" git-task $cmd "--$opt"
		test -z "$letter" ||
			refused 129 "$name at the end" git-task $cmd "-$letter" ;;
	esac
	case ",$flags,$type" in
	*,empty,*|*,flag|*,path) ;;
	*)
		refused 129 "$name" git-task $cmd "--$opt=$(printf '\377')"
		refused 129 "$name" git-task $cmd "--$opt=" ;;
	esac
done <options
is "every option was looked at" "$tested" "$total"
is "none took a wrong value" "$(cat bad)" ""

# unknown options and too many arguments, for every command
: >bad
while IFS='|' read -r cmd types
do
	refused 129 "$cmd" git-task $cmd --zzz-no-such-option
	refused 129 "$cmd" git-task $cmd -Z
done <commands
is "every command refuses unknown options" "$(cat bad)" ""

is "nothing was changed" "$(git rev-parse refs/tasks/main)" "$tip"
# ---- what Git users type ----
new_repo "$TRASH/habits"
for i in 1 2 3 4
do
	git-task add -q "task $i" >/dev/null
done
is "list -2" "$(git-task list -2 --format ids | wc -l | tr -d ' ')" 2
is "log -3" "$(git-task log -3 --oneline | wc -l | tr -d ' ')" 3
is "the last one counts" "$(git-task log -3 -1 --oneline | wc -l | tr -d ' ')" 1
exit_is "not where there is no limit" 129 git-task show -3
exit_is "nor with letters in it" 129 git-task list -3x
exit_is "what has no option" 129 git-task add --title "Buy milk"
like "says so" "$err" "'--title' is no option"

done_testing
