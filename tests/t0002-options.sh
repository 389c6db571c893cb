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
done_testing
