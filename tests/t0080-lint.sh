#!/bin/sh
# make lint's own checks: each rule finds a planted violation, and a clean
# tree passes.
. "${0%/*}/lib.sh"

tree=$SRCDIR/tests/lint/tree.py

# clean: a small tree that keeps every rule
clean()
{
	rm -rf tree
	mkdir -p tree/src/base tree/src/data tree/src/store tree/src/db \
		tree/src/feat tree/src/front tree/src/cmd tree/hooks
	printf '#define BASE 1\n' >tree/src/base/base.h
	for f in data/a data/b store/s db/d feat/f front/o cmd/c
	do
		printf '#include "base/base.h"\n' >tree/src/$f.h
		printf '#include "base/base.h"\n#include "%s.h"\n' $f \
			>tree/src/$f.c
	done
}

# finds DESC ERE: the tree has exactly findings that match, at least one
finds()
{
	run python3 "$tree" tree
	is "$1: found" "$status" 1
	like "$1: named" "$out" "$2"
	is "$1: nothing else" "$(printf '%s\n' "$out" | grep -Evc "$2")" 0
	clean
}

clean
run python3 "$tree" tree
is "a clean tree passes" "$status" 0
is "... in silence" "$out" ""

echo '#include "db/d.h"' >>tree/src/data/a.c
finds "a lower layer includes a higher one" \
	'src/data/a.c:3: data includes the later layer db'
echo '#include "store/s.h"' >>tree/src/feat/f.c
finds "feat includes store" 'src/feat/f.c:3: feat may not include store'
echo '#include "feat/f.h"' >>tree/src/front/o.h
finds "front includes feat" 'src/front/o.h:2: front may not include feat'
echo '#include <git2.h>' >>tree/src/db/d.c
finds "libgit2 outside store" 'src/db/d.c:3: <git2.h> may not'
echo '#include <cjson/cJSON.h>' >>tree/src/data/b.c
finds "cJSON outside its file" 'src/data/b.c:3: <cjson/cJSON.h> may not'
echo '#include "data/b.h"' >>tree/src/data/a.h
echo '#include "data/a.h"' >>tree/src/data/b.h
finds "an include cycle" 'include cycle: src/data/a.h -> src/data/b.h -> src'
printf '#include "data/a.h"\n' >tree/src/data/a.c
finds "base.h is not first" \
	"src/data/a.c:1: .base/base.h. must be the first"
printf '#include "base/base.h"\n#include "store/s.h"\n#include "db/d.h"\n' \
	>tree/src/db/d.c
finds "own header is not second" 'src/db/d.c:2: "db/d.h" must be the second'
printf '#include "db/d.h"\n#include "data/a.h"\n' >>tree/src/feat/f.c
finds "includes out of order" 'src/feat/f.c:4: "data/a.h" after an include'

printf 'void f(void)\n{\n\texit(1);\n}\n' >>tree/src/data/a.c
finds "a library ends the program" 'src/data/a.c:5: call of exit'
printf 'void f(void)\n{\n\tprintf("x");\n}\n' >>tree/src/cmd/c.c
finds "a command prints by itself" 'src/cmd/c.c:5: call of printf'
printf 'void f(void)\n{\n\tx = malloc(1);\n}\n' >>tree/src/db/d.c
finds "allocation that can fail" 'src/db/d.c:5: call of malloc'
printf '/* exit(1) */\nconst char *s = "printf(x)";\n' >>tree/src/data/a.c
run python3 "$tree" tree
is "comments and strings are no calls" "$status" 0
clean
echo 'static int counter;' >>tree/src/data/a.c
finds "mutable state at file scope" 'src/data/a.c:3: file-scope variable'

echo 'int counter;' >>tree/src/data/a.c
finds "... visible everywhere, too" 'src/data/a.c:3: file-scope variable'
echo 'static struct thing table[2] = { { 0 } };' >>tree/src/data/a.c
finds "... and as an array" 'src/data/a.c:3: file-scope variable'
printf 'static const int a = 1;\nextern int b;\nstruct thing;\n' \
	>>tree/src/data/a.c
run python3 "$tree" tree
is "constants and declarations are no state" "$out" ""
clean
printf 'void f(void)\n{\n\tdprintf(1, "x");\n}\n' >>tree/src/cmd/c.c
finds "printing around the output object" 'src/cmd/c.c:5: call of dprintf'

seq 1 1001 | sed 's,.*,/* & */,' >>tree/src/data/a.c
finds "a file over the cap" 'src/data/a.c:1: 1003 lines'
{
	printf 'void f(void)\n{\n'
	seq 1 80 | sed 's/.*/\tg();/'
	printf '}\n'
} >>tree/src/data/a.c
finds "a function over the cap" 'src/data/a.c:3: f\(\) has 83 lines'

# spelt in pieces, so that this file is not a finding itself
printf '/* %s %s: later */\n' TO DO | sed 's/TO DO/TODO/' >>tree/src/data/a.c
finds "a marker of unfinished work" 'src/data/a.c:3: marker'
echo "/* good enough f""or now */" >>tree/src/data/a.c
finds "a word of unfinished work" 'src/data/a.c:3: word of unfinished'
echo "# see /ro""ot/notes" >tree/hooks/post-commit
finds "a path of one machine" 'hooks/post-commit:1: path of one machine'
echo "/* see formats/nothing.md, desi""gn 4 */" >>tree/src/data/a.c
finds "documents that are not there" \
	'src/data/a.c:3: (formats/nothing.md does not|.desig.*no document)'
echo 'typedef int x; ' >>tree/src/data/a.c
finds "white space at the end" 'src/data/a.c:3: white space'

# ---- the manual ----
mkdir -p copy/docs copy/tests
cp -R "$SRCDIR/docs/man" copy/docs/
cp "$SRCDIR"/tests/t*.sh copy/tests/
manual()
{
	run "$SRCDIR/tests/lint/manual.sh" copy
}
rm copy/docs/man/git-task-add.1
manual
is "a missing page is found" "$status" 1
like "... and named" "$out" "^add: no docs/man/git-task-add.1"
cp "$SRCDIR/docs/man/git-task-add.1" copy/docs/man/
sed 's/--tag/--label/' "$SRCDIR/docs/man/git-task-list.1" |
	sed 's/\\-\\-tag/\\-\\-label/' >copy/docs/man/git-task-list.1
manual
like "a page that differs from the table is found" "$out" \
	'docs/man/git-task-list.1 is not what'
cp "$SRCDIR/docs/man/git-task-list.1" copy/docs/man/
cp copy/docs/man/git-task-list.1 copy/docs/man/git-task-nothing.1
manual
like "a page of no command is found" "$out" \
	'docs/man/git-task-nothing.1 belongs to no command'
rm copy/docs/man/git-task-nothing.1
grep -l 'blame' copy/tests/* | xargs rm
manual
like "a command without a test is found" "$out" '^blame: no test runs it'

# a program whose completions lack one command
mkdir fake
for s in bash zsh fish
do
	cat >fake/git-task <<-END
		#!/bin/sh
		case "\$*" in
		"completion $s") '$BUILD/git-task' "\$@" |
			grep -v "'switch a feature on'" ;;
		*) exec '$BUILD/git-task' "\$@" ;;
		esac
	END
	chmod +x fake/git-task
	cp "$SRCDIR"/tests/t*.sh copy/tests/
	run env BUILD="$PWD/fake" "$SRCDIR/tests/lint/manual.sh" copy
	is "a command that $s does not complete is found" "$out" \
		"config enable: not in the completion for $s"
done

# ---- shell files, by the real program ----
mkdir shell && cd shell && git init -q . && mkdir -p tests/lint build || exit 1
cp "$SRCDIR/tests/lint/lint.sh" tests/lint/
run env BUILD="$PWD/build" tests/lint/lint.sh cppcheck
is "a check without a file to check fails" "$status" 1
like "... and says so" "$out" 'no file to check'
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

# ---- the C checkers, by the real programs ----
mkdir -p src/base && cp "$SRCDIR/.clang-tidy" . || exit 1
printf 'int f(int a);\nint f(int a)\n{\n\tint b[2] = { 0 };\n\treturn b[a - a + 2];\n}\n' \
	>src/base/wrong.c
for tool in cppcheck tidy
do
	run env BUILD="$PWD/build" tests/lint/lint.sh $tool
	is "$tool finds a wrong index" "$status" 1
	like "... and names the file" "$out" 'src/base/wrong.c:5'
done

done_testing
