# clean-env.sh - takes out of the environment what would change a test; sourced
# by run.sh and lib.sh, so that a test finds the same under a CI runner, in a
# hook, in an agent's session and at a desk.
# shellcheck shell=sh

for lib_var in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p')
do
	case $lib_var in
	GIT_TASK_TEST_SEED | GIT_TASK_TEST_SEEDS | GIT_TASK_TEST_TASKS | \
	GIT_TASK_TEST_WORKERS | GIT_TASK_TEST_WHOLE) ;;
	GIT_* | TM_* | TASK_*) unset "$lib_var" ;;
	CI | CI_* | GITHUB_* | GITLAB_* | GITEA_* | FORGEJO_* | JENKINS_* | \
	BUILD_* | CHANGE_* | BRANCH_NAME | WOODPECKER*)
		unset "$lib_var" ;;
	CLAUDE* | CODEX_* | OPENAI_* | ANTHROPIC_* | DEFAULT_LLM_* | JIRA_* | \
	MATRIX_* | GH_TOKEN | *_EXECUTABLE | EXECUTION_TIMEOUT | \
	MAX_EXECUTION_MEMORY)
		unset "$lib_var" ;;
	EMAIL | NO_COLOR | FORCE_HYPERLINK | TERM_PROGRAM | VTE_VERSION | PAGER | \
	LESS | LV | EDITOR | VISUAL | XDG_CONFIG_HOME | CDPATH | MANPATH | COLUMNS)
		unset "$lib_var" ;;
	esac
done
unset lib_var
