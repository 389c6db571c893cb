#!/bin/sh
# No hook ever costs a commit: whatever is broken, missing, locked or huge.  Only
# commit-msg in strict mode refuses.
. "${0%/*}/lib.sh"

git config --global task.fsync false

# commits DESC [git commit options]: the commit is made, within 10 seconds; what
# was said is in $said
commits()
{
	lib_what=$1
	shift
	lib_head=$(git rev-parse HEAD)
	lib_start=$(date +%s)
	run git commit -q --allow-empty "$@"
	said=$err
	is "$lib_what: git commit succeeds" "$status" 0
	isnt "$lib_what: there is a commit" "$(git rev-parse HEAD)" "$lib_head"
	ok "$lib_what: soon" test $(($(date +%s) - lib_start)) -lt 10
}

nr_commits()
{
	git task show "$1" --format json | jq '.commits // [] | length'
}

new_repo work
git task hooks install -q --shim
a=$(git task add "Never lose a commit" -q)

# ---- the program is missing, crashes, fails ----
mkdir "$TRASH/bin"
for p in git cat sh rm tr date grep sed
do
	ln -s "$(command -v $p)" "$TRASH/bin/$p"
done
FULL=$PATH
# made by a program that has gone since
cp "$BUILD/git-task" "$TRASH/gone"
mkdir "$TRASH/gone.d" && mv "$TRASH/gone" "$TRASH/gone.d/git-task"
"$TRASH/gone.d/git-task" hooks install -q --shim
rm -r "$TRASH/gone.d"
PATH=$TRASH/bin
commits "no git-task on PATH" -m "one, #$a"
err_missing=$said
run git commit -q --amend --allow-empty -m "two, #$a"
PATH=$FULL
like "the shims say so" "$err_missing" 'git-task: not on PATH, nor where it was; commit-msg'
is "amend without git-task" "$status" 0
for how in 'exit 1' 'exit 128' 'kill -SEGV $$' 'kill -KILL $$'
do
	printf '#!/bin/sh\n%s\n' "$how" >"$TRASH/bin/git-task"
	chmod +x "$TRASH/bin/git-task"
	PATH=$TRASH/bin
	commits "git-task does '$how'" -m "three, #$a"
	PATH=$FULL
done
rm "$TRASH/bin/git-task"

# ---- hooks that are links, and the program goes away ----
cd "$TRASH" && new_repo links
mkdir prog && cp "$BUILD/git-task" prog/git-task
prog/git-task hooks install -q
l=$(git task add "Linked" -q)
is "post-commit is a link" "$(readlink .git/hooks/post-commit)" \
	"$PWD/prog/git-task"
PATH=$TRASH/bin
commits "no git-task on PATH, but a link" -m "one, #$l"
PATH=$FULL
is "... which works" "$(nr_commits "$l")" 1
run git task status
unlike "status has nothing to say" "$err" 'hooks lead'
rm -r prog
commits "the link leads nowhere" -m "two, #$l"
run git commit -q --amend --allow-empty -m "three, #$l"
is "... amend, too" "$status" 0
run git task status
like "git task status says so" "$err" 'not there any more: post-commit'
is "hooks status, too" "$(git task hooks status --json |
	jq -r '[.hooks[] | select(.state == "gone") | .event] | join(" ")')" \
	"post-commit post-merge post-rewrite"
ok "installing again" git task hooks install
commits "... renews them" -m "four, #$l"
is "... and they link" "$(nr_commits "$l")" 2
git task hooks uninstall -q
is "uninstall removes links" "$(find .git/hooks ! -name '*.sample' -type l)" ""
mkdir prog && printf 'no program' >prog/git-task && chmod +x prog/git-task
ln -s "$PWD/prog/git-task" .git/hooks/post-commit
commits "the link leads to no program" -m "five, #$l"
cd "$TRASH/work" || exit 1

# ---- no tasks yet, a repository that can not hold any ----
cd "$TRASH" && new_repo empty
git task hooks install -q
commits "no tasks in the repository" -m "see #deadbeef"
is "... and none were made" "$(git for-each-ref refs/tasks)" ""
git init -q "$TRASH/strange"
cp "$SRCDIR"/hooks/* "$TRASH/strange/.git/hooks/"
cd "$TRASH/strange" || exit 1
git commit -q --allow-empty -m first 2>/dev/null
ln -s nowhere .git/git-task
commits "local state that can not be kept" -m "see #deadbeef"

# ---- broken stores ----
cd "$TRASH/work" || exit 1
tip=$(git rev-parse refs/tasks/main)
# (where one file has all refs Git itself can not commit then)
if test ! -d .git/reftable
then
	echo "not an object id" >.git/refs/tasks/main
	commits "garbage in the ref" -m "four, #$a"
	echo "$tip" | tr '0-9a-f' 1 >.git/refs/tasks/main
	commits "the ref names no object" -m "five, #$a"
	echo "$tip" >.git/refs/tasks/main
fi
blob=$(git rev-parse "refs/tasks/main:$(git ls-tree -r --name-only \
	refs/tasks/main | grep "/$a")")
object=.git/objects/$(echo "$blob" | cut -c1-2)/$(echo "$blob" | cut -c3-)
mv "$object" "$TRASH/object"
rm -f .git/git-task/index
commits "a task's object is missing" -m "six, #$a"
mv "$TRASH/object" "$object"
printf 'not json' >broken
shard=$(git rev-parse "refs/tasks/main:$(echo "$a" | cut -c1-2)")
newshard=$(git ls-tree "$shard" |
	sed "s/ $blob/ $(git hash-object -w broken)/" | git mktree)
root=$(git ls-tree refs/tasks/main | sed "s/ $shard/ $newshard/" | git mktree)
git update-ref refs/tasks/main "$(git commit-tree -p "$tip" -m broken "$root")"
ok "the broken task is there" test "$(git show \
	"refs/tasks/main:$(git ls-tree -r --name-only refs/tasks/main |
	grep "/$a")")" = "not json"
commits "a task that is no JSON" -m "seven, #$a"
git update-ref refs/tasks/main "$tip"
rm -f broken

# ---- nothing can be written ----
# (directories in the way, since root may write anything)
rm -rf .git/git-task
: >.git/git-task
commits "the local directory can not be made" -m "eight, #$a"
rm .git/git-task
if test ! -d .git/reftable
then
	mkdir .git/refs/tasks/main.lock
	commits "the ref can not be written" -m "nine, #$a"
	like "... and says so" "$said" "took longer than 2 seconds"
	rmdir .git/refs/tasks/main.lock
fi
if test "$(id -u)" -ne 0
then
	store=$(dirname "$(ref_file)")
	chmod -R a-w "$store" .git/git-task
	commits "a read-only store" -m "ten, #$a"
	chmod -R u+w "$store" .git/git-task
fi

# ---- somebody keeps the lock ----
git task progress "$a" "the store works again" -q >/dev/null
is "no link so far" "$(nr_commits "$a")" 0
mkfifo "$TRASH/hold"
perl -e 'use Fcntl ":flock"; open my $f, "+<", $ARGV[0] or die;
	flock($f, LOCK_EX) or die; open my $h, "<", $ARGV[1] or die; <$h>' \
	.git/git-task/lock "$TRASH/hold" &
holder=$!
wait_for "the lock is taken" 10 sh -c '! perl -e "use Fcntl \":flock\";
	open my \$f, \"+<\", \$ARGV[0] or die; exit(flock(\$f,
	LOCK_EX | LOCK_NB) ? 0 : 1)" .git/git-task/lock'
commits "the lock is held" -m "eleven, #$a"
is "... and the link was made all the same" "$(nr_commits "$a")" 1
echo go >"$TRASH/hold"
wait "$holder"
if test ! -d .git/reftable
then
	: >.git/refs/tasks/main.lock
	commits "a stale ref lock" -m "twelve, #$a"
	rm .git/refs/tasks/main.lock
fi
ok "link --scan catches up" git task link --scan -q
is "... with all of them" "$(nr_commits "$a")" \
	"$(git log --format=%s | grep -c "#$a")"

# ---- huge things ----
{
	seq 1 100000 | sed 's/$/ lines of a message/'
	echo "closes #$a"
} >"$TRASH/message"
ok "the message has more than 1 MB" \
	test "$(wc -c <"$TRASH/message")" -gt 1000000
commits "a message of 2 MB" -F "$TRASH/message"
is "... closes the task" "$(git task show "$a" --format json |
	jq -r .status)" completed

b=$(git task add "Import the data" -q)
seq 1 10000 | awk '{ d = "d" ($1 % 100); if ($1 < 101) system("mkdir " d)
	f = d "/f" $1 ".c"; print "/* " $1 " */" >f; close(f) }'
git add -A
commits "10,000 files" -m "import, #$b"
is "... is linked" "$(nr_commits "$b")" 1

git config task.hooks.todo create
for i in 1 2 3
do
	seq 1 100 | sed "s/.*/\/\/ TODO: part & of file $i/" >"todo$i.c"
done
git add -A
before=$(git task list --all --format ids | wc -l)
commits "300 staged TODO comments" -m "todos"
is "... make 300 tasks" "$(git task list --all --format ids | wc -l)" \
	$((before + 300))
echo "// more" >>todo1.c
git add -A
commits "the same comments again" -m "more"
is "... make none" "$(git task list --all --format ids | wc -l)" \
	$((before + 300))
git config task.hooks.todo suggest
echo "// FIXME: a new one" >>todo2.c
git add -A
commits "one staged FIXME" -m "fixme"
like "... is suggested" "$said" 'todo2.c:101: FIXME: a new one'
is "... and not created" "$(git task list --all --format ids | wc -l)" \
	$((before + 300))
git config task.hooks.todo off
echo "// FIXME: another one" >>todo2.c
git add -A
commits "switched off" -m "fixme"
unlike "... is silent" "$said" 'another one'

# ---- commit-msg ----
commits "an unknown task" -m "see #deadbeef"
like "... is a warning" "$said" "the message names a task: task 'deadbeef' not"
git config task.hooks.strict true
run git commit -q --allow-empty -m "see #deadbeef"
is "strict: the commit is refused" "$status" 1
like "... and the message is kept" "$err" 'COMMIT_EDITMSG'
commits "strict: a known task" -m "see #$b"
commits "strict: --no-verify passes" --no-verify -m "see #deadbeef"
commits "strict: another tracker's number" -m "fixes #1234"
commits "strict: comment lines are not read" --cleanup=strip -m "fine

# see #deadbeef"
git task branch "$b" >/dev/null 2>&1
run env GIT_EDITOR=true git commit -q --allow-empty
isnt "a message that nobody wrote is empty, trailer or not" "$status" 0
like "... as Git says" "$err" 'empty commit message'
run env GIT_EDITOR="sed -i -e '1s/^/Written/'" git commit -q --allow-empty
is "a message from the editor" "$(git log -1 --format=%B)" "Written

Task-Id: $b"
commits "a trailer of one's own" -m "mine" -m "Task-Id: $a"
is "... gets no second one" "$(git log -1 --format=%B | grep -c Task-Id)" 1
commits "the id in the subject" -m "done with #$b"
is "... needs no trailer" "$(git log -1 --format=%B | grep -c Task-Id)" 0

# ---- run by hand ----
printf 'x\n\nTask-Id: deadbeef\n' >"$TRASH/msg"
exit_is "hooks run tells what would happen" 1 \
	git task hooks run commit-msg "$TRASH/msg"
exit_is "hooks run without its argument" 129 git task hooks run commit-msg

done_testing
