#!/bin/sh
# contrib/clients/task_orchestrator.py: what scripts of the Task Orchestrator import.
. "${0%/*}/lib.sh"

new_repo work
PYTHONPATH=$SRCDIR/contrib/clients
PYTHONDONTWRITEBYTECODE=1
export PYTHONPATH PYTHONDONTWRITEBYTECODE

# the life of a task, with texts that look like something else
cat >life.py <<'END'
from task_orchestrator import TaskError, TaskManager

tm = TaskManager()
one = tm.add("-5% coverage", "--force\n$(touch pwned)", priority="high", tag=["api", "web"],
             external={"jira": "PROJ-7"}, criterion="cheap::estimated_hours <= 2",
             estimated_hours=3)
two = tm.add("Second", depends_on=one)
print(tm.show(one)["title"], tm.show(one)["description"], sep="|")
print(tm.get(one)["jira_key"], tm.get(one).get("assignee", "unassigned"))
print(tm.show(two)["status"], tm.start(one)["status"])
print(tm.progress(one, "-n half")["progress"][0]["text"])
for wrong in (lambda: tm.complete(one, validate=True), lambda: tm.show("deadbeef"),
              lambda: tm.add(""), lambda: tm.update(one, nosuch="x")):
    try:
        print("not refused", wrong())
    except TaskError as error:
        print(error.status, str(error)[:40])
print(tm.complete(one, summary="done", validate=True, force=True)["status"])
print(tm.feedback(one, quality=4, notes="good")["feedback_quality"], tm.show(two)["status"])
print(sorted(t["title"] for t in tm._get_all_tasks()), [t["title"] for t in tm.list("status:ready")])
print(tm.list(all=True, sort="title", limit=1)[0]["title"], tm.metrics()["tasks_completed"])
print(TaskManager(agent="robot").add("Third") and tm.list("title:Third")[0]["created_by"])
print(tm.block(two, "rain")["blocked_reason"], tm.unblock(two)["status"], tm.assign(two, "ann")["assignee"],
      tm.cancel(two)["status"], tm.reopen(two)["status"], tm.delete(two)["deleted"])
END
run python3 life.py
is "the life of a task" "$out" "-5% coverage|--force
\$(touch pwned)
PROJ-7 unassigned
blocked in_progress
-n half
1 task $(git task list --format ids --all --text coverage | cut -c1-8) not completed: 1 of 1 succ
2 task 'deadbeef' not found; 'git task lis
129 Task title cannot be empty
129 unknown option '--nosuch'; see 'git task
completed
4 pending
['-5% coverage', 'Second'] ['Second']
-5% coverage 1
robot
rain pending ann cancelled pending True"
is "and ends well" "$status" 0
test "$status" -eq 0 || diag "$err"
fails "no text was run" test -e pwned
run python3 -c 'from task_orchestrator import TaskManager; TaskManager(directory="/").list()'
like "no repository" "$err" 'TaskError: not a git repository|TaskError: .*repository'

# an exporter of metrics as integrations write it; prometheus_client stands in for the real
# one, which is no part of Python
cat >prometheus_client.py <<'END'
said = {}

class Gauge:
    def __init__(self, name, text, labels=()):
        self.name = name
    def labels(self, **labels):
        assert all(isinstance(v, str) for v in labels.values()), labels
        other = Gauge(self.name + "".join(f"[{v}]" for v in labels.values()), "")
        return other
    def set(self, value):
        said[self.name] = value
END
cat >exporter.py <<'END'
from prometheus_client import Gauge, said
from task_orchestrator import TaskManager

quality = Gauge("quality", "average quality", ["assignee"])
pending = Gauge("pending", "pending tasks")
by_person = {}
counts = {"pending": 0, "blocked": 0}
for task in TaskManager()._get_all_tasks():
    if task["status"] in counts:
        counts[task["status"]] += 1
    if task.get("feedback_quality"):
        by_person.setdefault(task.get("assignee", "unassigned"), []).append(task["feedback_quality"])
pending.set(counts["pending"])
for person, scores in by_person.items():
    quality.labels(assignee=person).set(sum(scores) / len(scores))
print(sorted(said.items()))
END
run python3 exporter.py
is "an exporter" "$out" "[('pending', 1), ('quality[tess@example.com]', 4.0)]"

done_testing
