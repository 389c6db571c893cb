#!/usr/bin/env python3
"""box-attacks.py [ATTACK...] FACTS: ways out of the box, tried from inside; a line for
each that led somewhere.  FACTS is the JSON that box-host.py wrote: what there is to be
found outside."""
import ctypes
import errno
import fcntl
import glob
import json
import os
import socket
import subprocess
import sys
import termios

with open(sys.argv[-1], encoding="utf-8") as file:
    facts = json.load(file)
libc = ctypes.CDLL(None, use_errno=True)
SECRET = facts["secret"]
ARM = os.uname().machine == "aarch64"
KEYCTL = 219 if ARM else 250
BPF = 280 if ARM else 321
OPEN_TREE = 428


def contains(path):
    with open(path, "rb") as file:
        return SECRET.encode() in file.read(1 << 16)


def written(path, how="w"):
    with open(path, how, encoding="utf-8") as file:
        file.write("[core]\n\tfsmonitor = echo out\n")
    return True


def opened(path):
    """To be written to; nothing is."""
    os.close(os.open(path, os.O_WRONLY))
    return True


def says_hello(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(3)
        sock.connect(address)
        return SECRET.encode() in sock.recv(100)


def inherited():
    found = False
    for fd in range(3, 256):
        try:
            os.lseek(fd, 0, os.SEEK_SET)
            found |= SECRET.encode() in os.read(fd, 100)
        except OSError:
            pass
    return found


def session_keyring():
    key = libc.syscall(KEYCTL, 10, -3, b"user", b"git-task-test", 0)
    text = ctypes.create_string_buffer(100)
    return key > 0 and libc.syscall(KEYCTL, 11, key, text, 100) > 0 and \
        SECRET.encode() in text.value


def typed():
    """Pushes a byte into the terminal's input, as if somebody had typed it."""
    for fd in (0, 1, 2, os.open("/dev/tty", os.O_RDWR)):
        try:
            fcntl.ioctl(fd, termios.TIOCSTI, b"x")
            return True
        except OSError:
            pass
    return False


def filled(path):
    """More bytes than the box may keep in memory."""
    try:
        with open(path, "wb", buffering=0) as file:
            for _ in range(300):
                file.write(bytes(1 << 20))
        return True
    finally:
        if os.path.exists(path):
            os.unlink(path)


def more_rights():
    """A program of root's that keeps its owner's rights."""
    with open("/proc/self/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file if ":" in line)
    return status["NoNewPrivs"].strip() != "1" or \
        any(int(status[k], 16) for k in ("CapEff", "CapPrm", "CapBnd"))


def renamed():
    os.rename(".git", "git-was")
    os.mkdir(".git")
    return True


def replaced(path):
    """A new file put over the one that is there."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write("gitdir: evil\n")
    try:
        os.rename(path + ".new", path)
    finally:
        if os.path.exists(path + ".new"):
            os.unlink(path + ".new")
    return True


def linked(path):
    os.link(path, "hard-link")
    return True


def sent_udp():
    """Nobody answers: whether it left the box is known outside only."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"box-attacks", ("127.0.0.1", facts["udp"]))
        sock.settimeout(1)
        return sock.recv(10) == b"heard"


def named():
    with open("/etc/resolv.conf", encoding="ascii") as file:
        return "nameserver" in file.read()


def shared_memory():
    with open("/proc/sysvipc/shm", encoding="ascii") as file:
        return len(file.readlines()) > 1


def process_outside():
    os.kill(facts["pid"], 0)
    return True


def traced_outside():
    return libc.ptrace(16, facts["pid"], None, None) == 0


def sees_outside():
    for path in glob.glob("/proc/[0-9]*/root" + facts["outside"]):
        if contains(path):
            return True
    return False


def by_handle():
    """open_by_handle_at(2): inodes of the file system by their numbers."""
    buf = ctypes.create_string_buffer(b"\x08\0\0\0\1\0\0\0" + bytes(128))
    fd = libc.open_by_handle_at(os.open(".", os.O_RDONLY), buf, 0)
    return fd >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS)


def git_config():
    subprocess.run(["git", "config", "core.fsmonitor", "echo out"], check=True,
                   stderr=subprocess.DEVNULL)
    return True


def tasks_ref():
    subprocess.run(["git", "update-ref", "refs/tasks/evil", "HEAD"], check=True,
                   stderr=subprocess.DEVNULL)
    return True


HERE = os.getcwd()
ATTACKS = {
    "another user namespace": lambda: libc.unshare(0x10000000) == 0,
    "another mount namespace": lambda: libc.unshare(0x20000) == 0,
    "mount": lambda: libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0,
    "open_tree": lambda: libc.syscall(OPEN_TREE, -100, b"/", 1) >= 0,
    "chroot": lambda: libc.chroot(b"/tmp") == 0,
    "bpf": lambda: libc.syscall(BPF, 0, bytes(64), 64) >= 0,
    "a file by its handle": by_handle,
    "a process outside": process_outside,
    "ptrace of a process outside": traced_outside,
    "files outside through /proc": sees_outside,
    "a file outside": lambda: contains(facts["outside"]),
    "settings of the kernel": lambda: opened("/proc/sys/kernel/core_pattern"),
    "system requests": lambda: opened("/proc/sysrq-trigger"),
    "a file descriptor": inherited,
    "the keys of the session": session_keyring,
    "typing into the terminal": typed,
    "an abstract socket": lambda: says_hello(socket.AF_UNIX,
                                             "\0" + facts["abstract"]),
    "a port": lambda: says_hello(socket.AF_INET, ("127.0.0.1", facts["tcp"])),
    "a datagram": sent_udp,
    "name servers": named,
    "shared memory by its number": shared_memory,
    "shared memory by its name": lambda: contains("/dev/shm/" + facts["shm"]),
    "rights": more_rights,
    "LD_PRELOAD": lambda: "LD_PRELOAD" in os.environ,
    "memory in /dev/shm": lambda: filled("/dev/shm/fill"),
    "memory in /dev": lambda: filled("/dev/fill"),
    "memory in /": lambda: filled("/fill"),
    "memory in /etc": lambda: filled("/etc/fill"),
    "memory above the work tree": lambda: filled(os.path.dirname(HERE) + "/fill"),
    "memory in /tmp": lambda: filled("/tmp/fill"),
    "a link to Git's settings": lambda: linked(facts["gitdir"] + "/config"),
    "a link to a file outside": lambda: linked(facts["outside"]),
    "Git's settings": git_config,
    "a branch of tasks": tasks_ref,
    "another .git": renamed,
    "a file over .git": lambda: replaced(".git"),
    "an alternate of Git's": lambda: written(facts["gitdir"] +
                                             "/objects/info/alternates"),
}
for place in facts["guarded"]:
    ATTACKS["writing " + place] = lambda place=place: written(place, "a")
    ATTACKS["replacing " + place] = lambda place=place: replaced(place)

if sys.argv[2:]:
    ATTACKS = {what: ATTACKS[what] for what in sys.argv[1:-1]}
for what, attack in ATTACKS.items():
    try:
        if attack():
            print(what)
    except (OSError, KeyError, subprocess.CalledProcessError):
        pass
print("tried", len(ATTACKS))
