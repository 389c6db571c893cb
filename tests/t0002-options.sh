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
	[$c, .name, .type, (.flags | join(",")), (.max // ""), .letter // "",
	.takes // ""] |
	map(tostring) | join("|")' >options
jqo '.common[] | ["version", .name, .type, (.flags | join(",")), "",
	.letter // "", ""] | join("|")' >>options
jqo '.commands[] | [.name, ([.options[] | select(.flags |
	(index("positional") and index("required"))) | .type + ":" + .name] |
	join(","))] | join("|")' >commands
total=$(wc -l <options)
ok "it has options" test "$total" -gt 30

# Thousands of command lines, so they run from one process: refused() keeps one,
# with the exit statuses that are right; judge runs and judges them.
tab=$(printf '\t')
: >lines
refused()
{
	refused_key=$1:$2
	shift 3
	refused_line=$refused_key
	for refused_arg
	do
		refused_line=$refused_line$tab$refused_arg
	done
	printf '%s\n' "$refused_line" >>lines
}

# One line on stderr, nothing on stdout, exit status as wanted.
judge()
{
	wanted=$(wc -l <lines)
	"$BUILD/helpers/many" <lines >verdicts || echo "many fails"
	awk -F'\t' -v wanted="$wanted" '
	{
		i = index($4, ":")
		if (index("," substr($4, 1, i - 1) ",", "," $1 ",") == 0)
			print $4 ": exit status " $1 ": " $5
		if ($3 != 1 || $5 !~ /^git-task: /)
			print $4 ": not one sentence: " $5
		if ($2 != 0)
			print $4 ": output on stdout"
	}
	END { if (NR != wanted) print NR " of " wanted " ran" }' verdicts
	: >lines
}

# what the required positionals of a command could be, those before $2: sets filled
fill()
{
	filled='' fill_until=${2:-}
	while IFS='|' read -r fill_cmd fill_types
	do
		test "$fill_cmd" != "$1" || break
	done <commands
	IFS=,
	set -- $fill_types
	unset IFS
	for fill_type
	do
		test "${fill_type#*:}" != "$fill_until" || break
		case ${fill_type%%:*} in
		id) filled="$filled $id" ;;
		integer|number) filled="$filled 1" ;;
		pair) filled="$filled k=v" ;;
		*) filled="$filled word" ;;
		esac
	done
}

# A text that names something: a value that nothing of that kind can have, or that
# only tasks with fields of their own could give a meaning.  Sets wrong.
wrong_of()
{
	case $1:$2 in
	*:hook*:event) wrong= ;;
	status:*|states:*|priority:*|columns:*|keys:*|group:*|period:*) wrong=zzz ;;
	size:*|lines:*|supposed:*|feature:*|unset:*|field:*) wrong=zzz ;;
	event:"hooks "*) wrong=zzz ;;
	query:*) wrong=status:zzz ;;
	expression:*) wrong='1 +' ;;
	criteria:*) wrong='{' ;;
	criterion:*) wrong=:: ;;
	*) wrong= ;;
	esac
}

bytes=$(printf '\377')
tested=0
while IFS='|' read -r cmd opt type flags max letter takes
do
	wrong_of "$takes" "$cmd"
	tested=$((tested + 1))
	case ",$flags," in
	*,positional,*)
		case $type in
		enum|integer|number)
			refused 129 "$cmd <$opt>" git-task $cmd -- zzz ;;
		esac
		if test -n "$wrong"
		then
			# what stands in front of it, and nothing behind
			fill "$cmd" "$opt"
			refused 129 "$cmd <$opt>" git-task $cmd $filled "$wrong"
		fi
		continue ;;
	esac
	name="$cmd --$opt"
	if test -n "$wrong" && test "$type" = text
	then
		fill "$cmd"
		refused 129 "$name $takes" git-task $cmd "--$opt=$wrong" $filled
	fi
	case $type in
	flag)
		refused 129 "$name" git-task $cmd "--$opt=x" ;;
	integer|number)
		refused 129 "$name" git-task $cmd "--$opt=zzz"
		refused 129 "$name" git-task $cmd "--$opt=1x"
		test -z "$max" ||
			refused 129 "$name" git-task $cmd "--$opt=9999999999999"
		;;
	enum|priority)
		refused 129 "$name" git-task $cmd "--$opt=zzz" ;;
	pair)
		refused 129 "$name" git-task $cmd "--$opt=zzz" ;;
	duration|time)
		refused 129 "$name" git-task $cmd "--$opt=zzz" ;;
	id)
		fill "$cmd"
		refused 1,2,129 "$name" git-task $cmd $filled "--$opt=zzz" ;;
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
		refused 129 "$name" git-task $cmd "--$opt=$bytes"
		refused 129 "$name" git-task $cmd "--$opt=" ;;
	esac
done <options
# values whose form one row asks for
for line in "undo|zzz" "watch|--since=zzz" "template create|Foo Bar" \
	"feedback $id|--note=$(printf '%0501d' 1)" "prd parse x|--same=zzz" \
	"add|$(printf '%0501d' 1)" "add|" "tag $id|-" "list|foo:bar" "list|(" "list|due<zzz" \
	"list|--format=%(id" "list|--format=%(zzz)" "add x|--code-language=$tab"
do
	cmd=${line%%|*}
	refused 129 "$line" git-task $cmd "${line#*|}"
done
is "every option was looked at" "$tested" "$total"
grep -a -v '^1,2,129' lines >early
is "none took a wrong value" "$(judge)" ""
# ... and nothing was read for that: where there is no repository it is the same
mkdir "$TRASH/outside" && mv early "$TRASH/outside/lines" && cd "$TRASH/outside" || exit 1
is "nor was anything read before" "$(judge)" ""
cd "$TRASH/repo" || exit 1

# unknown options, for every command
: >lines
while IFS='|' read -r cmd types
do
	refused 129 "$cmd" git-task $cmd --zzz-no-such-option
	refused 129 "$cmd" git-task $cmd -Z
done <commands
is "every command refuses unknown options" "$(judge)" ""

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
