#!/usr/bin/env python3
"""Attacks on a clone's tasks: kills, vandals, full disks, damage, hostile text.

attack.py [--seconds N] [--seed N] [SECTION...]

Each section has its share of the time (600 s together) and ends by itself.  What
counts, in the last line: lost (an acknowledged change that is not there when the
damage is taken away again), hangs (over 5 s), silent deaths (a signal, or a failure
without a word), executions (something of the attacker's ran).  Any is exit status 1.
"""
import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
LIMIT = 5
CODES = {0, 1, 2, 128, 129}


class Count:
    def __init__(self):
        self.runs = self.lost = self.hangs = self.deaths = self.executed = 0

    def bad(self):
        return self.lost + self.hangs + self.deaths + self.executed


class Attack:
    def __init__(self, scratch, rng):
        self.scratch, self.rng, self.count = scratch, rng, Count()
        self.home = os.path.join(scratch, "home")
        os.makedirs(self.home, exist_ok=True)
        with open(os.path.join(self.home, ".gitconfig"), "w") as f:
            f.write("[user]\n\tname = Tess Ter\n\temail = tess@example.com\n"
                    "[init]\n\tdefaultBranch = main\n[protocol \"file\"]\n"
                    "\tallow = always\n")
        self.env = {k: v for k, v in os.environ.items()
                    if not k.startswith(("GIT_", "TM_", "TASK_"))}
        self.env.update(HOME=self.home, GIT_CONFIG_NOSYSTEM="1",
                        GIT_TERMINAL_PROMPT="0", LC_ALL="C.UTF-8",
                        GIT_PAGER="cat", TERM="dumb")

    def say(self, what, argv, out=""):
        print(f"# {what}: {' '.join(argv)[:100]} {out[:200]!r}", flush=True)

    def run(self, cwd, *argv, judge=True, **more):
        """Exit status, stdout, stderr; judged unless the caller damages it."""
        self.count.runs += 1
        p = subprocess.Popen(argv, cwd=cwd, env=self.env, text=True,
                             errors="replace", stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             start_new_session=True, **more)
        start = time.monotonic()
        try:
            out, err = p.communicate(timeout=LIMIT * 4)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            out, err = p.communicate()
            self.count.hangs += 1
            self.say("hangs", argv)
            return None, out, err
        took = time.monotonic() - start
        if took > LIMIT and self.load() < 4:
            self.count.hangs += 1
            self.say(f"took {took:.1f} s", argv)
        if judge and (p.returncode < 0 or p.returncode not in CODES):
            self.count.deaths += 1
            self.say(f"died of {p.returncode}", argv, err)
        elif judge and p.returncode >= 128 and not err.strip():
            self.count.deaths += 1
            self.say("failed without a word", argv)
        return p.returncode, out, err

    @staticmethod
    def load():
        return os.getloadavg()[0]

    def repo(self, name, tasks=0):
        path = os.path.join(self.scratch, name)
        shutil.rmtree(path, ignore_errors=True)
        self.git(None, "init", "-q", path)
        self.git(path, "commit", "-q", "--allow-empty", "-m", "first")
        ids = set()
        for i in range(tasks):
            status, out, _ = self.run(path, "git-task", "add", "-q",
                                      f"task {i}", "-d", f"text {i}" * 20)
            if status == 0:
                ids.add(out.strip())
        return path, ids

    def git(self, cwd, *args):
        subprocess.run(["git", *args], cwd=cwd, env=self.env, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def listed(self, path):
        status, out, err = self.run(path, "git-task", "list", "--all",
                                    "--format", "ids")
        return {x[:8] for x in out.split()} if status == 0 else None

    def check(self, path, ids, what):
        have = self.listed(path)
        lost = ids if have is None else {i for i in ids if i[:8] not in have}
        if lost:
            self.count.lost += len(lost)
            self.say(f"{what}: lost {len(lost)}", sorted(lost)[:5])

    # ---- kills: SIGKILL at any moment; what was acknowledged stays ----

    def kills(self, until):
        path, ids = self.repo("kills")
        nr, took = 0, 0.02
        while time.monotonic() < until and nr < 1000:
            start = time.monotonic()
            p = subprocess.Popen(
                ["git-task", "add", "-q", f"kill {nr}"], cwd=path,
                env=self.env, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True)
            if nr % 10:
                try: # at any moment of a run, and a little later
                    p.wait(self.rng.random() * took * 1.5)
                except subprocess.TimeoutExpired:
                    p.kill()
            out = p.communicate()[0].strip()
            if not nr % 10: # one that is left alone tells how long
                took = (took + time.monotonic() - start) / 2
            if len(out) == 8:
                ids.add(out)
            nr += 1
        self.check(path, ids, "after kills")
        status, out, err = self.run(path, "git-task", "fsck")
        if status != 0:
            self.count.lost += 1
            self.say("fsck after kills", ["git-task", "fsck"], out + err)
        status, out, err = self.run(path, "git-task", "add", "-q", "after")
        if status != 0:
            self.count.lost += 1
            self.say("no write after kills", ["add"], err)
        return f"{nr} kills, {len(ids)} acknowledged"

    # ---- a vandal beside writers: everything local is cut and removed ----

    def vandal(self, until):
        path, ids = self.repo("vandal", 3)
        local = os.path.join(path, ".git/git-task")
        acts = 0
        while time.monotonic() < until:
            writers = [subprocess.Popen(
                ["git-task", "add", "-q", f"w{acts}-{i}"], cwd=path,
                env=self.env, stdout=subprocess.PIPE, text=True,
                stderr=subprocess.PIPE) for i in range(4)]
            while any(w.poll() is None for w in writers):
                f = os.path.join(local, self.rng.choice(
                    ["index", "index.tip", "actor", "told"]))
                try:
                    if self.rng.random() < 0.5:
                        os.truncate(f, self.rng.randrange(
                            max(1, os.path.getsize(f))))
                    else:
                        os.unlink(f)
                except OSError:
                    pass
                time.sleep(0.001)
            for w in writers:
                out, err = w.communicate()
                self.count.runs += 1
                if w.returncode == 0 and len(out.strip()) == 8:
                    ids.add(out.strip())
                elif w.returncode not in CODES or not err.strip():
                    self.count.deaths += 1
                    self.say(f"writer died of {w.returncode}", ["add"], err)
            acts += 4
        self.check(path, ids, "beside a vandal")
        return f"{acts} writes, {len(ids)} acknowledged"

    # ---- a disk that fills, and a limit of file sizes ----

    def disk(self, until):
        path, ids = self.repo("disk", 3)
        nr = 0
        while time.monotonic() < until and nr < 60:
            size = self.rng.choice([1, 2, 4, 8, 16])
            status, out, err = self.run(
                path, "sh", "-c", f"ulimit -f {size}; exec git-task add -q "
                f"'disk {nr}' -d \"$(seq {self.rng.randrange(1, 9000)})\"")
            if status == 0:
                ids.add(out.strip())
            nr += 1
        self.check(path, ids, "on a full disk")
        return f"{nr} writes"

    # ---- damage: refs, objects, packs, indexes ----

    def targets(self, path):
        """Files of the store and of the index, by kind."""
        found = {}
        for d, _, names in os.walk(os.path.join(path, ".git")):
            for n in names:
                f = os.path.join(d, n)
                kind = ("pack" if n.endswith((".pack", ".idx", ".rev")) else
                        "index" if n.startswith("index") and
                        d.endswith("git-task") else
                        "packed-refs" if n == "packed-refs" else
                        "object" if "/objects/" in f else
                        "ref" if "/refs/tasks" in f or
                        "/logs/refs/tasks" in f else None)
                if kind:
                    found.setdefault(kind, []).append(f)
        return found

    def mutate(self, data):
        rng, data = self.rng, bytearray(data)
        kind = rng.randrange(6)
        if not data or kind == 0:
            return bytes(data[:rng.randrange(len(data) + 1)])
        if kind == 1:
            for _ in range(rng.randrange(1, 9)):
                data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind == 2:
            data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        elif kind == 3:
            at = rng.randrange(len(data))
            data[at:at] = bytes(rng.randrange(256)
                                for _ in range(rng.randrange(1, 40)))
        elif kind == 4:
            at = rng.randrange(len(data))
            del data[at:at + rng.randrange(1, 200)]
        else:
            at = rng.randrange(len(data))
            data[at:at + 64] = bytes(len(data[at:at + 64]))
        return bytes(data)

    def damage(self, until):
        loose, ids = self.repo("loose", 6)
        self.listed(loose)
        packed = os.path.join(self.scratch, "packed")
        shutil.rmtree(packed, ignore_errors=True)
        shutil.copytree(loose, packed)
        self.git(packed, "gc", "-q")
        self.git(packed, "pack-refs", "--all")
        self.listed(packed)
        nr = 0
        while time.monotonic() < until and nr < 2000:
            path = self.rng.choice([loose, packed])
            kinds = self.targets(path)
            kind = self.rng.choice(sorted(kinds))
            f = self.rng.choice(sorted(kinds[kind]))
            with open(f, "rb") as h:
                before = h.read()
            mode = os.stat(f).st_mode
            os.chmod(f, 0o644)
            with open(f, "wb") as h:
                h.write(self.mutate(before))
            argv = self.rng.choice([
                ["list", "--all"], ["show", sorted(ids)[0]], ["fsck"],
                ["log"], ["status"], ["search", "text"], ["export"]])
            tip = os.path.join(path, ".git/refs/tasks/main")
            status, out, err = self.run(path, "git-task", *argv)
            have = set()
            if argv[0] == "list" and status == 0:
                have = {line[:8] for line in out.split("\n")}
                if not ids <= have:
                    self.count.lost += 1
                    self.say(f"{os.path.relpath(f, path)} damaged: fewer "
                             "tasks and exit status 0", argv, out)
            if kind in ("ref", "packed-refs") and self.rng.random() < 0.3:
                was = os.path.exists(tip)
                self.run(path, "git-task", "add", "-q", "on damage")
                if kind == "packed-refs" and not was and os.path.exists(tip):
                    self.judge_new_tip(path, ids, tip, f, before)
            with open(f, "wb") as h:
                h.write(before)
            os.chmod(f, mode)
            self.check(path, ids, f"{os.path.relpath(f, path)} mended")
            nr += 1
        return f"{nr} mutations"

    def judge_new_tip(self, path, ids, tip, f, before):
        """A write on a damaged list of refs must go on from the old tip."""
        status, out, _ = self.run(path, "git", "rev-list", "--count",
                                  "refs/tasks/main")
        if status == 0 and int(out) < len(ids):
            self.count.lost += 1
            self.say("a new history began", ["add"], out)

    # ---- hostile text, links, bombs: the suite's own programs ----

    def text(self, until):
        """All rows in all formats, as far as the time goes: the walk ends by
        itself at `until`, and says how far it came."""
        path = os.path.join(self.scratch, "text")
        helper = os.path.join(TOP, "tests/helpers/hostile.py")
        subprocess.run([sys.executable, helper, "make", path], env=self.env,
                       check=True)
        out = subprocess.run(
            [sys.executable, helper, "walk", path, "all",
             str(max(10, until - time.monotonic()))], env=self.env,
            stdout=subprocess.PIPE, text=True).stdout
        last = out.strip().split("\n")[-1]
        self.count.runs += int(last.split(" ")[0] or 0)
        if not last.endswith(" 0 faults"):
            self.count.executed += 1
            print(out)
        return last

    def suite(self, until):
        """Trees made by hand, bombs, links, what Git refuses."""
        names = ["t1060-damaged-refs", "t1070-hostile-objects",
                 "t1080-what-git-refuses", "t5320-last-stamp",
                 "t5330-links-out"]
        done = 0
        for n in names:
            p = subprocess.run(["sh", f"{TOP}/tests/{n}.sh"], text=True,
                               stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, timeout=300)
            done += p.stdout.count("\nok ")
            if p.returncode:
                self.count.executed += 1
                print("\n".join(x for x in p.stdout.split("\n")
                                if x.startswith("not ok")))
        return f"{done} checks of {len(names)} programs"


SHARES = {"kills": 0.25, "vandal": 0.15, "disk": 0.08, "damage": 0.35,
          "text": 0.07, "suite": 0.1}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seconds", type=float, default=540)
    p.add_argument("--seed", type=int,
                   default=int.from_bytes(os.urandom(4), "big"))
    p.add_argument("section", nargs="*")
    opt = p.parse_args()
    scratch = tempfile.mkdtemp(prefix="git-task-attack.")
    a = Attack(scratch, random.Random(opt.seed))
    names = opt.section or list(SHARES)
    whole = sum(SHARES[n] for n in names)
    print(f"seed {opt.seed}", flush=True)
    for n in names:
        until = time.monotonic() + opt.seconds * SHARES[n] / whole
        print(f"{n}: {getattr(a, n)(until)}", flush=True)
    shutil.rmtree(scratch, ignore_errors=True)
    c = a.count
    print(f"{c.runs} runs: {c.lost} lost, {c.hangs} hangs, {c.deaths} silent "
          f"deaths, {c.executed} executions")
    return 1 if c.bad() else 0


if __name__ == "__main__":
    sys.exit(main())
