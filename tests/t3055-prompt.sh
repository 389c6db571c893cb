#!/bin/sh
# contrib/prompt: the active task in the prompts of bash and zsh, and in tmux.
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
	title='100% #[fg=red] $(touch pwned) ' # 30 characters
	test $shell = bash || title='100%% #[fg=red] $(touch pwned) '
	is "$shell: the task, cut" "$out" " [$a $title…]"
done
is "bash, as its prompt" "$(bash --norc --noprofile -c \
	'. "$0"; p="<\$(__git_task_ps1 %s)>"; printf "%s" "${p@P}"' "$dir/git-task-prompt.sh")" \
	"<$a 100% #[fg=red] \$(touch pwned) …>"
is "zsh, as its prompt" "$(zsh -f -c '. "$0"; setopt PROMPT_SUBST; p="<\$(__git_task_ps1 %s)>"
	print -rP -- $p' "$dir/git-task-prompt.sh")" "<$a 100% #[fg=red] \$(touch pwned) …>"
GIT_TASK_PS1_WIDTH=0
export GIT_TASK_PS1_WIDTH
ps1 bash
is "the id alone" "$out" " ($a)"
ok "tmux" "$dir/git-task-tmux" "$TRASH/work"
is "the task and what is ready; # is tmux' own sign" "$out" \
	"$a 100% ##[fg=red] \$(touch pwned) %n \`id\` | 2 ready"
run git task stop
cd "$TRASH" || exit 1
ok "outside" "$dir/git-task-tmux" "$TRASH"
is "nothing" "$out$err" ""
ps1 bash
is "nothing in the prompt" "$status$out$err" 0
is "nothing of a title was run" "$(find "$TRASH" -name pwned)" ""
done_testing
