#!/bin/sh
# make lint's own checks: each rule finds a planted violation, and a clean
# tree passes.
. "${0%/*}/lib.sh"

tree=$SRCDIR/tests/lint/tree.py

# fresh: a small tree that keeps every rule
fresh()
{
	rm -rf tree
	mkdir -p tree/src/base tree/src/data tree/src/store tree/src/feat \
		tree/src/db/index tree/src/db/core tree/src/db/care \
		tree/src/feat/plan tree/src/feat/agent tree/src/front \
		tree/src/cmd/kit tree/src/cmd/look tree/hooks
	printf '#define BASE 1\n' >tree/src/base/base.h
	for f in data/a data/b store/s db/index/i db/core/d db/care/e \
		feat/plan/p feat/agent/g front/o cmd/kit/k cmd/look/c
	do
		file $f ""
		printf '#include "base/base.h"\n' >tree/src/$f.h
	done
}

# file NAME TEXT: a source file of its own that holds TEXT
file()
{
	printf '#include "base/base.h"\n#include "%s.h"\n%b' "$1" "$2" \
		>"tree/src/$1.c"
	printf '#include "base/base.h"\n' >"tree/src/$1.h"
}

# All violations are planted in one tree, each in a file of its own, and found
# by one run; no finding may be without a plant.
plants=
# plant DESC ERE: what the run must find
plant()
{
	plants="$plants$1	$2
"
}

# checked: what the run says of the tree, every file of which gets its opening
# sentence first (but those named bare); lines are told as they were without it
checked()
{
	find tree/src -name '*.[ch]' | while read -r f
	do
		case ${f##*/}:$(head -c 2 "$f") in
		bare.*) continue ;;
		*:'/*') test "$(sed -n 2p "$f")" != " * ${f##*/} - planted." ||
			continue ;;
		esac
		{ printf '/*\n * %s - planted.\n */\n' "${f##*/}"
		cat "$f"; } >"$f.new" && mv "$f.new" "$f"
	done
	run python3 "$tree" tree
	out=$(printf '%s\n' "$out" | awk -F: -v OFS=: \
		'$1 ~ /[.][ch]$/ && $2 > 3 { $2 -= 3 } 1')
}

fresh
checked
is "a clean tree passes" "$status" 0
is "... in silence" "$out" ""
file data/quiet '/* exit(1) */\nconst char *s = "printf(x)";
static const int a = 1;\nextern int b;\nstruct thing;\n'
checked
is "comments, strings, constants and declarations are nothing" "$out" ""

file data/up '#include "db/core/d.h"\n'
plant "a lower layer includes a higher one" \
	'src/data/up.c:3: data includes the later layer db'
file feat/plan/low '#include "store/s.h"\n'
plant "feat includes store" 'src/feat/plan/low.c:3: feat may not include store'
printf '#include "base/base.h"\n#include "feat/plan/p.h"\n' >tree/src/front/f.h
plant "front includes feat" 'src/front/f.h:2: front may not include feat'

file cmd/look/writes 'int f(void)\n{\n\treturn db_write(db, "x", 0, fn, 0, 0, 0);\n}\n'
plant "a command runs a transaction of its own" \
	'src/cmd/look/writes.c:5: call of db_write\(\): changes of tasks are operations'
file feat/plan/moves 'void f(void)\n{\n\tchange_set_str(c, F_STATUS, "done");\n}\n'
plant "a status is set past the rule" \
	'src/feat/plan/moves.c:5: F_STATUS is set: ask for a status'

file db/index/up '#include "db/core/d.h"\n'
plant "a room includes a later room" \
	'src/db/index/up.c:3: db/index may not include db/core'
file feat/plan/up '#include "feat/agent/g.h"\n'
plant "... in another layer, too" \
	'src/feat/plan/up.c:3: feat/plan may not include feat/agent'
printf '#include "base/base.h"\n#include "cmd/look/c.h"\n' >tree/src/cmd/kit/up.h
plant "... from a header" 'src/cmd/kit/up.h:2: cmd/kit may not include cmd/look'
printf '#include "base/base.h"\n' >tree/src/db/top.h
file db/care/top '#include "db/top.h"\n'
plant "a room includes what stands above the rooms" \
	'src/db/care/top.c:3: db/care may not include db$'
mkdir tree/src/db/index/deep
file db/index/deep/up '#include "front/o.h"\n'
plant "a folder in a room is no way around" \
	'src/db/index/deep/up.c:3: db includes the later layer front'
file db/index/deep/side '#include "db/care/e.h"\n'
plant "... nor around the rooms" \
	'src/db/index/deep/side.c:3: db/index may not include db/care'
mkdir tree/src/db/attic
printf '#include "base/base.h"\n' >tree/src/db/attic/x.h
plant "a room without a place in the order" \
	'src/db/attic/x.h:1: db/attic is not in ROOMS'
mkdir tree/src/feat/judge
for i in $(seq 41)
do
	printf '#include "base/base.h"\n' >tree/src/feat/judge/$i.h
done
plant "a room with too many files" 'src/feat/judge:1: 41 files'

file db/core/git '#include <git2.h>\n'
plant "libgit2 outside store" 'src/db/core/git.c:3: <git2.h> may not'
file data/cj '#include <cjson/cJSON.h>\n'
plant "cJSON outside its file" 'src/data/cj.c:3: <cjson/cJSON.h> may not'
printf '#include "data/y.h"\n' >tree/src/data/x.h
printf '#include "data/x.h"\n' >tree/src/data/y.h
plant "an include cycle" 'include cycle: src/data/x.h -> src/data/y.h -> src'
printf '#include "data/a.h"\n' >tree/src/data/first.c
plant "base.h is not first" 'src/data/first.c:1: .base/base.h. must be the first'
file db/core/own ''
printf '#include "base/base.h"\n#include "store/s.h"\n#include "db/core/own.h"\n' \
	>tree/src/db/core/own.c
plant "own header is not second" \
	'src/db/core/own.c:2: "db/core/own.h" must be the second'
file feat/plan/order '#include "db/core/d.h"\n#include "data/a.h"\n'
plant "includes out of order" \
	'src/feat/plan/order.c:4: "data/a.h" after an include'

file data/ends 'void f(void)\n{\n\texit(1);\n}\n'
plant "a library ends the program" 'src/data/ends.c:5: call of exit'
file cmd/look/prints 'void f(void)\n{\n\tprintf("x");\n}\n'
plant "a command prints by itself" 'src/cmd/look/prints.c:5: call of printf'
file cmd/look/around 'void f(void)\n{\n\tdprintf(1, "x");\n}\n'
plant "printing around the output object" \
	'src/cmd/look/around.c:5: call of dprintf'
file db/core/alloc 'void f(void)\n{\n\tx = malloc(1);\n}\n'
plant "allocation that can fail" 'src/db/core/alloc.c:5: call of malloc'
file data/state 'static int counter;\n'
plant "mutable state at file scope" 'src/data/state.c:3: file-scope variable'
file data/state2 'int counter;\n'
plant "... visible everywhere, too" 'src/data/state2.c:3: file-scope variable'
file data/state3 'static struct thing table[2] = { { 0 } };\n'
plant "... and as an array" 'src/data/state3.c:3: file-scope variable'

file data/long "$(seq 1 1001 | sed 's,.*,/* & */,')\n"
plant "a file over the cap" 'src/data/long.c:1: 1006 lines'
file data/tall "void f(void)\n{\n$(seq 1 80 | sed 's/.*/\tg();/')\n}\n"
plant "a function over the cap" 'src/data/tall.c:3: f\(\) has 83 lines'

# spelt in pieces, so that this file is not a finding itself
file data/marker "/* TO""DO: later */\n"
plant "a marker of unfinished work" 'src/data/marker.c:3: marker'
file data/word "/* good enough f""or now */\n"
plant "a word of unfinished work" 'src/data/word.c:3: word of unfinished'
echo "# see /ro""ot/notes" >tree/hooks/post-commit
plant "a path of one machine" 'hooks/post-commit:1: path of one machine'
printf '#include "base/base.h"\n' >tree/src/data/bare.h
plant "a file that does not say what it owns" "src/data/bare.h:1: does not open"
file data/docs "/* see formats/nothing.md, desi""gn 4 */\n"
plant "documents that are not there" \
	'src/data/docs.c:3: (formats/nothing.md does not|.desig.*no document)'
file data/blank 'typedef int x; \n'
plant "white space at the end" 'src/data/blank.c:3: white space'

checked
is "violations are found" "$status" 1
all=
while IFS='	' read -r desc ere
do
	like "found: $desc" "$out" "$ere"
	all="$all${all:+|}$ere"
done <<END
${plants%?}
END
is "no finding without a plant" "$(printf '%s\n' "$out" | grep -Ev "$all")" ""

# ---- symbols: what is called although no include says so ----
symbols=$SRCDIR/tests/lint/symbols.py
object()
{
	mkdir -p "obj/${1%/*}"
	printf '%s\n' "$2" | cc -x c -c -o "obj/$1.o" - || fail "cc works"
}
object db/index/low 'int low(void) { return 1; }'
object feat/plan/fine 'int low(void); int fine(void) { return low(); }'
run python3 "$symbols" obj
is "calls of what is below pass" "$status $out" "0 "
object db/index/up 'int fine(void); int up(void) { return fine(); }'
object db/core/mid 'int mid = 1;'
object db/index/side 'extern int mid; int side(void) { return mid; }'
run python3 "$symbols" obj
is "a call of a later layer and the use of a later room are found" \
	"$status $out" "1 src/db/index/side.c: uses mid of src/db/core/mid.c
src/db/index/up.c: uses fine of src/feat/plan/fine.c"
run python3 "$symbols" tree
is "no objects are no success" "$status" 1

# with their sources, so that it can be seen who uses what
mkdir round
(
	cd round || exit 1
	written()
	{
		mkdir -p "src/${1%/*}"
		printf '%s\n' "$2" >"src/$1.c"
		object "$1" "$2"
	}
	written data/one 'int two(void); int one(void) { return two(); }'
	written data/two 'int one(void); int two(void) { return one(); }'
	written data/aside 'int one(void); int here(void) { return one(); }
int there(void) { return here(); }'
	written data/tried 'int tried(void) { return 1; }'
	mkdir tests
	echo 'int tried(void); int main(void) { return tried(); }' >tests/test-a.c
)
run sh -c 'cd round && python3 "$1" obj' sh "$symbols"
is "a circle of files, and what nobody else uses, are found" "$status $out" \
	"1 src/data/one.c: a circle of files: src/data/one.c src/data/two.c
src/data/aside.c: here is used by no other file: make it static
src/data/aside.c: there is used by no other file: delete it
src/data/tried.c: tried is used by tests only"

# ---- the manual ----
mkdir -p copy/docs copy/tests
cp -R "$SRCDIR/docs/man" copy/docs/
cp "$SRCDIR"/tests/t*.sh copy/tests/
manual()
{
	run "$SRCDIR/tests/lint/manual.sh" copy
}
manual
is "the tree's own pages pass" "$out" ""
# all faults at once, found by one run; no finding may be without one
rm copy/docs/man/git-task-add.1
sed 's/--tag/--label/' "$SRCDIR/docs/man/git-task-list.1" |
	sed 's/\\-\\-tag/\\-\\-label/' >copy/docs/man/git-task-list.1
cp copy/docs/man/git-task-list.1 copy/docs/man/git-task-nothing.1
grep -l 'blame' copy/tests/* | xargs rm
manual
is "faults are found" "$status" 1
like "a missing page is named" "$out" "^add: no docs/man/git-task-add.1"
like "a page that differs from the table is found" "$out" \
	'docs/man/git-task-list.1 is not what'
like "a page of no command is found" "$out" \
	'docs/man/git-task-nothing.1 belongs to no command'
like "a command without a test is found" "$out" '^blame: no test runs it'

# a program whose completions lack one command
mkdir fake
cat >fake/git-task <<-END
	#!/bin/sh
	case "\$*" in
	"completion "*) '$BUILD/git-task' "\$@" |
		grep -v "'switch a feature on'" ;;
	*) exec '$BUILD/git-task' "\$@" ;;
	esac
END
chmod +x fake/git-task
cp "$SRCDIR"/tests/t*.sh copy/tests/
cp "$SRCDIR"/docs/man/* copy/docs/man/ 2>/dev/null
rm copy/docs/man/git-task-nothing.1
run env BUILD="$PWD/fake" "$SRCDIR/tests/lint/manual.sh" copy
is "a command that no shell completes is found" "$out" \
	"config enable: not in the completion for bash
config enable: not in the completion for zsh
config enable: not in the completion for fish"

# ---- shell files, by the real program ----
mkdir shell && cd shell && git init -q . && mkdir -p tests/lint build || exit 1
cp "$SRCDIR/tests/lint/lint.sh" tests/lint/
printf '#!/bin/sh\necho $undefined | grep x | cd ..\nif [ $a = 1 ]; then\n' \
	>broken.sh
run env BUILD="$PWD/build" tests/lint/lint.sh shell
is "a broken shell file is found" "$status" 1
like "... and named" "$out" 'broken.sh'
rm broken.sh
printf '# sourced\nif [ $a = 1 ]; then\n' >library.sh
run env BUILD="$PWD/build" tests/lint/lint.sh shell
like "a shell file without a first line is one, too" "$out" 'library.sh'
rm library.sh
run env BUILD="$PWD/build" tests/lint/lint.sh shell
is "... and nothing else" "$status" 0

done_testing
