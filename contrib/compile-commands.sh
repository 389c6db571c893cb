#!/bin/sh
# compile-commands.sh COMMAND FILE...: prints a compilation database (see
# https://clang.llvm.org/docs/JSONCompilationDatabase.html) for editors.
set -eu
command=$1
shift
quoted=$(printf '%s' "$command" | sed 's/\\/\\\\/g; s/"/\\"/g')
here=$(pwd | sed 's/\\/\\\\/g; s/"/\\"/g')
sep='['
for f
do
	printf '%s\n{"directory": "%s", "file": "%s", "command": "%s -c %s"}' \
		"$sep" "$here" "$f" "$quoted" "$f"
	sep=,
done
printf '\n]\n'
