# lib-mcp.sh - talking to `git task mcp`; sourced behind lib.sh.
# shellcheck shell=sh disable=SC2034 # the tests read what serve sets
#
#	ask ID METHOD [PARAMS]		prints a request
#	tool ID NAME [ARGUMENTS]	prints a call of a tool
#	serve [OPTION...]		serves what is on standard input; answers are
#					in the file `answers`, the exit status in
#					$served, stderr in `errors`
#	ans ID FILTER			jq over the answer to that request
#	got ID FILTER			jq over the object that a tool answered with

ask()
{
	printf '{"jsonrpc":"2.0","id":%s,"method":"%s","params":%s}\n' \
		"$1" "$2" "${3:-"{}"}"
}

tool()
{
	ask "$1" tools/call "{\"name\":\"$2\",\"arguments\":${3:-"{}"}}"
}

serve()
{
	git task mcp "$@" >answers 2>errors
	served=$?
}

ans()
{
	jq -r --argjson id "$1" "select(.id == \$id) | $2" <answers
}

got()
{
	ans "$1" ".result.structuredContent | $2"
}
