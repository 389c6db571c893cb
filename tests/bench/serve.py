#!/usr/bin/env python3
"""serve.py: `git task serve` under load, as ratios and counts in one run.

	BUILD=build python3 tests/bench/serve.py

A list of 50 of 10,000 tasks against the same bytes as a static file from the same
library (build/bench/static); 100 listeners while 1,000 tasks change: every event
once and in order, and how late; 10,000 requests, 32 in flight: errors and memory.
Prints a table; exit status 1 when a limit is missed.
"""
import json
import os
import resource
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("BUILD", TOP / "build")).resolve()
missed = 0


def row(what, value, unit, limit=None):
    global missed
    verdict = ""
    if limit is not None:
        good = value <= limit
        missed |= not good
        verdict = f"{limit:9g} {'ok' if good else 'MISSED'}"
    print(f"{what:44} {value:10.2f} {unit:4} {verdict}", flush=True)


def task(*args, **more):
    return subprocess.run([BUILD / "git-task", *args], check=True, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          **more).stdout


class Server:
    def __init__(self, *argv):
        self.p = subprocess.Popen(argv, stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL, text=True)
        line = self.p.stdout.readline().strip()
        self.url, _, token = line.partition("#token=")
        self.port = int(self.url.rstrip("/").rpartition(":")[2])
        self.token = token

    def cpu(self):
        fields = Path(f"/proc/{self.p.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self):
        for line in Path(f"/proc/{self.p.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0

    def end(self):
        self.p.terminate()
        self.p.wait()


def ask(port, path, more=""):
    return (f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n").encode()


def read_answer(s, rest=b""):
    """Status, body and what came behind it."""
    while b"\r\n\r\n" not in rest:
        part = s.recv(1 << 18)
        if not part:
            raise EOFError("closed")
        rest += part
    head, _, body = rest.partition(b"\r\n\r\n")
    length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                  if line.lower().startswith(b"content-length:"))
    while len(body) < length:
        part = s.recv(1 << 18)
        if not part:
            raise EOFError("closed")
        body += part
    return int(head.split()[1]), body[:length], body[length:]


def times(server, path, n):
    """Seconds and processor seconds of the server for n requests, one after another."""
    s = socket.create_connection(("127.0.0.1", server.port))
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    text = ask(server.port, path)
    took, cpu = [], server.cpu()
    for _ in range(n):
        begin = time.perf_counter()
        s.sendall(text)
        status, _, _ = read_answer(s)
        took.append(time.perf_counter() - begin)
        assert status == 200, status
    took.sort()
    return took[len(took) // 2], server.cpu() - cpu


def static_file(work):
    server = Server(BUILD / "git-task", "serve", "--listen", "127.0.0.1:0")
    s = socket.create_connection(("127.0.0.1", server.port))
    path = "/api/v1/tasks?limit=50"
    s.sendall(ask(server.port, path))
    status, body, _ = read_answer(s)
    assert status == 200 and len(json.loads(body)["data"]) == 50
    (work / "list.json").write_bytes(body)
    static = Server(BUILD / "bench" / "static", str(work / "list.json"))
    times(server, path, 100), times(static, "/", 100)
    ours, theirs, cpu = [], [], [0, 0]
    for _ in range(10):
        took, used = times(server, path, 300)
        ours.append(took)
        cpu[0] += used
        took, used = times(static, "/", 300)
        theirs.append(took)
        cpu[1] += used
    row(f"list of 50 of 10,000, {len(body) // 1024} KiB", min(ours) * 1e6, "us")
    row("the same as a static file", min(theirs) * 1e6, "us")
    row("ratio", min(ours) / min(theirs), "x", 1.5)
    row("ratio of processor time", cpu[0] / cpu[1] if cpu[1] else 0, "x")
    server.end()
    static.end()


class Listener:
    def __init__(self, port):
        self.s = socket.create_connection(("127.0.0.1", port))
        self.s.sendall(ask(port, "/api/v1/events"))
        self.rest, self.seen, self.greeted = b"", [], False

    def read(self, now):
        self.rest += self.s.recv(1 << 18)
        *whole, rest = self.rest.split(b"\n")
        self.rest = rest
        self.greeted |= any(line.startswith(b": at") for line in whole)
        for line in whole:
            if line.startswith(b"id: "):
                self.seen.append((line[4:].strip(), now))


def listeners(work):
    """Whoever changes tasks notes when each change was there to be seen."""
    server = Server(BUILD / "git-task", "serve", "--listen", "127.0.0.1:0")
    ids = task("list", "--limit", "1000", "--format", "ids").split()
    ears = [Listener(server.port) for _ in range(100)]
    by_fd = {e.s.fileno(): e for e in ears}
    poll = select.epoll()
    for fd in by_fd:
        poll.register(fd, select.EPOLLIN)
    for e in ears:
        while not e.greeted:
            e.read(0)
    made, done = {}, threading.Event()

    def change():
        lines = subprocess.Popen(
            [BUILD / "git-task", "mcp"], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=1)
        lines.stdin.write('{"jsonrpc":"2.0","id":0,"method":"initialize","params":'
                          '{"protocolVersion":"2025-06-18","capabilities":{},'
                          '"clientInfo":{"name":"bench","version":"1"}}}\n')
        lines.stdout.readline()
        for i, one in enumerate(ids):
            lines.stdin.write(json.dumps({
                "jsonrpc": "2.0", "id": i + 1, "method": "tools/call", "params": {
                    "name": "update_task",
                    "arguments": {"task_id": one, "title": f"Changed {i}"}}}) + "\n")
            answer = lines.stdout.readline()
            assert '"isError":true' not in answer and '"error"' not in answer, answer
            tip = Path(".git/refs/tasks/main").read_text().strip()
            made[tip.encode()] = time.monotonic()
        lines.stdin.close()
        lines.wait()
        done.set()

    worker = threading.Thread(target=change)
    begin = time.monotonic()
    worker.start()
    last = None
    while True:
        events = poll.poll(0.2)
        now = time.monotonic()
        for fd, _ in events:
            by_fd[fd].read(now)
        if done.is_set() and not events:
            last = last or now
            if all(len(e.seen) >= len(ids) for e in ears) or now - last > 20:
                break
    worker.join()
    spent = time.monotonic() - begin
    first = [place for place, _ in ears[0].seen]
    log = subprocess.run(["git", "rev-list", "--reverse", "refs/tasks/main", "-1000"],
                         check=True, text=True, stdout=subprocess.PIPE).stdout.split()
    row("1,000 changes, 100 listeners", spent, "s")
    row("listeners that miss or repeat an event",
        sum(len(e.seen) != len(ids) for e in ears), "", 0)
    row("listeners with another order",
        sum([p for p, _ in e.seen] != first for e in ears), "", 0)
    # an event within a step: "<from>.<to>.<n>", seen when <to> was there
    late = []
    order = {oid.encode(): i for i, oid in enumerate(log)}
    times_of = [made[oid.encode()] for oid in log if oid.encode() in made]
    at = [order[p.split(b".")[1]] if b"." in p else order[p] for p in first]
    row("steps out of order", sum(a > b for a, b in zip(at, at[1:])), "", 0)
    assert len(times_of) == len(ids)
    for e in ears:
        for i, (_, seen) in enumerate(e.seen[:len(ids)]):
            late.append((seen - times_of[i]) * 1000)
    late.sort()
    row("until an event is there, median", late[len(late) // 2], "ms")
    row("... 95 of 100", late[len(late) * 95 // 100], "ms", 250)
    row("... the last one", late[-1], "ms")
    server.end()


def in_flight(work):
    server = Server(BUILD / "git-task", "serve", "--listen", "127.0.0.1:0")
    paths = ["/api/v1/tasks?limit=5", "/api/v1/tasks?q=priority:high&limit=3",
             "/healthz", "/api/v1/status", "/page/app.js", "/api/v1/tasks/nosuch"]
    errors, rss = [], []

    def some(n, offset):
        try:
            s = socket.create_connection(("127.0.0.1", server.port))
            rest = b""
            for i in range(n):
                path = paths[(i + offset) % len(paths)]
                s.sendall(ask(server.port, path))
                status, _, rest = read_answer(s, rest)
                if status != (404 if path.endswith("nosuch") else 200):
                    errors.append((path, status))
        except (OSError, EOFError) as e:
            errors.append(repr(e))

    def all_at_once(total):
        threads = [threading.Thread(target=some, args=(total // 32, i)) for i in range(32)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        rss.append(server.rss())

    all_at_once(1000)
    begin, cpu = time.monotonic(), server.cpu()
    all_at_once(10016)
    spent, used = time.monotonic() - begin, server.cpu() - cpu
    all_at_once(10016)
    row("10,000 requests, 32 in flight", spent, "s")
    row("... processor time of the server, each", used / 10016 * 1e6, "us")
    row("... errors", len(errors), "", 0)
    for e in errors[:5]:
        print("   ", e)
    row("... memory after 1,000", rss[0], "MiB")
    row("... growth in 20,000 more", rss[2] - rss[0], "MiB", 1.5)
    server.end()


def main():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    work = Path(tempfile.mkdtemp(prefix="git-task-serve."))
    try:
        os.environ.update(HOME=str(work), GIT_CONFIG_NOSYSTEM="1",
                          GIT_AUTHOR_NAME="B", GIT_AUTHOR_EMAIL="b@example.com",
                          GIT_COMMITTER_NAME="B", GIT_COMMITTER_EMAIL="b@example.com")
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_TASK_TEST_NOW"):
            os.environ.pop(name, None)
        os.chdir(work)
        subprocess.run("git init -q repo && git -C repo commit -q --allow-empty -m start",
                       shell=True, check=True)
        os.chdir("repo")
        text = subprocess.run(["sh", TOP / "tests/bench/data.sh", "10000"], check=True,
                              stdout=subprocess.PIPE).stdout
        (work / "tasks.ndjson").write_bytes(text)
        task("import", "--from", "ndjson", str(work / "tasks.ndjson"))
        task("gc")
        task("list", "--limit", "1")
        for part in sys.argv[1:] or ["static_file", "listeners", "in_flight"]:
            globals()[part](work)
    finally:
        os.chdir("/")
        shutil.rmtree(work)
    return missed


sys.exit(main())
