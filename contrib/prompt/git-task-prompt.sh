# git-task-prompt.sh - the task one is working on, in the prompt of bash or zsh.
# shellcheck shell=bash
#
# Source it, then call it in the prompt; without an active task (git task start) or
# outside of a repository it prints nothing.  It takes as long as `git --version`.
#
#	. /path/to/git-task-prompt.sh
#	PS1='\w$(__git_task_ps1 " [%s]")\$ '			# bash
#	setopt PROMPT_SUBST; PS1='%~$(__git_task_ps1 " [%s]")%# '	# zsh
#
# It shows what `git task prompt` prints: the id, the title, 2/5 of its parts, and <> with
# another task's id where the branch is that of another one.
#
# GIT_TASK_PS1_WIDTH: columns of the title, 30 unless set; 0: the id alone.
# GIT_TASK_PS1_FORMAT: a line of your own, '%(id:short) %(priority)'; see
# `git help task-prompt`.

__git_task_ps1()
{
	local line

	if [ -n "${GIT_TASK_PS1_FORMAT:-}" ]; then
		line=$(git-task prompt --format "$GIT_TASK_PS1_FORMAT" 2>/dev/null)
	else
		line=$(git-task prompt --width "${GIT_TASK_PS1_WIDTH:-30}" 2>/dev/null)
	fi
	[ -n "$line" ] || return 0
	# zsh reads the outcome once more: a percent sign begins an escape there
	[ -z "${ZSH_VERSION:-}" ] || line=${line//\%/%%}
	# shellcheck disable=SC2059 # the caller's own format
	printf "${1:- (%s)}" "$line"
}
