#!/usr/bin/env python3
"""Runs every command over hostile tasks on a terminal, and reads what comes out.

hostile.py lines DIR       makes one whose tasks have line feeds where a line is
hostile.py make DIR        makes a repository whose tasks, history, files and
                           branches hold what steers terminals and breaks formats
hostile.py walk DIR [all [SECONDS]]
                           runs the rows of `git-task help --dump-json` there on a
                           pseudo terminal, in each format; prints what is wrong

A tasks' text is never to be more than text: no control character reaches the
terminal, no line feed makes a line of its own where a value is one line, no
value ends a cell, a label, a quote or a tag.
"""
import csv
import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import time

ESC = "\x1b"
# a line: escapes, C1, bidi, quotes, separators, markup, and line feeds that
# would forge a line
LINE = ("evil " + ESC + "[31m" + ESC + "]0;pwned\x07 \u009b2J \u202e\u2066 \x7f"
        " \"q\" 'a' `b` | c, d; {e} <script>alert(1)</script> \"><img src=x>"
        " [l](javascript:x) $(id) %s %n \\n \\\\\"\nFORGED one\r\nFORGED two"
        "\rFORGED three\x0bFORGED four\u2028FORGED five")
TEXT = ("text " + ESC + "[2J\u009b1m\u202e\n- [ ] FORGED task\n# FORGED head\n"
        "x FORGED done\nFORGED plain\n```\nFORGED fence\n</pre>"
        "<script>alert(1)</script>\n\n---\ntitle: FORGED\n")
STAMP = "01795227507000-0000-0123abcd"
AT = "2026-11-21T10:00:00Z"

FORGED = re.compile(r"^[\s|>*#+\-\[\]x0-9.()\"'`~:A-Z]{0,12}FORGED")


def git(repo, *args, data=None, env=None):
    out = subprocess.run(["git", "-C", repo, *args], input=data, check=True,
                         stdout=subprocess.PIPE, env={**os.environ,
                                                      **(env or {})})
    return out.stdout.decode().strip()


def entry(n, **more):
    return {"id": f"{n:016x}", "at": AT, "by": LINE, **more}


def task(n, status, **more):
    ident = f"{0x3f9a1c2b7d4e5f00 + n:016x}"
    t = {
        "id": ident, "title": f"t{n} {LINE}", "description": TEXT,
        "status": status, "priority": "high", "type": LINE,
        "assignee": LINE, "tags": [LINE, "t" + ESC + "[5m"], "project": LINE,
        "file_refs": ["src/" + LINE], "deadline": "2026-11-20T10:00:00Z",
        "estimated_hours": 2, "actual_hours": 3, "branch": LINE,
        "success_criteria": [
            {"criterion": LINE, "measurable": "x == '" + LINE + "'"},
            {"criterion": "plain " + LINE}],
        "completion_summary": TEXT, "feedback_quality": 4,
        "feedback_timeliness": 3, "feedback_notes": TEXT,
        "code_language": LINE, "execution_environment": LINE,
        "complexity": 5, "source": {"prd": LINE, "key": LINE, "line": 3},
        "external": {"github": LINE, LINE: LINE},
        "fields": {"own": LINE, LINE: LINE},
        "created_at": "2026-11-01T10:00:00Z", "created_by": LINE,
        "updated_at": AT, "blocked_reason": LINE,
        "lease": {"owner": LINE, "clone": LINE, "worktree": LINE},
        "progress": [entry(1, message=TEXT, kind="progress"),
                     entry(2, message=LINE, kind=LINE)],
        "context": [entry(3, message=TEXT, kind="share", key=LINE,
                          value=LINE)],
        "commits": [entry(4, oid="1234567890" * 4, subject=LINE,
                          branch=LINE)],
        "executions": [entry(5, command=[LINE, "b"], dir=LINE, exit_code=1,
                             execution_time=1.5, output=TEXT, error=LINE,
                             truncated=False, timed_out=False)],
        "worklog": [entry(6, hours=1, note=LINE)],
        "transitions": [entry(7, **{"from": "pending", "to": LINE})],
        "unknown_field": LINE, LINE: LINE,
        "stamps": {"*": STAMP},
    }
    if status in ("in_progress", "completed"):
        t["started_at"] = "2026-11-10T10:00:00Z"
    if status == "completed":
        t["completed_at"] = AT
    t.update(more)
    return ident, t


def make(repo):
    subprocess.run(["git", "init", "-q", repo], check=True)
    author = {"GIT_AUTHOR_NAME": "Eve " + ESC + "[31m\u202e",
              "GIT_AUTHOR_EMAIL": "eve" + ESC + "[5m@example.com"}
    name = "src-" + ESC + "[31m\nFORGED.c"
    with open(os.path.join(repo, name), "w") as f:
        f.write("/* TODO(" + ESC + "[2J): do " + ESC + "[31m\u202e this */\n")
    with open(os.path.join(repo, "PRD.md"), "w") as f:
        f.write("# P" + ESC + "[31m\u202e\n\n## Features\n\n### REQ-1: do " +
                ESC + "[2J\u009b1m\n\nPriority: urgent" + ESC + "[1m\n\n- "
                "User story " + ESC + "[3m\n\n## Acceptance criteria\n\n- x "
                + ESC + "[2m < 3\n")
    os.makedirs(os.path.join(repo, ".git-task/templates"))
    with open(os.path.join(repo, ".git-task/templates/bad.yaml"), "w") as f:
        f.write('name: "bad\\x1b[31m"\ndescription: "d\\x1b[2J\\u202e"\n'
                'tasks:\n  - title: "t\\x1b[31m {{ x }}"\nvariables:\n'
                '  x: {default: "\\x1b[1m", description: "\\x1b[2m"}\n')
    with open(os.path.join(repo, ".git-task.yaml"), "w") as f:
        f.write('"k\\x1b[31mey": "\\x1b[2J"\ndefaultType: "\\x1b[31m"\n')
    git(repo, "add", "-A")
    git(repo, "commit", "-q", "-m", "subject " + ESC + "[31m\u202e\n\n"
        "Task-Id: 3f9a1c2b7d4e5f01", env=author)
    tasks = [task(1, "pending"),
             task(2, "in_progress", dependencies=["3f9a1c2b7d4e5f01"],
                  parent="3f9a1c2b7d4e5f01"),
             task(3, "blocked"), task(4, "completed"), task(5, "cancelled"),
             task(6, "pending", deleted=True),
             # a cycle
             task(7, "pending", dependencies=["3f9a1c2b7d4e5f08"]),
             task(8, "pending", dependencies=["3f9a1c2b7d4e5f07"])]
    root = tasks_tree(repo, tasks)
    parent, op = [], "add"
    for i in range(2):
        message = (f"{op} 3f9a1c2b: {ESC}[31m\u202e\u009b2J x\n\nTask-Id: "
                   f"3f9a1c2b7d4e5f01\nTask-Op: {op}{ESC}[5m\n"
                   f"Task-Agent: a{ESC}[31m\nTask-Conflict: 3f9a1c2b7d4e5f01 "
                   f"title {ESC}[31m {STAMP} {STAMP}\n")
        commit = git(repo, "commit-tree", root, *parent,
                     data=message.encode(), env=author)
        parent, op = ["-p", commit], "update"
    git(repo, "update-ref", "refs/tasks/main", commit)


def make_lines(repo):
    subprocess.run(["git", "init", "-q", repo], check=True)
    line = "one\n- [ ] FORGED two\nx FORGED three\n(A) FORGED four"
    tasks = []
    for n, status in enumerate(("pending", "completed", "in_progress")):
        ident = f"{0x3f9a1c2b7d4e5f00 + n:016x}"
        tasks.append((ident, {
            "id": ident, "title": f"{line} {n}", "status": status,
            "description": f"{line}\n", "assignee": line, "project": line,
            "tags": [line], "created_at": AT, "updated_at": AT,
            "stamps": {"*": STAMP}}))
    commit = git(repo, "commit-tree", "-m", "x", tasks_tree(repo, tasks))
    git(repo, "update-ref", "refs/tasks/main", commit)


def tasks_tree(repo, tasks):
    lines = ""
    for ident, t in tasks:
        blob = git(repo, "hash-object", "-w", "--stdin",
                   data=json.dumps(t).encode())
        lines += f"100644 blob {blob}\t{ident}.json\n"
    tree = git(repo, "mktree", data=lines.encode())
    meta = git(repo, "hash-object", "-w", "--stdin",
               data=b'{\n  "schema": 1\n}\n')
    return git(repo, "mktree", data=(f"040000 tree {tree}\t3f\n"
                                     f"100644 blob {meta}\tmeta.json\n"
                                     ).encode())


# What stands behind a command: arguments of one run, several runs.
A, B = "3f9a1c2b7d4e5f01", "3f9a1c2b7d4e5f04"
RUNS = {
    "show": [[A], [B], ["3f9a1c2b7d4e5f02"]],
    "list": [[], ["--all"], ["--all", "--columns", "id,title,assignee,tags,"
                             "project,type,blocked_reason,branch"]],
    "search": [["evil"]], "log": [[], [A], ["-p"]], "blame": [["PRD.md"]],
    "graph": [[], [A]], "tag": [[], [A, "+x"]], "dep list": [[A]],
    "prd show": [["PRD.md"]], "prd check": [["PRD.md"]],
    "prd diff": [["PRD.md"]], "prd parse": [["PRD.md", "--dry-run"]],
    "prd export": [[]], "prd trace": [["PRD.md"]],
    "template show": [["bad"]], "template validate": [
        [".git-task/templates/bad.yaml"], ["bad"]],
    "template apply": [["bad", "--dry-run"]],
    "criteria list": [[A]], "criteria check": [[A], [A, "--set", "x=1"]],
    "complexity": [[A]], "estimate": [[A]], "expand": [[A, "--dry-run"]],
    "todo": [[], ["--dry-run"]], "metrics": [[], ["--telemetry"]],
    "report": [[]], "exec": [[A, "--list"]], "plan": [[], ["--team"]],
    "context": [[A]], "migrate": [["--dry-run"]],
    "session list": [[]], "session show": [["x" + ESC]],
    "hooks report": [[]], "link": [["--scan"]],
    "update": [[A, "--priority", "low"]], "start": [["3f9a1c2b7d4e5f03"]],
    "stop": [[]], "claim": [[A], [A, "--force"]], "release": [[A]],
    "block": [[A, "because " + ESC + "[31m"], [A, "because"]],
    "unblock": [[A]], "complete": [["3f9a1c2b7d4e5f02"],
                                   ["3f9a1c2b7d4e5f03", "--force"]],
    "reopen": [[B]], "cancel": [["3f9a1c2b7d4e5f07"]],
    "delete": [[B]], "restore": [[B]], "undo": [[]],
    "progress": [[A, "went on"]], "share": [[A, "k"]],
    "discover": [[A, "found"]], "join": [[A]],
    "feedback": [[B, "--quality", "4"]], "assign": [[A, "bob"]],
    "dep add": [[A, B]], "dep rm": [[A, B]],
    "conflicts take": [[A]], "fsck": [[]], "prime": [[], ["--full"],
                                                    ["--mcp"]],
    "export": [[]], "branch": [[A]], "watch": None, "mcp": None,
    "serve": None, "edit": None, "help": None, "completion": None,
    "sync": None, "push": None, "import": None, "gc": [[]],
    "hook": None, "init": [[]], "setup": None,
    "orphans": [[]], "criteria tick": [[A, "1"]],
    "criteria add": [[A, "c"]], "criteria remove": [[A, "1"]],
    "config set": None, "config unset": None, "config enable": None,
    "config disable": None, "config minimal-mode": None,
    "config reset": None, "config get": [["task.fsync"]],
    "hooks install": None, "hooks uninstall": None, "hooks cleanup": None,
    "hooks run": None, "session start": None, "session end": None,
    "session task": None, "session tokens": None, "session error": None,
    "template create": None,
    "completion-words": [[k] for k in ("person", "tag", "project", "type",
                                              "template", "own", "query")],
    "sql": [["select * from tasks"],
            ["select title as \"t" + ESC + "[31m\nFORGED\" from tasks"]],
    "note": [[A], [A, "n " + ESC + "[31m"]],
    "remember": [["a fact " + ESC + "[31m\u202e"], ["a fact"]],
    "recall": [[], ["fact"]], "forget": [["dead" + ESC]],
    "conflicts take": [[A, "title"]],
    "bridge add": [["github", "o/r"]], "bridge remove": [["r" + ESC]],
    "notify add": [["n1", "webhook", "http://127.0.0.1:9/"]],
    "notify test": [["n1"]], "notify remove": [["n1"]],
    "session import": [["none" + ESC]], "hook claude": [["SessionStart"]],
    "hook codex": [["SessionStart"]], "hook gemini": [["SessionStart"]],
    "hook cursor": [["sessionStart"]],
}


def on_terminal(repo, argv, limit=10, errors=True):
    """What the command writes on a pseudo terminal, and its exit status."""
    fd, end = pty.openpty()
    child = subprocess.Popen(
        argv, cwd=repo, stdin=subprocess.DEVNULL, stdout=end,
        stderr=end if errors else subprocess.DEVNULL,
        env={**os.environ, "GIT_PAGER": "cat", "TERM": "dumb",
             "NO_COLOR": "1", "GIT_TASK_TEST_NOW": "2026-11-30T10:00:00Z"})
    os.close(end)
    out = b""
    while True:
        ready, _, _ = select.select([fd], [], [], limit)
        if not ready:
            child.kill()
            child.wait()
            os.close(fd)
            return out, None
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
    os.close(fd)
    return out, child.wait()


BAD = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e"
                 "\u2066-\u2069]|\r(?!\n)")
PROM = re.compile(r'^(#.*|[a-zA-Z_:][\w:]*(\{([a-zA-Z_]\w*="([^"\\\n]|\\[\\"n])*"'
                  r'(,|(?=\})))*\})? [-+.\w]+)$')


def faults(name, fmt, raw):
    try:
        text = raw.decode()
    except UnicodeDecodeError as e:
        return [f"invalid UTF-8: {e}"]
    if fmt == "ics":
        text = text.replace("\r\r\n", "\r\n")
    bad = BAD.search(text)
    found = []
    if bad:
        found.append("sends %r in %r" % (
            bad.group(), text[max(0, bad.start() - 40):bad.end() + 20]))
    text = text.replace("\r\n", "\n")
    if (name not in ("show", "context", "note", "exec", "log") and (
            name, fmt) != ("sql", "yaml")) or fmt in (
            "csv", "tsv", "ndjson"):
        for line in text.split("\n"):
            if FORGED.search(line) and fmt not in (
                    "csv", "html") and not line.startswith("  > "):
                found.append("a forged line: %r" % line[:90])
                break
    # a description is Markdown, and quoted in the export
    if name != "export" and re.search(
            {"markdown": r"(?<!\\)(<script>alert|<img src=x)|[^\\]\]\(java",
             "html": r"<script>alert|<img src=x"}.get(fmt, "^(?!)"), text):
        found.append("markup goes through")
    if fmt == "prometheus":
        for line in text.split("\n"):
            if line and not PROM.match(line):
                found.append("no metric: %r" % line[:100])
                break
    return found


def sheet_faults(name, fmt, raw):
    """Cells of data, without a terminal's line ends."""
    text = raw.decode()
    if fmt == "csv":
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    elif fmt == "tsv":
        rows = [line.split("\t") for line in text.split("\n")[:-1]]
    else:
        return []
    if len({len(r) for r in rows}) > 1:
        return [f"rows of {sorted({len(r) for r in rows})} cells"]
    return []


def walk(repo, everything, seconds=None):
    until = time.monotonic() + seconds if seconds else None
    rows = json.loads(subprocess.run(
        ["git-task", "help", "--dump-json"], check=True,
        stdout=subprocess.PIPE).stdout)["commands"]
    nr = bad = 0
    seen = set()
    for c in rows:
        name = c["name"]
        runs = RUNS.get(name, [[]])
        if runs is None:
            seen.add(name)
            continue
        formats = next((o["values"] for o in c["options"]
                        if o["name"] == "format"), [])
        formats = list(dict.fromkeys(formats)) or [None]
        if not everything and "writes" in c["needs"]:
            formats = formats[:1]
        elif not everything:
            formats = [f for f in formats
                       if f not in ("ids", "json", "ndjson", "tsv")]
        usage = True
        for args in runs:
            for fmt in formats:
                argv = ["git-task", *name.split(), *args]
                if fmt:
                    argv += ["--format", fmt]
                if until and time.monotonic() > until:
                    print(f"{nr} runs, as far as {name}, {bad} faults")
                    return bad
                raw, status = on_terminal(repo, argv, errors=fmt in (
                    None, "text", "table", "tree"))
                nr += 1
                wrong = faults(name, fmt, raw)
                usage = usage and status == 129
                if status is None:
                    wrong.append("hangs")
                elif status < 0 or status not in (0, 1, 2, 128, 129):
                    wrong.append(f"exit status {status}")
                if fmt in ("csv", "tsv") and status == 0:
                    wrong += sheet_faults(name, fmt, raw.replace(
                        b"\r\n", b"\n"))
                for w in wrong:
                    bad += 1
                    print(f"# {' '.join(argv)!r}: {w}")
        if usage:
            bad += 1
            print(f"# {name!r} is run with wrong arguments only: add it to RUNS")
        seen.add(name)
    unknown = sorted(set(RUNS) - seen)
    if unknown:
        bad += 1
        print(f"# no such commands: {unknown}")
    print(f"{nr} runs, {bad} faults")
    return bad


def main():
    if sys.argv[1] != "walk":
        {"make": make, "lines": make_lines}[sys.argv[1]](sys.argv[2])
        return 0
    seconds = float(sys.argv[4]) if len(sys.argv) > 4 else None
    return 1 if walk(sys.argv[2], sys.argv[3:4] == ["all"], seconds) else 0


if __name__ == "__main__":
    sys.exit(main())
