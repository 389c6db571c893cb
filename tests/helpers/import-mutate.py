#!/usr/bin/env python3
"""Files of other programs, damaged: what comes in comes in once, the rest is refused.

usage: import-mutate.py DATA ROUNDS SEED   (in an empty directory)

Every file below DATA is damaged ROUNDS times and imported into a repository of its own.
Prints what is wrong, a line each: an exit status other than 0 and 1, a refusal that
names no line or wrote something, a second import that changes anything, tasks that fsck
does not like.
"""
import os
import random
import re
import subprocess
import sys
from pathlib import Path

DATA, ROUNDS, SEED = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
RND = random.Random(SEED)
VALUES = [b'""', b"null", b"[]", b"{}", b"-1", b"1e99", b"true", b'"\\u0000"',
          b'"\\ud800"', b'"a\\nb"', b'"2026-13-45"', b'"' + b"A" * 600 + b'"']


def run(*argv):
    return subprocess.run(argv, capture_output=True, text=True, errors="replace", check=False)


def swap(text, pattern, values):
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    m = RND.choice(found)
    return text[:m.start()] + RND.choice(values) + text[m.end():]


def damage(text):
    lines = text.split(b"\n")
    i = RND.randrange(len(text))
    j = min(len(text), i + RND.randrange(1, 40))
    return RND.choice([
        lambda: text[:i] + text[j:],
        lambda: text[:i] + bytes([RND.randrange(256)]) + text[i + 1:],
        lambda: text[:j] + text[i:],
        lambda: text[:i],
        lambda: b"\n".join(RND.sample(lines, len(lines))),
        lambda: b"\n".join(RND.sample(lines, len(lines) - 1)),
        lambda: swap(text, rb'"[^"\n]*"', VALUES),
        lambda: swap(text, rb"\d+", [b"0", b"-1", b"99999999999999999999", b"1.5"]),
        lambda: text.replace(b"\n", b"\r\n"),
    ])()


def tip(repo):
    return run("git", "-C", repo, "rev-parse", "-q", "--verify", "refs/tasks/main").stdout


def wrong(repo, name):
    first = run("git-task", "-C", repo, "import", name)
    if first.returncode not in (0, 1):
        return f"exit status {first.returncode}: {first.stderr}"
    if first.returncode:
        # of a database there are no lines
        if not name.endswith(".db") and \
                not re.search(r"\b(line|element|empty)\b", first.stderr):
            return f"it names no line: {first.stderr}"
        return "refused, and written" if tip(repo) else None
    before = tip(repo)
    again = run("git-task", "-C", repo, "import", name)
    if again.returncode or "0 created, 0 updated" not in again.stderr or tip(repo) != before:
        return f"again, it says: {again.stderr}"
    return "fsck" if before and run("git-task", "-C", repo, "fsck").returncode else None


for path in sorted(p for p in DATA.rglob("*") if p.is_file()):
    for k in range(ROUNDS):
        data = damage(path.read_bytes())
        if k % 2 and data:
            data = damage(data)
        place = f"{'-'.join(path.relative_to(DATA).parts)}-{k}"
        run("git", "init", "-q", place)
        Path(place, path.name).write_bytes(data)
        why = wrong(place, path.name)
        if why:
            print(f"{path.relative_to(DATA)}, {k}: {why.strip()}")
