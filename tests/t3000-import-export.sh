#!/bin/sh
# import and export: what goes out comes in again, in every format; bad input
# names its line and leaves nothing behind.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # dollar signs of jq
# shellcheck disable=SC2059 # formats of ours with escapes in them
. "${0%/*}/lib.sh"

seed=${GIT_TASK_TEST_SEED:-$(date +%s)}
diag "seed $seed (set GIT_TASK_TEST_SEED to repeat)"

# Random tasks with text that is hard on every format.
cat >gen.py <<'END'
import json, random, sys
random.seed(int(sys.argv[1]))
mode = sys.argv[2]
words = ["fix", "login", "#5", "@bob", "due:now", "a,b", "\"q\"", "x;y", "=1+2", "-",
         "+web", "`c`", "*b*", "_u_", "[l](u)", "<i>", "größe", "日本", "😀", "50%", "a\\b",
         "'", "--", "key:value", "(A)", "x", "->", "<!--", "-->", "\\u003e", "{}", "|"]
def line(n): return " ".join(random.choice(words) for _ in range(random.randint(1, n)))
def text():
    return "\n".join(random.choice([line(6), "", "- [ ] item", "> quote", "  indented",
                                    "# head", "```", "tab\there"]) for _ in range(random.randint(1, 6))).strip("\n ") or "t"
def when(): return "20%02d-%02d-%02dT%02d:00:00Z" % (random.randint(20, 30), random.randint(1, 12), random.randint(1, 28), random.randint(0, 23))
n = 60
ids = ["%016x" % random.getrandbits(64) for _ in range(n)]
def maybe(d, k, v, p=.5):
    if random.random() < p: d[k] = v
for i in range(n):
    d = {"id": ids[i], "title": line(8), "created_at": when(), "created_by": "Ann Lee", "updated_at": when()}
    d["priority"] = random.choice(["none", "low", "medium", "high", "critical"])
    d["status"] = random.choice(["pending", "in_progress", "blocked", "completed", "cancelled"])
    if d["status"] == "completed": d["completed_at"] = when()
    if d["status"] in ("in_progress", "completed"): d["started_at"] = when()
    maybe(d, "assignee", random.choice(["bob", "ann lee", "dev@example.com", "50% of ann"]))
    maybe(d, "project", random.choice(["web", "big project"]))
    maybe(d, "tags", sorted(set(random.choice(["api", "two words", "ü", "a;b", "50%"]) for _ in range(2))))
    maybe(d, "deadline", when())
    if i: maybe(d, "dependencies", sorted(set(random.choice(ids[:i]) for _ in range(random.randint(1, 3)))))
    if mode == "todo": print(json.dumps(d)); continue
    maybe(d, "description", text())
    maybe(d, "type", line(2))
    if i: maybe(d, "parent", random.choice(ids[:i]), .3)
    maybe(d, "file_refs", sorted(set("src/%s.c:%d" % (random.choice("abc"), random.randint(1, 99)) for _ in range(2))))
    maybe(d, "estimated_hours", random.choice([0.5, 1, 2.25, 100]))
    maybe(d, "actual_hours", random.choice([0.016666666666666666, 3]))
    maybe(d, "success_criteria", [{"criterion": line(5), "measurable": "a > 1"}, {"criterion": line(3)}])
    maybe(d, "completion_summary", text())
    maybe(d, "feedback_quality", random.randint(1, 5)); maybe(d, "feedback_timeliness", random.randint(1, 5))
    maybe(d, "feedback_notes", text())
    maybe(d, "code_language", "C"); maybe(d, "complexity", random.choice([1, 2.5, 10]))
    maybe(d, "external", {"jira": "P-%d" % i, "n": i}); maybe(d, "fields", {"color": line(2), "deep": {"a": [1, None, True]}})
    maybe(d, "blocked_reason", line(4))
    if mode == "json":
        maybe(d, "progress", [{"id": "%016x" % random.getrandbits(64), "at": "2026-01-0%dT00:00:00Z" % (k + 1), "by": "x", "text": text()} for k in range(3)])
        maybe(d, "newer_field", {"x": [1, 2]})
    print(json.dumps(d, ensure_ascii=random.random() < .5))
END

# One line a task, sorted, only what the format can hold.
norm()
{
	jq -cS ".[] | del(.blocked_by, .quality_score, .stored_status) | $1" | sort
}

# roundtrip FORMAT MODE FILTER: export, import elsewhere, export: equal.
roundtrip()
{
	python3 "$TRASH/gen.py" "$seed" "$2" >"$TRASH/in.ndjson"
	new_repo "$TRASH/from-$1"
	ok "$1: import of the generated tasks" git-task import --from ndjson "$TRASH/in.ndjson"
	like "$1: says how many" "$err" '^60 created, 0 updated, 0 unchanged$'
	ok "$1: export" git-task export --format "$1" --output "$TRASH/x.$1"
	git-task export --format json | norm "$3" >"$TRASH/want"
	ok "$1: import it again where it came from" git-task import --from "$1" "$TRASH/x.$1"
	like "$1: nothing changes" "$err" '^0 created, 0 updated, [0-9]+ unchanged$'
	new_repo "$TRASH/to-$1"
	ok "$1: import elsewhere" git-task import --from "$1" "$TRASH/x.$1"
	git-task export --format json | norm "$3" >"$TRASH/got"
	same "$1: the same tasks" "$TRASH/got" "$TRASH/want"
	is "$1: one commit" "$(git rev-list --count refs/tasks/main)" 1
	ok "$1: the store is sound" git-task fsck
	is "$1: not empty" "$(test "$(wc -l <"$TRASH/want")" -ge 40 && echo yes)" yes
}

roundtrip json json .
roundtrip ndjson json .
roundtrip markdown text 'del(.transitions)'
roundtrip csv text 'del(.transitions)'
roundtrip todo.txt todo '{id, title, status, project, assignee, tags, deadline, dependencies, priority}'

# ---- formats of other programs ----
new_repo "$TRASH/foreign"
cat >issues.csv <<'END'
Key,Summary,Status,Labels,Due Date,Story Points,Depends on
PROJ-1,"Set up, then test",Done,"a;b",2026-12-24,3,
PROJ-2,Second,todo,,,5,PROJ-1
END
ok "CSV of an issue tracker" git-task import --source jira issues.csv
run git-task list --all --format json
is "title" "$(jqo '[.[].title] | sort | join("|")')" "Second|Set up, then test"
is "dependency by key" "$(jqo '.[] | select(.title == "Second") | .dependencies | length')" 1
is "status words" "$(jqo '.[] | select(.title != "Second") | .status')" completed
is "tags" "$(jqo '.[] | select(.title != "Second") | .tags | join(",")')" "a,b"
is "unknown columns are kept" "$(jqo '.[] | select(.title == "Second") | .fields.story_points')" 5
is "key" "$(jqo '.[] | select(.title == "Second") | .source.key')" jira:PROJ-2
sed 's/Second/Second, renamed/' issues.csv | sed 's/^PROJ-2,\(.*renamed\)/PROJ-2,"\1"/' >issues2.csv
ok "again, changed" git-task import --source jira issues2.csv
like "one update" "$err" '^0 created, 1 updated, 1 unchanged$'
printf 'id;title;tags\r\n;Semicolons;x\r\n' >semi.csv
ok "semicolons and CRLF" git-task import semi.csv

cat >list.md <<'END'
# Shopping

- [ ] Buy milk #home @ann !high due:2026-12-01
  two litres,
  full fat
  - [x] Find the shop
- [ ] Buy bread
* [-] Buy beer

```
- [ ] in a code block
```
END
ok "a plain Markdown list" git-task import list.md
like "four tasks" "$err" '^4 created'
run git-task list --all --format json text~milk
is "title" "$(jqo '.[0].title')" "Buy milk"
is "words at the end" "$(jqo '.[0] | "\(.tags[0]) \(.assignee) \(.priority) \(.deadline)"')" "home ann high 2026-12-01"
is "description" "$(jqo '.[0].description')" "two litres,
full fat"
run git-task list --all --format json 'text~shop'
isnt "nested item has a parent" "$(jqo '.[0].parent')" null
is "checked" "$(jqo '.[0].status')" completed
ok "again" git-task import list.md
like "by title: nothing new" "$err" '^0 created, 0 updated, 4 unchanged$'

cat >todo.txt <<'END'
(A) 2026-11-01 Call mum +family @phone due:2026-12-24
x 2026-11-02 2026-11-01 Pay rent
plain words with a colon: here
(B) Water the plants +garden @home due:2026-12-01 rec:1w t:2026-11-30
Read http://example.com/x at 10:30
END
ok "todo.txt" git-task import todo.txt
run git-task list --all --format json 'text~mum'
is "fields" "$(jqo '.[0] | "\(.title) \(.priority) \(.project) \(.assignee)"')" "Call mum critical family phone"
is "created" "$(jqo '.[0].created_at')" 2026-11-01T00:00:00Z
run git-task list --all --format json 'text~plants'
is "words of other programs are fields" "$(jqo '.[0] | "\(.title) \(.project) \(.assignee) \(.deadline[0:10]) \(.fields.rec) \(.fields.t)"')" \
	"Water the plants garden home 2026-12-01 1w 2026-11-30"
is "a colon alone makes none" "$(git-task list --all --count 'title="Read http://example.com/x at 10:30"')" 1
run git-task list --all --format json 'text~rent'
is "completed" "$(jqo '.[0] | "\(.status) \(.completed_at)"')" "completed 2026-11-02T00:00:00Z"

printf '[{"id":"9cad8483","title":"from the old program","status":"in_progress","priority":"high","success_criteria":"[{\\"criterion\\":\\"x\\"}]","phase_id":"p1","context":"shared text","dependencies":["6e755fd4"]},{"id":"6e755fd4","title":"other"}]' >old.json
ok "JSON of the old tm" git-task import old.json
run git-task show 9cad8483 --format json
is "8-digit ids go on working" "$(jqo .title)" "from the old program"
is "criteria in text" "$(jqo '.success_criteria[0].criterion')" x
is "phase" "$(jqo .fields.phase)" p1
is "dependency" "$(jqo '.dependencies[0][0:8]')" 6e755fd4
ok "again" git-task import old.json
like "nothing changes" "$err" '^0 created, 0 updated, 2 unchanged$'

# ---- bad input: the line, all or nothing ----
tip=$(git rev-parse refs/tasks/main)
bad()
{
	printf "$3" >bad.in
	fails "$1" git-task import --from "$2" bad.in
	like "$1: says where" "$err" "$4"
	is "$1: nothing was written" "$(git rev-parse refs/tasks/main)" "$tip"
	is "$1: stdout is empty" "$out" ""
}
bad "broken JSON" json '[{"title":"a"},' 'line 1'
bad "broken NDJSON" ndjson '{"title":"a"}\n{"title":\n' 'line 2'
bad "no object" ndjson '{"title":"a"}\n7\n' 'line 2: a task must be an object'
bad "no title" ndjson '{"title":"a"}\n\n{"description":"b"}\n' 'line 3.*title'
bad "wrong priority" ndjson '{"title":"a","priority":"urgentish"}\n' 'line 1.*Invalid priority'
bad "wrong status" ndjson '{"title":"a","status":"nope"}\n' 'line 1.*Invalid status'
bad "wrong deadline" csv 'title,deadline\na,someday maybe\n' 'line 2.*deadline'
bad "wrong number" csv 'title,estimated_hours\na,many\n' 'line 2.*not a number'
bad "unknown dependency" ndjson '{"title":"a","dependencies":["feedfeedfeedfeed"]}\n' 'line 1.*Invalid dependency ID'
bad "open quote" csv 'title\n"a\n' 'line 2.*quote'
bad "too many cells" csv 'title\na,b\n' 'line 2.*cells'
bad "the same id twice" ndjson '{"id":"00000000000000aa","title":"a"}\n{"id":"00000000000000aa","title":"b"}\n' 'line 2.*again'
bad "the same 8 digits twice" ndjson '{"id":"00bb00bb","title":"a"}\n{"id":"00bb00bb","title":"b"}\n' 'line 2.*again'
bad "a cycle" ndjson '{"key":"1","title":"a","dependencies":["2"]}\n{"key":"2","title":"b","dependencies":["1"]}\n' 'cycle'
bad "control characters" ndjson '{"title":"a\\u0007b"}\n' 'line 1.*title'
bad "NUL" ndjson '{"title":"a\\u0000b"}\n' 'line 1'
printf '{"title":"\377"}\n' >bad.in
fails "invalid UTF-8" git-task import bad.in
like "says so" "$err" 'UTF-8'
printf '{"title":"a"}\n{"title":""}\n{"title":"b","priority":"x"}\n' >bad.in
fails "several errors" git-task import --from ndjson bad.in
like "the first" "$err" 'line 2'
like "and the next" "$err" 'line 3'
fails "no such file" git-task import nowhere.json
like "names it" "$err" 'nowhere.json'
ok "--dry-run" git-task import --dry-run --format json list.md
is "counts" "$(jqo '"\(.created) \(.unchanged) \(.dry_run)"')" "0 4 true"
ok "--dry-run of new ones" git-task import --dry-run --from ndjson "$TRASH/in.ndjson"
is "writes nothing" "$(git rev-parse refs/tasks/main)" "$tip"
ok "an empty file" git-task import --from ndjson /dev/null
like "is fine" "$err" '^0 created'
ok "an export without tasks that match" git-task export --format json --project nowhere
is "an empty array" "$(jq -c . "$TRASH/.out")" "[]"

# ---- references to tasks that are not there ----
new_repo "$TRASH/refs"
gone=$(git-task add gone 2>/dev/null)
left=$(git-task add left --depends-on "$gone" --parent "$gone" 2>/dev/null)
ok "delete what is needed" git-task delete --force "$gone"
ok "export" git-task export --format json
is "without dead references" "$(jqo '.[0] | "\(.dependencies) \(.parent)"')" "[] null"
other=$(git-task add other --depends-on "$left" 2>/dev/null)
ok "export of a part" git-task export --format ndjson text~other --output "$TRASH/part.ndjson"
new_repo "$TRASH/elsewhere"
fails "elsewhere it is refused" git-task import "$TRASH/part.ndjson"
ok "--loose leaves the reference out" git-task import --loose "$TRASH/part.ndjson"
like "and says so" "$err" "'${left}[0-9a-f]{8}' is not here"
ok "the task is there" git-task show "$other"

exit_is "an unknown format" 129 git-task export --format xml
exit_is "an unknown source format" 129 git-task import --from xml list.md
done_testing
