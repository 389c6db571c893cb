#!/bin/sh
# init: the ref, the local directory, the remote's tasks, tm's directory.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo one
before=$(git status --porcelain)
ok "init" git-task init
like "says so on stdout" "$out" '^Task database initialized in .*/one/\.git$'
like "what to do next, on stderr" "$err" 'git task add'
like "hooks too" "$err" 'git task hooks install'
ok "the ref is there" git rev-parse --verify refs/tasks/main
is "meta.json" "$(git show refs/tasks/main:meta.json | jq -c .)" '{"schema":1}'
is "the work tree is untouched" "$(git status --porcelain)" "$before"
is "no file either" "$(ls -A | tr '\n' ' ')" ".git "
ok "a reflog" git reflog exists refs/tasks/main
tip=$(git rev-parse refs/tasks/main)
ok "again" git-task init
like "says that it was there" "$out" 'already initialized'
is "changes nothing" "$(git rev-parse refs/tasks/main)" "$tip"
mkdir -p sub/dir
ok "from a sub-directory" git-task -C sub/dir init
ok "in a linked work tree" git worktree add -q ../linked
ok "the same tasks there" git-task -C ../linked init
like "already" "$out" 'already initialized in .*/one/\.git$'
ok "quiet" git-task init -q
is "no notes" "$err" ""

# ---- a bare repository, no repository ----
new_bare "$TRASH/bare.git"
ok "in a bare repository" git-task -C "$TRASH/bare.git" init
mkdir "$TRASH/none"
exit_is "nowhere" 128 git-task -C "$TRASH/none" init
like "says what is missing" "$err" 'not a git repository'

# ---- what the remote has ----
new_bare "$TRASH/hub.git"
git remote add origin "$TRASH/hub.git"
git push -q origin main
blob=$(printf '{\n  "created_at": "2026-01-01T00:00:00Z",\n  "id": "3f9a1c2b7d4e5f60",\n  "priority": "medium",\n  "stamps": {\n    "*": "01767225600000-0000-0123abcd"\n  },\n  "status": "pending",\n  "title": "from the hub"\n}\n' |
	git hash-object -w --stdin)
shard=$(printf '100644 blob %s\t3f9a1c2b7d4e5f60.json\n' "$blob" | git mktree)
meta=$(git rev-parse refs/tasks/main:meta.json)
root=$(printf '040000 tree %s\t3f\n100644 blob %s\tmeta.json\n' "$shard" \
	"$meta" | git mktree)
hub=$(git commit-tree -m foreign "$root")
git push -q origin "$hub:refs/tasks/main"
git clone -q "$TRASH/hub.git" "$TRASH/two"
cd "$TRASH/two" || exit 99
ok "init of a clone" git-task init
like "tells how many came" "$err" "1 task.* 'origin'"
is "the remote's tip is adopted" "$(git rev-parse refs/tasks/main)" "$hub"
ok "again" git-task init
is "nothing new" "$(git rev-parse refs/tasks/main)" "$hub"
git clone -q "$TRASH/hub.git" "$TRASH/three"
cd "$TRASH/three" || exit 99
ok "init --no-fetch" git-task init --no-fetch
isnt "does not look at the remote" "$(git rev-parse refs/tasks/main)" "$hub"
ok "init later" git-task init
ok "joins" git cat-file -e \
	refs/tasks/main:3f/3f9a1c2b7d4e5f60.json
git remote set-url origin "$TRASH/gone.git"
git update-ref -d refs/tasks/main
ok "a remote that is away is no failure" git-task init
like "but said" "$err" "^warning: tasks of the remote are not joined yet"
is "in one line" "$(grep -c "not joined yet" "$TRASH/.err")" 1

# ---- tm ----
cp "$BUILD/git-task" ./tm
ok "tm init" ./tm init
like "says the word" "$out" initialized
ok "makes its directory" test -d .task-orchestrator
unlike "which Git ignores" "$(git status --porcelain)" task-orchestrator
echo mine >.task-orchestrator/file
ok "again" ./tm init
is "leaves files alone" "$(cat .task-orchestrator/file)" mine

done_testing
