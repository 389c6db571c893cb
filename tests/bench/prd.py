#!/usr/bin/env python3
"""Processor time and memory of the PRD reader over documents made to be slow.

usage: prd.py PROGRAM [BYTES]

Each kind is made with BYTES (default 1,000,000), and with twice and four times as many.
Prints the processor seconds of `prd show` for the three, the ratio of the last to
the first (4 is linear) and the most memory.  Ends with 1 when a ratio is above 8.
"""
import os
import sys
import tempfile


def repeat(piece, size, start="# PRD\n\n## Requirements\n\n"):
    out, n, i = [start], len(start), 0
    while n < size:
        i += 1
        text = piece(i)
        out.append(text)
        n += len(text.encode())
    return "".join(out)


KINDS = {
    "requirements with criteria": lambda s: repeat(
        lambda i: f"### FR-{i}: Cart number {i}\n\n**Priority**: High\n"
                  f"**Depends on**: FR-{max(1, i - 1)}\n\n**Acceptance Criteria**:\n"
                  f"- Answers within {i % 900 + 1} ms\n- [ ] Is shown\n\n", s),
    "phases with tasks": lambda s: repeat(
        lambda i: ("" if i % 150 else f"\n## Phase {i // 150}: Part\n\n") +
                  f"- [ ] T{i:06d} [P] Make thing {i}\n", s, "# Tasks\n\n"),
    "rows of a table": lambda s: repeat(
        lambda i: f"| REQ-{i} | Make thing {i} | P1 | 2d | REQ-{max(1, i - 7)} |\n", s,
        "# PRD\n\n| ID | Requirement | Priority | Effort | Depends on |\n"
        "|---|---|---|---|---|\n"),
    "columns of one table": lambda s: "# PRD\n\n" + "| a " * (s // 8) + "|\n" +
        "|---" * (s // 8) + "|\n",
    "one list, the same title": lambda s: repeat(lambda i: "- Add a cart\n", s),
    "dependencies by title": lambda s: repeat(
        lambda i: f"- Build part {i} (depends on: part {max(1, i - 1)} of it)\n", s),
    "deep lists": lambda s: "# PRD\n\n" + "".join(
        " " * (i % 200) + f"- item {i}\n" for i in range(s // 110)),
    "one line of ids": lambda s: "# PRD\n\n" + "FR-1, " * (s // 6) + "\n",
    "one line of marks": lambda s: "# Tasks\n\n- [ ] Do it" + " @ann #tag" * (s // 10) +
        "\n",
    "open brackets": lambda s: "# PRD\n\n- [ ] " + "([【（" * (s // 8) + "\n",
    "emphasis": lambda s: "# PRD\n\n" + "**a *b _c " * (s // 10) + "\n",
    "text without spaces": lambda s: "# PRD\n\n## 需求\n\n- " + "功能需求优先级" * (s // 21) +
        "\n",
    "one text of steps": lambda s: "# PRD\n\n### US-1: Buy\n\n" +
        "Given a When b Then c and " * (s // 26) + "\n",
    "headings that describe": lambda s: repeat(
        lambda i: f"## Overview of part {i}\n\nIt must be said.\n\n", s),
    "numbered points": lambda s: repeat(
        lambda i: ("1. Access\n" if i == 1 else "") + f"   1.{i} Members open door {i}\n",
        s, "# Requirements for the door\n\n"),
    "lines of plain text": lambda s: repeat(
        lambda i: f"CORE PART {i}\n\n{i}.1 Make thing\n\n", s, ""),
}


def measure(program, text):
    with tempfile.NamedTemporaryFile("w", suffix=".md", delete=False) as f:
        f.write(text)
    pid = os.fork()
    if not pid:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execv(program, [program, "prd", "show", f.name])
    _, status, used = os.wait4(pid, 0)
    os.unlink(f.name)
    if os.WIFSIGNALED(status):
        sys.exit(f"ended by signal {os.WTERMSIG(status)}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    program = os.path.abspath(sys.argv[1])
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    bad = 0
    print(f"{'kind':28} {'MB':>5} {'s':>6} {'2x':>6} {'4x':>6} {'ratio':>6} {'MiB':>5}")
    for name, make in KINDS.items():
        seconds = []
        for times in (1, 2, 4):
            used, memory = measure(program, make(size * times))
            seconds.append(used)
        ratio = seconds[2] / max(seconds[0], 0.02)
        bad += ratio > 8
        print(f"{name:28} {size / 1e6:5.1f} {seconds[0]:6.2f} {seconds[1]:6.2f} "
              f"{seconds[2]:6.2f} {ratio:6.1f} {memory:5.0f}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
