#!/bin/sh
# Bridges: issues of GitHub, GitLab, Gitea, Forgejo and Jira, and tasks, kept in step
# against servers as strict as their documentation, with faults, and killed.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

srv=$TRASH/srv
mkdir "$srv"
token=tok-4711-secret
secret "$token"
may_hold srv
GITHUB_TOKEN=$token GITLAB_TOKEN=$token GITEA_TOKEN=$token
FORGEJO_TOKEN=$token JIRA_TOKEN=$token
export GITHUB_TOKEN GITLAB_TOKEN GITEA_TOKEN FORGEJO_TOKEN JIRA_TOKEN
python3 "$SRCDIR/tests/helpers/tracker.py" "$srv" &
server=$!
wait_for "the trackers listen" 20 test -s "$srv/url"
url=$(cat "$srv/url")

admin()
{
	curl -s -m 20 -d "$1" "$url/admin"
}
# there N FILTER: of an issue there
there()
{
	admin '{"op": "dump"}' | jq -r --argjson n "$1" ".issues[] | select(.n == \$n) | $2"
}
writes()
{
	admin '{"op": "dump"}' | jq .writes
}
here()
{
	git-task show "$1" --json | jq -r "$2"
}

new_repo shop
exit_is "no bridge yet" 1 git-task bridge sync
exit_is "a wrong project" 129 git-task bridge add github shop
exit_is "http elsewhere" 129 git-task bridge add gitlab a/b --url http://example.com
exit_is "an address is needed" 129 git-task bridge add gitea a/b
exit_is "a map that is none" 129 git-task bridge add github a/b --status-map doing=nonsense
exit_is "a query that is none" 129 git-task bridge add github a/b --query "priority:soon"
ok "a bridge" git-task bridge add github ann/shop --url "$url/github" \
	--query tag:public --people ann=ann@example.com \
	--status-map doing=in_progress --priority-map P1=high --priority-map P3=low
exit_is "once" 1 git-task bridge add github ann/shop
run git-task bridge list --json
is "is listed" "$(jqo '.[0] | "\(.name) \(.kind) \(.project) \(.query)"')" \
	"github github ann/shop tag:public"
run env -u GITHUB_TOKEN git-task bridge sync
is "without a token" "$status" 1
like "it says where one is looked for" "$err" "set GITHUB_TOKEN,GH_TOKEN in the environment"
run env GITHUB_TOKEN=wrong-token git-task bridge sync
is "a wrong token" "$status" 1
like "is told" "$err" "does not take the token"
unlike "and not shown" "$err" wrong-token
rm -f "$srv/wrong"

# ---- first sync ----
admin '{"op": "new", "title": "Crash", "body": "It\r\ncrashes", "labels": ["bug", "P1", "doing"], "assignees": ["ann", "al"]}' >/dev/null
admin '{"op": "new", "title": "Old one", "state": "closed", "reason": "not_planned"}' >/dev/null
admin '{"op": "comment", "n": 1, "body": "me too"}' >/dev/null
a=$(git-task add -q "Made here" -t public -d "why" -p high)
p=$(git-task add -q "Private" -t secret)
run git-task bridge sync --dry-run
like "a dry run says what it would do" "$out" "there: a new issue of task $a"
is "and does nothing" "$(writes) $(git-task list --all --json | jq length)" "0 2"
exit_is "the first sync" 0 git-task bridge sync
is "issues are tasks" "$(here 'ann/shop#1' '"\(.title) \(.status) \(.priority) \(.assignee) \(.tags | join(","))"')" \
	"Crash in_progress high ann@example.com bug"
is "with text and comments" "$(here 'ann/shop#1' '"\(.description)|\(.progress[0].by)|\(.progress[0].text)"')" \
	"It
crashes|ann@example.com|me too"
is "what nobody will do is cancelled" "$(here 'gh#2' .status)" cancelled
is "a task of the query is an issue" "$(there 3 '"\(.title) \(.labels | join(","))"')" "Made here P1,public"
is "and knows it" "$(here "$a" .external.github)" "ann/shop#3"
is "another one is nobody's business" "$(admin '{"op": "dump"}' | grep -c Private)" 0
before=$(writes)
tip=$(git rev-parse refs/tasks/main)
exit_is "the second sync" 0 git-task bridge sync
is "writes nothing" "$out $(writes) $(git rev-parse refs/tasks/main)" "github: in step $before $tip"

# ---- edits ----
git-task update -q 'ann/shop#1' --title "Crash at start" --untag bug --tag ui
git-task complete -q 'ann/shop#1' >/dev/null
git-task progress -q "$a" "half way" >/dev/null
git-task assign -q "$a" ann@example.com >/dev/null
admin '{"op": "edit", "n": 3, "title": "Made here, said there", "state": "closed", "reason": "completed"}' >/dev/null
admin '{"op": "edit", "n": 2, "state": "open", "reason": "reopened"}' >/dev/null
run git-task bridge status
like "what a push would send" "$out" "there: issue 1 of task .*: title status"
exit_is "both ways" 0 git-task bridge sync
is "our edits are there" "$(there 1 '"\(.title) \(.state) \(.reason) \(.labels | join(",")) \(.assignees | join(","))"')" \
	"Crash at start closed completed P1,ui ann,al"
is "their edits are here" "$(here "$a" '"\(.title) \(.status)"')" "Made here, said there completed"
is "what is open again is open here" "$(here 'gh#2' .status)" pending
is "progress is a comment, once" "$(there 3 '.comments | map(.body | split("\n")[0]) | join("|")') $(there 3 '.assignees | join(",")')" \
	"half way ann"
exit_is "in step" 0 git-task bridge sync
is "again" "$out" "github: in step"
admin '{"op": "edit comment", "id": 100, "body": "me too, twice"}' >/dev/null
git-task bridge sync >/dev/null 2>&1
is "an edited comment is edited here" "$(here 'gh#1' '.progress | map(.text) | join("|")')" "me too, twice"

# ---- both edit one field ----
admin '{"op": "edit", "n": 2, "title": "Theirs, earlier"}' >/dev/null
at "$(date -u -d '+1 minute' +%FT%TZ)" git-task update -q 'gh#2' --title "Ours, later"
exit_is "the later one stays" 0 git-task bridge sync
like "and it is told" "$err" "both sides edited title: 'Ours, later' stays, 'Theirs, earlier' gives way"
is "on both sides" "$(there 2 .title) $(here 'gh#2' .title)" "Ours, later Ours, later"
run git-task conflicts --json
is "and is a conflict like others" "$(jqo '.[0] | "\(.field) \(.kept) \(.lost) \(.lost_by)"')" \
	"title Ours, later Theirs, earlier Tess Ter (github)"
exit_is "that waits to be looked at no more" 0 git-task conflicts take 'gh#2' title
is "what gave way comes back" "$(here 'gh#2' .title)" "Theirs, earlier"
git-task update -q 'gh#2' --title "Ours, later"
at "$(date -u -d '-1 minute' +%FT%TZ)" git-task update -q "$a" --title "Ours, earlier"
admin '{"op": "edit", "n": 3, "title": "Theirs, later"}' >/dev/null
admin '{"op": "edit", "n": 3, "labels": ["public", "P1", "more"]}' >/dev/null
git-task tag -q "$a" +mine >/dev/null
run git-task bridge sync
is "ours gave way to a later one" "$(here "$a" .title) $(there 3 .title)" "Theirs, later Theirs, later"
like "and status counts it" "$(git-task status)" "1 edit.* gave way"
is "with the value that was here" "$(git-task conflicts --json | jq -r '.[0] | "\(.kept)|\(.lost)"')" \
	"Theirs, later|Ours, earlier"
ok "the merge is sound" git-task fsck
is "labels of both stay" "$(there 3 '.labels | join(",")') $(here "$a" '.tags | join(",")')" \
	"P1,mine,more,public mine,more,public"

# ---- changed there between the look and the write ----
at "$(date -u -d '-1 minute' +%FT%TZ)" git-task update -q 'gh#1' --title "Ours, unseen"
admin '{"op": "meanwhile", "do": {"op": "edit", "n": 1, "title": "Theirs, meanwhile"}}' >/dev/null
exit_is "an edit there while a run is at it" 0 git-task bridge sync
is "is not written over unseen" "$(there 1 .title) $(here 'gh#1' .title)" "Theirs, meanwhile Theirs, meanwhile"
is "but met as any other" "$(git-task conflicts --json | jq -r '.[0].lost')" "Ours, unseen"
git-task update -q 'gh#1' --title "Ours, again"
admin '{"op": "meanwhile", "do": {"op": "edit", "n": 1, "title": "Theirs, again"}}' >/dev/null
git-task bridge pull >/dev/null 2>&1
run git-task bridge push
like "a push alone says so" "$err" "changed there meanwhile, and are not written over"
git-task bridge sync >/dev/null 2>&1

# ---- a comment that is deleted there ----
comment=$(admin '{"op": "comment", "n": 1, "body": "wrong issue"}' | jq .id)
git-task progress -q 'gh#1' "sent by us" >/dev/null
git-task bridge sync >/dev/null 2>&1
like "a comment comes" "$(here 'gh#1' '.progress | map(.text) | join("|")')" "wrong issue"
sent=$(there 1 '.comments[] | select(.body | startswith("sent by us")) | .id')
admin "{\"op\": \"delete comment\", \"id\": $comment}" >/dev/null
admin "{\"op\": \"delete comment\", \"id\": $sent}" >/dev/null
exit_is "comments that are gone there" 0 git-task bridge sync --full
like "are told" "$err" "issue 1: a comment was deleted there, and is taken out of task"
is "and gone here, whosoever they were" "$(here 'gh#1' '.progress | map(.text) | join("|")')" "me too, twice"
run git-task bridge sync --full
is "once, and one is not sent again" "$out" "github: in step"

# ---- people who are called otherwise there now ----
admin '{"op": "rename", "from": "ann", "to": "ann-new"}' >/dev/null
admin '{"op": "edit", "n": 1, "title": "Renamed"}' >/dev/null
run git-task bridge sync
like "somebody who is renamed" "$err" "'ann' is called 'ann-new' there now"
is "is who he was" "$(here 'gh#1' .assignee)" ann@example.com
git-task assign -q 'gh#1' bob >/dev/null
git-task bridge sync >/dev/null 2>&1
git-task assign -q 'gh#1' ann@example.com >/dev/null
git-task bridge sync >/dev/null 2>&1
is "also in what is sent" "$(there 1 '.assignees | join(",")')" "ann-new,al"
admin '{"op": "rename", "from": "ann-new", "to": "ann"}' >/dev/null
git-task bridge sync >/dev/null 2>&1

# ---- gone ----
admin '{"op": "delete", "n": 3}' >/dev/null
exit_is "an issue that is gone" 0 git-task bridge sync --full
like "is told" "$err" "issue 3 is gone there: task $a is deleted here"
is "and its task deleted" "$(git-task list --all --json | jq --arg a "$a" 'map(select(.id | startswith($a))) | length')" 0
git-task delete -q 'gh#2' >/dev/null 2>&1
git-task bridge sync >/dev/null 2>&1
is "a deleted task closes its issue" "$(there 2 '"\(.state) \(.reason)"')" "closed not_planned"
run git-task bridge sync --full
is "and all is in step" "$out" "github: in step"

# ---- a server that asks for patience ----
admin '{"op": "edit", "n": 1, "title": "x"}' >/dev/null
admin '{"op": "faults", "p": 1, "kinds": ["500"], "seed": 1}' >/dev/null
run git-task bridge sync --wait 1s
is "more than it gets" "$status" 1
like "is a sentence" "$err" "what was done is kept, so run it again|it answered 500"
admin '{"op": "faults", "p": 0}' >/dev/null
exit_is "later it goes on" 0 git-task bridge sync

for after in 3600 "$(date -u -d '+1 hour' '+%a, %d %b %Y %H:%M:%S GMT')"
do
	admin "{\"op\": \"faults\", \"p\": 1, \"kinds\": [\"patience\"], \"seed\": 1, \"after\": \"$after\"}" >/dev/null
	run git-task bridge sync
	is "a wait of an hour is not waited" "$status" 1
	like "but told ($after)" "$err" "asks to wait for (1h|59m)"
done
admin '{"op": "faults", "p": 0}' >/dev/null

# ---- a next page at somebody else's server ----
other=$(cat "$srv/other")
admin '{"op": "edit", "n": 1, "title": "y"}' >/dev/null
admin "{\"op\": \"elsewhere\", \"url\": \"$other\"}" >/dev/null
exit_is "is not asked for" 1 git-task bridge sync
like "and told" "$err" "names another server for its next page"
is "it hears nothing" "$(cat "$srv/elsewhere" 2>/dev/null)" ""
admin '{"op": "elsewhere", "url": null}' >/dev/null
exit_is "the bridge goes on when it is mended" 0 git-task bridge sync
is "with what was missed" "$(here 'gh#1' .title)" y

# ---- another clone of the same tasks ----
git init -q --bare "$TRASH/hub.git"
git remote add origin "$TRASH/hub.git"
git-task sync >/dev/null 2>&1
git clone -q "$TRASH/hub.git" "$TRASH/two" 2>/dev/null
(
	cd "$TRASH/two" && git-task pull >/dev/null 2>&1
	git-task bridge add github ann/shop --url "$url/github" --people ann=ann@example.com \
		--status-map doing=in_progress --priority-map P1=high --priority-map P3=low 2>/dev/null
	git-task bridge sync >"$TRASH/two.out" 2>&1
	git-task list --all --json | jq length >>"$TRASH/two.out"
)
is "makes nothing twice" "$(cat "$TRASH/two.out")" "github: in step
$(git-task list --all --json | jq length)"

# ---- a clock that is wrong ----
admin '{"op": "skew", "seconds": 86400}' >/dev/null
admin '{"op": "edit", "n": 1, "title": "By a clock of tomorrow"}' >/dev/null
at "$(date -u -d '+10 minutes' +%FT%TZ)" git-task update -q 'gh#1' --title "And yet later"
git-task bridge sync >/dev/null 2>&1
is "is seen through" "$(there 1 .title)" "And yet later"
# a number of comments that is none, of an issue whose comments are of yesterday
asked()	# asked NUMBER: requests of a run when the issue says to have so many
{
	requests=$(admin '{"op": "dump"}' | jq .requests)
	admin "{\"op\": \"edit\", \"n\": 1, \"says\": $1}" >/dev/null
	git-task bridge sync >/dev/null 2>&1
	admin '{"op": "dump"}' | jq ".requests - $requests"
}
is "says nothing of what is gone" "$(asked null) $(asked '"many"') $(asked 1e300)" \
	"$(asked 9) $(asked 9) $(asked 9)"
admin '{"op": "skew", "seconds": 0}' >/dev/null

# ---- comments that go and people who are renamed, at each tracker ----
comments()	# comments N: texts there
{
	there "$1" '.comments | map(.body | split("\n")[0]) | join("|")'
}
same_everywhere()	# same_everywhere NAME KIND PROJECT OPTION...
{
	name=$1 kind=$2 project=$3
	shift 3
	admin '{"op": "forget"}' >/dev/null
	new_repo "$TRASH/same-$name"
	git-task bridge add "$kind" "$project" --url "$url/$kind" "$@" 2>/dev/null
	admin '{"op": "new", "title": "One", "author": "ann", "assignees": ["ann"]}' >/dev/null
	hers=$(admin '{"op": "comment", "n": 1, "body": "hers"}' | jq .id)
	git-task bridge sync >/dev/null 2>&1
	t=$(git-task list --format '%(id:short)')
	is "$name: who she is" "$(here "$t" '"\(.assignee) \(.progress[0].by) \(.created_by)"')" \
		"ann@example.com ann@example.com ann@example.com"
	git-task progress -q "$t" "ours" >/dev/null
	git-task progress -q "$t" "a slip" >/dev/null
	git-task bridge sync >/dev/null 2>&1
	is "$name: comments of both" "$(comments 1)" "hers|ours|a slip"
	git-task undo >/dev/null 2>&1 # the keys that a push may write
	test "$(here "$t" '.progress | length')" = 2 || git-task undo >/dev/null 2>&1
	is "$name: a slip is taken back" "$(here "$t" '.progress | map(.text) | sort | join("|")')" "hers|ours"
	like "$name: a push would delete it there" "$(git-task bridge status)" "there: a comment less on issue"
	run git-task bridge sync
	is "$name: it is deleted there" "$(comments 1)" "hers|ours"
	like "$name: and told" "$err" "a comment that was taken out of task .* is deleted there"
	writes=$(writes)
	run git-task bridge sync
	is "$name: once" "$out $(writes)" "$kind: in step $writes"
	ours=$(there 1 '.comments[1].id')
	body=$(there 1 '.comments[1].body' | jq -Rs 'rtrimstr("\n") | sub("ours"; "ours, edited there")')
	admin "{\"op\": \"edit comment\", \"id\": $ours, \"body\": $body}" >/dev/null
	git-task bridge sync >/dev/null 2>&1
	is "$name: an edit there of what is ours" "$(here "$t" '.progress | map("\(.text) \(.by)") | sort | join("|")')" \
		"hers ann@example.com|ours, edited there Tess Ter"
	admin "{\"op\": \"delete comment\", \"id\": $hers, \"touch\": true}" >/dev/null
	run git-task bridge sync
	is "$name: a comment less of an issue that changed" "$(here "$t" '.progress | map(.text) | join("|")')" \
		"ours, edited there"
	like "$name: is told" "$err" "a comment was deleted there"
	admin '{"op": "rename", "from": "ann", "to": "ann-new"}' >/dev/null
	admin '{"op": "comment", "n": 1, "author": "ann-new", "body": "hers, renamed"}' >/dev/null
	git-task bridge sync >/dev/null 2>&1
	is "$name: who is renamed there is who she was" "$(here "$t" '"\(.assignee) \(.progress[] | select(.text == "hers, renamed").by)"')" \
		"ann@example.com ann@example.com"
	git-task assign -q "$t" bob >/dev/null
	git-task bridge sync >/dev/null 2>&1
	git-task assign -q "$t" ann@example.com >/dev/null
	run git-task bridge sync
	is "$name: also in what is sent" "$(there 1 '.assignees | join(",")')" "ann-new"
	admin '{"op": "rename", "from": "ann-new", "to": "ann"}' >/dev/null
	run git-task bridge sync --full
	run git-task bridge sync
	is "$name: and all is in step" "$out" "$kind: in step"
}
same_everywhere github github ann/shop --people ann=ann@example.com
git-task undo >/dev/null 2>&1
before=$(comments 1)
git-task bridge sync >/dev/null 2>&1
is "what others wrote is deleted by them alone" "$(comments 1)" "$before"
unlike "a look at all is not missed today" "$err" "--full"
run at "$(date -u -d '+2 days' +%FT%TZ)" git-task bridge pull
like "but after two days" "$err" "what was deleted there is found by 'git task bridge sync --full' \(last: 2 days ago\)"
like "status has the time" "$(git-task bridge status)" "all looked at 20"
same_everywhere gitlab gitlab ann/shop --people ann=ann@example.com
same_everywhere gitea gitea ann/shop --people ann=ann@example.com
same_everywhere jira jira SHOP --people ann=ann@example.com

# ---- each tracker, with faults, killed at random moments ----
size="12 4 1"
test -z "${GIT_TASK_TEST_WHOLE:-}" || size="1000 200 2"
seed=${GIT_TASK_TEST_SEED:-$$}
drill()	# drill NAME KIND PROJECT [OPTION...]
{
	name=$1 kind=$2 project=$3
	shift 3
	admin '{"op": "forget"}' >/dev/null
	new_repo "$TRASH/drill-$name"
	git-task bridge add "$kind" "$project" --url "$url/$kind" --query tag:public "$@" 2>/dev/null
	# shellcheck disable=SC2086 # three numbers
	run timeout 1500 python3 "$SRCDIR/tests/helpers/bridge-drill.py" "$kind" "$url" $size "$seed"
	is "$name: nothing twice, nothing lost (seed $seed)" "$out" ""
	is "$name: it comes to its end" "$status" 0
}
drill github github ann/shop
drill gitlab gitlab ann/shop
# Forgejo's interface is Gitea's and read by the same code: one of them a run, both
# where GIT_TASK_TEST_WHOLE asks for 1,000 issues at each tracker (minutes)
test -z "${GIT_TASK_TEST_WHOLE:-}" && test $((seed % 2)) -eq 0 || drill gitea gitea ann/shop
test -z "${GIT_TASK_TEST_WHOLE:-}" && test $((seed % 2)) -eq 1 || drill forgejo forgejo ann/shop
drill jira jira SHOP
is "jira: scripts find the key" "$(git-task export --format ndjson | jq -r 'select(.title == "Issue 3" or .external.jira == "SHOP-4") | .external.jira_key' | head -n 1)" \
	"SHOP-4"
touch "$srv/cloud"
JIRA_EMAIL=tess@example.com
export JIRA_EMAIL
same_everywhere jira-cloud jira SHOP --api cloud --people 557058:1=ann@example.com --people 557058:2=bob
drill jira-cloud jira SHOP --api cloud --people 557058:2=bob --people 557058:3=al
is "no request that a server refuses" "$(grep -v -e ' 410 ' -e '/\(comments\|notes\|comment\)/[0-9]* 404' "$srv/wrong" 2>/dev/null)" ""

touch "$srv/stop"
wait "$server"
done_testing
