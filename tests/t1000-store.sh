#!/bin/sh
# Where tasks live: the ref, the tree, the commits; every kind of repository.
. "${0%/*}/lib.sh"

# ---- what plain Git sees ----

new_repo work
run git task add "Buy milk" --priority high --tag shop
is "add succeeds" "$status" 0
id8=$out
full=$(git ls-tree -r --name-only refs/tasks/main | grep "/$id8" |
	sed 's|.*/||; s|\.json$||')
path="$(printf %.2s "$id8")/$full.json"
is "meta.json names the schema" \
	"$(git show refs/tasks/main:meta.json | jq -c .)" '{"schema":1}'
is "plain Git and jq read a task" \
	"$(git show "refs/tasks/main:$path" | jq -r .title)" "Buy milk"
git show "refs/tasks/main:$path" >blob
# jq -S sorts keys and indents by two, as the canonical form does.
jq -S . blob >canon
same "the blob is in canonical form" blob canon
run git log -1 --format='%s%n%b%n%an <%ae>' refs/tasks/main
like "the subject says what" "$out" "^add $id8: Buy milk$"
like "trailer Task-Id" "$out" "^Task-Id: $full$"
like "trailer Task-Op" "$out" "^Task-Op: add$"
like "trailer Task-Actor" "$out" "^Task-Actor: [0-9a-f]{8}$"
like "the real author" "$out" "^Tess Ter <tess@example.com>$"
like "the ref has a reflog" "$(git reflog show refs/tasks/main)" 'task: add'
run env TM_AGENT_ID=robo git-task update "$id8" --status in_progress
run git log -1 --format='%an|%(trailers:key=Task-Agent)' refs/tasks/main
like "an agent is named with the author" "$out" 'robo.*\|Task-Agent: robo$'
is "the work tree and index are untouched" "$(git status --porcelain \
	--ignored | grep -vE 'blob|canon')" ""
is "one command, one commit" "$(git rev-list --count refs/tasks/main)" 2
run git task update "$id8" --status in_progress
is "no change, no commit" "$(git rev-list --count refs/tasks/main)" 2

# ---- invariants ----

a=$(git task add A 2>/dev/null)
b=$(git task add B --depends-on "$a" 2>/dev/null)
c=$(git task add C --depends-on "$b" 2>/dev/null)
exit_is "a dependency that closes a cycle is refused" 1 \
	git task dep add "$a" "$c"
like "the cycle is printed" "$err" "$a -> $c -> $b -> $a"
exit_is "a task can not wait for itself" 1 git task dep add "$a" "$a"
exit_is "nor be its own ancestor" 0 git task update "$b" --parent "$a"
exit_is "not over two steps either" 1 git task update "$a" --parent "$b"
like "the circle is told" "$err" "$a.*$b"
run git task add X --depends-on deadbeef
like "an unknown dependency is named" "$err" \
	'Invalid dependency ID: .*deadbeef'
ok "and refused" test "$status" -eq 1 -o "$status" -eq 2
is "nothing was written meanwhile" "$(git rev-list --count refs/tasks/main)" 6

# ---- worktrees, bare, GIT_DIR, sub-directories ----

git worktree add -q ../linked 2>/dev/null
exit_is "a linked worktree sees the tasks" 0 git -C ../linked task list
like "all of them" "$out" 'Buy milk'
ok "and writes" git -C ../linked task add "From the worktree"
like "into the same ref" "$(git task list)" 'From the worktree'
mkdir -p deep/er
exit_is "from a sub-directory" 0 git -C deep/er task list
like "too" "$out" 'Buy milk'
dir=$PWD
cd "$TRASH" || exit 99
exit_is "GIT_DIR from elsewhere" 0 env GIT_DIR="$dir/.git" git-task list
like "is the same store" "$out" 'Buy milk'
exit_is "with GIT_WORK_TREE" 0 env GIT_DIR="$dir/.git" GIT_WORK_TREE="$dir" \
	git-task add "With a work tree"
exit_is "-C" 0 git-task -C "$dir" list
like "works" "$out" 'With a work tree'
new_bare hub.git
exit_is "a bare repository takes tasks" 0 git-task -C hub.git add "In the hub"
exit_is "and lists them" 0 git-task -C hub.git list
like "at once" "$out" 'In the hub'

# ---- shallow and partial clones ----

git -C "$dir" push -q "$TRASH/hub2.git" 2>/dev/null
git clone -q --bare "$dir" hub2.git 2>/dev/null
git -C hub2.git fetch -q "$dir" 'refs/tasks/*:refs/tasks/*'
git -C hub2.git config uploadpack.allowFilter true
git init -q shallow
git -C shallow fetch -q --depth 1 "file://$TRASH/hub2.git" \
	'refs/tasks/*:refs/tasks/*'
ok "a shallow history" test -s shallow/.git/shallow
exit_is "is read" 0 git-task -C shallow list
like "whole" "$out" 'Buy milk'
exit_is "and written" 0 git-task -C shallow add "On a shallow history"
exit_is "log ends quietly at its boundary" 0 git-task -C shallow log
exit_is "fsck too" 0 git-task -C shallow fsck
git clone -q --filter=blob:none --bare "file://$TRASH/hub2.git" part.git \
	2>/dev/null
git -C part.git fetch -q "file://$TRASH/hub2.git" \
	'refs/tasks/*:refs/tasks/*'
run git-task -C part.git list
ok "a partial clone lists, or says what to do" test "$status" -eq 0 -o \
	-n "$(printf %s "$err" | grep 'git task pull')"

# ---- objects elsewhere, modes for a group, a symbolic ref ----

git clone -q --shared "$dir" borrowed 2>/dev/null
git -C borrowed fetch -q "$dir" 'refs/tasks/*:refs/tasks/*'
exit_is "a clone with alternates is read" 0 git-task -C borrowed list
like "whole" "$out" 'Buy milk'
exit_is "and written" 0 git-task -C borrowed add "Borrowed"
exit_is "fsck" 0 git -C borrowed fsck --connectivity-only --no-dangling
git init -q --shared=group shared
exit_is "a repository shared by a group" 0 git-task -C shared add "Shared"
is "has objects that the group can read" \
	"$(find shared/.git/objects -type f ! -perm -g+r)" ""
git init -q symbolic
git -C symbolic symbolic-ref refs/tasks/main refs/tasks/real
run git-task -C symbolic add "By another name"
ok "a symbolic ref is followed or refused in a sentence" test \
	"$status" -eq 0 -o -n "$err"
git -C "$dir" pack-refs --all
exit_is "a packed ref" 0 git-task -C "$dir" add "After packing refs"
is "is replaced" "$(git -C "$dir" show -s --format=%s refs/tasks/main)" \
	"add $(git -C "$dir" task list --format "%(id:short)" packing): After packing refs"
like "and logged" "$(git -C "$dir" reflog show refs/tasks/main)" \
	'main@\{1\}: task: add'

# ---- no repository, odd repositories ----

mkdir nowhere
exit_is "no repository" 128 git-task -C nowhere list
like "says so" "$err" '^git-task: not a git repository'
exit_is "writing neither" 128 git-task -C nowhere add x
new_repo odd
git config core.repositoryFormatVersion 1
git config extensions.worktreeConfig true
exit_is "worktreeConfig" 0 git-task add "In an odd repository"

# ---- a newer schema ----

new_repo newer
git task add "From now" >/dev/null 2>&1
blob=$(echo '{"schema": 7}' | git hash-object -w --stdin)
git read-tree --index-output=.git/tmp-index refs/tasks/main
GIT_INDEX_FILE=.git/tmp-index git update-index --add --cacheinfo \
	"100644,$blob,meta.json"
tree=$(GIT_INDEX_FILE=.git/tmp-index git write-tree)
new=$(git commit-tree -p refs/tasks/main -m "schema 7" "$tree")
git update-ref refs/tasks/main "$new"
exit_is "a newer schema can be read" 0 git task list
like "with its tasks" "$out" 'From now'
exit_is "and not written" 128 git task add "Too old"
like "the sentence says which version" "$err" 'schema 7'
is "the ref stays" "$(git rev-parse refs/tasks/main)" "$new"

for schema in 4294967297 1e300 1.5
do
	blob=$(echo "{\"schema\": $schema}" | git hash-object -w --stdin)
	git ls-tree "$new" | sed "s/blob [0-9a-f]*\(.meta.json\)/blob $blob\1/" |
		git mktree >tree
	git update-ref refs/tasks/main "$(git commit-tree -p "$new" \
		-m "schema $schema" "$(cat tree)")"
	exit_is "schema $schema is newer, too" 128 git task add "Too old"
	exit_is "and read" 0 git task list
done

# ---- a lock file that leads elsewhere ----

new_repo locked
git task add "One" >/dev/null 2>&1
awk 'BEGIN { while (i++ < 40) print "not to be touched" }' >precious
cp precious copy
ln -sf ../../precious .git/git-task/lock
exit_is "a link in the place of the lock" 0 git task add "Two"
like "is named" "$err" "cannot lock '.*/git-task/lock'"
same "what it leads to is untouched" precious copy
rm .git/git-task/lock
exit_is "without it all is well" 0 git task add "Two"

# ---- what is no file in place of the lock ----

for kind in "mkfifo" "mkdir" "ln -s /dev/zero" "ln -s /etc/passwd" "ln -s /nowhere/x"
do
	rm -f .git/git-task/lock
	$kind .git/git-task/lock || exit 99
	exit_is "$kind: a write goes on" 0 timeout 5 git task add "By $kind"
	is "$kind: is said, once" "$(printf '%s\n' "$err" |
		grep -c 'cannot lock .*not a plain file .*went on without it')" 1
	is "$kind: the task is there" \
		"$(git task list --count --text "By $kind")" 1
	rm -r .git/git-task/lock
done
fails "what the link names was not made" test -e /nowhere/x
exit_is "without it all is well again" 0 git task add "Four"

# ---- a lock file of somebody else's ----

chmod 0 .git/git-task/lock
as=
if test "$(id -u)" -eq 0
then
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 0755 "$TRASH"
	chmod -R a+rX "$HOME"
	chown -R 65534:65534 .
	chown 0:0 .git/git-task/lock
fi
cp "$BUILD/git-task" "$TRASH/git-task"	# the source tree may be closed to them
# shellcheck disable=SC2086 # words of a command
exit_is "a lock that may not be opened" 0 $as "$TRASH/git-task" add "Three"
like "is said" "$err" "cannot lock .*went on without it"
# shellcheck disable=SC2086
run $as "$TRASH/git-task" list
like "the task is there" "$out" "Three"

# ---- a symbolic ref ----

new_repo symbolic
git task add "Somewhere else" >/dev/null 2>&1
git update-ref refs/tasks/else refs/tasks/main
git symbolic-ref refs/tasks/main refs/tasks/else
exit_is "a symbolic ref is read" 0 git task list
like "with its tasks" "$out" 'Somewhere else'
exit_is "and not written" 128 git task add "Not there"
like "the sentence says why" "$err" "'refs/tasks/main' is a symbolic ref"
is "it stays one" "$(git symbolic-ref refs/tasks/main)" refs/tasks/else

# ---- a commit of another age ----

new_repo ages
git task add "From now" >/dev/null 2>&1
for seconds in 9223372036854775807 -9223372036854775808 99999999999999999999
do
	git update-ref refs/tasks/main "$(git cat-file commit \
		refs/tasks/main | sed "s/> [0-9-]* /> $seconds /" |
		git hash-object -t commit -w --literally --stdin)"
	exit_is "log with the time $seconds" 0 git task log
	exit_is "conflicts with it" 0 git task conflicts --all
	exit_is "a task on top of it" 0 git task add "Later"
done

# ---- a broken blob ----

cd "$dir" || exit 99
blob=$(echo '{ this is not json' | git hash-object -w --stdin)
git read-tree --index-output=.git/tmp-index refs/tasks/main
GIT_INDEX_FILE=.git/tmp-index git update-index --add --cacheinfo \
	"100644,$blob,$path"
tree=$(GIT_INDEX_FILE=.git/tmp-index git write-tree)
new=$(git commit-tree -p refs/tasks/main -m "break one" "$tree")
git update-ref refs/tasks/main "$new"
# as in a clone that never had the good one: it would be joined again
rm -rf .git/git-task
exit_is "a broken task is reported" 1 git task list
like "by its path" "$err" "$path"
like "the others are listed" "$out" 'From the worktree'
exit_is "who asks for it is told" 128 git task show "$id8"
like "that it is there" "$err" "'$path' can not be read, see 'git task fsck'"
exit_is "fsck calls it an error" 1 git task fsck
like "with its path" "$out" "^error: $path"
exit_is "others can be written" 0 git task add "Beside the broken one"
is "the broken bytes stay" "$(git show "refs/tasks/main:$path")" \
	'{ this is not json'
isnt "but not the broken one" "$(git task update "$id8" -s pending 2>&1)" ""
is "they stay" "$(git show "refs/tasks/main:$path")" '{ this is not json'

done_testing
