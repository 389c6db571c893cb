#!/bin/sh
# An act means the same whichever surface it comes through: the table act x
# surface, by the stored task.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_repo work
git task hooks install -q
other=$(at 2026-11-30T08:00:00Z git task add -q "Other")
other_id=$(git task show "$other" --json | jq -r .id)
now=2026-11-30T12:00:00Z

# The stored task, canonical, without what differs by nature: ids, stamps, who made
# the commit of the hook and where it links to.
stored()
{
	git show "refs/tasks/main:$(echo "$full" | cut -c1-2)/$full.json" |
	jq -S --arg other "$other_id" 'del(.stamps, .id, .commits, .branch, .fields.branch_base, .fields.url,
		.source, .external)
		| if .fields == {} then del(.fields) else . end
		| .progress = [(.progress // [])[] | select(.id | length == 16)]
		| if .progress == [] then del(.progress) else . end
		| walk(if type == "object" then del(.id) else . end)
		| walk(if . == $other then "OTHER" else . end)'
}

# task [STATE]: a new task in that state, its ids in $id and $full
task()
{
	id=$(at 2026-11-30T09:00:00Z git task add -q "Task" --file main.c)
	full=$(git task show "$id" --json | jq -r .id)
	case ${1:-} in
	started)
		at 2026-11-30T10:00:00Z git task start -q "$id"
		;;
	done)
		at 2026-11-30T10:00:00Z git task start -q "$id"
		at 2026-11-30T11:00:00Z git task complete -q "$id" 2>/dev/null
		;;
	esac
}

# a form with one line put in place of another
form()
{
	git task edit "$id" -F /dev/null >/dev/null 2>&1
	GIT_EDITOR="sed -i -e '$1'" at "$now" git task edit "$id"
}
mcp()
{
	tool 1 "$1" "$2" | at "$now" git task mcp >answers 2>errors
	test "$(ans 1 .result.isError)" != true || { cat answers >&2; return 1; }
}
import()
{
	jq -n --arg id "$full" "[{\"id\":\$id} + $1]" >in.json
	at "$now" git task import in.json
}
# A server whose clock stands at the same moment: over HTTP, and tools over HTTP.
: >serve.out
GIT_TASK_TEST_NOW=$now git-task serve --listen 127.0.0.1:0 >serve.out 2>serve.err &
server=$!
trap 'left=$?; kill $server 2>/dev/null; (exit $left); lib_cleanup' EXIT
wait_for "a server says where it is" 20 test -s serve.out
read -r line <serve.out
url=${line%%#*}
token=${line#*#token=}
# web METHOD PATH [BODY]
web()
{
	code=$(curl -s -m 20 -o web.out -w '%{http_code}' -X "$1" \
		-H "Authorization: Bearer $token" \
		-H "Content-Type: application/json" -d "${3:-"{}"}" \
		"${url}api/v1/$2")
	test "$code" -lt 300 || { cat web.out >&2; return 1; }
}
meta='"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
	"io.modelcontextprotocol/clientInfo":{"name":"t","version":"1"},
	"io.modelcontextprotocol/clientCapabilities":{}}'
# over NAME ARGUMENTS: a tool over HTTP
over()
{
	curl -s -m 20 -o answers -H "Authorization: Bearer $token" \
		-H "Content-Type: application/json" \
		-H "MCP-Protocol-Version: 2026-07-28" \
		-H "Mcp-Method: tools/call" -H "Mcp-Name: $1" "${url}mcp" \
		-d "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",
		\"params\":{\"name\":\"$1\",\"arguments\":$2,$meta}}"
	test "$(ans 1 '.result | has("content") and .isError != true')" = true ||
		{ cat answers >&2; return 1; }
}
fixes()
{
	echo "$id" >>main.c
	git add main.c
	at "$now" git commit -q -m "work

fixes #$id"
}

# A tracker of issues.  bridge EDIT: the task becomes an issue, which is edited there,
# and what was done comes back.
mkdir "$TRASH/srv"
python3 "$SRCDIR/tests/helpers/tracker.py" "$TRASH/srv" &
tracker=$!
trap 'left=$?; kill $server $tracker 2>/dev/null; (exit $left); lib_cleanup' EXIT
wait_for "a tracker says where it is" 20 test -s "$TRASH/srv/url"
GITHUB_TOKEN=tok-4711-secret
export GITHUB_TOKEN
git task bridge add github ann/shop --url "$(cat "$TRASH/srv/url")/github" \
	--query project:shop >/dev/null
bridge()
{
	at 2026-11-30T09:00:00Z git task update -q "$id" --project shop &&
	at 2026-11-30T11:30:00Z git task bridge push || return
	n=$(git task show "$id" --json | jq -r '.external.github | split("#")[1]')
	curl -s -m 20 -d "$(jq -nc --argjson n "$n" '{op:"edit",n:$n} + '"$1")" \
		"$(cat "$TRASH/srv/url")/admin" >/dev/null &&
	at "$now" git task bridge pull &&
	at "$now" git task update -q "$id" --unset project
}

# row ACT STATE: the act itself on standard input, a surface a line; the first is
# the one that the others must equal.
row()
{
	first=
	while read -r surface command
	do
		task "$2"
		run eval "$command"
		stored >"$TRASH/got"
		if test "$status" -ne 0 || ! test -s "$TRASH/got"
		then
			fail "$1 by $surface"
			lib_show_run
		elif test -z "$first"
		then
			first=$surface
			cp "$TRASH/got" "$TRASH/want"
			if test "$3" = "$(jq -c "$4" <"$TRASH/got")"
			then
				pass "$1 by $surface"
			else
				fail "$1 by $surface"
				diag "$(jq -c "$4" <"$TRASH/got")"
			fi
		else
			same "$1 by $surface is $1 by $first" \
				"$TRASH/want" "$TRASH/got"
		fi
	done
}

row start "" '["in_progress","tess@example.com","2026-11-30T12:00:00Z",null]' \
	'[.status, .assignee, .started_at, .worklog]' <<'END'
start at $now git task start $id
tm at $now tm start $id
update at $now git task update $id --status in_progress
edit form "s/^status: .*/status: in_progress/"
checkout at $now git checkout -q -b "task/$id-work"
tool mcp update_task_status "{\"task_id\":\"$id\",\"status\":\"in_progress\"}"
http web POST "tasks/$id/start"
patch web PATCH "tasks/$id" '{"status":"in_progress"}'
over over update_task_status "{\"task_id\":\"$id\",\"status\":\"in_progress\"}"
END

# the scripts that tm is for read the lines of list, which name an assignee
task
at "$now" tm update "$id" --status in_progress 2>/dev/null
is "tm update starts, and leaves it nobody's" \
	"$(stored | jq -c '[.status, .assignee, .started_at]')" \
	'["in_progress",null,"2026-11-30T12:00:00Z"]'

row complete started \
	'["completed",2,7200,"2026-11-30T12:00:00Z"]' \
	'[.status, .actual_hours, .worklog[0].seconds, .completed_at]' <<'END'
complete at $now git task complete $id
tm at $now tm complete $id
update at $now git task update $id --status completed
tm-update at $now tm update $id --status completed
edit form "s/^status: .*/status: completed/"
import import "{\"status\":\"completed\"}"
bridge bridge '{state:"closed",reason:"completed"}'
commit fixes
tool mcp update_task_status "{\"task_id\":\"$id\",\"status\":\"completed\"}"
http web POST "tasks/$id/complete"
patch web PATCH "tasks/$id" '{"status":"completed"}'
over over update_task_status "{\"task_id\":\"$id\",\"status\":\"completed\"}"
END

row block started '["blocked",7200,null]' \
	'[.status, .worklog[0].seconds, .actual_hours]' <<'END'
block at $now git task block $id
tm at $now tm block $id
update at $now git task update $id --status blocked
edit form "s/^status: .*/status: blocked/"
import import "{\"status\":\"blocked\"}"
tool mcp update_task_status "{\"task_id\":\"$id\",\"status\":\"blocked\"}"
http web POST "tasks/$id/block"
patch web PATCH "tasks/$id" '{"status":"blocked"}'
over over update_task_status "{\"task_id\":\"$id\",\"status\":\"blocked\"}"
END

row cancel started '["cancelled",7200]' '[.status, .worklog[0].seconds]' <<'END'
cancel at $now git task cancel $id
tm at $now tm cancel $id
update at $now git task update $id --status cancelled
edit form "s/^status: .*/status: cancelled/"
import import "{\"status\":\"cancelled\"}"
bridge bridge '{state:"closed",reason:"not_planned"}'
tool mcp update_task_status "{\"task_id\":\"$id\",\"status\":\"cancelled\"}"
http web POST "tasks/$id/cancel"
patch web PATCH "tasks/$id" '{"status":"cancelled"}'
over over update_task_status "{\"task_id\":\"$id\",\"status\":\"cancelled\"}"
END

row reopen "done" '["pending",null,1]' '[.status, .completed_at, .actual_hours]' <<'END'
reopen at $now git task reopen $id
tm at $now tm reopen $id
update at $now git task update $id --status pending
edit form "s/^status: .*/status: pending/"
import import "{\"status\":\"pending\"}"
bridge bridge '{state:"open",reason:"reopened"}'
tool mcp update_task_status "{\"task_id\":\"$id\",\"status\":\"pending\"}"
http web POST "tasks/$id/reopen"
patch web PATCH "tasks/$id" '{"status":"pending"}'
over over update_task_status "{\"task_id\":\"$id\",\"status\":\"pending\"}"
END

row delete "" 'true' .deleted <<'END'
delete at $now git task delete $id
tm at $now tm delete $id
tool mcp delete_task "{\"task_id\":\"$id\"}"
http web DELETE "tasks/$id"
over over delete_task "{\"task_id\":\"$id\"}"
END

row progress "" '["half way","Tess Ter"]' '[.progress[0].text, .progress[0].by]' <<'END'
progress at $now git task progress $id "half way"
tool mcp update_task "{\"task_id\":\"$id\",\"progress\":\"half way\"}"
http web POST "tasks/$id/comments" '{"message":"half way"}'
over over update_task "{\"task_id\":\"$id\",\"progress\":\"half way\"}"
END

# the scripts that tm is for say "started" by a progress message alone
task
at "$now" tm progress "$id" "half way" >/dev/null 2>&1
is "tm progress starts, and leaves it nobody's" \
	"$(stored | jq -c '[.status, .assignee, .progress[0].text]')" \
	'["in_progress",null,"half way"]'

row context "" '["shared","look here"]' '[.context[0].kind, .context[0].text]' <<'END'
context at $now git task context $id --shared "look here"
tm at $now tm context $id --shared "look here"
update at $now git task update $id --context "look here"
tool mcp update_task "{\"task_id\":\"$id\",\"context\":\"look here\"}"
patch web PATCH "tasks/$id" '{"context":"look here"}'
over over update_task "{\"task_id\":\"$id\",\"context\":\"look here\"}"
END

row tag "" '["api"]' .tags <<'END'
tag at $now git task tag $id api
update at $now git task update $id --tag api
edit form "s/^tags:.*/tags: [api]/"
import import "{\"tags\":[\"api\"]}"
tool mcp update_task "{\"task_id\":\"$id\",\"tags\":[\"api\"]}"
patch web PATCH "tasks/$id" '{"tag":["api"]}'
over over update_task "{\"task_id\":\"$id\",\"tags\":[\"api\"]}"
END

row depend "" '["OTHER"]' .dependencies <<'END'
dep at $now git task dep add $id $other
update at $now git task update $id --depends-on $other
edit form "s/^depends_on:.*/depends_on: [$other]/"
import import "{\"dependencies\":[\"$other_id\"]}"
tool mcp update_task "{\"task_id\":\"$id\",\"dependencies\":[\"$other\"]}"
http web POST "tasks/$id/dependencies" "{\"on\":[\"$other\"]}"
patch web PATCH "tasks/$id" "{\"depends_on\":[\"$other\"]}"
over over update_task "{\"task_id\":\"$id\",\"dependencies\":[\"$other\"]}"
END

row criterion "" '[{"criterion":"fast","measurable":"ms < 5","pos":1}]' \
	'.success_criteria' <<'END'
criteria at $now git task criteria add $id fast --measurable "ms < 5"
update at $now git task update $id --criterion "fast::ms < 5"
tool mcp update_task "{\"task_id\":\"$id\",\"criteria\":[\"fast::ms < 5\"]}"
http web POST "tasks/$id/criteria" '{"criterion":"fast","measurable":"ms < 5"}'
patch web PATCH "tasks/$id" '{"criterion":["fast::ms < 5"]}'
over over update_task "{\"task_id\":\"$id\",\"criteria\":[\"fast::ms < 5\"]}"
END

row claim "" '["in_progress","tess@example.com","tess@example.com"]' \
	'[.status, .assignee, .lease.owner]' <<'END'
claim at $now git task claim $id
tm at $now tm claim $id
tool mcp claim_task "{\"task_id\":\"$id\"}"
http web POST "tasks/$id/claim"
over over claim_task "{\"task_id\":\"$id\"}"
END

# who has it: by claim of the best task, too (the oldest of the most urgent)
urgent() { git task update -q "$id" --priority critical; }
row next "" '["in_progress","tess@example.com","tess@example.com"]' \
	'[.status, .assignee, .lease.owner]' <<'END'
claim urgent && at $now git task claim $id
next urgent && at $now git task next --claim
tm urgent && at $now tm next --claim
tool urgent && mcp claim_task "{}"
over urgent && over claim_task "{}"
END

held() { at 2026-11-30T10:00:00Z git task claim "$id"; }
row release "" '["pending",null,null]' '[.status, .assignee, .lease]' <<'END'
release held && at $now git task release $id
tm held && at $now tm release $id
http held && web POST "tasks/$id/release"
END

row undo "" '["medium",null]' '[.priority, .deleted]' <<'END'
back git task update -q $id --priority high && at $now git task update -q $id --priority medium
undo git task update -q $id --priority high && at $now git task undo
tm git task update -q $id --priority high && at $now tm undo
commit git task update -q $id --priority high && at $now git task undo $(git rev-parse refs/tasks/main)
http git task update -q $id --priority high && web POST undo
END

# the task is made by the act itself, by the last commit
made()
{
	full=$(git diff-tree -r --name-only refs/tasks/main~1 refs/tasks/main |
		sed -n 's,^../\(.*\)[.]json$,\1,p')
}
row create "" '["Made","high",["api"],3,"pending"]' \
	'[.title, .priority, .tags, .estimated_hours, .status]' <<'END'
add full=$(git task show $(at $now git task add -q Made --priority high --tag api --estimate 3) --json | jq -r .id)
tm full=$(git task show $(at $now tm add Made --priority high --tag api --estimated-hours 3 | grep -oE "[0-9a-f]{8}" | head -1) --json | jq -r .id)
import echo '[{"title":"Made","priority":"high","tags":["api"],"estimated_hours":3}]' >in.json && at $now git task import in.json && made
tool mcp create_task '{"title":"Made","priority":"high","tags":["api"],"estimated_hours":3}' && full=$(git task show "$(ans 1 .result.structuredContent.task.id)" --json | jq -r .id)
template printf 'name: made\ntasks:\n- title: Made\n  priority: high\n  tags: [api]\n  estimated_hours: 3\n' >made.yaml && at $now git task template apply ./made.yaml && made
prd printf '# P\n\n## Requirements\n\n- Made\n  - Priority: high\n  - Tags: api\n  - Estimate: 3h\n' >prd.md && at $now git task prd parse prd.md && made && at $now git task update -q $full --unset type
http web POST tasks '{"title":"Made","priority":"high","tag":["api"],"estimate":3}' && made
over over create_task '{"title":"Made","priority":"high","tags":["api"],"estimated_hours":3}' && full=$(git task show "$(ans 1 .result.structuredContent.task.id)" --json | jq -r .id)
END

# the links themselves, by the oid of the commit
linked()
{
	git show "refs/tasks/main:$(echo "$full" | cut -c1-2)/$full.json" |
	jq -c '[.commits[]? | [.oid, .via, .subject, .files, .insertions]], .status'
}
echo linked >linked.c
git add linked.c
at "$now" git commit -q --no-verify -m "Link me"
commit=$(git rev-parse HEAD)
task
ok "link" git task link "$id" HEAD
linked >"$TRASH/want"
like "has made one" "$(cat "$TRASH/want")" "$commit"
before=$(git rev-parse refs/tasks/main)
ok "link again" git task link "$id" "$commit"
is "changes nothing" "$(git rev-parse refs/tasks/main)" "$before"
task
ok "link by the tool" mcp link_git_commit \
	"{\"task_id\":\"$id\",\"commit_hash\":\"$commit\"}"
linked >"$TRASH/got"
same "is link by the command" "$TRASH/want" "$TRASH/got"
task
ok "link by tm" tm link "$id" "$commit"
linked >"$TRASH/got"
same "is link by the command" "$TRASH/want" "$TRASH/got"
before=$(git rev-list --count refs/tasks/main)
ok "several commits" git task link "$id" HEAD HEAD^
is "are one edit" "$(git rev-list --count refs/tasks/main)" $((before + 1))
ok "and back" git task link --remove "$id" HEAD HEAD^
is "are one edit, too" "$(git rev-list --count refs/tasks/main)" $((before + 2))
is "no link is left" "$(linked | head -1)" "[]"
before=$(git rev-parse refs/tasks/main)
exit_is "a link that is not there" 2 git task link --remove "$id" HEAD
fails "a tool with a commit that is not there" mcp link_git_commit \
	"{\"task_id\":\"$id\",\"commit_hash\":\"0123456789abcdef\"}"
is "have changed nothing" "$(git rev-parse refs/tasks/main)" "$before"

# ---- a request is one commit or none ----
task
before=$(git rev-parse refs/tasks/main)
fails "a tool whose message is refused" mcp update_task \
	"{\"task_id\":\"$id\",\"title\":\"New\",\"progress\":\"bad \\u0007\"}"
is "has changed nothing" "$(git rev-parse refs/tasks/main)" "$before"
ok "title, progress and context" mcp update_task \
	"{\"task_id\":\"$id\",\"title\":\"New\",\"progress\":\"p\",\"context\":\"c\"}"
is "are one commit" "$(git rev-list --count "$before..refs/tasks/main")" 1
before=$(git rev-parse refs/tasks/main)
for call in \
	"update_task_status {\"task_id\":\"$id\",\"status\":\"completed\",\"values\":[\"x=1\"],\"reason\":\"bad \\u0007\"}" \
	"update_task_status {\"task_id\":\"$id\",\"status\":\"blocked\",\"reason\":\"bad \\u0007\"}" \
	"update_task {\"task_id\":\"$id\",\"tags\":[\"a\"],\"dependencies\":[\"$id\"]}" \
	"update_task {\"task_id\":\"$id\",\"tags\":[\"a\"],\"criteria\":[\"a::b <\"]}" \
	"create_task {\"title\":\"x\",\"tags\":[\"bad \\u0007\"]}" \
	"delete_task {\"task_id\":\"deadbeef\"}"
do
	fails "${call%% *} that is refused" mcp "${call%% *}" "${call#* }"
	is "has changed nothing" "$(git rev-parse refs/tasks/main)" "$before"
done
exit_is "one of several ids that is wrong" 2 git task complete "$id" deadbeef
is "changes nothing" "$(git rev-parse refs/tasks/main)" "$before"

# ---- the clock of the active task ----
task started
at "$now" git task update -q "$id" --status completed
exit_is "who is completed is active no more" 1 git task current
at 2026-11-30T13:00:00Z git task reopen -q "$id"
at 2026-11-30T14:00:00Z git task claim "$id" >/dev/null
at 2026-11-30T15:00:00Z git task complete -q "$id"
is "and the time in between is nobody's" \
	"$(git task show "$id" --json | jq -c '[.actual_hours, (.worklog | length)]')" "[2,1]"
task started
first=$id
task
at "$now" git task update -q "$id" --status in_progress
is "who starts another one by update stops the first" \
	"$(git task show "$first" --json | jq '.worklog[0].seconds')" 7200
git task config disable time-tracking 2>/dev/null
at 2026-11-30T13:00:00Z git task complete -q "$id"
is "without time-tracking nothing is recorded" \
	"$(git task show "$id" --json | jq -c '[.actual_hours, .worklog]')" "[null,[]]"

done_testing
