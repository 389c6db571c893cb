#!/bin/sh
# The streams: full disk, closed pipe, colour, pager, control characters.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo repo
git-task init >/dev/null 2>&1
esc=$(printf '\033')

# ---- stdout that takes nothing ----
status=0
git-task help >/dev/full 2>err || status=$?
is "full disk: exit status" "$status" 1
like "full disk: says so" "$(cat err)" '^git-task: .*No space left'
is "full disk: one line" "$(wc -l <err | tr -d ' ')" 1
status=0
git-task config get no.such.key >/dev/full 2>err || status=$?
is "nothing to write is no error" "$(cat err)" ""

# ---- a reader that goes away ----
for i in 1 2 3 4 5 6 7 8
do
	git-task help --dump-json 2>>pipe.err | head -c 1 >/dev/null
done
is "closed pipe: quiet" "$(cat pipe.err)" ""
{
	status=0
	git-task help --dump-json 2>err || status=$?
	echo "$status" >pipe.status
} | true
like "closed pipe: status of SIGPIPE, or it was all written" \
	"$(cat pipe.status)" '^(141|0)$'
(
	trap '' PIPE
	{
		status=0
		git-task help --dump-json 2>err || status=$?
		echo "$status" >pipe.status
	} | true
)
like "ignored SIGPIPE: the same" "$(cat pipe.status)" '^(141|0)$'
is "ignored SIGPIPE: quiet" "$(cat err)" ""

# ---- closed standard streams ----
status=0
git-task version >&- 2>err || status=$?
is "closed stdout" "$status" 0
status=0
git-task version <&- >out 2>&- || status=$?
is "closed stdin and stderr" "$status" 0
like "output is where it belongs" "$(cat out)" '^git-task version'

# ---- colour ----
id=$(git-task add "coloured" 2>/dev/null)
run git-task list
unlike "no colour off a terminal" "$out" "$esc"
run git-task list --color
like "--color" "$out" "$esc\\["
run git-task list --color=never
unlike "--color=never" "$out" "$esc"
git config color.ui always
run git-task list
unlike "color.ui is for terminals" "$out" "$esc"
git config --unset color.ui

on_tty()
{
	script -qec "$1" /dev/null </dev/null | tr -d '\r'
}
TERM=xterm
GIT_PAGER="cat"
export TERM GIT_PAGER
like "colour on a terminal" "$(on_tty "git-task list")" "$esc\\["
unlike "--no-color" "$(on_tty "git-task list --no-color")" "$esc"
unlike "NO_COLOR" "$(NO_COLOR=1 on_tty "git-task list")" "$esc"
unlike "dumb terminal" "$(TERM=dumb on_tty "git-task list")" "$esc"
git config color.ui false
unlike "color.ui=false" "$(on_tty "git-task list")" "$esc"
git config color.ui auto
git config color.task false
unlike "color.task=false" "$(on_tty "git-task list")" "$esc"
git config --unset color.task

# ---- pager ----
unset GIT_PAGER
cat >"$TRASH/pager" <<-\END
	#!/bin/sh
	echo "PAGED LESS=$LESS"
	cat
END
chmod +x "$TRASH/pager"
git config core.pager "$TRASH/pager"
like "core.pager" "$(on_tty "git-task list")" '^PAGED LESS=FRX'
like "help is paged" "$(on_tty "git-task help conflicts take")" '^PAGED LESS=FRX'
unlike "with --no-pager it is not" "$(on_tty "git-task --no-pager help conflicts take")" PAGED
git config pager.task false
unlike "nor with pager.task=false" "$(on_tty "git-task help conflicts take")" PAGED
unlike "nor is a list" "$(on_tty "git-task list")" PAGED
git config --unset pager.task
unlike "--no-pager" "$(on_tty "git-task list --no-pager")" PAGED
run git-task list
unlike "no pager off a terminal" "$out" PAGED
GIT_PAGER="sed s/^/PIPED:/"
export GIT_PAGER
like "GIT_PAGER, with arguments" "$(on_tty "git-task list")" '^PIPED:'
GIT_PAGER=
unlike "empty GIT_PAGER" "$(on_tty "git-task list")" 'PIPED|PAGED'
unset GIT_PAGER
git config core.pager /no/such/pager
like "a missing pager loses nothing" "$(on_tty "git-task list")" coloured
git config core.pager "head -c 10"
ok "a pager that leaves early is no failure" \
	script -qec "git-task list" /dev/null
git config core.pager cat
like "git -p keeps the colours" "$(on_tty "git -p -c core.pager=cat task list")" "$esc\["
git config color.pager false
unlike "color.pager, with git -p" "$(on_tty "git -p -c core.pager=cat task list")" "$esc"
unlike "color.pager" "$(on_tty "git-task list")" "$esc"
like "color.pager is for pagers" "$(on_tty "git-task list --no-pager")" "$esc\["
git config --unset color.pager
ok "COLUMNS counts in a pipe" test "$(COLUMNS=40 git-task board | wc -L)" -le 40

# ---- the fast path: no child, no configuration ----
mkdir "$TRASH/spy"
cat >"$TRASH/spy/git" <<-END
	#!/bin/sh
	echo "git \$*" >>"$TRASH/children"
	exec $(command -v git) "\$@"
END
chmod +x "$TRASH/spy/git"
: >"$TRASH/children"
for cmd in "list" "show $id" "list --json" next completion-ids version
do
	# shellcheck disable=SC2086
	PATH=$TRASH/spy:$PATH run git-task $cmd
	is "'$cmd' works" "$status" 0
done
is "reading runs no git" "$(cat "$TRASH/children")" ""
PATH=$TRASH/spy:$PATH run git-task config set x.y 1
like "the spy would have seen it" "$(cat "$TRASH/children")" '^git .*config'

# ---- the manual page on a terminal ----
mkdir -p "$TRASH/man/man1"
git-task help --man config >"$TRASH/man/man1/git-task-config.1"
MANPATH=$TRASH/man
# as text, whatever the terminal can show
MANPAGER="sed s/.\[[0-9;]*m//g;s/.\x08//g"
export MANPATH MANPAGER
like "help shows the page" "$(on_tty "git-task help config get")" \
	'^GIT-TASK-CONFIG\(1\)'
like "--help too" "$(on_tty "git-task config get --help")" \
	'^GIT-TASK-CONFIG\(1\)'
unlike "-h does not" "$(on_tty "git-task config -h")" 'GIT-TASK-CONFIG'
like "no page: the text" "$(on_tty "git-task help version")" \
	'^usage: git task version'
unset MANPATH MANPAGER

# ---- foreign text on its way to a terminal ----
bad=$(printf 'x\033[2Jy\302\233z\342\200\256w')
run git-task add "$bad"
isnt "control characters are refused as a title" "$status" 0
unlike "and not echoed" "$err" "$esc"
run git-task show "$bad"
isnt "as an id too" "$status" 0
unlike "not echoed either" "$err" "$esc"
run git-task "$bad"
unlike "nor as a command" "$err" "$esc"

# a task that another program wrote
other=3f9a1c2b7d4e5f60
blob=$(printf '{"id":"%s","title":"evil \\u001b]0;pwned\\u0007\\u009b2J \\u202ename","description":"a\\u001b[31m\\nb","tags":["\\u001b[5m"],"assignee":"\\u001b[6n","stamps":{"*":"01795227507000-0000-0123abcd"}}\n' \
	$other | git hash-object -w --stdin)
tree=$(printf '100644 blob %s\t%s.json\n' "$blob" $other | git mktree)
meta=$(printf '{\n  "schema": 1\n}\n' | git hash-object -w --stdin)
root=$(printf '040000 tree %s\t3f\n100644 blob %s\tmeta.json\n' "$tree" \
	"$meta" | git mktree)
git update-ref refs/tasks/main "$(git commit-tree -m foreign "$root")"
for cmd in "list --all" "list --all --json" "list --all --format ndjson" \
	"graph --format dot" "graph --format mermaid" "log --json" "show $other" "" board "log" "search evil" next \
	"completion-ids" "graph" "show $other --json" "list --format csv" \
	"list --format markdown" "export --format markdown" \
	"export --format csv" "export --format todo.txt" export
do
	# shellcheck disable=SC2086
	run git-task $cmd
	like "'$cmd' does not crash" "$status" '^[0-2]$'
	LC_ALL=C tr -d '\t\n' <"$TRASH/.out" >flat
	unlike "'$cmd' sends no escape" "$(cat flat)" \
		"$esc|$(printf '\302\233')|$(printf '\342\200\256')"
done

done_testing
