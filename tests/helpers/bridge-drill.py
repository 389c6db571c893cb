#!/usr/bin/env python3
"""Changes on both sides of a bridge, faults of the server, and a bridge that is killed.

usage: bridge-drill.py KIND URL ISSUES CHANGES ROUNDS SEED   (in a repository with a
bridge KIND whose query is tag:public)

Prints what is wrong, a line each, and exits with 1 when there is anything: an issue or
a task twice or not at all, an edit that is lost, a comment twice, a run that has nothing
to do and writes all the same.
"""
import json
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request

KIND, URL = sys.argv[1:3]
ISSUES, CHANGES, ROUNDS, SEED = map(int, sys.argv[3:7])
RND = random.Random(SEED)
SHOWN = (lambda n: f"SHOP-{n}") if KIND == "jira" else \
    (lambda n: f"ann/shop#{n}")


def admin(**v):
    r = urllib.request.Request(URL + "/admin", json.dumps(v).encode())
    return json.load(urllib.request.urlopen(r))


def git_task(*args, check=True, **kw):
    r = subprocess.run(["git-task", *args], capture_output=True, text=True,
                       **kw)
    if check and r.returncode:
        print(f"git-task {' '.join(args)}: {r.returncode} {r.stderr}")
        sys.exit(1)
    return r.stdout


def tasks():
    out = git_task("export", "--format", "ndjson")
    return [json.loads(x) for x in out.splitlines()]


def sync(kill):
    """True when it came to its end."""
    p = subprocess.Popen(["git-task", "bridge", "sync", "-q"],
                         stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                         text=True)
    if kill:
        try:
            p.wait(RND.uniform(0.005, kill))
        except subprocess.TimeoutExpired:
            p.send_signal(signal.SIGKILL)
    err = p.communicate()[1]
    if p.returncode == -signal.SIGKILL:
        return False
    if p.returncode not in (0, 1):
        print(f"sync ended with {p.returncode}: {err}")
        sys.exit(1)
    return p.returncode == 0


def edit_there(issues, expect):
    i = RND.choice(issues)
    n = i["n"]
    what = RND.choice(["title", "body", "close", "labels", "comment",
                       "assign"])
    word = f"there {RND.random():.9f}"
    if what == "title":
        admin(op="edit", n=n, title=word)
        expect[(n, "title")] = word
    elif what == "body":
        admin(op="edit", n=n, body=word)
        expect[(n, "description")] = word
    elif what == "close":
        admin(op="edit", n=n, state="closed", reason="completed",
              status="Done")
        expect[(n, "status")] = "completed"
    elif what == "labels":
        admin(op="edit", n=n, labels=sorted(set(i["labels"]) | {"new-there"}))
        expect[(n, "tag new-there")] = True
    elif what == "assign":
        admin(op="edit", n=n, assignees=["bob"])
        expect[(n, "assignee")] = "bob"
    else:
        admin(op="comment", n=n, body=word)
        expect[(n, "comment " + word)] = True


def edit_here(linked, expect):
    t = RND.choice(linked)
    n = t["n"]
    what = RND.choice(["title", "description", "tag", "progress"])
    word = f"here {RND.random():.9f}"
    if (n, what) in expect:
        return
    if what == "tag":
        git_task("update", t["id"], "--tag", "new-here", "-q")
        expect[(n, "tag new-here")] = True
    elif what == "progress":
        git_task("progress", t["id"], word, "-q")
        expect[(n, "comment " + word)] = True
    else:
        git_task("update", t["id"], "--" + what, word, "-q")
        expect[(n, what)] = word


def delete_comment(expect):
    """Deletes a comment there; a run over everything finds that out."""
    all_ = [(i["n"], c) for i in admin(op="dump")["issues"]
            for c in i["comments"]]
    if all_:
        n, c = RND.choice(all_)
        admin(op="delete comment", id=c["id"])
        expect.pop((n, "comment " + strip(c["body"])), None)
        git_task("bridge", "sync", "-q", "--full")


def linked_tasks(all_tasks):
    out = {}
    for t in all_tasks:
        key = (t.get("external") or {}).get(KIND)
        if key:
            t["n"] = int(key.replace("#", "-").rsplit("-", 1)[1])
            out.setdefault(t["n"], []).append(t)
    return out


def texts(entries):
    return sorted(e["text"] for e in entries)


def strip(text):
    return (text or "").split("<!-- git-task:")[0].rstrip()


def check(expect, made, want):
    """`made`: ids of tasks that are issues now; `want`: how many there are."""
    made = set(made)
    wrong = []
    issues = [i for i in admin(op="dump")["issues"] if not i.get("deleted")]
    by_n = linked_tasks(tasks())
    for i in issues:
        n = i["n"]
        mine = by_n.pop(n, [])
        if len(mine) != 1:
            wrong.append(f"issue {n} has {len(mine)} tasks")
            continue
        t = mine[0]
        for f, a, b in (
                ("title", t["title"], i["title"]),
                ("description", t["description"] or "", strip(i["body"])),
                ("closed", t["status"] in ("completed", "cancelled"),
                 i["state"] == "closed"),
                ("tags", sorted(t["tags"]), sorted(i["labels"])),
                ("assignee", t["assignee"],
                 i["assignees"][0] if i["assignees"] else None),
                ("comments", texts(t["progress"]), sorted(
                    strip(c["body"]) for c in i["comments"]))):
            if a != b:
                wrong.append(f"issue {n}: {f}: here {a!r}, there {b!r}")
        for (m, what), value in expect.items():
            if m != n:
                continue
            if what.startswith("tag "):
                ok = what[4:] in t["tags"]
            elif what.startswith("comment "):
                ok = texts(t["progress"]).count(what[8:]) == 1
            else:
                ok = t[what] == value
            if not ok:
                wrong.append(f"issue {n}: {what} {value!r} is lost")
        made.discard(t["id"])
    for n, rest in by_n.items():
        wrong.append(f"task {rest[0]['id']} is of issue {n}, which is not")
    wrong += [f"task {i} has no issue" for i in sorted(made)]
    if len(issues) != want:
        wrong.append(f"{len(issues)} issues are there, not {want}")
    return wrong


def until_done(kill, tries=60):
    for k in range(tries):
        if sync(kill if k < 8 else 0):
            return
    print("it does not come to an end")
    sys.exit(1)


def main():
    for k in range(ISSUES):
        admin(op="new", title=f"Issue {k}", body=f"Body {k}",
              labels=["one"] if k % 3 else [],
              assignees=["al"] if k % 4 == 0 else [])
    start = time.time()
    kinds = ["429", "500", "503", "cut", "lost", "drop", "pages", "limit"]
    expect, made, wrong = {}, [], []
    until_done(0.3 * max(1, ISSUES // 100))
    for r in range(ROUNDS):
        issues = admin(op="dump")["issues"]
        linked = [t for ts in linked_tasks(tasks()).values() for t in ts]
        if len(linked) < len(issues):
            print(f"{len(issues)} issues are {len(linked)} tasks")
            return 1
        expect.clear()
        for _ in range(CHANGES):
            edit_there(issues, expect)
        for _ in range(CHANGES):
            edit_here(linked, expect)
        for k in range(max(1, CHANGES // 8)):
            made.append(git_task("add", "-q", f"Made here {r}-{k}", "-t",
                                 "public", "--format",
                                 "ids").strip())
        admin(op="faults", p=0.15, kinds=kinds, seed=RND.randrange(1 << 30))
        until_done(0.25 * max(1, CHANGES // 10))
        admin(op="faults", p=0)
        if not sync(0):
            wrong.append("a run without faults fails")
        wrong += [f"round {r}: {w}" for w in check(expect, made, ISSUES + len(made))]
        delete_comment(expect)
        wrong += [f"round {r}, full: {w}" for w in
                  check(expect, made, ISSUES + len(made))]
        before = admin(op="dump")["writes"]
        tip = subprocess.check_output(
            ["git", "rev-parse", "refs/tasks/main"])
        sync(0)
        if admin(op="dump")["writes"] != before:
            wrong.append(f"round {r}: a run with nothing to do writes there")
        if subprocess.check_output(
                ["git", "rev-parse", "refs/tasks/main"]) != tip:
            wrong.append(f"round {r}: a run with nothing to do writes here")
    for w in wrong[:40]:
        print(w)
    d = admin(op="dump")
    print(f"# seed {SEED}: {len(d['issues'])} issues, {d['requests']} "
          f"requests, {time.time() - start:.1f} s", file=sys.stderr)
    return 1 if wrong else 0


os.environ.pop("GIT_TASK_TEST_NOW", None)
sys.exit(main())
