#!/usr/bin/env python3
"""handed.py HOST NR COMMAND...: becomes the command, which finds NR sockets that listen at
HOST handed over to it as systemd does; the port of the first is in the file `port`. NR -1
is one for another process, NR 0 one that does not listen."""
import os
import socket
import sys

host, nr = sys.argv[1], int(sys.argv[2])
for fd in range(3, 3 + max(abs(nr), 1)):
    s = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if nr:
        s.bind((host, 0))
        s.listen(16)
    if fd == 3 and nr:
        with open("port", "w", encoding="ascii") as f:
            f.write(str(s.getsockname()[1]))
    got = s.detach()
    if got != fd:
        os.dup2(got, fd)
    os.set_inheritable(fd, True)
os.environ["LISTEN_PID"] = str(os.getpid() if nr >= 0 else os.getppid())
os.environ["LISTEN_FDS"] = str(max(abs(nr), 1))
os.execvp(sys.argv[3], sys.argv[3:])
