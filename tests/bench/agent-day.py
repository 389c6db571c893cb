#!/usr/bin/env python3
"""agent-day.py: what a day with tasks costs a coding agent, in tokens.

An agent with the tools of `git task mcp`, through the protocol as clients speak it
(2025-06-18): it is told the state, looks for work, takes a task, records, finds new
work, finishes, comes back the next morning. 60 tasks are there. Prints what each step
sent and got, as bytes and as tokens of four bytes; with the list of the tools, which
every session pays for. Exit status 1 when a limit is missed.

    BUILD=build tests/bench/agent-day.py [--show]     --show prints the answers, too
"""
import json
import os
import subprocess
import sys
import tempfile

BUILD = os.environ.get("BUILD", "build")
SHOW = "--show" in sys.argv
LIMIT_LIST = 12288      # bytes of tools/list
LIMIT_STATE = 2048      # of what a session begins with
LIMIT_ANSWER = 8192     # of any answer
LIMIT_TASK = 16000      # of all that finding, doing and finishing one task takes


def run(*argv, **kw):
    return subprocess.run(argv, check=True, capture_output=True, text=True,
                          **kw).stdout


class Server:
    def __init__(self):
        self.child = subprocess.Popen(["git-task", "mcp"], text=True,
                                      stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE)
        self.nr = 0
        self.rows = []
        self.step("initialize", {
            "protocolVersion": "2025-06-18", "capabilities": {},
            "clientInfo": {"name": "bench", "version": "1"}})
        self.child.stdin.write(json.dumps({
            "jsonrpc": "2.0", "method": "notifications/initialized"}) + "\n")
        self.listed = self.step("tools/list", {})

    def step(self, method, params, name=None):
        self.nr += 1
        line = json.dumps({"jsonrpc": "2.0", "id": self.nr, "method": method,
                           "params": params})
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()
        answer = self.child.stdout.readline()
        # a model is given the text or the structure, not both
        got = json.loads(answer)
        if "error" in got:
            sys.exit(f"agent-day: {method}: {got['error']}")
        result = got["result"]
        text = answer
        if "content" in result:
            text = result["content"][0]["text"]
            if result.get("isError"):
                sys.exit(f"agent-day: {name}: {text}")
        asked = json.dumps(params.get("arguments", params))
        self.rows.append((name or method, len(asked), len(text.encode()),
                          len(answer.encode())))
        if SHOW:
            print(f"--- {name or method} {asked}\n{text}")
        return result

    def tool(self, tool, **arguments):
        r = self.step("tools/call", {"name": tool, "arguments": arguments},
                      tool)
        return json.loads(r["content"][0]["text"])

    def end(self):
        self.child.stdin.close()
        self.child.wait()


def tasks():
    first = None
    for i in range(60):
        args = ["git-task", "add", f"Task {i}: the importer handles case {i}",
                "--priority", ["low", "medium", "high"][i % 3], "-q",
                "--description", f"What case {i} is about. " * 12,
                "--tag", ["import", "api", "ui"][i % 3],
                "--criterion", f"case {i} has a test"]
        if first and i % 5 == 0:
            args += ["--depends-on", first]
        tid = run(*args).strip()
        first = first or tid


def work(s, nr):
    """One task, from the question to the end."""
    begin = len(s.rows)
    tid = s.tool("get_next_task")["selection"]["selectedTask"]["id"]
    s.tool("claim_task", task_id=tid)
    for i in range(3):
        s.tool("update_task", task_id=tid,
               progress=f"step {i}: the reader of case {nr} takes dates now")
    s.tool("create_task", title=f"Case {nr} has no documentation", priority=1,
           tags=["docs"])
    s.tool("search_tasks", text="importer dates")
    s.tool("get_task", task_id=tid)
    s.tool("update_task_status", task_id=tid, status="completed",
           reason="done, the test passes")
    return sum(a + b for _, a, b, _ in s.rows[begin:])


def main():
    os.environ["PATH"] = os.path.abspath(BUILD) + ":" + os.environ["PATH"]
    with tempfile.TemporaryDirectory(prefix="git-task-bench.") as top:
        os.environ.update(HOME=top, GIT_CONFIG_NOSYSTEM="1",
                          GIT_TASK_AGENT="bench")
        os.chdir(top)
        run("git", "init", "-q", "work")
        os.chdir("work")
        run("git", "config", "user.name", "Bench Mark")
        run("git", "config", "user.email", "bench@example.com")
        run("git", "config", "task.fsync", "false")
        tasks()
        morning = run("git-task", "prime", "--mcp")
        s = Server()
        each = [work(s, nr) for nr in range(5)]
        s.tool("remember", text="dates are read in UTC, the locale is ignored")
        s.tool("list_tasks", tag="api")
        s.tool("get_task_graph")
        s.tool("estimate_effort", task_id=s.tool("list_tasks", limit=1)
               ["tasks"][0]["id"])
        s.end()
        later = run("git-task", "prime", "--mcp")
        report(s, each, morning, later)


def report(s, each, morning, later):
    sums = {}
    for name, asked, got, wire in s.rows:
        n = sums.setdefault(name, [0, 0, 0, 0])
        n[0] += 1
        n[1] += asked
        n[2] += got
        n[3] = max(n[3], wire)
    print(f"{'step':<22}{'calls':>6}{'sent':>8}{'got':>8}{'tokens':>8}")
    for name, (nr, asked, got, _) in sums.items():
        print(f"{name:<22}{nr:>6}{asked:>8}{got:>8}{(asked + got) // 4:>8}")
    total = sum(a + g for _, a, g, _ in sums.values())
    total += len(morning) + len(later)
    print(f"{'the state, twice':<22}{2:>6}{0:>8}"
          f"{len(morning) + len(later):>8}"
          f"{(len(morning) + len(later)) // 4:>8}")
    print(f"{'a day':<22}{'':>22}{total // 4:>8}")
    limits = [
        ("tools/list", sums["tools/list"][2], LIMIT_LIST),
        ("the state at the start", max(len(morning.encode()),
                                       len(later.encode())), LIMIT_STATE),
        ("the largest answer", max(w for n, (_, _, _, w) in sums.items()
                                   if n != "tools/list"), LIMIT_ANSWER),
        ("one task, all in all", max(each), LIMIT_TASK),
    ]
    bad = 0
    for what, is_, most in limits:
        bad += is_ > most
        print(f"{'ok' if is_ <= most else 'MISSED':<8}{what}: {is_} bytes, "
              f"at most {most}")
    sys.exit(bad > 0)


main()
