#!/usr/bin/env python3
"""What the includes do not show: which object calls into which.

usage: symbols.py DIR

DIR holds the objects by layer and room, as build/obj does.  Prints "file: uses
X of file" where a symbol that an object does not define stands in a later layer
or in a room that its own room may not include (tests/lint/tree.py has both
orders); exit status 1 when there is any, or no object at all.
"""
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # lint leaves nothing in the tree
from tree import LAYERS, ROOMS_FREE, layer_of, step_of

# the rows of the command table are reached through it, from every surface
ROWS = re.compile(r"(cmd|tool)_\w+")


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


def main():
    defined, needed = symbols(Path(sys.argv[1]))
    if not defined:
        print(f"{sys.argv[1]}: no objects")
        return 1
    bad = [f"{user}: uses {symbol} of {defined[symbol]}"
           for user, symbol in needed
           if symbol in defined and is_up(user, defined[symbol]) and not (
               layer_of(user) == "cmd" and ROWS.fullmatch(symbol))]
    for text in bad:
        print(text)
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
