"""A second implementation of `git task metrics`, from the history alone.

Walks `git log refs/tasks/main` commit by commit and looks at the status that
each task had in each state; knows nothing of the `transitions` log that the
program reads.  Compares this program's output (FILE) for one or more periods,
prints the differences and exits 1 when there are any.

    metrics.py SINCE UNTIL FILE [SINCE UNTIL FILE]...   (epoch milliseconds)
"""
import json
import subprocess
import sys
from datetime import datetime

HOUR = 3600000.0


def git(*args, data=None):
    return subprocess.run(["git", *args], input=data, check=True,
                          stdout=subprocess.PIPE).stdout


def ms(text):
    return int(datetime.fromisoformat(text.replace("Z", "+00:00"))
               .timestamp() * 1000) if text else None


def states():
    """(time, {path: task}) of each commit, oldest first: what it changed."""
    log = git("log", "--reverse", "--first-parent", "--format=%x00%at", "--raw",
              "--no-abbrev", "--no-renames", "refs/tasks/main").decode()
    cat = subprocess.Popen(["git", "cat-file", "--batch"],
                           stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def blob(oid):
        cat.stdin.write(oid.encode() + b"\n")
        cat.stdin.flush()
        size = int(cat.stdout.readline().split()[2])
        return cat.stdout.read(size + 1)[:size]

    for commit in log.split("\0")[1:]:
        at, *raw = commit.split("\n")
        changed = {}
        for row in filter(None, raw):
            meta, path = row.split("\t")
            if path != "meta.json":
                changed[path] = json.loads(blob(meta.split()[3]))
        yield int(at) * 1000, changed
    cat.stdin.close()
    cat.wait()


def quantile(values, p):
    values = sorted(values)
    if not values:
        return None
    pos = p * (len(values) - 1)
    i = int(pos)
    if i + 1 >= len(values):
        return values[-1]
    return values[i] + (pos - i) * (values[i + 1] - values[i])


def mean(values):
    return sum(values) / len(values) if values else None


def history():
    """({path: [(time, status)]}, {path: task}) at the end."""
    past, tasks = {}, {}
    for at, changed in states():
        for path, task in changed.items():
            moves = past.setdefault(path, [])
            if not moves:
                moves.append((ms(task["created_at"]), "pending"))
                if task["status"] != "pending":
                    moves.append((at, task["status"]))
            elif moves[-1][1] != task["status"]:
                moves.append((at, task["status"]))
            tasks[path] = task
    return past, tasks


def numbers(past, tasks, since, until):
    lead, cycle, accuracy, quality, on_time = [], [], [], [], []
    created = completed = reopened = wip = 0
    in_progress_ms = lead_ms = blocked_ms = 0
    for path, moves in past.items():
        task = tasks[path]
        moves = [m for m in moves if m[0] < until]
        if not moves:
            continue
        created += since <= moves[0][0]
        spans = list(zip(moves, moves[1:] + [(until, None)]))
        for (a, status), (b, _) in spans:
            if status == "blocked":
                blocked_ms += max(0, b - max(a, since))
        reopened += sum(1 for x, y in zip(moves, moves[1:])
                        if x[1] == "completed" and
                        y[1] in ("pending", "in_progress", "blocked") and
                        y[0] >= since)
        last = moves[-1]
        if last[1] == "in_progress" and not task.get("deleted"):
            wip += 1
        if (last[1] in ("pending", "in_progress", "blocked") and task.get("deadline") and
                not task.get("deleted") and ms(task["deadline"]) < until):
            on_time.append(False)
        if last[1] != "completed" or last[0] < since:
            continue
        completed += 1
        lead.append((last[0] - moves[0][0]) / HOUR)
        lead_ms += last[0] - moves[0][0]
        starts = [m[0] for m in moves if m[1] == "in_progress"]
        if starts:
            cycle.append((last[0] - starts[0]) / HOUR)
        in_progress_ms += sum(b[0] - a[0] for a, b in zip(moves, moves[1:])
                              if a[1] == "in_progress")
        if task.get("estimated_hours") and task.get("actual_hours"):
            e, a = task["estimated_hours"], task["actual_hours"]
            accuracy.append(100 * min(e, a) / max(e, a))
        if task.get("feedback_quality"):
            quality.append(task["feedback_quality"])
        if task.get("deadline"):
            on_time.append(last[0] <= ms(task["deadline"]))
    weeks = (until - since) / (7 * 24 * HOUR)
    return {
        "tasks_created": created, "tasks_completed": completed,
        "tasks_reopened": reopened, "work_in_progress": wip,
        "throughput_per_week": completed / weeks,
        "lead_time_hours_median": quantile(lead, .5),
        "lead_time_hours_p85": quantile(lead, .85),
        "cycle_time_hours_median": quantile(cycle, .5),
        "cycle_time_hours_p85": quantile(cycle, .85),
        "flow_efficiency": in_progress_ms / lead_ms if lead_ms else None,
        "blocked_hours": blocked_ms / HOUR,
        "estimation_accuracy": mean(accuracy),
        "average_quality_score": mean(quality),
        "on_time_rate": mean(on_time),
        "tasks_with_deadline": len(on_time),
    }


def differs(name, want, got):
    wrong = False
    for key, value in want.items():
        other = got.get(key)
        if value is None and other is None:
            continue
        if value is None or other is None or abs(value - other) > 0.0015:
            print(f"{name}: {key}: program {other}, history {value}")
            wrong = True
    return wrong


def main():
    past, tasks = history()
    wrong = False
    for since, until, name in zip(*[iter(sys.argv[1:])] * 3):
        with open(name) as f:
            got = json.load(f)
        wrong |= differs(name, numbers(past, tasks, int(since), int(until)),
                         got)
    return wrong


sys.exit(main())
