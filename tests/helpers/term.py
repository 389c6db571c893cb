#!/usr/bin/env python3
"""Runs a command on a terminal of so many columns and prints what it says there:
term.py [-w] COLUMNS COMMAND...; with -w only the lines that do not fit."""
import fcntl, os, pty, struct, sys, termios, unicodedata
check = sys.argv[1] == "-w"
if check:
    del sys.argv[1]
width = int(sys.argv[1])
size = struct.pack("HHHH", 40, width, 0, 0)
pid, fd = pty.fork()
if not pid:
    fcntl.ioctl(1, termios.TIOCSWINSZ, size)
    os.environ.update(TERM="xterm", GIT_PAGER="cat", COLUMNS=str(width))
    os.execvp(sys.argv[2], sys.argv[2:])
out = b""
while True:
    try:
        data = os.read(fd, 65536)
    except OSError:
        break
    if not data:
        break
    out += data
os.waitpid(pid, 0)
text = out.decode().replace("\r\n", "\n")
def columns(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else
               0 if unicodedata.combining(c) else 1 for c in line)
if check:
    text = "".join("%d: %s\n" % (columns(line), line) for line in text.split("\n")
                   if columns(line) > width)
sys.stdout.write(text)
