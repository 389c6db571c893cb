#!/usr/bin/env python3
"""hooks.py: what the hooks cost a commit, measured as pairs.

A repository with 10,000 tasks; `git commit` with all hooks and the same without
(core.hooksPath=/dev/null) in turn, medians compared.  Limits: 25 ms more for a
commit, 150 ms for the pre-commit hook on 10,000 staged files.  $BUILD is the
directory of the program.  Exit status 1 when a limit is missed.
"""
import os
import resource
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


def report(name, value, limit):
    global missed
    bad = value > limit
    missed += bad
    print(f"{name:52} {value:7.1f} ms  limit {limit} ms"
          f"{'  MISSED' if bad else ''}")


def pair(message):
    """Medians of a commit with and without hooks, in turn."""
    with_hooks, without = [], []
    for i in range(2 * RUNS):
        with open("file", "a", encoding="ascii") as f:
            f.write(f"line {i}\n")
        git("add", "file")
        if i % 2:
            with_hooks.append(timed("commit", "-q", "-m", message))
        else:
            without.append(timed("-c", "core.hooksPath=/dev/null", "commit",
                                 "-q", "-m", message))
    a, b = median(with_hooks), median(without)
    print(f"  with hooks {a[0]:.1f} ms ({a[1]:.1f} of processor), "
          f"without {b[0]:.1f} ms ({b[1]:.1f})")
    return a[0] - b[0]


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
        task = git("task", "list", "--limit", "1", "--format", "ids")[:8]
        report("commit that names no task", pair("a plain message"), 25)
        git("config", "task.fsync", "false")
        report("commit that is linked to a task, task.fsync=false",
               pair("names #" + task), 25)
        git("config", "--unset", "task.fsync")
        print("with fsync the disk's own time comes on top:")
        pair("names #" + task)
        for i in range(10000):
            path = Path(f"big/d{i % 100}/f{i}.c")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"int f{i}(void);\n", encoding="ascii")
        git("add", "-A")
        report("pre-commit with 10,000 staged files", median(
            [timed("task", "hook", "pre-commit") for _ in range(9)])[0], 150)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
