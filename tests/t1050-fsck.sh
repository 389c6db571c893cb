#!/bin/sh
# fsck finds what is wrong and repairs only what is derived; gc packs and loses
# nothing.
. "${0%/*}/lib.sh"

# put PATH: replaces a file of the tree by stdin, in a commit of its own
put()
{
	put_blob=$(git hash-object -w --stdin)
	git read-tree --index-output=.git/put refs/tasks/main
	GIT_INDEX_FILE=.git/put git update-index --add --cacheinfo \
		"100644,$put_blob,$1"
	put_tree=$(GIT_INDEX_FILE=.git/put git write-tree)
	git update-ref refs/tasks/main "$(git commit-tree \
		-p refs/tasks/main -m put "$put_tree")"
}

file_of()
{
	git ls-tree -r --name-only refs/tasks/main | grep "/$1"
}

new_repo work
exit_is "nothing to check yet" 0 git task fsck
a=$(git task add A 2>/dev/null)
b=$(git task add B --depends-on "$a" 2>/dev/null)
exit_is "a healthy store" 0 git task fsck
healthy=$(git rev-parse refs/tasks/main)
is "says so" "$out" "2 tasks, 2 commits: ok"
run git task fsck --format json
is "as JSON" "$(jqo '[.ok, .tasks, .errors, .warnings] | @csv')" \
	'true,2,0,0'
exit_is "an unknown option" 129 git task fsck --repare
like "is named" "$err" "repare"

fa=$(file_of "$a")
fb=$(file_of "$b")
git show "refs/tasks/main:$fa" >a.json
git show "refs/tasks/main:$fb" >b.json

jq -c . a.json | put "$fa"
exit_is "not canonical: a warning" 0 git task fsck
like "with the path" "$out" "^warning: $fa: is not in canonical form"
jq -S '.priority = "urgent"' a.json | put "$fa"
run git task fsck
like "a value that no field takes" "$out" "^warning: $fa: priority: "
jq -S '.stamps.title = "yesterday"' a.json | put "$fa"
run git task fsck
like "a stamp that is none" "$out" "the stamp of 'title' is none"
jq -S '.stamps.title = "40000000000000-0000-deadbeef"' a.json | put "$fa"
run git task fsck
like "a stamp in the far future" "$out" 'days in the future'
jq -S ".dependencies = [\"$(basename "$fb" .json)\"]" a.json | put "$fa"
exit_is "a cycle that came by merge: a warning" 0 git task fsck
like "printed" "$out" "in a cycle: .*$a -> $b|in a cycle: .*$b -> $a"
put "$fa" <a.json
jq -S '.dependencies += ["00000000000000aa"]' b.json | put "$fb"
run git task fsck
like "a dependency that is nowhere" "$out" '00000000000000aa, which does not'
jq -S '.id = "00000000000000aa"' b.json | put "$fb"
exit_is "another task's id: an error" 1 git task fsck
like "with both" "$out" "^error: $fb: has the id 00000000000000aa"
put "$fb" <b.json
echo hello | put "notes.txt"
exit_is "a foreign file: a warning" 0 git task fsck
like "by its name" "$out" '^warning: notes.txt'
echo '{' | put meta.json
exit_is "meta.json broken: an error" 1 git task fsck
echo '{"schema": 1}' | put meta.json
: >"$(ref_lock)"
run git task fsck
like "a lock file that stays" "$out" "remove '.*$(basename "$(ref_lock)")'"
rm "$(ref_lock)"

tip=$(git rev-parse refs/tasks/main)
tree=$(git rev-parse "refs/tasks/main^{tree}")
exit_is "--repair" 0 git task fsck --repair
is "never touches the tasks" "$(git rev-parse refs/tasks/main)" "$tip"

# A missing object.
git cat-file -p "refs/tasks/main:$fa" >/dev/null
object=$(git rev-parse "refs/tasks/main:$fa")
file=.git/objects/$(printf %s "$object" | sed 's|^..|&/|')
mv "$file" saved
exit_is "an object that is gone: an error" 1 git task fsck
like "with the path" "$out" "^error: $fa"
mv saved "$file"

# ---- what is no file at all ----

# foreign WHY: a commit on the healthy store with one more entry (stdin)
foreign()
{
	foreign_tree=$({ git ls-tree "$healthy"; cat; } |
		git mktree --missing)
	git update-ref refs/tasks/main "$(git commit-tree -p "$healthy" \
		-m "$1" "$foreign_tree")"
}

nobody=$(git rev-parse "$healthy" | tr '0-9a-f' 1)
sub=$(printf '160000 commit %s\t3f9a1c2b7d4e5f60.json\n' $nobody |
	git mktree --missing)
printf '040000 tree %s\t3f\n' "$sub" | foreign "a submodule for a task"
exit_is "a submodule for a task" 0 git task list --all --format ids
is "does not hide the others" "$(printf '%s\n' "$out" | wc -l)" 2
exit_is "is in the report of fsck" 0 git task fsck
like "as no file" "$out" \
	"^warning: 3f/3f9a1c2b7d4e5f60.json: is no file at all"
ok "nor is a new task refused" git task add C
is "and it stays" "$(git ls-tree -r refs/tasks/main | grep -c ^160000)" 1
deep=$(git ls-tree "$healthy" | head -n 1 | git mktree)
i=0
while test $i -lt 40
do
	deep=$(printf '040000 tree %s\td\n' "$deep" | git mktree)
	i=$((i + 1))
done
printf '040000 tree %s\tdeep\n' "$deep" | foreign "a deep directory"
# C, which that tree lacks, was written here and is joined again
exit_is "a directory 40 levels deep" 0 git task list --all --format ids
is "does not hide them either" "$(printf '%s\n' "$out" | wc -l)" 3
exit_is "nor break fsck" 0 git task fsck
ok "nor a new task" git task add D
git update-ref refs/tasks/main "$healthy"

# ---- gc ----

i=0
while test $i -lt 5
do
	git task add "More $i" >/dev/null 2>&1
	i=$((i + 1))
done
echo "not ours" | git hash-object -w --stdin >loose
git task list --all --format ids | sort >before
git log --format=%H refs/tasks/main >before.log
exit_is "gc" 0 git task gc
like "counts" "$out" '^[0-9]+ loose objects before, [0-9]+ now$'
is "no loose object of ours is left" "$(git rev-list --objects \
	refs/tasks/main | cut -d' ' -f1 | while read -r o
do
	test ! -e ".git/objects/$(printf %s "$o" | sed 's|^..|&/|')" ||
		echo "$o"
done)" ""
ok "an unreachable object stays" git cat-file -e "$(cat loose)"
git task list --all --format ids | sort >after
same "the same tasks" before after
git log --format=%H refs/tasks/main >after.log
same "the same history" before.log after.log
exit_is "twice" 0 git task gc
exit_is "fsck after it" 0 git fsck --connectivity-only --no-dangling
isnt "the tree was looked at" "$tree" ""

done_testing
