"""The tasks of a repository for programs in Python, by the names of the Task Orchestrator.

    from task_orchestrator import TaskManager

    tm = TaskManager()                      # the repository of this directory
    task_id = tm.add("Buy milk", priority="high")
    tm.complete(task_id, summary="two litres")
    for task in tm.list(status="completed"):
        print(task["title"], task.get("assignee", "unassigned"))

It runs `git task` and needs nothing but Python (3.8 or later) and that program. A task
is a dictionary of formats/task.md, without the members that are not set. What the
program refuses is a TaskError with its sentence.
"""
import json
import os
import subprocess

__all__ = ["TaskManager", "TaskError"]


class TaskError(RuntimeError):
    """What was refused: the sentence, and the exit status of the program."""

    def __init__(self, message, status):
        super().__init__(message)
        self.status = status


def _known(task):
    """A task without what is not set, with the names that integrations look for."""
    known = {name: value for name, value in task.items() if value is not None}
    for system, key in (task.get("external") or {}).items():
        known.setdefault(system + "_key", key)
    return known


def _options(values):
    """Keyword arguments as options: deadline="friday", tag=["a", "b"], force=True."""
    argv = []
    for name, value in values.items():
        option = "--" + name.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            argv.append(option)
        elif isinstance(value, dict):
            argv += [f"{option}={key}={text}" for key, text in value.items()]
        elif isinstance(value, (list, tuple, set)):
            argv += [f"{option}={text}" for text in value]
        else:
            argv.append(f"{option}={value}")
    return argv


class TaskManager:
    """The tasks of one repository; each call sees them as they are then."""

    def __init__(self, directory=None, agent=None, program=("git", "task")):
        """`directory`: of the repository, else this one. `agent`: who acts, when it is
        not the user. `program`: the command, ("tm",) is one, too."""
        self.directory = directory
        self.agent = agent
        self.program = list(program)

    def run(self, *argv, stdin=None):
        """Any command; returns what it prints."""
        env = dict(os.environ)
        if self.agent:
            env["TM_AGENT_ID"] = self.agent
        done = subprocess.run(
            self.program + list(argv), cwd=self.directory, env=env, check=False,
            input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
        if done.returncode:
            text = (done.stderr.strip() or done.stdout.strip()).splitlines() or ["failed"]
            said = next((line for line in text if line.startswith("git-task: ")), text[-1])
            raise TaskError(said.replace("git-task: ", "", 1), done.returncode)
        return done.stdout

    def _data(self, command, *argv):
        return json.loads(self.run(command, "--format=json", *argv))

    def _task(self, *argv):
        return _known(self._data(*argv))

    # ---- reading ----

    def list(self, query="", **filters):
        """Tasks that match a query (formats/query.md) and options of `git task list`:
        status="completed", assignee="me", all=True, sort="-priority", limit=10."""
        words = ["--", query] if query else []
        return [_known(t) for t in self._data("list", *_options({"limit": 0, **filters}), *words)]

    def _get_all_tasks(self):
        """All tasks, open and closed."""
        return self.list(all=True)

    def show(self, task_id):
        """One task with everything about it."""
        return self._task("show", task_id)

    get = show

    def next(self, **options):
        """What to do next, best first."""
        return [_known(t) for t in self._data("next", *_options(options))]

    def metrics(self, **options):
        """How the work flows, in numbers: period="30d", by="assignee"."""
        return self._data("metrics", *_options(options))

    # ---- writing ----

    def add(self, title, description=None, **fields):
        """Makes a task and returns its id."""
        return self._task("add", *_options({"description": description, **fields}), "--", title)["id"]

    def update(self, task_id, **fields):
        """Changes fields; "" takes a value away."""
        return self._task("update", *_options(fields), "--", task_id)

    def start(self, task_id, **options):
        """Begins to work on it."""
        return self._task("start", *_options(options), "--", task_id)

    def complete(self, task_id, summary=None, **options):
        """Finishes it; validate=True refuses when a criterion is unmet."""
        return self._task("complete", *_options({"summary": summary, **options}), "--", task_id)

    def block(self, task_id, reason):
        """Marks it as held up."""
        return self._task("block", *_options({"reason": reason}), "--", task_id)

    def unblock(self, task_id):
        """Lets it go on."""
        return self._task("unblock", "--", task_id)

    def cancel(self, task_id, **options):
        """Closes it: it will not be done."""
        return self._task("cancel", *_options(options), "--", task_id)

    def reopen(self, task_id, **options):
        """Opens it again."""
        return self._task("reopen", *_options(options), "--", task_id)

    def delete(self, task_id):
        """Deletes it; it can be restored."""
        return self._task("delete", "--", task_id)

    def assign(self, task_id, assignee):
        """Gives it to somebody; "none" is nobody."""
        return self._task("update", *_options({"assignee": assignee}), "--", task_id)

    def progress(self, task_id, message):
        """Adds a message to it."""
        return self._task("progress", "--", task_id, message)

    def feedback(self, task_id, quality=None, timeliness=None, notes=None):
        """Rates a completed task: 1 to 5."""
        return self._task("feedback", *_options(
            {"quality": quality, "timeliness": timeliness, "notes": notes}), "--", task_id)
