#!/bin/sh
# Notifications: whom rules name is told of what happened, once, in the form that
# each service documents; whatever is down, killed or written into a task.
# shellcheck disable=SC2154,SC2034,SC2016 # run sets status, out and err
. "${0%/*}/lib.sh"

srv=$TRASH/srv
mkdir "$srv"
HOOK_KEY=hook-key-4711
MATRIX_TOKEN=mx-secret
secret "$HOOK_KEY" "$MATRIX_TOKEN"
may_hold srv
export HOOK_KEY MATRIX_TOKEN
python3 "$SRCDIR/tests/helpers/chat.py" "$srv" &
server=$!
wait_for "the services listen" 20 test -s "$srv/url"
url=$(cat "$srv/url")
SLACK_URL=$url/slack/T00/hidden-path-0815
export SLACK_URL

got()	# got KIND: the lines of this service
{
	test ! -f "$srv/got" || grep "^{\"path\": \"/$1" "$srv/got"
}
count()
{
	got "$1" | wc -l | tr -d ' '
}
forget()
{
	rm -f "$srv/got" "$srv/faults"
}
queued()
{
	git-task notify list --json | jq '[.[].waiting] | add'
}

new_repo shop
git-task add -q "before all rules" >/dev/null

# ---- a webhook and Slack, from the rule to the server ----
ok "a signed webhook" git-task notify add hook webhook "$url/hook/x" \
	--secret-env HOOK_KEY
ok "Slack, its address in the environment" git-task notify add team slack \
	--url-env SLACK_URL --when "when completed and priority>=high"
a=$(git-task add -q "Fix <!channel> & login" -p high)
b=$(git-task add -q "small thing" -p low)
git-task complete -q "$a" --summary "it works"
git-task complete -q "$b"
exit_is "they are sent" 0 git-task notify flush
is "as many as there were" "$out" "5 sent, 0 waiting, 0 put aside"
is "the hook had all, signed" "$(got hook | jq -r '.body.events[0] | "\(.event) \(.title)"' | sort | tr '\n' ';')" \
	"completed Fix <!channel> & login;completed small thing;created Fix <!channel> & login;created small thing;"
is "Slack had what its filter says" "$(got slack | jq -r .body.text)" \
	"[$a] Fix &lt;!channel&gt; &amp; login: completed: it works (Tess Ter)"
isnt "nothing of before" "$(grep -c 'before all' "$srv/got")" 1
exit_is "nothing is left" 0 git-task notify flush
is "to send" "$out" "0 sent, 0 waiting, 0 put aside"
run git-task notify list
like "a list" "$out" 'hook .*webhook .*http://127.0.0.1:[0-9]+ +0 +0'
like "an address of the environment by its name" "$out" 'team .*\$SLACK_URL'
ok "a try" git-task notify test team
like "arrives" "$(got slack | tail -n 1)" 'this is a test'

# ---- the server refuses, is slow, or takes it and is cut off ----
forget
printf '429 90\n' >"$srv/faults"
at 2026-11-30T12:00:00Z git-task add -q Retry >/dev/null
exit_is "refused now" 1 at 2026-11-30T12:00:01Z git-task notify flush
like "it says so, without more than the server" "$err" \
	"notify 'hook': http://127.0.0.1:[0-9]+: it answered 429"
is "and keeps it" "$(queued)" 1
is "until then" "$(jq '.items[0].next' .git/git-task/notify/queue.json)" \
	"$(($(date -d 2026-11-30T12:01:31Z +%s) * 1000))"
git init -q --bare "$TRASH/hub.git"
git remote add origin "$TRASH/hub.git"
at 2026-11-30T12:01:00Z git-task sync >/dev/null 2>&1
is "not before" "$(count hook)" 0
at 2026-11-30T12:01:40Z git-task sync >/dev/null 2>&1
is "a sync sends it then" "$(count hook)" 1
forget
printf 'lost\n' >"$srv/faults"
git-task add -q Lost >/dev/null
exit_is "an answer that is lost" 1 git-task notify flush
exit_is "is sent again" 0 git-task notify flush
is "with the same key" "$(got hook | jq -s -c 'map(.again)') $(got hook | jq -r .key | sort -u | wc -l | tr -d ' ')" \
	"[false,true] 1"
forget
printf '404\n' >"$srv/faults"
git-task add -q Gone >/dev/null
exit_is "a place that is gone" 1 git-task notify flush
like "is put aside" "$out" "0 sent, 0 waiting, 1 put aside"
exit_is "until somebody asks" 0 git-task notify flush --failed
is "then it is sent" "$(count hook)" 1

# ---- offline ----
forget
git config task.notify.hook.url http://127.0.0.1:9/hook/x
for i in 1 2 3
do
	git-task add -q "Offline $i" >/dev/null
	run git-task notify flush
	is "nobody is there, $i" "$status" 1
done
like "it is told once a try" "$err" "notify 'hook': http://127.0.0.1:9: "
is "all wait" "$(queued)" 3
git config task.notify.hook.url "$url/hook/x"
exit_is "online again" 0 git-task notify flush
is "in order" "$(got hook | jq -r '.body.events[0].title' | tr '\n' ',')" \
	"Offline 1,Offline 2,Offline 3,"

# ---- killed in the middle, two at once ----
forget
for i in 1 2 3 4 5 6 7 8 9 10 11 12
do
	echo "{\"title\": \"Job $i\"}"
done >jobs.ndjson
git-task import -q jobs.ndjson
git-task notify flush >/dev/null 2>&1 &
pid=$!
wait_for "some have arrived" 20 test -s "$srv/got"
kill -9 "$pid" 2>/dev/null
wait "$pid" 2>/dev/null
git-task notify flush >"$TRASH/one" 2>&1 &
pid=$!
git-task notify flush >"$TRASH/two" 2>&1
wait "$pid"
is "each has arrived" "$(got hook | jq -r .key | sort -u | wc -l | tr -d ' ')" 12
is "at most one twice" "$(($(count hook) < 14))" 1
is "nothing waits" "$(queued)" 0

forget
git-task watch --follow --format ndjson >"$TRASH/events" 2>"$TRASH/watch.err" &
watcher=$!
wait_for "one watches" 20 holds "$watcher" .git/git-task/watch.lock
run timeout 30 git-task watch --follow
is "a second one is refused" "$status" 1
like "with a sentence" "$err" "another 'git task watch --follow' runs"
arrived()
{
	grep -q "$1" "$srv/got" 2>/dev/null
}
git-task add -q "Seen at once" >/dev/null
wait_for "it is told as it happens" 20 arrived "Seen at once"
is "and printed" "$(jq -r .title "$TRASH/events")" "Seen at once"
git -C "$PWD" config task.notify.late.kind command
git config task.notify.late.argv "[\"cp\", \"/dev/stdin\", \"$TRASH/late\"]"
git-task add -q "With a new rule" >/dev/null
wait_for "a rule that came later counts" 20 test -s "$TRASH/late"
kill "$watcher"
wait "$watcher"
is "it ends well" "$?" 0
git config --remove-section task.notify.late

forget
git-task serve --listen 127.0.0.1:0 >"$TRASH/serve.out" 2>&1 &
web=$!
wait_for "a server serves" 20 test -s "$TRASH/serve.out"
git-task add -q "Seen by the server" >/dev/null
wait_for "it tells, too" 20 arrived "Seen by the server"
is "of this repository" "$(got hook | jq -r .body.repository)" shop
kill "$web"
wait "$web"
is "and ends" "$?" 0

# ---- sync --watch: two clones, one of them killed ----
forget
git-task sync >/dev/null 2>&1
git clone -q "$TRASH/hub.git" "$TRASH/clone" 2>/dev/null
two()
{
	git-task -C "$TRASH/clone" "$@" >/dev/null 2>&1
}
two pull
two notify add hook webhook "$url/hook/x" --secret-env HOOK_KEY
two notify flush
of()	# of REPOSITORY TITLE: it told of this
{
	got hook | jq -e --arg r "$1" --arg t "$2" -s \
		'any(.[]; .body.repository == $r and .body.events[0].title == $t)' >/dev/null
}
watch_sync()
{
	git-task sync --watch --interval 1s >"$TRASH/watch.out" 2>&1 &
	watcher=$!
}
watch_sync
two add -q "From the other clone"
two sync
ok "a sync tells at its end" of clone "From the other clone"
wait_for "and sync --watch what it brings" 30 of shop "From the other clone"
two add -q "Before the kill"
two sync
kill -9 "$watcher"
wait "$watcher" 2>/dev/null
two add -q "While nobody watched"
two sync
watch_sync
wait_for "what came before a kill is told" 30 of shop "Before the kill"
wait_for "and what came after it" 30 of shop "While nobody watched"
kill "$watcher"
wait "$watcher"
is "of two clones each event has one key, and came twice at the most" \
	"$(got hook | jq -r .key | sort -u | wc -l | tr -d ' ') $(got hook | jq -r .key | sort | uniq -c | awk '$1 > 2' | wc -l | tr -d ' ')" \
	"3 0"

# ---- after each change ----
forget
git-task -q add "quiet" >/dev/null
is "a change alone sends nothing" "$(count hook)" 0
git -c task.notify.onWrite=true task add -q "at once"
is "but when it is asked for" "$(count hook)" 2

# ---- every service in its own form, whatever a task says ----
forget
git-task notify remove hook
for kind in discord teams mattermost slack
do
	ok "$kind" git-task notify add "all-$kind" "$kind" "$url/$kind/hidden-path-0815"
done
ok "Matrix" git-task notify add room matrix "$url" --room '!abc:example.org'
ok "a command" git-task notify add cmd command -- sh -c \
	"cat >\"$TRASH/cmd.in\"; env | grep ^GIT_TASK_NOTIFY_ >\"$TRASH/cmd.env\"; test \"\$1\" = '\$(touch x); x'" \
	x '$(touch x); x'
mkdir "$TRASH/bin"
cat >"$TRASH/bin/sendmail" <<-\END
	#!/bin/sh
	printf '%s\n' "$*" >>"$TRASH/mail.args"
	cat >"$TRASH/mail"
END
cat >"$TRASH/bin/notify-send" <<-\END
	#!/bin/sh
	printf '%s|' "$@" >"$TRASH/desktop"
END
chmod +x "$TRASH/bin/"*
ok "mail" git-task notify add post mail ann@example.com bob@example.com \
	--sendmail "$TRASH/bin/sendmail"
ok "the desktop" git-task notify add desk desktop
evil='@everyone <@U123> <!here> @channel $(touch x) Bcc: x @all'
c=$(git-task add -q "$evil" -d "$(printf 'line\n.\nBcc: evil@example.com')")
PATH=$TRASH/bin:$PATH run git-task notify flush
git-task block -q "$c" --reason "$(printf 'no\nBcc: evil@example.com\n\n.\n')"
PATH=$TRASH/bin:$PATH run git-task notify flush
is "all take it" "$status $(cat "$srv/wrong" 2>/dev/null)" "0 "
is "each" "$(for k in discord teams mattermost slack _matrix; do count $k; done | tr '\n' ' ')" \
	"2 2 2 2 2 "
unlike "nobody is mentioned in Mattermost" "$(got mattermost)" '@(everyone|all|channel|here)'
is "the command reads what the webhook gets" "$(jq -r '.events[0].event' "$TRASH/cmd.in")" blocked
like "and has it in its environment" "$(cat "$TRASH/cmd.env")" '^GIT_TASK_NOTIFY_EVENT=blocked$'
fails "no shell was near" test -e x
is "mail goes to those of the rule" "$(sort -u "$TRASH/mail.args")" \
	"-i -- ann@example.com bob@example.com"
is "its headers are ours" "$(sed '/^$/q' "$TRASH/mail" | grep -c '^[Bb]cc')" 0
is "its subject is an encoded word" "$(python3 -c '
import email, email.policy, sys
m = email.message_from_file(sys.stdin, policy=email.policy.default)
print(m["Subject"][:7], m["To"], m.get_content().count("no"), len(m.keys()))' <"$TRASH/mail")" \
	"[shop]  ann@example.com, bob@example.com 1 8"
like "the desktop shows no markup" "$(cat "$TRASH/desktop")" '^--app-name=git-task\|--\|git task: shop\|.*&lt;@U123&gt;'

# ---- words, digests, quiet hours ----
for name in all-discord all-teams all-mattermost all-slack room cmd post desk team
do
	git-task notify remove "$name" 2>/dev/null
done
forget
ok "a template" git-task notify add words mattermost "$url/mattermost/x" \
	--when "created,status tag:ops" \
	--template "{{event}}: {{title}} {{task.priority}}{{#task.tags}} #{{.}}{{/task.tags}}"
git-task add -q "No tag" >/dev/null
git-task add -q "On call" -t ops -p critical >/dev/null
run git-task notify flush
is "fills it" "$(got mattermost | jq -r .body.text)" "created: On call critical #ops"
git-task notify remove words
ok "a digest" git-task notify add daily slack "$url/slack/x" --digest 1h
forget
at 2026-11-30T09:00:00Z git-task add -q One >/dev/null
at 2026-11-30T09:00:00Z git-task notify flush >/dev/null
at 2026-11-30T09:30:00Z git-task add -q Two >/dev/null
at 2026-11-30T09:30:00Z git-task notify flush >/dev/null
is "waits" "$(count slack)" 0
at 2026-11-30T10:00:01Z git-task notify flush >/dev/null
is "and is one message" "$(got slack | jq -r .body.text | sed 's/\[[0-9a-f]*\] //')" \
	"2 things happened
One: created (Tess Ter)
Two: created (Tess Ter)"
ok "quiet hours" git-task notify add -f daily slack "$url/slack/x" \
	--quiet "22:00-07:00,sat"
forget
at 2026-11-27T23:00:00Z git-task add -q Night >/dev/null
at 2026-11-27T23:00:01Z git-task notify flush >/dev/null
at 2026-11-28T12:00:00Z git-task notify flush >/dev/null
at 2026-11-29T06:59:59Z git-task notify flush >/dev/null
is "of a night, a Saturday and a night" "$(count slack)" 0
at 2026-11-29T07:00:00Z git-task notify flush >/dev/null
is "end" "$(count slack)" 1
forget
jq -nc 'range(30) | {title: "Row \(.)"}' >rows.ndjson
at 2026-11-30T10:00:00Z git-task import -q rows.ndjson
at 2026-11-30T10:00:01Z git-task notify flush >/dev/null
is "thirty at once are one message" "$(got slack | jq -r .body.text | grep -c Row)" 30

# ---- remind ----
at 2026-11-01T09:00:00Z git-task start -q "$(at 2026-11-01T09:00:00Z git-task add -q Stale)"
git-task add -q Late --deadline 2026-11-20 -a bob >/dev/null
git-task add -q Soon --deadline 2026-12-01 >/dev/null
git-task add -q Far --deadline 2026-12-24 >/dev/null
run at 2026-11-30T12:00:00Z git-task remind --format json
is "what is late, due and forgotten" "$(jqo '.[] | "\(.event) \(.title): \(.what)"' | sort)" \
	"due-soon Soon: due tomorrow
overdue Late: 10 days late
stale Stale: has not changed for 29d 3h"
exit_is "as a gate" 1 at 2026-11-30T12:00:00Z git-task remind --exit-code assignee:bob
exit_is "with nothing to say" 0 at 2026-11-30T12:00:00Z git-task remind --exit-code assignee:nobody
at 2026-11-30T12:00:00Z git-task notify flush >/dev/null
forget
run at 2026-11-30T12:00:00Z git-task remind --notify
is "everybody is told" "$(got slack | jq -r .body.text | grep -c 'late\|due\|changed')" 3
run at 2026-11-30T18:00:00Z git-task remind --notify
is "once a day" "$(count slack)" 3
run at 2026-12-01T08:00:00Z git-task remind --notify
is "and what is late again the next" "$(got slack | tail -n 1 | jq -r .body.text | sed 's/^[^ ]* //')" \
	"Late: 11 days late (bob)"

forget
run env -i GIT_TASK_TEST_NOW=2026-12-02T08:00:00Z "$BUILD/git-task" -C "$PWD" remind --notify
is "from cron, with an empty environment" "$status $(got slack | jq -r .body.text | grep -c 'Late: 12 days late')" "0 1"

# ---- what is refused ----
exit_is "http elsewhere" 129 git-task notify add x slack http://example.com/x
like "says why" "$err" "'http://' goes to this machine only"
exit_is "a password in an address" 129 git-task notify add x slack https://u:pw@example.com/
unlike "is not repeated" "$err" pw
exit_is "no address" 129 git-task notify add x webhook
exit_is "a filter that is none" 129 git-task notify add x slack "$url/slack/x" --when "completed and priority:soon"
exit_is "hours that are none" 129 git-task notify add x slack "$url/slack/x" --quiet 25:00-26:00
exit_is "a template that is none" 129 git-task notify add x slack "$url/slack/x" --template "{{#a}}"
exit_is "a mail address with an option" 129 git-task notify add x mail -- -bs@x
exit_is "a name that is none" 129 git-task notify add "a.b" slack "$url/slack/x"
exit_is "a rule twice" 1 git-task notify add daily slack "$url/slack/x"
exit_is "no such rule" 1 git-task notify test nobody
printf 'notify.evil.kind: command\nnotify.evil.argv: "[\\"touch\\", \\"evil\\"]"\n' >.git-task.yaml
printf 'notify:\n  evil:\n    kind: command\n    argv: "[\\"touch\\", \\"evil\\"]"\n' >>.git-task.yaml
run git-task notify list --json
is "a tracked file makes no rule" "$(jqo 'map(.name) | join(" ")')" daily
rm -f .git-task.yaml

touch "$srv/stop"
wait "$server"
git cat-file --batch-all-objects --batch >"$TRASH/objects" 2>/dev/null
is "nothing of an address in an object" "$(grep -c -a -e hidden-path-0815 "$TRASH/objects")" 0
is "nor of an address in the queue" "$(grep -c hidden-path .git/git-task/notify/queue.json)" 0
done_testing
