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
# GIT_TASK_PS1_WIDTH: characters of the title, 30 unless set; 0: the id alone.

__git_task_ps1()
{
	local line id title width=${GIT_TASK_PS1_WIDTH:-30}

	line=$(git-task current --format tsv 2>/dev/null) || return 0
	# the second line is the task, the first names the columns
	line=${line#*$'\n'}
	id=${line%%$'\t'*}
	line=${line#*$'\t'}
	title=${line%%$'\t'*}
	if [ "${#title}" -gt "$width" ]; then
		title=${title:0:$width}
		[ "$width" -eq 0 ] || title="$title…"
	fi
	# zsh reads the outcome once more: a percent sign begins an escape there
	[ -z "${ZSH_VERSION:-}" ] || title=${title//\%/%%}
	# shellcheck disable=SC2059 # the caller's own format
	printf "${1:- (%s)}" "${id:0:8}${title:+ $title}"
}
