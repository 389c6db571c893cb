#!/usr/bin/env python3
"""Runs the examples of documents and compares what they print.

usage: docs.py [--update] FILE...

A code block behind a line `<!-- test -->` is a transcript: lines that begin with
"$ " are run, in one shell for the whole file, in the current directory; what
stands below each is what it prints (standard output and error).  Ids and times
differ from run to run: an id in the document stands for the id that was printed
in its place, in later commands too.  `$ ...` with a `\\` at its end goes on in
the next line.  A block behind `<!-- script -->` is a shell script that must
succeed and print something.  What stands between `<!-- setup` and `-->`
is run and not shown to readers.

--update writes what was printed into the document.  Prints TAP.
"""
import re
import subprocess
import sys

HEX = re.compile(r"\b(?=[0-9a-f]*[0-9])(?:[0-9a-f]{16}|[0-9a-f]{40}"
                 r"|[0-9a-f]{7,8})\b")
TIMES = [(re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "<time>"),
         (re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?"), "<date>")]


class Shell:
    def __init__(self):
        self.p = subprocess.Popen(
            ["bash", "--norc", "--noprofile"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, command):
        """What it prints, and its exit status."""
        end = "end-of-the-command"
        self.p.stdin.write(f"{{ {command}\n}} </dev/null\n"
                           f"printf '%s %s\\n' {end} $?\n")
        self.p.stdin.flush()
        out = []
        for line in self.p.stdout:
            if end in line:
                at = line.index(end)
                out.append(line[:at])
                return "".join(out), int(line[at + len(end):])
            out.append(line)
        return "".join(out), 255


def normal(text):
    for pattern, name in TIMES:
        text = pattern.sub(name, text)
    text = HEX.sub(lambda m: "<id%d>" % len(m.group(0)), text)
    return "\n".join(s.rstrip() for s in text.rstrip("\n").split("\n"))


def steps(block):
    """(command, expected output) pairs of a transcript."""
    found = []
    for line in block:
        if line.startswith("$ "):
            found.append([line[2:], []])
        elif found and not found[-1][1] and found[-1][0].endswith("\\"):
            found[-1][0] += "\n" + line
        elif found:
            found[-1][1].append(line)
    return found


class Doc:
    def __init__(self, path, update):
        self.path, self.update = path, update
        self.shell, self.ids = Shell(), {}
        self.nr = self.bad = 0

    def tap(self, good, name, detail=""):
        self.nr += 1
        self.bad += not good
        print(("ok" if good else "not ok"), "-", f"{self.path}: {name}")
        for line in detail.split("\n") if detail and not good else ():
            print("#", line)

    def transcript(self, block):
        written = []
        for command, want in steps(block):
            real = HEX.sub(lambda m: self.ids.get(m.group(0), m.group(0)),
                           command)
            out, status = self.shell.run(real)
            want = "\n".join(want)
            old, new = HEX.findall(want), HEX.findall(out)
            if len(old) == len(new):
                self.ids.update(zip(old, new))
            name = command.split("\n")[0]
            same = normal(want) == normal(out)
            self.tap(status == 0 and (same or self.update), name,
                     f"status {status}\nwanted:\n{want}\ngot:\n{out}")
            written.append("$ " + (real if self.update else command))
            written += out.rstrip("\n").split("\n") if out else []
            if self.update:     # later commands name what was printed now
                self.ids.update(zip(new, new))
        return written

    def script(self, block):
        out, status = self.shell.run("\n".join(["set -e"] + block
                                               + ["set +e"]))
        self.tap(status == 0 and out.strip(), block[0] if block else "empty",
                 f"status {status}\n{out}")
        return block

    def run(self):
        lines = open(self.path, encoding="utf-8").read().split("\n")
        result, kind, at = [], None, 0
        while at < len(lines):
            line = lines[at]
            m = re.fullmatch(r"<!-- (test|script) -->", line)
            kind = m.group(1) if m else kind
            result.append(line)
            at += 1
            if line == "<!-- setup":
                end = lines.index("-->", at)
                out, status = self.shell.run("\n".join(lines[at:end]))
                self.tap(status == 0, "setup", out)
                continue
            if not kind or not line.startswith("```"):
                continue
            end = lines.index("```", at)
            result += getattr(self, {"test": "transcript"}.get(kind, kind))(
                lines[at:end])
            at, kind = end, None
        if self.update:
            with open(self.path, "w", encoding="utf-8") as f:
                f.write("\n".join(result))


def main():
    args = sys.argv[1:]
    update = "--update" in args
    docs = [Doc(a, update) for a in args if a != "--update"]
    for d in docs:
        d.run()
    print(f"1..{sum(d.nr for d in docs)}")
    return 1 if any(d.bad for d in docs) or not any(
        d.nr for d in docs) else 0


if __name__ == "__main__":
    sys.exit(main())
