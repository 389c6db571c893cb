#!/usr/bin/env python3
"""transcript.py: a transcript of 200 MB, read to the end.

Makes the transcript of a long session in the form of Claude Code (large results of
tools, four lines a request with the same usage), has `git task session import` read
it, and compares the sums with what was written. Prints processor time and memory.
Exit status 1 when they are above the limits (2 s, 40 MB) or a sum is wrong.

    BUILD=build tests/bench/transcript.py [MEGABYTES]
"""
import json
import os
import subprocess
import sys
import tempfile

SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else 200
LIMIT_CPU, LIMIT_MB = 2.0, 40


def write(path):
    sums, nr, size = {"input": 0, "output": 0}, 0, 0
    filler = "x" * 20000
    with open(path, "w", encoding="utf-8") as f:
        while size < SIZE << 20:
            nr += 1
            usage = {"input_tokens": nr % 97, "output_tokens": nr % 31,
                     "cache_read_input_tokens": 0,
                     "cache_creation_input_tokens": 0}
            sums["input"] += usage["input_tokens"]
            sums["output"] += usage["output_tokens"]
            at = f"2026-11-{1 + nr // 40000 % 28:02d}T10:00:00.000Z"
            for i in range(4):
                line = json.dumps({
                    "type": "assistant", "sessionId": "bench-1",
                    "requestId": f"req_{nr}", "timestamp": at,
                    "message": {"id": f"msg_{nr}", "role": "assistant",
                                "model": "claude-sonnet-4-5",
                                "content": [{"type": "text", "text": "t" * 200}],
                                "usage": usage}}) + "\n"
                f.write(line)
                size += len(line)
            line = json.dumps({
                "type": "user", "sessionId": "bench-1", "timestamp": at,
                "message": {"role": "user", "content": [{
                    "type": "tool_result", "tool_use_id": f"t{nr}",
                    "content": filler}]}}) + "\n"
            f.write(line)
            size += len(line)
    return sums


def main():
    build = os.path.abspath(os.environ.get("BUILD", "build"))
    os.environ["PATH"] = build + ":" + os.environ["PATH"]
    with tempfile.TemporaryDirectory(prefix="git-task-bench.") as top:
        os.environ.update(HOME=top, GIT_CONFIG_NOSYSTEM="1")
        os.chdir(top)
        sums = write("t.jsonl")
        for argv in (["git", "init", "-q", "work"],
                     ["git", "-C", "work", "config", "user.name", "Bench"],
                     ["git", "-C", "work", "config", "user.email", "b@example.com"]):
            subprocess.run(argv, check=True)
        child = subprocess.Popen(
            ["git-task", "-C", "work", "session", "import", "../t.jsonl",
             "--json"], stdout=subprocess.PIPE, text=True)
        text = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = status
        got = json.loads(text)[0]
        cpu = used.ru_utime + used.ru_stime
        mb = used.ru_maxrss / (1 if sys.platform == "darwin" else 1024) / (
            1 << 20 if sys.platform == "darwin" else 1)
    right = (got["input"], got["output"]) == (sums["input"], sums["output"])
    good = right and status == 0 and cpu < LIMIT_CPU and mb < LIMIT_MB
    print(f"{'ok' if good else 'MISSED':<8}a transcript of {SIZE} MB: "
          f"{cpu:.2f} s of {LIMIT_CPU:g}, {mb:.1f} MB of {LIMIT_MB}, sums "
          f"{'right' if right else 'WRONG'}")
    sys.exit(not good)


main()
