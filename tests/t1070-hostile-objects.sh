#!/bin/sh
# Objects that are damaged, made by hand or far too large: named within
# seconds, never waited for, and what is ours stays.
. "${0%/*}/lib.sh"

# within DESC CMD...: ends by itself, with a sentence
within()
{
	what=$1
	shift
	run timeout -s KILL 5 "$@"
	if test "$status" -gt 0 && test "$status" -le 129 && test -n "$err$out"
	then
		pass "$what"
	else
		fail "$what"
		lib_show_run
	fi
}

file_of()
{
	printf '.git/objects/%s' "$(printf %s "$1" | sed 's,^..,&/,')"
}

new_repo work
git config task.fsync false
x=$(git task add "Whole" -d "$(seq 1 40 | tr '\n' ' ')" 2>/dev/null)
tip=$(git rev-parse refs/tasks/main)
blob=$(git ls-tree -r --format='%(objectname)' refs/tasks/main |
	while read -r o
	do
		git cat-file -p "$o" | grep -q Whole && echo "$o"
	done)
tree=$(git rev-parse "refs/tasks/main^{tree}")
shard=$(git rev-parse "refs/tasks/main:$(printf %s "$x" | cut -c 1-2)")
for object in "$blob" "$tree" "$shard" "$tip"
do
	file=$(file_of "$object")
	cp -f "$file" ../whole
	size=$(wc -c <../whole)
	chmod u+w "$file"
	for length in 0 1 2 10 20 $((size / 2)) $((size - 9)) $((size - 1))
	do
		head -c "$length" ../whole >"$file"
		rm -f .git/git-task/index*
		kind=$(test "$object" = "$tip" && echo commit || echo other)
		within "$kind cut to $length of $size: list" \
			git task list --all
		like "cut to $length: named" "$err" \
			"$(printf %s "$object" | cut -c 1-8)"
		within "cut to $length: update" git task update "$x" -p high
		within "cut to $length: fsck" git task fsck
	done
	cp ../whole "$file"
done
rm -f .git/git-task/index*
run git task list --all
like "whole again" "$out" Whole

# ---- what a remote may hold ----

new_bare ../hub.git
git remote add origin ../hub.git
git task sync >/dev/null 2>&1
meta=$(git rev-parse refs/tasks/main:meta.json)

# offer TREE: the hub's tasks get it on top
offer()
{
	git push -q -f origin "$(git commit-tree "$1" -m x \
		-p "$tip"):refs/tasks/main"
}

bomb=$meta
mode="100644 blob"
# shellcheck disable=SC2034 # only how often
for level in 1 2 3 4 5 6 7 8 9 10 11
do
	bomb=$(for i in 0 1 2 3 4 5 6 7 8 9
	do
		printf '%s %s\t%s\n' "$mode" "$bomb" "$i"
	done | git mktree)
	mode="040000 tree"
done
bomb=$( (git ls-tree "$tree"; printf '%s %s\tbomb\n' "$mode" "$bomb") |
	git mktree)
offer "$bomb"
within "a tree bomb: pull" git task pull
like "a tree bomb: said" "$err" "directories"
run git task list --all
like "a tree bomb: our tasks" "$out" Whole
git clone -q --bare . ../bombed.git
git --git-dir ../bombed.git fetch -q ../hub.git '+refs/tasks/*:refs/tasks/*'
within "a tree bomb: a reader after a plain fetch" \
	git --git-dir ../bombed.git task list

blanks=$(head -c 200000000 /dev/zero | tr '\0' ' ' | git hash-object -w --stdin)
offer "$(printf '040000 tree %s\taa\n100644 blob %s\tmeta.json\n' \
	"$(printf '100644 blob %s\taa00000000000001.json\n' "$blanks" |
		git mktree)" "$meta" | git mktree)"
(
	# shellcheck disable=SC3045 # dash and bash have it
	ulimit -v 600000
	timeout -s KILL 10 git task pull >../pull.out 2>&1
)
isnt "blanks: not killed" $? 137
git repack -qad
(
	# shellcheck disable=SC3045 # dash and bash have it
	ulimit -v 600000
	timeout -s KILL 10 git task pull >../pull.out 2>&1
	timeout -s KILL 10 git task list --all >../list.out 2>&1
)
like "blanks: our tasks" "$(cat ../list.out)" Whole

# ---- not sorted; a name twice ----

# raw ENTRY...: a tree of "mode name oid" as they come
raw()
{
	for entry
	do
		# shellcheck disable=SC2086 # three words
		set -- $entry
		printf '%s %s\0' "$1" "$2"
		perl -e 'print pack("H*", shift)' "$3"
	done | git hash-object -t tree --literally -w --stdin
}

two=$(printf %s "$x" | cut -c 1-2)
other=$(test "$two" = 77 && echo 78 || echo 77)
before=$(git rev-parse refs/tasks/main)
for entries in \
	"40000 $other $shard|100644 meta.json $meta|40000 $two $shard" \
	"40000 $two $shard|40000 $two $shard|100644 meta.json $meta" \
	"100644 meta.json $meta|100644 meta.json $blob"
do
	old_ifs=$IFS
	IFS='|'
	# shellcheck disable=SC2086 # entries
	set -- $entries
	IFS=$old_ifs
	bad=$(raw "$@")
	offer "$bad"
	within "by hand: pull of $entries" git task pull
	like "by hand: said" "$err" "not sorted|name twice"
	is "by hand: as before" "$(git rev-parse refs/tasks/main)" "$before"
done
done_testing
