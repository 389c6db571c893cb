#!/usr/bin/env python3
"""hooks.py: what the hooks cost a commit, measured as pairs.

A repository with 10,000 tasks; `git commit` with all hooks, the same with hooks
that only exit (links to true), and without (core.hooksPath=/dev/null) in turn,
medians compared as ratios: at most 1.6 for a commit that names no task, 2.0 for one
that is linked, 2.0 for a rebase of 60 commits, and 150 ms for the pre-commit hook on
10,000 staged files.  What hooks cost that only exit stands beside each ratio.  $BUILD is the directory of the program.  Exit status 1 when a limit is
missed.
"""
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = int(os.environ.get("RUNS", "40"))
missed = 0


def git(*args, **kw):
    return subprocess.run(["git", *args], check=True, text=True,
                          capture_output=True, **kw).stdout


def used():
    r = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (r.ru_utime + r.ru_stime) * 1000


def timed(*args):
    """Milliseconds: (elapsed, processor)."""
    cpu, start = used(), time.perf_counter()
    git(*args)
    return (time.perf_counter() - start) * 1000, used() - cpu


def median(times):
    return tuple(statistics.median(t) for t in zip(*times))


def report(name, value, limit, unit="x"):
    global missed
    bad = value > limit
    missed += bad
    print(f"{name:52} {value:7.2f} {unit}  limit {limit:.2f} {unit}"
          f"{'  MISSED' if bad else ''}")


def off(path):
    return ["-c", f"core.hooksPath={path}"]


def ratios(times):
    """(all hooks, hooks that only exit) against none; prints the times."""
    ours, exits, none = (median(times[k]) for k in ("hooks", "exits", "none"))
    for name, value in (("with hooks", ours), ("that only exit", exits),
                        ("without", none)):
        print(f"  {name:14} {value[0]:8.1f} ms, {value[1]:8.1f} of processor")
    return ours[0] / none[0], exits[0] / none[0]


def limited(name, found, limit):
    """The limit, and beside it what hooks cost that only exit."""
    value, least = found
    report(name, value, limit)
    print(f"  hooks that only exit: {least:.2f} x")


def pair(messages, idle):
    """A commit with hooks, with idle ones and with none, in turn."""
    ways = {"hooks": [], "exits": off(idle), "none": off("/dev/null")}
    times = {k: [] for k in ways}
    for i in range(3 * RUNS):
        way = list(ways)[i % 3]
        with open("file", "a", encoding="ascii") as f:
            f.write(f"line {i}\n")
        git("add", "file")
        times[way].append(timed(*ways[way], "commit", "-q", "-m",
                                messages[i // 3 % len(messages)]))
    return ratios(times)


def rebase_pair(idle):
    """A rebase of 60 commits, the same way."""
    git("checkout", "-q", "-b", "base")
    git("commit", "-q", "--allow-empty", "-m", "base")
    git("checkout", "-q", "-b", "side", "HEAD~1")
    for i in range(60):
        Path(f"side{i}").write_text("x\n", encoding="ascii")
        git("add", f"side{i}")
        git(*off("/dev/null"), "commit", "-q", "-m", f"side {i}")
    ways = {"hooks": [], "exits": off(idle), "none": off("/dev/null")}
    times = {k: [] for k in ways}
    for i in range(3 * max(3, RUNS // 10)):
        way = list(ways)[i % 3]
        git(*off("/dev/null"), "checkout", "-q", "-B", "try", "side")
        times[way].append(timed(*ways[way], "rebase", "-q", "base"))
    return ratios(times)


def idle_hooks(path):
    """A folder of the hooks that are installed, each of which only exits."""
    os.mkdir(path)
    for event in ("commit-msg", "post-commit", "post-checkout", "post-merge",
                  "post-rewrite"):
        os.symlink(shutil.which("true"), f"{path}/{event}")
    return path


def main():
    build = os.path.abspath(os.environ.get("BUILD", "build"))
    os.environ["PATH"] = build + os.pathsep + os.environ["PATH"]
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(HOME=home, GIT_CONFIG_NOSYSTEM="1")
        git("config", "--global", "user.name", "Bench Mark")
        git("config", "--global", "user.email", "bench@example.com")
        git("config", "--global", "gc.auto", "0")
        git("init", "-q", home + "/work")
        os.chdir(home + "/work")
        tasks = "".join('{"title":"Task number %d","description":"%s"}\n'
                        % (i, "words " * 33) for i in range(10000))
        git("task", "import", "-q", "--from", "ndjson", "-", input=tasks)
        git("commit", "-q", "--allow-empty", "-m", "first")
        git("task", "hooks", "install", "-q")
        # ten commits a task are many
        linked = ["names #" + i[:8] for i in git(
            "task", "list", "--limit", str(max(1, RUNS // 10)), "--format",
            "ids").splitlines()]
        idle = idle_hooks(home + "/idle")
        limited("commit that names no task", pair(["a plain message"], idle),
                1.6)
        git("config", "task.fsync", "false")
        limited("commit that is linked to a task, task.fsync=false",
                pair(linked, idle), 2.0)
        git("config", "--unset", "task.fsync")
        print("with fsync the disk's own time comes on top:")
        pair(linked, idle)
        git("config", "task.fsync", "false")
        limited("rebase of 60 commits", rebase_pair(idle), 2.0)
        for i in range(10000):
            path = Path(f"big/d{i % 100}/f{i}.c")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"int f{i}(void);\n", encoding="ascii")
        git("add", "-A")
        report("pre-commit with 10,000 staged files", median(
            [timed("task", "hook", "pre-commit") for _ in range(9)])[0],
               150, "ms")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
