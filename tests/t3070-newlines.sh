#!/bin/sh
# Text from elsewhere ends its lines with CR LF, or with CR: every entrance takes
# it, and what is stored has LF.  What must be one line stays one line.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_repo work
id=$(git task add "Take text" -q)
text=$(printf 'one\r\ntwo\rthree')
lf=$(printf 'one\ntwo\nthree')

field()
{
	git task show "$id" --format json | jq -r "$1"
}

ok "a description" git task update "$id" -d "$text"
is "... has LF" "$(field .description)" "$lf"
ok "of a new task" git task add "New" -d "$text"
ok "a message" git task progress "$id" "$text"
is "... has LF" "$(field '.progress[-1].text')" "$lf"
ok "what is shared" git task share "$id" "$text"
is "... has LF" "$(field '.context[-1].text')" "$lf"
ok "what was found" git task discover "$id" "$text"
TM_REQUEST_ID=r1 git task share "$id" "$text" >/dev/null
TM_REQUEST_ID=r1 git task share "$id" "$text" >/dev/null
is "a request that comes again is known again" \
	"$(field '[.context[] | select(.request == "r1")] | length')" 1
ok "a reason" git task block "$id" -r "$text"
is "... has LF" "$(field .blocked_reason)" "$lf"
git task unblock "$id" -q
ok "a note" git task note "$id" "$text"
is "... has LF" "$(git task context "$id" | tr -dc '\r' | wc -c)" 0
ok "a summary" git task complete "$id" --summary "$text"
is "... has no CR" "$(git task export --format json | grep -c '\\r')" 0

fails "a title is one line" git task add "$text"
like "... and says so" "$err" 'one line'
fails "a tag, too" git task update "$id" --tag "$text"

printf 'Title\r\n\r\none\r\ntwo\rthree\r\n' >form
new=$(git task add --from form -q)
is "a file" "$(git task show "$new" --format json | jq -r .description)" "$lf"

printf '[{"id":"x1","title":"t","description":"one\\r\\ntwo\\rthree"}]' >in
ok "JSON" git task import in
is "... has LF" "$(git task list --format json |
	jq -r '[.. | objects | select(.title? == "t")][0].description')" "$lf"

{
	tool 1 create_task '{"title":"m","description":"one\r\ntwo\rthree"}'
} >in
serve <in
is "MCP" "$(ans 1 .result.isError)" false
is "... has LF" "$(git task list --format json |
	jq -r '[.. | objects | select(.title? == "m")][0].description')" "$lf"

git task session start s1 >/dev/null
ok "an error of a session" git task session error s1 "$text"
is "... has LF" "$(git task session show s1 --format json | grep -c '\\r')" 0

is "nothing stored has a CR" "$(git task export --format json |
	grep -c '\\r')" 0
ok "and fsck agrees" git task fsck

done_testing
