#!/bin/sh
# Sync when the remote is gone, refuses, takes only branches; from shallow
# clones, with clocks that lie, and with blobs that nobody can read.
. "${0%/*}/lib.sh"

tip()
{
	git -C "$1" rev-parse refs/tasks/main
}

clone()
{
	new_repo "$TRASH/$1"
	git remote add origin ../hub.git
	git config task.fsync false
	cd "$TRASH" || exit 99
}

new_bare hub.git
clone a
clone b
x=$(git -C a task add "First" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1

# ---- the remote can not be reached, or refuses ----

git -C a remote set-url origin ../gone.git
run git -C a task sync
is "no repository: exit" "$status" 1
like "no repository: says so" "$err" "remote 'origin' is not a repository"
like "no repository: what is safe" "$err" "your tasks are safe here"
is "no repository: one line" "$(printf '%s\n' "$err" | wc -l)" 1
git -C a remote set-url origin ssh://git@nowhere.invalid/x.git
cat >ssh <<\END
#!/bin/sh
echo "git@nowhere.invalid: Permission denied (publickey)." >&2
exit 255
END
chmod +x ssh
run env GIT_SSH_COMMAND="$TRASH/ssh" git -C a task sync
is "credentials: exit" "$status" 1
like "credentials: says so" "$err" "wants credentials"
git -C a remote set-url origin ../hub.git

cat >hub.git/hooks/pre-receive <<\END
#!/bin/sh
echo "policy: no tasks here" >&2
exit 1
END
chmod +x hub.git/hooks/pre-receive
git -C a task update "$x" --title "Refused" >/dev/null 2>&1
before=$(tip hub.git)
run git -C a task sync
is "refused: exit" "$status" 1
like "refused: the host's words" "$err" "policy: no tasks here"
like "refused: a way out" "$err" "task.remoteRef"
is "refused: remote untouched" "$(tip hub.git)" "$before"
is "refused: kept here" "$(git -C a task show "$x" --json | jq -r .title)" \
	Refused
rm hub.git/hooks/pre-receive
run git -C a task sync
is "accepted later" "$status $(tip hub.git)" "0 $(tip a)"

new_repo lonely
git task add x >/dev/null 2>&1
run git task sync
is "no remote: exit" "$status" 1
like "no remote: says so" "$err" "there is no remote"
run git task sync ../hub.git --json
is "a path instead of a name" "$status $(jqo .remote)" "0 ../hub.git"
is "unrelated histories are joined" "$(git task list --all --json |
	jq -r '[.[].title] | sort | join(",")')" "Refused,x"
run git task sync --option-like
is "an unknown option" "$status" 129
cd "$TRASH" || exit 99

# ---- a host that takes only branches ----

new_bare branches.git
for d in p q
do
	clone $d
	git -C $d remote set-url origin ../branches.git
	git -C $d config task.remoteRef refs/heads/git-task
done
git -C p task add "by branch" >/dev/null 2>&1
run git -C p task sync
is "mapped: sync" "$status" 0
is "mapped: only the branch" \
	"$(git -C branches.git for-each-ref --format='%(refname)')" \
	refs/heads/git-task
run git -C q task sync
is "mapped: received" "$status $(tip q)" "0 $(tip p)"

# ---- shallow ----

for i in 1 2 3 4
do
	git -C a task progress "$x" "note $i" >/dev/null 2>&1
done
git -C a task sync >/dev/null 2>&1
git init -q shallow
cd shallow || exit 99
git remote add origin "file://$TRASH/hub.git"
git fetch -q --depth 1 origin '+refs/tasks/*:refs/tasks/*'
is "the clone is shallow" "$(git rev-list --count refs/tasks/main)" 1
git task update "$x" --priority high >/dev/null 2>&1
git -C ../a task update "$x" --title "Second" >/dev/null 2>&1
git -C ../a task sync >/dev/null 2>&1
run git task sync
is "shallow: sync" "$status" 0
git -C ../a task sync >/dev/null 2>&1
is "shallow: one tip" "$(tip .)" "$(tip ../a)"
is "shallow: both edits" "$(git task show "$x" --json |
	jq -r '"\(.title) \(.priority)"')" "Second high"
ok "shallow: fsck" git task fsck
cd "$TRASH" || exit 99

# ---- a clock ten years ahead ----

git -C b task sync >/dev/null 2>&1
at 2036-01-01T00:00:00Z git -C b task update "$x" --title "Future" \
	>/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
is "the future wins once" "$(git -C a task show "$x" --json |
	jq -r .title)" Future
git -C a task update "$x" --title "Present" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
is "but locks nothing" "$(git -C b task show "$x" --json | jq -r .title)" \
	Present
is "one tip" "$(tip a)" "$(tip b)"

# ---- a remote with what is no task ----

# push_entry: puts one more entry (stdin) into the tree of the remote
push_entry()
{
	entry_tree=$({ git -C hub.git ls-tree refs/tasks/main; cat; } |
		git -C hub.git mktree --missing)
	git -C hub.git update-ref refs/tasks/main "$(git -C hub.git \
		-c user.name=E -c user.email=e commit-tree \
		-p refs/tasks/main -m foreign "$entry_tree")"
}

nobody=$(git -C hub.git rev-parse refs/tasks/main | tr '0-9a-f' 1)
printf '160000 commit %s\tvendor\n' $nobody | push_entry
git -C b task update "$x" --title "Beside it" >/dev/null 2>&1
exit_is "a submodule at the remote" 0 git -C b task sync
is "stays one" "$(git -C b ls-tree refs/tasks/main vendor)" \
	"$(printf '160000 commit %s\tvendor' $nobody)"
exit_is "no object is missing" 0 git -C b fsck --connectivity-only \
	--no-dangling
deep=$(git -C hub.git rev-parse "refs/tasks/main^{tree}")
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20
do
	deep=$(printf '040000 tree %s\td\n' "$deep" |
		git -C hub.git mktree --missing)
done
printf '040000 tree %s\tdeep\n' "$deep" | push_entry
git -C b task update "$x" --title "Above it" >/dev/null 2>&1
exit_is "a deep directory at the remote" 0 git -C b task sync
git -C a task sync >/dev/null 2>&1
is "one tip after both" "$(tip a)" "$(tip b)"
blob=$(git -C hub.git rev-parse refs/tasks/main:meta.json)
shard=$(git -C hub.git ls-tree --name-only refs/tasks/main | head -n 1)
git -C hub.git update-ref refs/tasks/keep refs/tasks/main
{
	git -C hub.git ls-tree refs/tasks/main | grep -v "	$shard\$"
	printf '100644 blob %s\t%s\n' "$blob" "$shard"
} | git -C hub.git mktree --missing >tree
git -C hub.git update-ref refs/tasks/main "$(git -C hub.git \
	-c user.name=E -c user.email=e commit-tree -p refs/tasks/main \
	-m foreign "$(cat tree)")"
git -C b task update "$x" --title "Not lost" >/dev/null 2>&1
before=$(tip b)
exit_is "a file in the place of a directory" 128 git -C b task sync
like "is named" "$err" "a directory named '$shard' is where a file"
is "nothing has changed here" "$(tip b)" "$before"
git -C hub.git update-ref refs/tasks/main refs/tasks/keep
git -C hub.git update-ref -d refs/tasks/keep
exit_is "sync when it is gone" 0 git -C b task sync
git -C a task sync >/dev/null 2>&1

# ---- a remote that can not take the ref, now or ever ----

git -C b task update "$x" --title "Kept" >/dev/null 2>&1
git -C hub.git update-ref refs/keep/main refs/tasks/main
git -C hub.git update-ref -d refs/tasks/main
git -C hub.git update-ref refs/tasks/main/below refs/keep/main
exit_is "a ref below the name of ours" 1 git -C b task sync
like "is refused at once" "$err" "remote 'origin' refused the tasks: "
like "with the reason" "$err" "'refs/tasks/main/below' exists; cannot create"
git -C hub.git update-ref -d refs/tasks/main/below
git -C hub.git update-ref refs/tasks/main refs/keep/main
git -C hub.git update-ref -d refs/keep/main
exit_is "sync afterwards" 0 git -C b task sync
git -C a task sync >/dev/null 2>&1

# ---- whose name a merge bears ----

git -C a config task.mergeIdentity user
git -C a config user.name "Merging Person"
git -C b config user.name "Later Person"
git -C a task update "$x" --priority low >/dev/null 2>&1
at 2036-02-01T00:00:00Z git -C b task update "$x" --title "By b" \
	>/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
is "task.mergeIdentity = user" \
	"$(git -C a log -1 --format='%an %P' refs/tasks/main | wc -w) $(
	git -C a log -1 --format=%an refs/tasks/main)" "4 Merging Person"
git -C b task sync >/dev/null 2>&1
git -C b task update "$x" --priority high >/dev/null 2>&1
at 2036-03-01T00:00:00Z git -C a task update "$x" --title "By a" \
	>/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
is "else that of the later side" \
	"$(git -C b log -1 --format='%cn %cs' refs/tasks/main)" \
	"Merging Person 2036-03-01"
git -C a task sync >/dev/null 2>&1

# ---- a blob that is no task ----

break_task()
{
	blob=$(printf '%s' "$3" | git -C "$1" hash-object -w --stdin)
	path=$(git -C "$1" ls-tree -r --name-only refs/tasks/main |
		grep "/$2")
	GIT_INDEX_FILE=$TRASH/index
	export GIT_INDEX_FILE
	git -C "$1" read-tree refs/tasks/main
	git -C "$1" update-index --cacheinfo "100644,$blob,$path"
	commit=$(git -C "$1" commit-tree -p refs/tasks/main -m "by hand" \
		"$(git -C "$1" write-tree)")
	unset GIT_INDEX_FILE
	git -C "$1" update-ref refs/tasks/main "$commit"
}

break_task a "$x" '{ "id": oops'
git -C b task update "$x" --title "Still fine" >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
run git -C a task sync
is "unreadable: exit is not 0" "$status" 1
like "unreadable: it is named" "$err" "lost\+found/.*$blob"
run git -C b task sync
is "unreadable: one tip" "$(tip a)" "$(tip b)"
is "unreadable: the task lives" "$(git -C b task show "$x" --json |
	jq -r .title)" "Still fine"
id=$(git -C b task show "$x" --json | jq -r .id)
is "unreadable: kept byte for byte" \
	"$(git -C b show "refs/tasks/main:lost+found/$id-$blob.json")" \
	'{ "id": oops'
run git -C b task fsck
like "unreadable: fsck names it" "$out$err" \
	"lost\+found/$id-$blob.json: is an unreadable state"
before=$(tip a)
git -C a task sync >/dev/null 2>&1
is "unreadable: stable" "$(tip a)" "$before"

done_testing
