#!/bin/sh
# contrib/prompt: the active task in the prompts of bash and zsh, and in tmux; and
# contrib/editors: a picker, tasks of VS Code.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # what the other shells expand
. "${0%/*}/lib.sh"

dir=$SRCDIR/contrib/prompt
new_repo work
a=$(git task add '100% #[fg=red] $(touch pwned) %n `id`' 2>/dev/null)
run git task add "Second"
run git task add "Third"
ps1()
{
	run "$1" -c '. "$0"; __git_task_ps1 "$@"' "$dir/git-task-prompt.sh" "${2:- (%s)}"
}
for shell in bash zsh
do
	run git task stop
	ps1 $shell
	is "$shell: no active task is no text" "$status$out$err" 0
	run git task start "$a"
	ps1 $shell ' [%s]'
	title='100% #[fg=red] $(touch pwned)' # 29 columns, and the mark is one
	test $shell = bash || title='100%% #[fg=red] $(touch pwned)'
	is "$shell: the task, cut" "$out" " [$a $title…]"
done
is "bash, as its prompt" "$(bash --norc --noprofile -c \
	'. "$0"; p="<\$(__git_task_ps1 %s)>"; printf "%s" "${p@P}"' "$dir/git-task-prompt.sh")" \
	"<$a 100% #[fg=red] \$(touch pwned)…>"
is "zsh, as its prompt" "$(zsh -f -c '. "$0"; setopt PROMPT_SUBST; p="<\$(__git_task_ps1 %s)>"
	print -rP -- $p' "$dir/git-task-prompt.sh")" "<$a 100% #[fg=red] \$(touch pwned)…>"
GIT_TASK_PS1_WIDTH=0
export GIT_TASK_PS1_WIDTH
ps1 bash
is "the id alone" "$out" " ($a)"
unset GIT_TASK_PS1_WIDTH
GIT_TASK_PS1_FORMAT='%(status) %(id:short)'
export GIT_TASK_PS1_FORMAT
ps1 bash '%s'
is "a line of one's own" "$out" "in_progress $a"
unset GIT_TASK_PS1_FORMAT

ok "the command" git task prompt
is "id and title, bounded" "$out" "$a 100% #[fg=red] \$(touch pwned)…"
run git task prompt --width 8
is "to a width" "$out" "$a 100% #[…"
ok "a form" git task prompt --format '%(id:short)|%(title:trunc=5)|%(parts:short)'
is "as list has it" "$out" "$a|100%…|"
is "the whole id" "$(git task prompt --format ids)" "$(git task show "$a" --format ids)"
exit_is "a form that is none" 129 git task prompt --format '%(nosuch)'
exit_is "no width" 129 git task prompt --width 1000
p1=$(git task add "Part one" --parent "$a" 2>/dev/null)
run git task add "Part two" --parent "$a"
run git task complete "$p1"
run git task prompt --width 0
is "its parts" "$out" "$a 1/2"
run git checkout -q --orphan "feature/$(git task list --text Third --format '%(id:short)')-x"
run git task prompt --width 0
is "a branch of another task" "$out" "$a 1/2 <>$(git task list --text Third --format '%(id:short)')"
run git checkout -q --orphan "feature/$a-x"
run git task prompt --width 0
is "a branch of this one" "$out" "$a 1/2"
before=$(git for-each-ref; find .git -newer .git/HEAD -type f | sort)
run git task prompt
is "it writes nothing" "$(git for-each-ref; find .git -newer .git/HEAD -type f | sort)" "$before"
run git task delete --with-parts --force "$p1" "$(git task list --text 'Part two' --format '%(id:short)')"

ok "tmux" "$dir/git-task-tmux" "$TRASH/work"
is "the task and what is ready; # is tmux' own sign" "$out" \
	"$a 100% ##[fg=red] \$(touch pwned) %n \`id\` | 2 ready"
# CPU time of children, for the machine may be busy; what git itself takes is the measure,
# but for a build with sanitizers, which is its own
like_what=git
case $BUILD in
*/san-*) like_what=git-task ;;
esac
ratio=$(python3 - "$like_what" <<'END'
import resource, statistics, subprocess, sys

def cost(*command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

pairs = [(cost("git-task", "prompt"), cost(sys.argv[1], "--version"))
         for _ in range(25)]
ours, theirs = (statistics.median(times) for times in zip(*pairs))
print(round(100 * ours / theirs))
END
)
# reftables are read by Git: a child for HEAD, one for the tasks
limit=300
test "${GIT_DEFAULT_REF_FORMAT:-files}" = files || limit=600
test "$ratio" -lt $limit
is "the prompt costs little more than $like_what --version ($ratio %)" "$?" 0

# ---- editors ----
edit=$SRCDIR/contrib/editors
mkdir "$TRASH/bin"
cat >"$TRASH/bin/fzf" <<\END
#!/bin/sh
# takes the first line, or nothing, as who sits there would
echo "$1" >"$TRASH/fzf.args"
test -z "${NOTHING:-}" || exit 130
sed -n 1p
END
chmod +x "$TRASH/bin/fzf"
picker()
{
	run env PATH="$TRASH/bin:$PATH" "$edit/git-task-fzf" "$@"
}
picker -m status:open Third
is "the picker gives ids" "$out $(cat "$TRASH/fzf.args")" "$(git task list --text Third --format '%(id:short)') -m"
picker tag:nosuch
is "no task is told" "$status $err" "1 git-task-fzf: no task"
picker status:odd
is "a wrong query is told" "$status" 129
NOTHING=1
export NOTHING
picker
is "nothing picked" "$status $out" "130 "
unset NOTHING
sed 's,^[[:space:]]*//.*,,' "$edit/vscode-tasks.json" >"$TRASH/tasks.json"
n=0
for label in list next add show start progress complete "TODO comments"
do
	n=$((n + 1))
	set -- git-task
	jq -r --arg l "git task: $label" '.tasks[] | select(.label == $l) | .args[]' "$TRASH/tasks.json" >"$TRASH/args"
	while IFS= read -r word
	do
		test "$word" != '${input:task}' || word=$a
		test "$word" != '${input:text}' || word='-x $(touch pwned)'
		set -- "$@" "$word"
	done <"$TRASH/args"
	test "$label" != complete || git task start "$a" >/dev/null 2>&1
	exit_is "VS Code: $label" 0 "$@"
done
is "all of them" "$n" "$(jq '.tasks | length' "$TRASH/tasks.json")"
echo '# TODO: later' >x.sh
git add x.sh
like "its pattern finds the places" "$(git-task todo -q | perl -ne "print \"\$1|\$2|\$3\" if m<$(jq -r '.tasks[] | .problemMatcher | objects | .pattern.regexp' "$TRASH/tasks.json")>")" \
	'^x.sh\|1\|TODO: later'

run git task stop
cd "$TRASH" || exit 1
ok "outside" "$dir/git-task-tmux" "$TRASH"
is "nothing" "$out$err" ""
ps1 bash
is "nothing in the prompt" "$status$out$err" 0
ok "nor of the command" git-task prompt
is "outside" "$out$err" ""
is "nothing of a title was run" "$(find "$TRASH" -name pwned)" ""
done_testing
