#!/bin/sh
# TODO comments: found, made tasks of, found again when lines move.
. "${0%/*}/lib.sh"

new_repo work
mkdir src
cat >src/auth.py <<'X'
# TODO: Fix race in session cleanup [priority:high] [estimate:3h]
x = "TODO: not a comment"
# FIXME(ann): slow query [criteria:query_ms < 100]
X
printf '/* HACK: works by luck */\n' >src/b.c
printf 'build/\n' >.gitignore
mkdir build && printf '// TODO: generated\n' >build/x.c
git add . && git commit -qm files

run git task todo
is "todo" "$status" 0
is "three comments" "$(printf '%s\n' "$out" | wc -l)" 3
like "with place" "$out" '-  +src/auth.py:1: TODO: Fix race'
like "says what to do" "$err" '3 of 3 have no task'
unlike "ignored files are left out" "$out" generated

run git task todo --create
is "ids alone on stdout" "$(printf '%s\n' "$out" | grep -cE '^[0-9a-f]{8}$')" 3
is "one commit" "$(git log -1 --format=%s refs/tasks/main)" "todo: 3 tasks"
run git task list --all --json
is "priority, estimate" "$(jqo '.[] | select(.title | startswith("TODO")) |
	"\(.priority) \(.estimated_hours) \(.file_refs[0])"')" \
	"high 3 src/auth.py:1"
is "assignee, criteria, type" "$(jqo '.[] |
	select(.title | startswith("FIXME")) |
	"\(.assignee) \(.success_criteria[0].measurable) \(.type)"')" \
	"ann query_ms < 100 bug"

run git task todo --create
is "a second run makes nothing" "$out" ""
like "and says so" "$err" '0 created, 0 moved, 3 unchanged'
before=$(git rev-parse refs/tasks/main)
is "not even a commit" "$(git rev-parse refs/tasks/main)" "$before"

{ printf '\n\n'; cat src/auth.py; } >new && mv new src/auth.py
run git task todo --create
like "moved lines keep their tasks" "$err" '0 created, 2 moved, 1 unchanged'
run git task list --all --json
is "the reference moved along" "$(jqo '.[] |
	select(.title | startswith("TODO")) | .file_refs | join(",")')" \
	"src/auth.py:3"

id=$(git task list --format ids text~luck)
git task delete "$id" 2>/dev/null
run git task todo --create
like "a deleted task stays deleted" "$err" '0 created'

# ---- staged ----

git add . && git commit -qm moved
printf '# TODO: brand new\n' >>src/auth.py
printf '// TODO: other file\n' >src/c.js
git add src/auth.py
run git task todo --staged
is "only added lines of the index" "$(printf '%s\n' "$out" | wc -l)" 1
like "the new one" "$out" 'src/auth.py:6: TODO: brand new'
run git task todo --staged --json
is "as json" "$(jqo '.[0] | "\(.path) \(.line) \(.task)"')" \
	"src/auth.py 6 null"
run git task todo src/c.js
like "a path" "$out" 'src/c.js:1'
cd src || exit 1
run git -C .. task todo src
like "from elsewhere" "$out" 'src/c.js:1'
cd .. || exit 1
exit_is "outside the work tree" 1 git task todo /etc
exit_is "a path that is not there" 1 git task todo nowhere
exit_is "paths with --staged" 129 git task todo --staged src
ln -s /etc/passwd link.py
ok "links are not followed" git task todo

cd "$TRASH" && new_bare bare.git && cd bare.git || exit 1
exit_is "a bare repository has no files" 128 git task todo
done_testing
