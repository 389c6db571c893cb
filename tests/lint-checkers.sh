#!/bin/sh
# The C checkers of make lint find what is planted: part of `make lint`, since
# they are no packages of `make check`.
. "${0%/*}/lib.sh"

mkdir tree && cd tree && git init -q . && mkdir -p tests/lint build || exit 1
cp "$SRCDIR/tests/lint/lint.sh" tests/lint/
run env BUILD="$PWD/build" tests/lint/lint.sh cppcheck
is "a check without a file to check fails" "$status" 1
like "... and says so" "$out" 'no file to check'
mkdir -p src/base && cp "$SRCDIR/.clang-tidy" . || exit 1
printf 'int f(int a);\nint f(int a)\n{\n\tint b[2] = { 0 };\n\treturn b[a - a + 2];\n}\n' \
	>src/base/wrong.c
for tool in cppcheck tidy
do
	run env BUILD="$PWD/build" tests/lint/lint.sh $tool
	is "$tool finds a wrong index" "$status" 1
	like "... and names the file" "$out" 'src/base/wrong.c:5'
done
printf 'struct s { void *a; int b; };\nstruct s g(void);\nstruct s g(void)\n{\n%s\n}\n' \
	'	struct s v = { (void *)0 }; return v;' >src/base/wrong.c
run env BUILD="$PWD/build" WARN='-Wall -Wextra' tests/lint/lint.sh clang
is "clang warns of a member without a value" "$status" 1
like "... and names the file" "$out" 'src/base/wrong.c:5'

done_testing
