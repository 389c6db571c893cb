#!/usr/bin/env python3
"""mcp-errors.py TASK: gives every parameter of every tool of `git task mcp` what it can
not take, and prints what is said in words of the command line; in the end how many were
asked."""
import json
import re
import subprocess
import sys

task = sys.argv[1]
server = subprocess.Popen(["git", "task", "mcp", "--tools", "all"], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE)
nr = 0


def ask(method, params):
    global nr
    nr += 1
    server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": nr, "method": method,
                                   "params": params}) + "\n")
    server.stdin.flush()
    return json.loads(server.stdout.readline())["result"]


def call(name, args):
    got = ask("tools/call", {"name": name, "arguments": args})
    text = got["content"][0]["text"] if got["isError"] else \
        "\n".join(got.get("structuredContent", {}).get("notes", []))
    # what a tool can not do may be said as it is
    said = re.sub(r"'git (remote add|task restore) [^']*'", "", text)
    if re.search(r"git task |(?<!')--[a-z]|standard input", said):
        print(name, json.dumps(args), text)


for tool in ask("tools/list", {})["tools"]:
    schema = tool["inputSchema"]
    needed = {r: task if r == "task_id" else
              schema["properties"][r].get("enum", ["x"])[0]
              for r in schema.get("required", [])}
    if tool["name"] == "delete_task":
        needed["task_id"] = "nonsense"
    for name, what in schema["properties"].items():
        bad = {"boolean": "nonsense", "integer": "nonsense", "number": "nonsense"}
        call(tool["name"], {**needed, name: bad.get(what.get("type"), "nonsense")})
        if name == "sync":
            call(tool["name"], {**needed, name: True})
    call(tool["name"], {})
call("parse_prd", {"content": "Dear Ann,\n\nsee you.\n"})
call("parse_prd", {"content": "# P\n\n- maybe this\n", "confidence_threshold": 1})
call("expand_task", {"task_id": task, "from": "prd"})
call("update_task_status", {"task_id": task, "status": "completed"})
print("asked", nr)
