#!/usr/bin/env python3
"""hands.py: what a claim and a completed task cost among many workers.

One bare remote, a clone per worker; each worker repeats `next --claim --sync`,
`complete`, `sync` until nothing is ready.  Counts the pushes that reach the host
(its hook), those of claims apart, and those that Git gave up by itself when
it saw the host's refs.  Checks that every task was done exactly once.  A last
row is claims alone, two for each of 16 workers, which shall take 6 seconds.

WORKERS="1 8 16 64", TASKS=4 (a worker) or TOTAL=256 (a row), PUSH_SECONDS=0.5
(what the host takes for a push); HOSTS="no-deletes no-forced branches slow" are
hosts that do not take everything, or take their time, with HOST_WORKERS=16.
PROGRAM is another git-task to compare with.  A row that takes more than LIMIT=900
seconds ends there and is told.  On a busy machine the pushes mean something, the
seconds do not.  Exit status 1 when a limit of pushes is missed, with
STRICT_TIME=1 also when the seconds are.
"""
import collections
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

SECONDS = float(os.environ.get("PUSH_SECONDS", "0.5"))
PER_WORKER = int(os.environ.get("TASKS", "4"))
TOTAL = int(os.environ.get("TOTAL", "0"))
LIMIT = float(os.environ.get("LIMIT", "900"))
PROGRAM = os.environ.get("PROGRAM") or os.environ["BUILD"] + "/git-task"
PER_CLAIM = float(os.environ.get("PER_CLAIM", "1.5"))
PER_TASK = float(os.environ.get("PER_TASK", "3"))
CLAIMERS, CLAIMS_EACH, CLAIM_SECONDS = 16, 2, 6.0

# What the host refuses, and what a clone is told about it.
ONLY_BRANCHES = """case $1 in refs/heads/*) ;; *)
	echo "only branches here" >&2; exit 1 ;; esac"""
BRANCH = {"task.remoteRef": "refs/heads/git-task"}


class Host:
    """A kind of remote: its settings, a hook, and the clones' settings."""

    def __init__(self, hub=None, update="", clone=None, seconds=SECONDS):
        self.hub, self.clone = hub or {}, clone or {}
        self.update, self.seconds = update, seconds


PLAIN = Host()
HOSTS = {
    # Git denies deletions of branches, so the tasks are kept in some.
    "no-deletes": Host({"receive.denyDeletes": "true"}, "", BRANCH),
    "no-forced": Host({"receive.denyNonFastForwards": "true"}),
    "branches": Host({}, ONLY_BRANCHES, BRANCH),
    "slow": Host(seconds=1.0),
}


class Row:
    """What came of one row; ends when its time is over."""

    def __init__(self, top):
        self.top, self.end = top, time.perf_counter() + LIMIT
        self.claims, self.done, self.failures = [], [], []

    def left(self):
        return self.end - time.perf_counter()

    def run(self, *args, cwd, agent="boss", step="other"):
        """The finished process, or None when the time is over."""
        env = {**os.environ, "TM_AGENT_ID": agent, "GIT_TASK_AUTOPUSH": "0",
               "HANDS_STEP": step}
        if self.left() <= 0:
            return None
        try:
            return subprocess.run(
                [PROGRAM, *args], cwd=cwd, text=True, env=env,
                capture_output=True, check=False, timeout=self.left())
        except subprocess.TimeoutExpired:
            return None


def git(*args, cwd):
    subprocess.run(["git", *args], cwd=cwd, check=True, capture_output=True)


def script(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n" + text + "\n", encoding="ascii")
    path.chmod(0o755)


def clone(top, name, host):
    git("init", "-q", name, cwd=top)
    for key, value in {
            "remote.origin.url": str(top / "hub.git"),
            "remote.origin.fetch": "+refs/heads/*:refs/remotes/origin/*",
            "remote.origin.receivepack": str(top / "receive"),
            "task.fsync": "false", "user.name": name,
            "user.email": name + "@example.com", **host.clone}.items():
        git("config", key, value, cwd=top / name)


def make(row, workers, tasks, host):
    top = row.top
    hub = top / "hub.git"
    git("init", "-q", "--bare", str(hub), cwd=top)
    for key, value in host.hub.items():
        git("config", key, value, cwd=hub)
    script(top / "receive", f'echo "$HANDS_STEP" >>"{top}/tries"\n'
           'exec git-receive-pack "$@"')
    for name in ["boss", *[f"w{i}" for i in range(workers)]]:
        clone(top, name, host)
    lines = "".join(f'{{"title":"task {i}"}}\n' for i in range(tasks))
    (top / "tasks.ndjson").write_text(lines, encoding="ascii")
    for command in (["import", str(top / "tasks.ndjson")], ["sync"]):
        got = row.run(*command, cwd=top / "boss")
        assert got and got.returncode == 0, got and got.stderr
    script(hub / "hooks" / "pre-receive",
           f'cat >/dev/null\necho "$HANDS_STEP" >>"{top}/pushes"\n'
           f"sleep {host.seconds}")
    if host.update:
        script(hub / "hooks" / "update", host.update)
    for name in ("pushes", "tries"):
        (top / name).write_text("", encoding="ascii")


def work(row, i, most):
    """Claims, completes and syncs; three failures in a row are the end."""
    cwd, me, bad = row.top / f"w{i}", f"worker{i}", 0
    taken = 0
    while bad < 3 and taken < (most or taken + 1):
        got = row.run("next", "--claim", "--sync", "--lease", "2h", cwd=cwd,
                      agent=me, step="claim")
        if not got or (got.returncode and "no task is ready" in got.stderr):
            return
        task = got.stdout.strip()
        if got.returncode or not task:
            row.failures.append(got.stderr.strip())
            bad += 1
            continue
        bad = 0
        taken += 1
        row.claims.append(task)
        if not most:
            finish(row, cwd, me, task)


def finish(row, cwd, me, task):
    got = row.run("complete", task, cwd=cwd, agent=me)
    for _ in range(3):
        if got and got.returncode:
            row.failures.append(got.stderr.strip())
        got = row.run("sync", cwd=cwd, agent=me, step="sync")
        if got and got.returncode == 0:
            row.done.append(task)
            return


def in_main(row, status):
    """How many tasks of a status a clone finds that was not there."""
    row.end = time.perf_counter() + 120
    for _ in range(2):      # the first brings to main what was delivered
        row.run("sync", cwd=row.top / "boss")
    got = row.run("list", "--all", "--status", status, "--format", "ids",
                  cwd=row.top / "boss")
    return len(got.stdout.split()) if got else 0


def counts(row):
    return [collections.Counter(
        (row.top / name).read_text(encoding="ascii").split())
        for name in ("pushes", "tries")]


def measure(kind, host, workers, tasks, most=0):
    """One row of the table; most: so many claims a worker, and no work."""
    top = Path(tempfile.mkdtemp(prefix="git-task-hands."))
    row = Row(top)
    try:
        make(row, workers, tasks, host)
        start = time.perf_counter()
        threads = [threading.Thread(target=work, args=(row, i, most))
                   for i in range(workers)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        took, late = time.perf_counter() - start, row.left() <= 0
        steps, tries = counts(row)
        given_up = sum(tries.values()) - sum(steps.values())
        done = in_main(row, "in_progress" if most else "completed")
        twice = [t for t, n in collections.Counter(row.claims).items()
                 if n > 1]
        refs = subprocess.run(
            ["git", "for-each-ref", "--format=x"], cwd=top / "hub.git",
            capture_output=True, text=True, check=True).stdout.split()
        claim = steps["claim"] / max(len(row.claims), 1)
        task = sum(steps.values()) / max(tasks, 1)
        print(f"{kind:10} {workers:7} {tasks:5} {done:5} {len(twice):5} "
              f"{claim:12.2f} {task:11.2f} {given_up:8} {took:7.0f} "
              f"{len(refs):5}", flush=True)
        if late:
            print(f"  did not end in {LIMIT:.0f} seconds", flush=True)
        for why, n in collections.Counter(row.failures).most_common(3):
            print(f"  {n} times: {why[:200]}", flush=True)
        ok = done == tasks and not twice and claim <= PER_CLAIM
        return ok and (most or task <= PER_TASK), took
    finally:
        shutil.rmtree(top, ignore_errors=True)


def main():
    print("host       workers tasks  done twice pushes/claim pushes/task "
          "given up seconds  refs")
    ok = True
    for n in map(int, os.environ.get("WORKERS", "1 8 16 64").split()):
        ok = measure("plain", PLAIN, n, TOTAL or n * PER_WORKER)[0] and ok
    n = int(os.environ.get("HOST_WORKERS", "16"))
    for kind in os.environ.get("HOSTS", " ".join(HOSTS)).split():
        ok = measure(kind, HOSTS[kind], n, n * PER_WORKER)[0] and ok
    if not ok:
        print(f"a limit is missed: each done once, at most {PER_CLAIM} "
              f"pushes a claim and {PER_TASK:.0f} a task")
    if os.environ.get("CLAIMS", "1") == "1":
        good, took = measure("claims", PLAIN, CLAIMERS,
                             CLAIMERS * CLAIMS_EACH, CLAIMS_EACH)
        fast = took <= CLAIM_SECONDS
        print(f"{CLAIMERS * CLAIMS_EACH} claims of {CLAIMERS} workers in "
              f"{took:.1f} seconds, goal {CLAIM_SECONDS:.0f}: "
              f"{'met' if fast else 'missed'} (says nothing on a machine "
              "that is busy)")
        ok = ok and good and (fast or os.environ.get("STRICT_TIME") != "1")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
