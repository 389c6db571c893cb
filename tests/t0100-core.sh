#!/bin/sh
# The commands that make and move tasks: what they say, change and refuse.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # dollar signs of jq
. "${0%/*}/lib.sh"

add() { git-task add -q "$@"; }
status_of() { git-task show "$1" --format json | jq -r .status; }
get() { git-task show "$1" --format json | jq -r "$2"; }

new_repo work
tree=$(git status --porcelain --ignored)

# ---- add ----
ok "several words are one title" git-task add Design the API -p high
a=$out
is "the title" "$(get "$a" .title)" "Design the API"
ok "every field" git-task add "Everything" -d "two
lines" --priority 4 --status in_progress --type feature --assignee me \
	--project web --parent "$a" --tag api -t ui --depends-on "$a" \
	--file src/a.c:1:9 --file src/b.c --deadline 2030-06-01 \
	--estimate 90m --criterion 'Tests pass::coverage >= 80' \
	--criterion 'Reviewed' --meta color=red --external jira=P-7 \
	--phase alpha --code-language C --execution-environment ci \
	--complexity 3 --branch feature/x --context "see the wiki"
e=$out
run git-task show "$e" --format json
is "description" "$(jqo .description)" "two
lines"
is "priority by number" "$(jqo .priority)" critical
is "status" "$(jqo .stored_status)" in_progress
is "waits for its dependency" "$(jqo '.status + " " + .blocked_by[0][0:8]')" "blocked $a"
is "me" "$(jqo .assignee)" tess@example.com
is "parent" "$(jqo '.parent[0:8]')" "$a"
is "tags" "$(jqo '.tags | join(",")')" "api,ui"
is "files" "$(jqo '.file_refs | join(",")')" "src/a.c:1:9,src/b.c"
is "a deadline is a day" "$(jqo .deadline)" 2030-06-01
is "estimate" "$(jqo .estimated_hours)" 1.5
is "criteria" "$(jqo '.success_criteria | map(.criterion + "=" + (.measurable // "")) | join("|")')" "Tests pass=coverage >= 80|Reviewed="
is "maps" "$(jqo '"\(.fields.color) \(.fields.phase) \(.external.jira)"')" "red alpha P-7"
is "words" "$(jqo '"\(.code_language) \(.execution_environment) \(.complexity) \(.branch)"')" "C ci 3 feature/x"
is "context" "$(jqo '.context[0].text')" "see the wiki"
is "who and when" "$(jqo .created_by)" "Tess Ter"
ok "--format json" git-task add --format json "As JSON"
is "prints the task" "$(jqo .title)" "As JSON"
ok "--quiet" git-task add -q "Silent"
is "prints the id only" "$err" ""
printf 'From a file\n\nIts description,\nof two lines.\n' >msg
ok "-F" git-task add -F msg
is "first line is the title" "$(get "$out" .title)" "From a file"
is "the rest the description" "$(get "$out" .description)" "Its description,
of two lines."
id=$(printf -- '---\ntitle: A form\npriority: low\ntags: [x, y]\n---\nText\n' | git-task add -q -F -)
is "a form from standard input" "$(get "$id" '"\(.title) \(.priority) \(.tags | length) \(.description)"')" "A form low 2 Text"
is "one commit each, with trailers" "$(git log -1 --format='%(trailers:key=Task-Op,valueonly)' refs/tasks/main | head -n 1)" add

# ---- values that are refused; nothing may change ----
tip=$(git rev-parse refs/tasks/main)
refuse()
{
	exit_is "$@"
	is "$1: stdout is empty" "$out" ""
	is "$1: one sentence" "$(wc -l <"$TRASH/.err" | tr -d ' ')" 1
	like "$1: says who speaks" "$err" '^git-task: '
}
refuse "no title" 129 git-task add
refuse "empty title" 129 git-task add ''
refuse "a title of two lines" 129 git-task add 'one
two'
refuse "a title with an escape" 129 git-task add "$(printf 'a\033[31mb')"
refuse "a title that is not UTF-8" 129 git-task add "$(printf 'a\377b')"
refuse "a title with a right-to-left override is fine to the store, so is long text" 129 git-task add "$(head -c 3000 /dev/zero | tr '\0' x)"
refuse "a description of more than 1 MiB" 1 git-task add -F - <<-END
	title

	$(head -c 1100000 /dev/zero | tr '\0' x)
END
refuse "unknown option" 129 git-task add T --bogus red
refuse "priority" 129 git-task add T -p 5
refuse "status" 129 git-task add T --status doingg
refuse "deadline" 129 git-task add T --deadline 2030-02-30
refuse "estimate" 129 git-task add T --estimate soon
refuse "hours" 129 git-task add T --estimated-hours 100001
refuse "hours that are no number" 129 git-task add T --estimated-hours nan
refuse "complexity" 129 git-task add T --complexity 11
refuse "meta" 129 git-task add T --meta novalue
refuse "criteria without criterion" 129 git-task add T --criteria '[{"measurable":"true"}]'
refuse "dependency" 2 git-task add T --depends-on 00000000
refuse "parent" 2 git-task add T --parent 00000000
refuse "tag with a line end" 129 git-task add T --tag 'a
b'
refuse "file that is missing" 1 git-task add -F missing
is "nothing was written" "$(git rev-parse refs/tasks/main)" "$tip"

# ---- update ----
ok "update" git-task update "$e" --title "Renamed" --remove-tag ui --tag new \
	--remove-depends-on "$a" --deadline '' --parent '' --remove-meta color \
	--remove-file src/b.c --remove-external jira --actual-hours 2
is "all of it" "$(get "$e" '"\(.title) \(.tags|join(",")) \(.dependencies|length) \(.deadline) \(.parent) \(.fields.color) \(.file_refs|length) \(.external|length) \(.actual_hours)"')" \
	"Renamed api,new 0 null null null 1 0 2"
n=$(git rev-list --count refs/tasks/main)
ok "several tasks" git-task update "$a" "$e" --project both
is "in one commit" "$(git rev-list --count refs/tasks/main)" $((n + 1))
ok "nothing new" git-task update "$a" --project both
is "makes no commit" "$(git rev-list --count refs/tasks/main)" $((n + 1))
exit_is "no change given" 129 git-task update "$a"
exit_is "one unknown task" 2 git-task update "$a" 00000000 --project no
is "then none is changed" "$(get "$a" .project)" both
exit_is "an empty title" 129 git-task update "$a" --title ''
exit_is "a blank title" 129 git-task update "$a" --title '  '
c=$(git-task add -q "  blanks around  " --estimated-hours 3 --complexity 4 --criterion works)
is "blanks around a title" "$(git-task show "$c" --json | jq -r .title)" "blanks around"
ok "an empty number unsets" git-task update "$c" --estimated-hours '' --complexity '' --actual-hours ''
is "it is unset" "$(git-task show "$c" --json | jq -c '[.estimated_hours, .complexity]')" '[null,null]'
ok "no criteria in a list" git-task update "$c" --criteria '[]'
is "are none" "$(git-task show "$c" --json | jq -c .success_criteria)" null
exit_is "a criterion that can not be measured" 129 git-task update "$c" --criterion 'fast::ms <'
like "says why" "$err" "'ms <' is no expression"
git-task update -q "$c" --criterion a --estimate 2h
ok "an empty duration, no criteria" git-task update "$c" --estimate '' --criteria ''
is "are unset too" "$(git-task show "$c" --json | jq -c '[.estimated_hours, .success_criteria]')" '[null,null]'
git-task delete -q "$c"
exit_is "itself as parent" 1 git-task update "$a" --parent "$a"
like "says so" "$err" 'part of itself'
exit_is "itself as dependency" 1 git-task update "$a" --depends-on "$a"
b=$(add B --depends-on "$a")
c=$(add C --depends-on "$b" --parent "$b")
exit_is "a cycle" 1 git-task update "$a" --depends-on "$c"
like "is shown" "$err" "$a -> $c -> $b -> $a|cycle"
exit_is "a cycle of parents" 1 git-task update "$b" --parent "$c"

# ---- ids ----
ok "a prefix of four" git-task show "$(printf '%.4s' "$a")"
ok "with # and in capitals" git-task show "#$(printf '%s' "$a" | tr a-f A-F)"
exit_is "too short" 2 git-task show "$(printf '%.3s' "$a")"
printf '{"id":"aaaaaaaa11111111","title":"twin 1"}\n{"id":"aaaaaaaa22222222","title":"twin 2"}\n' |
	git-task import -q --from ndjson -
exit_is "an ambiguous prefix" 2 git-task show aaaaaaaa
like "lists the candidates" "$err" 'twin 1'
ok "nine digits tell them apart" git-task show aaaaaaaa1
ok "they are printed with as many" git-task list --all text~twin
like "nine" "$out" '^aaaaaaaa1 '
exit_is "an id that is none" 2 git-task show 'zz;rm -rf'
exit_is "did you mean" 2 git-task show "$(printf '%.7s' "$a")x"

# ---- states ----
ok "start" git-task start "$a"
is "in progress" "$(status_of "$a")" in_progress
is "mine" "$(get "$a" .assignee)" tess@example.com
ok "current" git-task current
like "is it" "$out" "^$a  Design the API"
ok "stop" git-task stop
exit_is "nothing is current" 1 git-task current
is "stdout is empty" "$out" ""
exit_is "stop again" 1 git-task stop
is "the time is logged" "$(get "$a" '.worklog | length')" 1
ok "start with a clock" at 2030-01-01T10:00:00Z git-task start "$a"
ok "another one" at 2030-01-01T11:30:00Z git-task start "$b"
like "it waits" "$err" "waits for $a"
is "the first one's time" "$(get "$a" '.worklog | map(.seconds) | max')" 5400
ok "complete" at 2030-01-01T12:00:00Z git-task complete "$a" --summary All good now
is "stdout is empty" "$out" ""
like "says so" "$err" "Task $a completed"
like "and what can go on" "$err" "Task $b can go on: B"
is "hours from the work log" "$(get "$a" .actual_hours)" 1.5
is "the summary of several words" "$(get "$a" .completion_summary)" "All good now"
is "when" "$(get "$a" .completed_at)" 2030-01-01T12:00:00Z
ok "done is complete, and ends the clock" at 2030-01-01T12:30:00Z git-task "done" "$b"
is "an hour" "$(get "$b" .actual_hours)" 1
exit_is "nothing is active" 1 git-task current
ok "complete a completed one" git-task complete "$b" --actual-hours 3
like "warns" "$err" 'warning: .*already'
is "the date stays" "$(get "$b" .completed_at)" 2030-01-01T12:30:00Z
is "the hours given count" "$(get "$b" .actual_hours)" 3
f=$(add F)
at 2030-01-02T10:00:00Z git-task start -q "$f"
ok "block ends the clock" at 2030-01-02T12:00:00Z git-task block "$f"
is "two hours" "$(get "$f" '.worklog[0].seconds')" 7200
exit_is "nothing is active" 1 git-task current
git-task unblock -q "$f"
git-task start -q "$f"
git-task update -q "$f" --status pending
exit_is "what is not in progress is not active" 1 git-task current
git-task start -q "$f"
git-task undo -q
exit_is "nor what was undone" 1 git-task current
ok "block" git-task block "$c" --reason waiting for the key
is "blocked" "$(get "$c" '"\(.status) \(.blocked_reason)"')" "blocked waiting for the key"
exit_is "block a finished one" 1 git-task block "$a"
ok "complete a blocked one" git-task complete "$c"
like "warns" "$err" 'was blocked'
ok "reopen" git-task reopen "$c" --reason "not yet"
is "open again" "$(get "$c" '"\(.status) \(.completed_at) \(.progress[0].text)"')" "pending null reopened: not yet"
ok "reopen an open one" git-task reopen "$c"
like "warns" "$err" 'pending already'
ok "block, unblock" git-task block "$c"
ok "unblock" git-task unblock "$c"
is "pending" "$(status_of "$c")" pending
ok "unblock again" git-task unblock "$c"
like "warns" "$err" 'not blocked'
ok "cancel" git-task cancel "$c" -r "no need"
is "cancelled" "$(status_of "$c")" cancelled
exit_is "start a cancelled one" 1 git-task start "$c"
like "what to do" "$err" 'reopen'

# ---- delete, restore ----
exit_is "delete what others need" 1 git-task delete "$a"
like "depend" "$err" 'depend'
ok "both together" git-task delete "$b" "$c"
exit_is "gone" 2 git-task complete "$b"
like "says why" "$err" "deleted .*'git task restore $b' brings it back"
full=$(git-task list --deleted --format ids | grep "^$b")
for how in "start $full" "update $full -p low" "progress $full x" "tag $full x" "assign $full me" "dep add $a $full"
do
	# shellcheck disable=SC2086 # words
	exit_is "${how%% *}: gone by its full id, too" 2 git-task $how
done
exit_is "delete once more" 2 git-task delete "$full"
exit_is "none is nobody" 0 git-task assign "$a" none
is "so" "$(git-task show "$a" --json | jq -c .assignee)" null
like "says so" "$err" "assigned to nobody"
git-task update -q "$a" --assignee bob
ok "in update, too" git-task update "$a" -a NONE
is "so" "$(git-task show "$a" --json | jq -c .assignee)" null
ok "not destroyed" git-task show "$(git-task list --deleted --format ids | grep "^$b")"
ok "list --deleted" git-task list --deleted
like "has it" "$out" "^$b  deleted"
ok "restore" git-task restore "$b"
is "as it was" "$(status_of "$b")" completed
ok "restore again" git-task restore "$b"
like "warns" "$err" 'not deleted'

# ---- tag, dep, assign ----
ok "tag" git-task tag "$a" one two
ok "tag with signs" git-task tag "$a" -- -one +three '#four'
is "tags" "$(get "$a" '.tags | join(",")')" "four,three,two"
ok "tag alone" git-task tag --format json
is "counts" "$(jqo '.[] | select(.tag == "four") | "\(.open) \(.all)"')" "0 1"
exit_is "tag without a tag" 129 git-task tag "$a"
d=$(add D)
ok "dep add" git-task dep add "$d" "$a" "$b"
ok "dep list" git-task dep list "$d" --format ids
is "two" "$(wc -l <"$TRASH/.out" | tr -d ' ')" 2
ok "dep list --reverse" git-task dep list "$a" --reverse --format json
is "who waits" "$(jqo '[.[].title] | contains(["D"])')" true
ok "dep rm" git-task dep rm "$d" "$a"
exit_is "dep rm of none" 1 git-task dep rm "$d" "$a"
exit_is "dep add of itself" 1 git-task dep add "$d" "$d"
ok "assign" git-task assign "$d" "Ann Lee"
is "assigned" "$(get "$d" .assignee)" "Ann Lee"
ok "assign to nobody" git-task assign "$d" ''
is "nobody" "$(get "$d" .assignee)" null

# ---- the work tree was never touched ----
rm -f msg
is "no file" "$(git status --porcelain --ignored)" "$tree"

# ---- notes stay here ----
ok "note" git-task note "$d" "secret thought"
ok "show has it" git-task show "$d"
like "for me" "$out" 'secret thought'
run git-task show "$d" --format json
unlike "not in JSON" "$out" 'secret thought'
exit_is "an empty note" 1 git-task note "$d" ' '
exit_is "a note with an escape" 1 git-task note "$d" "$(printf '\033[2J')"
exit_is "an empty message" 1 git-task progress "$d" ' '

# ---- foreign bytes never reach the terminal ----
printf '{"id":"bbbbbbbb11111111","title":"x","created_by":"evil"}\n' | git-task import -q -
blob=$(git show refs/tasks/main:bb/bbbbbbbb11111111.json |
	sed 's/"title": "x"/"title": "a\\u001b[31mred\\u202eb"/; s/"evil"/"e\\u0007vil"/' |
	git hash-object -w --stdin)
GIT_INDEX_FILE=$TRASH/ix git read-tree refs/tasks/main
GIT_INDEX_FILE=$TRASH/ix git update-index --add --cacheinfo "100644,$blob,bb/bbbbbbbb11111111.json"
new=$(git commit-tree -p refs/tasks/main -m foreign "$(GIT_INDEX_FILE=$TRASH/ix git write-tree)")
git update-ref refs/tasks/main "$new"
for cmd in status "list --all" "show bbbbbbbb" next board "graph --alone" "log" "log --oneline" \
	"watch --peek" "search red" "export --format markdown" "export --format csv" "export --format todo.txt" "list --format csv" \
	"list --format markdown" "graph --format dot --alone" "graph --format mermaid"
do
	# shellcheck disable=SC2086 # words
	ok "$cmd" git-task $cmd
	is "$cmd: clean" "$(LC_ALL=C tr -d -c '\033\007' <"$TRASH/.out" | wc -c | tr -d ' ')" 0
done
done_testing
