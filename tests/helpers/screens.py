#!/usr/bin/env python3
"""Shows commands on terminals of several widths, one process each.

screens.py DIRECTORY WIDTH... reads a command a line from stdin (words as a shell splits
them; in front of it an optional "name: ").  DIRECTORY/WIDTH.txt then holds all screens of
a width, each behind a line "== NAME"; ids, object names and entries are IIIIIIII, OOOOOOOO
and EEEE.  A line that is wider than its terminal is printed: "WIDTH NAME: LINE"."""
import fcntl, os, pty, re, shlex, struct, sys, termios, unicodedata


def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else
               0 if unicodedata.combining(c) else 1 for c in line)


def start(width, command):
    pid, fd = pty.fork()
    if not pid:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
        os.environ.update(TERM="xterm", GIT_PAGER="cat", NO_COLOR="1")
        os.execvp(command[0], command)
    return pid, fd


def read(pid, fd):
    out = b""
    while True:
        try:
            data = os.read(fd, 65536)
        except OSError:
            break
        if not data:
            break
        out += data
    os.close(fd)
    os.waitpid(pid, 0)
    return out.decode().replace("\r\n", "\n")


def still(text):
    text = re.sub(r"^[0-9a-f]{8}(  \w+ \w+, )", r"OOOOOOOO\1", text, flags=re.M)
    text = re.sub(r"\b[0-9a-f]{8}\b", "IIIIIIII", text)
    text = re.sub(r"\bfor [0-9a-f]{1,7}…", "for III…", text)
    return re.sub(r"\+[0-9a-f]{16}", "+EEEE", text)


commands = []
for given in sys.stdin.read().splitlines():
    name, _, rest = given.rpartition(": ")
    commands.append((name or rest, shlex.split(rest)))
for width in map(int, sys.argv[2:]):
    with open(os.path.join(sys.argv[1], "%d.txt" % width), "w") as kept:
        for name, command in commands:
            text = read(*start(width, command))
            for line in text.split("\n"):
                if columns(line) > width:
                    print("%d %s: %s" % (width, name, line))
            kept.write("== %s\n%s\n" % (name, still(text).rstrip("\n") + "\n"))
