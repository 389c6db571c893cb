#!/bin/sh
# The examples of README.md and docs/ do what they show, with the ids that
# Git's own defaults give.
HASH='' REFS=''
. "${0%/*}/lib.sh"

# Everything happens at one moment, so that "just now" stays true.
GIT_TASK_TEST_NOW=1760000000000
GIT_AUTHOR_DATE="@1760000000 +0000"
GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
export GIT_TASK_TEST_NOW GIT_AUTHOR_DATE GIT_COMMITTER_DATE

# run_doc DOCUMENT DIRECTORY; UPDATE=1 writes the output into the document
run_doc()
{
	mkdir "$TRASH/$2" && cd "$TRASH/$2" || exit 1
	run python3 "$SRCDIR/tests/docs.py" ${UPDATE:+--update} "$SRCDIR/$1"
	is "$1: every example" "$status" 0
	test "$status" -eq 0 || diag "$out"
	like "$1: there are some" "$out" '^1\.\.[1-9]'
}

cp "$SRCDIR/contrib/sample-prd.md" "$HOME/PRD.md"
run_doc README.md readme
run_doc docs/ci.md ci
run_doc docs/agents.md agents
run_doc docs/tm.md tm

# a document that shows something else is found out
cd "$TRASH" || exit 1
printf '<!-- test -->\n```console\n$ echo one\ntwo\n```\n' >wrong.md
run python3 "$SRCDIR/tests/docs.py" wrong.md
is "a wrong example fails" "$status" 1
printf '<!-- test -->\n```console\n$ false\n```\n' >wrong.md
run python3 "$SRCDIR/tests/docs.py" wrong.md
is "a failing example fails" "$status" 1
printf 'nothing\n' >none.md
run python3 "$SRCDIR/tests/docs.py" none.md
is "no example at all fails" "$status" 1

done_testing
