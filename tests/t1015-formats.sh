#!/bin/sh
# Repositories whose objects are named by SHA-256 and whose refs are in reftables:
# every way to read and write works in them, without a child where none is needed.
. "${0%/*}/lib.sh"

unset GIT_DEFAULT_HASH GIT_DEFAULT_REF_FORMAT

# The forms that this Git can make (reftables: 2.45).
forms="sha1,files sha256,files"
if git init -q --object-format=sha1 --ref-format=reftable probe 2>/dev/null
then
	forms="$forms sha1,reftable sha256,reftable"
	reftable=1
else
	reftable=
fi

# make DIR FORM [OPTION...]: git init in that form
make()
{
	make_dir=$1
	make_hash=${2%,*}
	make_refs=${2#*,}
	shift 2
	if test "$make_refs" = reftable
	then
		set -- --ref-format=reftable "$@"
	fi
	git init -q --object-format="$make_hash" "$@" "$make_dir"
}

# No program but ours: a read that needed a child would fail.
alone()
{
	env PATH="$BUILD" git-task "$@"
}

titles()
{
	git-task list --all --json | jq -r '[.[].title] | sort | join(",")'
}

for form in $forms
do
	cd "$TRASH" || exit 1
	rm -rf work other hub.git
	make hub.git "$form" --bare
	make work "$form"
	cd work || exit 1
	git commit -q --allow-empty -m first
	git remote add origin "$TRASH/hub.git"
	exit_is "$form: init" 0 git task init
	exit_is "$form: add" 0 git task add "Buy milk"
	id=$out
	exit_is "$form: a second one" 0 git task add "Fix the login" --depends-on "$id"
	exit_is "$form: an edit" 0 git task update "$id" --priority high
	git-task list >/dev/null
	exit_is "$form: a fresh index needs no other program" 0 alone list
	like "$form: ... and shows the tasks" "$out" 'Buy milk'
	git commit -q --allow-empty -m second
	exit_is "$form: a commit of somebody's changes nothing" 0 git-task list --json
	is "$form: ... in what is read" "$(jqo length)" 2
	exit_is "$form: and then again no other program" 0 alone show "$id"

	# the reflog, as Git reads it
	like "$form: the ref has a log" "$(git reflog refs/tasks/main)" "task: add"
	is "$form: signed by who wrote" "$(git log -g -1 --format=%gn refs/tasks/main)" "Tess Ter"

	# everything packed, no index: objects come from a pack
	git gc -q
	rm -f .git/git-task/index* .git/git-task/refs
	is "$form: packed objects" "$(titles)" "Buy milk,Fix the login"
	exit_is "$form: an edit of packed ones" 0 git task update "$id" --title "Buy bread"
	exit_is "$form: log" 0 git-task log
	like "$form: ... shows it" "$out" 'Buy milk'
	exit_is "$form: undo" 0 git task undo
	is "$form: ... took it back" "$(titles)" "Buy milk,Fix the login"

	# a pack of our own
	seq -f '{"title": "Row %g"}' 1 200 | jq -s . >rows.json
	exit_is "$form: import writes a pack" 0 git task import rows.json
	is "$form: ... with everything in it" \
		"$(git-task list --all --json | jq length)" 202
	ok "$form: Git finds nothing wrong" git fsck --full --strict
	exit_is "$form: fsck" 0 git task fsck

	# a commit that speaks of a task, with hooks
	git task hooks install -q
	git commit -q --allow-empty -m "fixes #$id"
	head=$(git rev-parse HEAD)
	is "$form: the commit is linked" \
		"$(git-task show "$id" --json | jq -r ".commits[0].oid")" "$head"
	git commit -q --amend --allow-empty -m "fixes #$id again"
	is "$form: ... and follows an amend" \
		"$(git-task show "$id" --json | jq -r '[.commits[].oid] | join(" ")')" \
		"$(git rev-parse HEAD)"

	# two clones
	exit_is "$form: sync" 0 git task sync
	cd "$TRASH" || exit 1
	make other "$form"
	cd other || exit 1
	git remote add origin "$TRASH/hub.git"
	exit_is "$form: the other clone gets them" 0 git task sync
	is "$form: ... all" "$(git-task list --all --json | jq length)" 202
	git task update "$id" --title "Buy rice" >/dev/null 2>&1
	(cd ../work && git task update "$id" --priority low) >/dev/null 2>&1
	git task sync >/dev/null 2>&1
	exit_is "$form: edits of both" 0 git-task -C ../work sync
	git task sync >/dev/null 2>&1
	is "$form: ... are joined" "$(git-task show "$id" --json |
		jq -r '[.title, .priority] | join(" ")')" "Buy rice low"
	is "$form: ... to one commit" "$(git rev-parse refs/tasks/main)" \
		"$(git -C ../work rev-parse refs/tasks/main)"

	# losing the race: the ref moved, was deleted, is symbolic
	tip=$(git rev-parse refs/tasks/main)
	(
		git task add "One" &
		git task add "Two" &
		git task add "Three" &
		wait
	) >/dev/null 2>&1
	is "$form: three writers at once" "$(git-task list --all --json | jq length)" 205
	git update-ref refs/tasks/there "$tip"
	git update-ref -d refs/tasks/main
	git symbolic-ref refs/tasks/main refs/tasks/there
	exit_is "$form: a symbolic ref is read" 0 git-task list --all --json
	is "$form: ... through" "$(jqo length)" 202
	exit_is "$form: and not written" 128 git task add x
	like "$form: ... says so" "$err" 'is a symbolic ref'
done

# ---- two hashes do not join ----

cd "$TRASH" || exit 1
make short sha1,files
make long sha256,files
make short.git sha1,files --bare
make long.git sha256,files --bare
git-task -C short add "Short" >/dev/null 2>&1
git-task -C long add "Long" >/dev/null 2>&1
sentence="which Git can not join; nothing is lost"
exit_is "SHA-256 to an empty SHA-1 remote" 1 git-task -C long sync "$TRASH/short.git"
like "says which is which" "$err" \
	"names objects by SHA-1 and this repository by SHA-256, $sentence"
exit_is "SHA-1 to an empty SHA-256 remote" 1 git-task -C short sync "$TRASH/long.git"
like "says which is which" "$err" "by SHA-256 and this repository by SHA-1, $sentence"
git-task -C short sync "$TRASH/short.git" >/dev/null 2>&1
git-task -C long sync "$TRASH/long.git" >/dev/null 2>&1
exit_is "one that has tasks" 1 git-task -C long sync "$TRASH/short.git"
like "the same sentence" "$err" "$sentence"
exit_is "and the other way round" 1 git-task -C short sync "$TRASH/long.git"
like "the same sentence again" "$err" "$sentence"
is "it is one line" "$(printf '%s\n' "$err" | wc -l)" 1

# ---- what nobody here can read ----

printf '[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\tobjectFormat = blake3\n' \
	>long/.git/config
exit_is "an unknown hash" 128 git-task -C long add x
like "one sentence" "$err" "^git-task: .*'blake3'"
if test -z "$reftable"
then
	git init -q rt
	printf '[core]\n\trepositoryFormatVersion = 1\n[extensions]\n\trefStorage = reftable\n' \
		>rt/.git/config
	exit_is "reftables under a Git that has none" 128 git-task -C rt list
	like "Git's own words" "$err" "^git-task: .*unknown repository extension.* refstorage"
	is "in one line" "$(printf '%s\n' "$err" | wc -l)" 1
else
	make damaged sha1,reftable
	git-task -C damaged add x >/dev/null 2>&1
	for table in damaged/.git/reftable/*.ref
	do
		chmod u+w "$table"
		echo garbage >"$table"
	done
	rm -f damaged/.git/git-task/refs
	exit_is "a damaged table" 128 git-task -C damaged list
	like "is not shown as no tasks" "$err" 'seem to be damaged'
	exit_is "nor written to" 128 git-task -C damaged add y
	pass "this Git has reftables"
fi

done_testing
