#!/usr/bin/env python3
"""Checks of the source tree's text: layers, bans, cycles, caps, words.

usage: tree.py [ROOT]
       tree.py --sizes: files and lines of each layer, as docs/HACKING.md has them

Prints "path:line: what is wrong" for each finding; exit status 1 when there
is any.  docs/HACKING.md explains the rules.
"""
import re
import subprocess
import sys
from pathlib import Path

LAYERS = ["base", "data", "lang", "store", "model", "db", "feat", "act", "front",
          "serve", "cmd"]
# layer -> layers that it may not include although they are lower
BANNED_LAYERS = {
    "model": {"store"}, "feat": {"store"}, "act": {"store"}, "cmd": {"store"},
    "front": {"store", "feat"}, "serve": {"store", "feat", "db"},
}
# Rooms of a layer, lowest first; those of one step do not include each other.
# Files that stand in the layer's own folder come last.
ROOMS = {
    "store": [["place"], ["config"], ["maker"], ["odb"], ["history"], ["refs"],
              ["net"]],
    "db": [["index"], ["core"], ["query"], ["share"], ["events"], ["care"]],
    "feat": [["judge", "measure", "template", "exchange", "project", "prd",
              "tell"], ["bridge", "gate"], ["plan"], ["exec", "session"],
             ["agent"], ["llm"]],
    "serve": [["page", "mcp"], ["http"]],
    "cmd": [["kit"], ["tool", "hook"], ["change", "look", "run"]],
}
# layers whose rooms may include each other
ROOMS_FREE = {"front"}
ROOM_CAP = 40
# third-party header -> where it may be included
LIBRARIES = {
    r"git2(/.*)?\.h": r"src/store/maker/",
    r"(cjson/)?cJSON\.h": r"src/data/json\.c$",
    r"yaml\.h": r"src/data/yaml\.c$",
    r"cmark\.h": r"src/data/md\.c$",
    r"expat\.h": r"src/data/xml\.c$",
    r"zlib\.h": r"src/store/odb/",
    r"curl/.*": r"src/data/web\.c$",
    r"sqlite3\.h": r"src/feat/exec/sql\.c$",
    r"microhttpd\.h": r"src/serve/http/daemon\.c$",
}
# call -> (where it is allowed, what to use)
CALLS = {
    "exit|_exit|_Exit|quick_exit|abort":
        (r"src/(base/|cmd/main\.c|cmd/hook/hookrun\.c|front/pager\.c|"
         r"serve/http/aside\.c)",
         "return an error"),
    "printf|vprintf|puts|putchar|fputs|fputc|putc|fprintf|vfprintf|perror|"
    "dprintf|vdprintf|warn|warnx":
        (r"src/(front/out\.c|base/|cmd/main\.c)", "front/out.h"),
    "fwrite": (r"src/(front/out\.c|base/|store/odb/pack\.c)", "front/out.h"),
    "malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|strdup|"
    "strndup|asprintf|vasprintf":
        (r"src/base/mem\.c", "base/mem.h"),
    "time|gettimeofday|clock_gettime":
        (r"src/(data/when\.c|base/|front/out\.c)", "data/when.h"),
    "rand|random|srand|srandom|drand48|getrandom|arc4random":
        (r"src/data/rand\.c", "data/rand.h"),
    "fork|vfork|execv|execvp|execvpe|execve|execl|execlp|execle|fexecve|"
    "posix_spawn|posix_spawnp":
        (r"src/(base/spawn\.c|front/|serve/)", "base/proc.h"),
    "strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|gets|localtime|"
    "gmtime|ctime|asctime|mktemp|tmpnam|tempnam|system|popen|alloca|atoi|atol|"
    "atoll|atof|setjmp|longjmp":
        (r"src/base/base\.h", "what docs/HACKING.md names"),
    "signal": (r"src/(base|serve)/|src/front/pager\.c", "sigaction in base/"),
}
# Transactions on tasks are run by act/ and db/: what a change of status brings along
# is decided in one place.  (A log of sessions is no task.)
WRITERS = re.compile(r"(?<![\w.>])(db_write|db_apply|change_status|txn_put)\s*\(")
WRITERS_OK = re.compile(r"src/(db|act)/|src/feat/(session/session|agent/memory)")
COMPANIONS = re.compile(r"change_(set|unset)\w*\([^;]*\bF_(STATUS|STARTED_AT|"
                        r"COMPLETED_AT|TRANSITIONS)\b")
COMPANIONS_OK = re.compile(r"src/(model|act)/")
# a variable that is defined at the start of a line and can change
VARIABLE = re.compile(
    r"(?!extern\b|typedef\b|enum\b|union\b|return\b|goto\b|case\b|default\b"
    r"|struct \w+\s*;)(?!.*\bconst\b)(static )?(?!inline\b)"
    r"[A-Za-z_][\w \t*]*[ *]\w+(\[[^\]]*\])*\s*(=|;)")
# the empty string and the empty list, which nobody writes to
VARIABLES_OK = {"src/base/strbuf.c", "src/base/strvec.c"}
FILE_CAP = 1000
FUNCTION_CAP = 80
WORDS = re.compile(
    r"\b(stub|not (yet )?implemented|placeholder|for now|dummy)\b"
    r"|\b(TBD)\b", re.I)
WORDS_OK = re.compile(r"placeholder=|todo[-_ ]?(scan|comment|pattern|marker)",
                      re.I)
MARKERS = re.compile(r"(?:/\*|//|^\s*#|^\s*\*)\s*(TODO|FIXME|XXX|HACK)\b[:( ]")
# the directories of one machine, spelt so that this line is not a finding
PATHS = re.compile(r"(?<![\w}])/(?:wor[k]|far[m]|roo[t]|hom[e]/[a-z]+)/")

# documents of somewhere else, and those of the tree, which must be there
ELSEWHERE = re.compile(r"\bdesig[n] \d|\b(?:notes|shared|reference)/[\w-]+\.md")
DOCUMENT = re.compile(r"(?<![\w/-])(?:docs|formats)/[a-z][\w-]*(?:\.schema)?"
                      r"\.(?:md|json)\b")

findings = []


def report(path, line, text):
    findings.append(f"{path}:{line}: {text}")


def strip(text):
    """The text with comments and the insides of strings blanked out."""
    def blank(m):
        s = m.group(0)
        if s[0] in "\"'":
            return s[0] + "\n" * s.count("\n") + s[0]
        return "\n" * s.count("\n") or " "
    return re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\""
                  r"|'(?:\\.|[^'\\\n])*'", blank, text, flags=re.S)


def layer_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) >= 3 and parts[0] == "src" else None


def step_of(path):
    """(the room of a file, its place in the layer's order; None: it has none)."""
    parts = path.split("/")
    layer = parts[1]
    room = parts[2] if len(parts) > 3 else ""
    order = ROOMS.get(layer, [])
    if room == "":
        return layer, len(order)
    for at, names in enumerate(order):
        if room in names:
            return f"{layer}/{room}", at
    return f"{layer}/{room}", None


def check_room(path):
    """A room stands in the order of its layer."""
    if layer_of(path) not in ROOMS_FREE and step_of(path)[1] is None:
        report(path, 1, f"{step_of(path)[0]} is not in ROOMS of"
               " tests/lint/tree.py")


def check_rooms(path, nr, target):
    """A room includes itself and what is below it in the layer's order."""
    room, at = step_of(path)
    to_room, to = step_of(target)
    if layer_of(path) != layer_of(target) or room == to_room \
            or layer_of(path) in ROOMS_FREE or at is None or to is None:
        return
    if to >= at:
        report(path, nr, f"{room} may not include {to_room}")


def check_room_sizes(sources):
    count = {}
    for path in sources:
        room = path.rsplit("/", 1)[0]
        count[room] = count.get(room, 0) + 1
    for room, nr in sorted(count.items()):
        if nr > ROOM_CAP:
            report(room, 1, f"{nr} files (cap {ROOM_CAP})")


def check_includes(path, text):
    """Layer rules and the order of includes; returns our own includes."""
    layer = layer_of(path)
    own, order = [], []
    for nr, line in enumerate(text.split("\n"), 1):
        m = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
        if not m:
            continue
        name = m.group(2)
        if m.group(1) == "<":
            for lib, where in LIBRARIES.items():
                if re.fullmatch(lib, name) and not re.match(where, path):
                    report(path, nr, f"<{name}> may not be included here")
            continue
        target = name.split("/")[0]
        own.append("src/" + name)
        order.append((nr, name))
        if "/" not in name or target not in LAYERS:
            report(path, nr, f'"{name}" is no path from src/')
        elif layer not in LAYERS:
            report(path, nr, f"src/{layer} is no layer")
        elif LAYERS.index(target) > LAYERS.index(layer):
            report(path, nr, f"{layer} includes the later layer {target}")
        elif target in BANNED_LAYERS.get(layer, ()):
            report(path, nr, f"{layer} may not include {target}")
        else:
            check_rooms(path, nr, "src/" + name)
    check_order(path, order)
    return own


def check_order(path, order):
    if not path.endswith(".c"):
        return
    if not order:
        report(path, 1, 'no #include "base/base.h"')
        return
    if order[0][1] != "base/base.h":
        report(path, order[0][0], '"base/base.h" must be the first include')
    rest = [o for o in order if o[1] != "base/base.h"]
    header = path[4:-2] + ".h"
    if header in [o[1] for o in rest]:
        if rest[0][1] != header:
            report(path, rest[0][0], f'"{header}" must be the second include')
        rest = [o for o in rest if o[1] != header]
    # headers of the file's own layer may stand before those of lower ones
    rest = [o for o in rest if o[1].split("/")[0] != layer_of(path)]
    last = 0
    for nr, name in rest:
        layer = name.split("/")[0]
        at = LAYERS.index(layer) if layer in LAYERS else last
        if at < last:
            report(path, nr, f'"{name}" after an include of a later layer')
        last = max(last, at)


def check_cycles(graph):
    state = {}

    def visit(node, trail):
        state[node] = 1
        for to in graph.get(node, ()):
            if state.get(to) == 1:
                loop = trail[trail.index(to):] + [to]
                report(to, 1, "include cycle: " + " -> ".join(loop))
            elif to not in state:
                visit(to, trail + [to])
        state[node] = 2

    for node in sorted(graph):
        if node not in state:
            visit(node, [node])


# Who may read a file by its name alone: the name is typed by the user, or the file is
# one of ours or of Git's.  What a clone can name (tracked files, settings, templates,
# what an agent asks for) goes through file_read_inside(), which does not leave the
# work tree through links and does not wait for pipes.
READERS_OK = re.compile(
    r"src/(base/|store/"
    r"|db/(core/(fence|local|lock|who)|share/(conflicts|hosts))\.c$"  # <git dir>
    r"|feat/project/(active|gitstate|hooklog|hooks|notes|quiet)\.c$"  # <git dir>
    r"|feat/tell/|feat/agent/(watch|prime|setup-place)\.c$"  # <git dir>, HOME
    r"|feat/session/worklog\.c$|feat/bridge/state\.c$"  # <git dir>
    r"|cmd/hook/hookrun\.c$"  # what Git hands to a hook
    r"|cmd/run/cmd-agent-hook\.c$"  # standard input
    r"|cmd/run/cmd-ci\.c$"  # what the runner of a CI system names
    r"|cmd/kit/(common|editor)\.c$|cmd/look/cmd-report\.c$"  # typed
    r"|feat/(exec/exec-lang|agent/setup)\.c$|feat/judge/values\.c$"  # typed
    r"|feat/exchange/(foreign|from-backlog)\.c$|serve/http/secret\.c$"  # typed
    r"|feat/template/template\.c$)")  # typed, or of the user's own folders


def check_calls(path, code):
    for nr, line in enumerate(code.split("\n"), 1):
        if re.match(r"\s*#", line):
            continue
        if re.search(r"(?<![\w.>])file_read\s*\(", line) and \
                path.startswith("src/") and not READERS_OK.match(path):
            report(path, nr, "call of file_read(): what a clone can name is "
                   "read with file_read_inside()")
        for names, (where, instead) in CALLS.items():
            m = re.search(rf"(?<![\w.>])({names})\s*\(", line)
            if m and not re.match(where, path):
                report(path, nr, f"call of {m.group(1)}(): use {instead}")
        m = WRITERS.search(line)
        if m and not WRITERS_OK.match(path):
            report(path, nr, f"call of {m.group(1)}(): changes of tasks are "
                   "operations, see src/act/act.h")
        m = COMPANIONS.search(line)
        if m and not COMPANIONS_OK.match(path):
            report(path, nr, f"F_{m.group(2)} is set: ask for a status with "
                   "change_want()")
        if VARIABLE.match(line) and path not in VARIABLES_OK:
            report(path, nr, "file-scope variable that is not const")


def check_functions(root, files):
    if not files:
        return
    out = subprocess.run(
        ["ctags", "--languages=C", "--kinds-C=f", "--fields=+ne", "-o", "-"]
        + files, cwd=root, check=True, capture_output=True, text=True).stdout
    for row in out.splitlines():
        m = re.match(r"(\S+)\t(\S+)\t.*\tline:(\d+).*\tend:(\d+)", row)
        if not m:
            continue
        size = int(m.group(4)) - int(m.group(3)) + 1
        if size > FUNCTION_CAP:
            report(m.group(2), m.group(3), f"{m.group(1)}() has {size} lines"
                   f" (cap {FUNCTION_CAP})")


def check_lines(path, text, code_like):
    lines = text.split("\n")
    # words that the program looks for stand in strings
    plain = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text).split("\n") \
        if re.search(r"\.[ch]$", path) else lines
    if code_like and len(lines) - 1 > FILE_CAP:
        report(path, 1, f"{len(lines) - 1} lines (cap {FILE_CAP})")
    ships = re.match(r"(src|hooks|templates|contrib)/|Makefile$", path)
    for nr, line in enumerate(lines, 1):
        if PATHS.search(line) and not path.startswith("tests/data/"):
            report(path, nr, "path of one machine")
        word = WORDS.search(plain[nr - 1])
        if ships and word and not WORDS_OK.search(line):
            report(path, nr, "word of unfinished work: " + word.group(0))
        if ships and code_like and MARKERS.search(plain[nr - 1]) \
                and "todo" not in path:
            report(path, nr, "marker of unfinished work")
        if code_like and path.startswith("src/") and line != line.rstrip():
            report(path, nr, "white space at the end of the line")


def check_opening(path, text):
    """A source file opens with a sentence on what it owns."""
    name = path.rsplit("/", 1)[1]
    if not re.match(r"/\*\n \* " + re.escape(name) + r" - \S", text):
        report(path, 1, f"does not open with '/* {name} - what it owns'")


def check_documents(root, path, text):
    """Documents that a text names: they exist."""
    for nr, line in enumerate(text.split("\n"), 1):
        m = ELSEWHERE.search(line)
        if m:
            report(path, nr, f"'{m.group(0)}' is no document of this tree")
        for name in DOCUMENT.findall(line):
            if not (root / name).is_file():
                report(path, nr, f"{name} does not exist")


def tracked(root):
    run = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"],
                         cwd=root, capture_output=True, text=True)
    names = run.stdout.splitlines() if run.returncode == 0 else [
        str(p.relative_to(root)) for p in root.rglob("*") if p.is_file()]
    return sorted(n for n in names if (root / n).is_file())


def sizes(root):
    """A row a layer: files, lines, the fullest room and the longest file."""
    rows = ["| layer | files | lines | fullest room | longest file |",
            "|---|---|---|---|---|"]
    total = [0, 0]
    for layer in LAYERS:
        files = [p for p in (root / "src" / layer).rglob("*.[ch]")]
        lines = {p: len(p.read_text().splitlines()) for p in files}
        rooms = {}
        for p in files:
            rooms[p.parent] = rooms.get(p.parent, 0) + 1
        room = max(rooms, key=rooms.get)
        longest = max(lines, key=lines.get)
        total = [total[0] + len(files), total[1] + sum(lines.values())]
        rows.append(f"| {layer} | {len(files)} | {sum(lines.values()):,} | "
                    f"{room.relative_to(root / 'src')} {rooms[room]} | "
                    f"{longest.name} {lines[longest]} |")
    rows.append(f"| all | {total[0]} | {total[1]:,} | | |")
    return rows


def main():
    if sys.argv[1:] == ["--sizes"]:
        print("\n".join(sizes(Path("."))))
        return 0
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    graph, sources = {}, []
    for path in tracked(root):
        data = (root / path).read_bytes()
        if b"\0" in data:
            continue
        text = data.decode("utf-8", "replace")
        source = re.fullmatch(r"src/.*\.[ch]", path)
        code_like = source or re.fullmatch(r"tests/.*\.(c|h|sh|py)", path) \
            or path.startswith(("hooks/", "contrib/")) or path == "Makefile"
        check_lines(path, text, bool(code_like))
        if re.match(r"(src|docs|formats|hooks|templates|contrib)/|README",
                    path):
            check_documents(root, path, text)
        if source:
            code = strip(text)
            # include lines hold strings: from the text, not from the code
            graph[path] = check_includes(path, text)
            check_opening(path, text)
            check_room(path)
            check_calls(path, code)
            sources.append(path)
    check_cycles(graph)
    check_room_sizes(sources)
    check_functions(root, [s for s in sources if s.endswith(".c")])
    for f in findings:
        print(f)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
