#!/usr/bin/env python3
"""Walks all tools of `git task mcp` over the repository of the current directory and
says of each answer how many bytes it has.

usage: mcp-sizes.py HUGE-TASK PRD-FILE

Prints a line a call: bytes, era, what was called.  Exit status 1, and a line
"too large: ..." for every answer that is over what it may have.
"""
import json
import subprocess
import sys

SHORT, FULL = 8192, 40960
META = {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {}}


class Server:
    def __init__(self, era):
        self.era, self.nr, self.bad = era, 0, 0
        self.p = subprocess.Popen(["git", "task", "mcp", "--tools", "all"],
                                  stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE)
        if era != "modern":
            self.ask("initialize", {"protocolVersion": era})

    def ask(self, method, params):
        self.nr += 1
        if self.era == "modern":
            params = dict(params, _meta=META)
        message = {"jsonrpc": "2.0", "id": self.nr, "method": method,
                   "params": params}
        self.p.stdin.write(json.dumps(message).encode() + b"\n")
        self.p.stdin.flush()
        line = self.p.stdout.readline()
        return len(line), json.loads(line)

    def measure(self, what, size, limit):
        print(size, self.era, what)
        if size > limit:
            self.bad += 1
            print("too large:", size, self.era, what)

    def call(self, name, **arguments):
        size, answer = self.ask("tools/call", {"name": name,
                                               "arguments": arguments})
        full = arguments.get("detail") == "full"
        label = name + (" full" if full else "")
        self.measure(label, size, FULL if full else SHORT)
        result = answer["result"]
        text = result["content"][0]["text"]
        if result["isError"]:
            print("refused:", name, text[:200])
            return {}
        if self.era == "modern":
            return result["structuredContent"]
        data = json.loads(text)
        if self.era >= "2025-06-18":
            assert data == result["structuredContent"], name
        else:
            assert "structuredContent" not in result, name
        return data

    def end(self):
        self.p.stdin.close()
        self.p.wait()
        return self.bad


def pages(server, tool, member, **arguments):
    """Follows the cursors to the end; every element once."""
    seen, cursor = [], {}
    while True:
        got = server.call(tool, **arguments, **cursor)
        part = got
        for name in member.split("."):
            part = part.get(name, {})
        seen.append(part or [])
        if "next_cursor" not in got:
            return seen
        cursor = {"cursor": got["next_cursor"]}


def walk(era, huge, prd, deep):
    s = Server(era)
    for detail in ({}, {"detail": "full"}):
        s.call("get_task", task_id=huge, include_executions=True,
               include_analysis=True, **detail)
        s.call("get_task", task_id=huge, fields=["description"], **detail)
        s.call("list_tasks", status="all", limit=0, include_metrics=True,
               fields=["description", "created_at", "tags"], **detail)
        s.call("search_tasks", text="task", limit=0, **detail)
        for form in ("json", "mermaid"):
            s.call("get_task_graph", format=form, include_closed=True,
                   **detail)
    s.call("claim_task", task_id=huge, agent="ann")
    s.call("update_task", task_id=huge, agent="ann", progress="on we go")
    for status in ("blocked", "pending", "completed", "pending"):
        s.call("update_task_status", task_id=huge, status=status,
               agent="ann", **({} if status == "pending" else
                               {"reason": "because " * 500}))
    s.call("get_next_task")
    s.call("get_next_task", available_developers=500)
    s.call("create_task", title="t" * 200, description="words " * 20000)
    s.call("analyze_complexity", task_id=huge)
    s.call("estimate_effort", task_id=huge)
    s.call("expand_task", task_id=huge, dry_run=True)
    s.call("parse_prd", content=prd, dry_run=True)
    s.call("parse_prd", content=prd, dry_run=True, generate_tasks=False)
    s.call("get_stats")
    s.call("log_error", sessionId="s", errorMessage="e" * 3000)
    s.call("get_task", task_id="f" * 3000)
    s.call("list_tasks", query=["x" * 30000])
    for uri in ("task://ready", "task://board", "task://" + huge):
        size, _ = s.ask("resources/read", {"uri": uri})
        s.measure(uri, size, SHORT)
    for method, params in (
            ("resources/read", {"uri": "task://" + "u" * 30000}),
            ("prompts/get", {"name": "plan",
                             "arguments": {"path": "p" * 30000}}),
            ("prompts/get", {"name": "p" * 30000}),
            ("m" * 30000, {}), ("logging/setLevel", {"level": "l" * 30000})):
        size, _ = s.ask(method, params)
        s.measure(method[:30] + ", too long", size, 2000)
    size, _ = s.ask("tools/list", {})
    if deep:
        size, answer = s.ask("tools/call", {"name": "execute_code",
            "arguments": {"task_id": huge, "language": "bash",
                          "code": "seq 200000; seq 200000 >&2"}})
        s.measure("execute_code", size, SHORT)
        whole(s, huge)
    return s.end()


def whole(s, huge):
    """What is left out is behind the cursors, nothing twice."""
    texts = [e["text"][:8] for page in pages(s, "get_task", "task.progress",
                                             task_id=huge, detail="full")
             for e in reversed(page)]
    print("progress:", len(texts), len(set(texts)),
          texts == sorted(texts, reverse=True))
    ids = [t["id"] for page in pages(s, "list_tasks", "tasks", status="all",
                                     limit=0) for t in page]
    print("list:", len(ids), len(set(ids)))
    ids = [t["id"] for page in pages(s, "get_task_graph", "tasks",
                                     include_closed=True, detail="full")
           for t in page]
    print("graph:", len(ids), len(set(ids)))


def main():
    huge, path = sys.argv[1:]
    with open(path, encoding="utf-8") as f:
        prd = f.read()
    bad = walk("modern", huge, prd, False)
    bad += walk("2024-11-05", huge, prd, False)
    bad += walk("2025-11-25", huge, prd, True)
    return bad > 0


if __name__ == "__main__":
    sys.exit(main())
