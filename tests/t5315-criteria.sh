#!/bin/sh
# Success criteria are a set: what two clones add, tick and take away is all there.
. "${0%/*}/lib.sh"

words()
{
	git -C "$1" task show "$2" --json |
		jq -r '[.success_criteria[]?.criterion] | join(",")'
}

in_clone()
{
	where=$1
	shift
	run git -C "$where" task "$@"
}

both()
{
	for where in a b a
	do
		in_clone "$where" sync
		is "sync of $where" "$status" 0
	done
	in_clone a conflicts
	unlike "nothing gave way" "$out" "criteria"
}

cd "$TRASH" || exit 99
new_bare hub.git
for c in a b
do
	git init -q $c
	git -C $c remote add origin "$TRASH/hub.git"
done
id=$(git -C a task add "Log in" --criteria \
	'[{"criterion":"tests pass","measurable":"tests.failed == 0"}]' \
	2>/dev/null)
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1

# ---- each adds one and ticks one ----
in_clone a criteria add "$id" "reviewed"
in_clone a criteria tick "$id" reviewed
in_clone b criteria add "$id" "documented" --measurable "docs == true"
in_clone b criteria tick "$id" "tests pass"
both
for c in a b
do
	is "$c has all three" "$(words $c "$id" | tr , '\n' | sort |
		tr '\n' ,)" "documented,reviewed,tests pass,"
	is "$c has both ticks" "$(git -C $c task criteria check "$id" \
		--format json | jq '[.. | .ticked_by? // empty] | length')" 2
done
is "in one order" "$(words a "$id")" "$(words b "$id")"
is "what people see has no made ids" "$(git -C a task show "$id" --json |
	jq -c '.success_criteria[0]')" \
	'{"criterion":"tests pass","measurable":"tests.failed == 0"}'

# ---- one takes away, the other adds ----
in_clone a criteria remove "$id" "tests pass"
in_clone b criteria add "$id" "fast"
both
is "one went, one came" "$(words b "$id" | tr , '\n' | sort | tr '\n' ,)" \
	"documented,fast,reviewed,"

# ---- both add the same ----
in_clone a criteria add "$id" "same"
in_clone b criteria add "$id" "same"
both
is "it is there once" "$(words a "$id" | tr , '\n' | grep -c same)" 1

# ---- a whole list from one, one more from the other; undo ----
in_clone a update "$id" --criteria '[{"criterion":"only"}]'
in_clone b criteria add "$id" "late"
both
is "list and addition" "$(words b "$id" | tr , '\n' | sort | tr '\n' ,)" \
	"late,only,"
in_clone a criteria add "$id" "by mistake"
in_clone b criteria add "$id" "meanwhile"
in_clone a undo
is "undo of one" "$status" 0
both
is "takes back that one" "$(words a "$id" | tr , '\n' | sort |
	tr '\n' ,)" "late,meanwhile,only,"

# ---- ids that people gave ----
x=$(git -C a task add "Ids" --criteria \
	'[{"id":"AC-2","criterion":"two"},{"id":"AC-1","criterion":"one"}]' \
	2>/dev/null)
is "they stay, as the order does" "$(git -C a task show "$x" --json |
	jq -c .success_criteria)" \
	'[{"criterion":"two","id":"AC-2"},{"criterion":"one","id":"AC-1"}]'

# ---- out and in again changes nothing ----
tip=$(git -C a rev-parse refs/tasks/main)
git -C a task export --format json >"$TRASH/all.json"
in_clone a import "$TRASH/all.json"
is "import of the export" "$status" 0
is "is no edit" "$(git -C a rev-parse "refs/tasks/main^{tree}")" \
	"$(git -C a rev-parse "$tip^{tree}")"

# ---- a task of an older version: a list without ids ----
path=$(git -C a ls-tree -r --name-only refs/tasks/main | grep "/$id")
old=$(git -C a cat-file blob "refs/tasks/main:$path" | jq '
	.success_criteria = [{"criterion":"old 2"},{"criterion":"old 1"}] |
	.stamps |= with_entries(select(.key | startswith("success") | not))' |
	git -C a hash-object -w --stdin)
GIT_INDEX_FILE="$TRASH/x.index"
export GIT_INDEX_FILE
git -C a read-tree refs/tasks/main
git -C a update-index --cacheinfo "100644,$old,$path"
tree=$(git -C a write-tree)
unset GIT_INDEX_FILE
git init -q old
git -C old fetch -q "$TRASH/a" "refs/tasks/main"
commit=$(git -C a commit-tree -m old "$tree")
git init -q --bare hub2.git
git -C a push -q "$TRASH/hub2.git" "$commit:refs/tasks/main"
for c in c d
do
	git init -q $c
	git -C $c remote add origin "$TRASH/hub2.git"
	git -C $c task sync >/dev/null 2>&1
done
is "it is read in its order" "$(words c "$id")" "old 2,old 1"
in_clone c criteria add "$id" "new c"
in_clone d criteria add "$id" "new d"
for where in c d c
do
	in_clone $where sync
done
is "both additions" "$(words c "$id" | tr , '\n' | sort | tr '\n' ,)" \
	"new c,new d,old 1,old 2,"
is "behind the old ones" "$(words d "$id" | cut -d, -f1,2)" "old 2,old 1"
in_clone c criteria remove "$id" "old 2"
in_clone d criteria add "$id" "newer"
for where in c d c
do
	in_clone $where sync
done
is "an old one can go" "$(words d "$id" | tr , '\n' | sort | tr '\n' ,)" \
	"new c,new d,newer,old 1,"
in_clone c fsck
is "fsck" "$status" 0
done_testing
