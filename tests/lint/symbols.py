#!/usr/bin/env python3
"""What the includes do not show: which object calls into which.

usage: symbols.py DIR

DIR holds the objects by layer and room, as build/obj does.  Prints "file: uses
X of file" where a symbol that an object does not define stands in a later layer
or in a room that its own room may not include (tests/lint/tree.py has both
orders); circles of files; what other files could use and none does, or only a test.  Exit status 1 when there is any, or no object at all.
"""
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # lint leaves nothing in the tree
from tree import LAYERS, ROOMS_FREE, layer_of, step_of, strip

# the rows of the command table are reached through it, from every surface
ROWS = re.compile(r"(cmd|tool)_\w+")

# What the linker or the loader looks for.
CALLED_FROM_OUTSIDE = {"main", "mbedtls_x509_crt_parse_file"}


def symbols(root):
    """({symbol: its file}, [(file, symbol it needs)])"""
    objects = sorted(str(p) for p in root.rglob("*.o"))
    if not objects:
        return {}, []
    defined, needed = {}, []
    out = subprocess.run(["nm", "-A", *objects], check=True, text=True,
                         capture_output=True).stdout
    here = Path("src").is_dir()
    for line in out.splitlines():
        name, rest = line.split(".o:", 1)
        path = "src/" + str(Path(name).relative_to(root)) + ".c"
        if here and not Path(path).is_file():
            continue  # an object whose source has gone
        kind, symbol = rest.split()[-2:]
        if kind == "U":
            needed.append((path, symbol))
        elif kind in "TDBRC":
            defined[symbol] = path
    return defined, needed


def is_up(user, owner):
    a, b = layer_of(user), layer_of(owner)
    if a not in LAYERS or b not in LAYERS:
        return False
    if a != b:
        return LAYERS.index(b) > LAYERS.index(a)
    (room, at), (to_room, to) = step_of(user), step_of(owner)
    return room != to_room and a not in ROOMS_FREE and \
        at is not None and to is not None and to >= at


def circles(defined, needed):
    """The sets of files of which each reaches each other."""
    calls = {}
    for user, symbol in needed:
        owner = defined.get(symbol, user)
        if owner != user and not ROWS.fullmatch(symbol):
            calls.setdefault(user, set()).add(owner)
    reach = {}
    for start in calls:
        seen, todo = set(), [start]
        while todo:
            new = calls.get(todo.pop(), set()) - seen
            seen |= new
            todo.extend(new)
        reach[start] = seen
    return {frozenset(b for b in reach[a] if a in reach.get(b, ()))
            for a in reach if a in reach[a]}


def check_circles(defined, needed):
    return sorted(f"{min(c)}: a circle of files: " + " ".join(sorted(c))
                  for c in circles(defined, needed))


def check_unused(defined, needed, tests):
    """Symbols for other files which no other file uses."""
    used = {symbol for _, symbol in needed}
    words = set(re.findall(r"\w+", "\n".join(
        p.read_text(errors="replace") for p in Path(tests).rglob("*.c"))))
    bad = []
    for symbol, path in sorted(defined.items(), key=lambda x: (x[1], x[0])):
        if symbol in used or symbol in CALLED_FROM_OUTSIDE \
                or not Path(path).is_file():
            continue
        code = strip(Path(path).read_text())
        inside = len(re.findall(rf"\b{symbol}\b", code)) > 1
        if symbol not in words:
            bad.append(f"{path}: {symbol} is used by no other file: " +
                       ("make it static" if inside else "delete it"))
        elif not inside:
            bad.append(f"{path}: {symbol} is used by tests only")
    return bad


def main():
    defined, needed = symbols(Path(sys.argv[1]))
    if not defined:
        print(f"{sys.argv[1]}: no objects")
        return 1
    bad = [f"{user}: uses {symbol} of {defined[symbol]}"
           for user, symbol in needed
           if symbol in defined and is_up(user, defined[symbol]) and not (
               layer_of(user) == "cmd" and ROWS.fullmatch(symbol))]
    bad += check_circles(defined, needed)
    bad += check_unused(defined, needed, "tests")
    for text in bad:
        print(text)
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
