#!/bin/sh
# sql: the tasks as a table that can be asked and not changed.
. "${0%/*}/lib.sh"

new_repo work
a=$(git task add "It's \"first\"" -p high --tag x --tag y --estimate 3 \
	--project web 2>/dev/null)
git task add "Second" --depends-on "$a" --project web -d "long; text" \
	>/dev/null 2>&1
git task add "Third" >/dev/null 2>&1
git task delete "$(git task add -q "Gone" 2>/dev/null)" >/dev/null 2>&1

sql()
{
	run git task sql "$@"
}
sql "select count(*) from tasks where status = 'blocked'" --format csv
is "a count" "$out" "count(*)
1"
sql 'select title, priority, priority_level, estimated_hours, deadline
	from tasks order by title' --json
is "values have their types" "$(printf '%s' "$out" | jq -c '.[0]')" \
	'{"title":"It'"'"'s \"first\"","priority":"high","priority_level":3,"estimated_hours":3,"deadline":null}'
is "deleted ones are not there" "$(printf '%s' "$out" | jq length)" 3
sql 'select value from tasks, json_each(tags) order by 1' --format tsv
is "lists are JSON" "$(printf '%s' "$out" | tr '\n' ' ')" "value x y"
sql 'select project, count(*) n from tasks where project is not null group by 1'
like "a table for people" "$out" '^web +2'
sql "select title from tasks where description like '%; text'" --format csv
is "text with a semicolon" "$out" "title
Second"
sql "select blocked_by from tasks where title = 'Second'" --json
like "what blocks it" "$out" "$a"
sql "create table t as select id from tasks; insert into t values ('x');
	select count(*) c from t" --json
is "tables of one's own" "$(printf '%s' "$out" | jq -c .)" '[{"c":4}]'
printf 'select 6 * 7 as n\n' >q.sql
is "from standard input" "$(git task sql - --json <q.sql | jq '.[0].n')" 42
sql 'select 1 a, 2 a' --json
is "columns of one name" "$(printf '%s' "$out" | jq -c .)" '[{"a":1,"a:2":2}]'

# ---- what is refused ----

tip=$(git rev-parse refs/tasks/main)
for s in "delete from tasks" "update tasks set title = 'x'" \
	"insert into tasks (id) values ('x')" "drop table tasks" \
	"drop trigger tasks_DELETE" "alter table tasks rename to t" \
	"attach 'other.db' as o" "pragma writable_schema = 1; select 1 from tasks" \
	"select load_extension('x')" "select readfile('/etc/passwd')" \
	"vacuum into 'out.db'" "select * from no_such_table" "selec" \
	"select no_such from tasks"
do
	sql "$s"
	is "refused: $s" "$status" 1
	is "with one sentence" "$(printf '%s\n' "$err" | grep -c '^git-task: ')" 1
done
sql "drop table tasks"
like "what is not allowed says why" "$err" 'not allowed: sql reads tasks, it changes none'
exit_is "nothing to ask" 129 git task sql
is "nothing was written" "$(ls ./*.db 2>/dev/null)" ""
is "nor any task changed" "$(git rev-parse refs/tasks/main)" "$tip"
sql "select count(*) from tasks; select x from (with recursive c(x) as (select 1
	union all select x + 1 from c) select x from c)"
is "without end" "$status" 1
like "there is one" "$err" 'more than 100000 rows'

# ---- for a task ----

git task exec "$a" -l sql -c "select count(*) from tasks where project = 'web'" \
	>out 2>&1
is "exec has the table, too" "$(cat out)" 2
git task exec "$a" -l sql -c 'delete from tasks' >out 2>&1
is "as read-only" "$(grep -c read-only out)" 1
is "the record has what was asked" "$(git task show "$a" --format json |
	jq -r '.executions[-1].code')" "delete from tasks"

done_testing
