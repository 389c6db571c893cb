#!/bin/sh
# The tasks' ref is moved by something else than our join: nothing that was
# written is lost from sight, and everybody concerned is told.
. "${0%/*}/lib.sh"

titles()
{
	git -C "$1" task list --all --format json 2>/dev/null |
	jq -r '[.[].title] | sort | join(",")'
}

clone()
{
	new_repo "$TRASH/$1"
	git remote add origin ../hub.git
	git config task.fsync false
	cd "$TRASH" || exit 99
}

# vandal PLUMBING...: a commit on top of the hub's tasks with another tree
vandal()
{
	tree=$(git -C hub.git mktree) &&
	git -C hub.git update-ref refs/tasks/main "$(echo oops |
		git -C hub.git -c user.name=V -c user.email=v@example.com \
		commit-tree "$tree" -p refs/tasks/main)"
}

new_bare hub.git
clone a
clone b
x=$(git -C a task add "First" 2>/dev/null)
git -C a task add "Second" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1

# ---- a fast-forward whose tree drops files ----

vandal </dev/null
run git -C b task pull
is "everything dropped: exit" "$status" 0
like "everything dropped: told" "$err" "had lost or set back 2 tasks"
is "everything dropped: still here" "$(titles b)" "First,Second"
git -C b task sync >/dev/null 2>&1
run git -C a task sync
is "the other clone has them" "$(titles a)" "First,Second"
like "the other clone is told, too" "$err" "2 tasks .*came back"
is "one tip" "$(git -C a rev-parse refs/tasks/main)" \
	"$(git -C b rev-parse refs/tasks/main)"

meta=$(git -C hub.git rev-parse refs/tasks/main:meta.json)
printf '100644 blob %s\tmeta.json\n' "$meta" | vandal
run git -C b task pull
like "dropped but meta.json: told" "$err" "had lost or set back 2 tasks"
is "dropped but meta.json: still here" "$(titles b)" "First,Second"
git -C b task sync >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1

# ---- dropped at the remote while this clone has an edit ----

git -C a task update "$x" --title "Edited" >/dev/null 2>&1
printf '100644 blob %s\tmeta.json\n' "$meta" | vandal
run git -C a task sync
is "dropped, edited here: exit" "$status" 0
is "dropped, edited here: all there" "$(titles a)" "Edited,Second"
like "dropped, edited here: told" "$err" "had lost or set back 2 tasks"
git -C b task sync >/dev/null 2>&1
is "dropped, edited here: everywhere" "$(titles b)" "Edited,Second"

# ---- an old state put back on top ----

old=$(git -C a rev-parse 'refs/tasks/main~1^{tree}')
git -C a task update "$x" --title "Newest" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task pull >/dev/null 2>&1
git -C hub.git ls-tree "$old" | vandal
run git -C b task pull
is "an old state put back: the later edit stays" "$(titles b)" \
	"Newest,Second"
like "an old state put back: told" "$err" "set back"
git -C b task sync >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1

# ---- the ref of this clone is moved ----

old=$(git -C a rev-parse refs/tasks/main)
git -C a task add "Not sent" >/dev/null 2>&1
git -C a update-ref refs/tasks/main "$old"
run git -C a task list --all
like "a reset: said" "$err" "was moved by something else"
like "a reset: the task is back" "$out" "Not sent"
run git -C a task list --all
is "a reset: said once" "$err" ""

git -C a task update "$x" --title "Also not sent" >/dev/null 2>&1
git -C a fetch -q origin '+refs/tasks/*:refs/tasks/*'
run git -C a task add "After the fetch"
is "a forced fetch: the next write works" "$status" 0
like "a forced fetch: said" "$err" "was moved by something else"
is "a forced fetch: all there" "$(titles a)" \
	"After the fetch,Also not sent,Not sent,Second"

git -C a update-ref -d refs/tasks/main
run git -C a task list --all
like "deleted: said" "$err" "was gone"
is "deleted: back" "$(titles a)" \
	"After the fetch,Also not sent,Not sent,Second"

empty=$(git -C a mktree </dev/null)
git -C a update-ref refs/tasks/main "$(echo x |
	git -C a commit-tree "$empty" -p refs/tasks/main)"
run git -C a task list --all
like "emptied on top: said" "$err" "was moved by something else"
is "emptied on top: back" "$(titles a)" \
	"After the fetch,Also not sent,Not sent,Second"

git clone -q --mirror hub.git mirror.git
git -C mirror.git task add "In the mirror" >/dev/null 2>&1
git -C mirror.git remote update >/dev/null 2>&1
like "a mirror's update: kept" "$(titles mirror.git)" "In the mirror"

git -C b fetch -q origin 'refs/tasks/*:refs/tasks/*'
git -C a task sync >/dev/null 2>&1
git -C b fetch -q origin 'refs/tasks/*:refs/tasks/*'
run git -C b task list --all
is "a plain fast-forward says nothing" "$err" ""
is "clones agree in the end" "$(titles b)" "$(titles a)"

# ---- a repository that can not be written ----

git -C a task add "Read only" >/dev/null 2>&1
git -C a update-ref refs/tasks/main "$old"
as=
cp -R a ro
chmod -R a+rX home
chmod 0755 "$TRASH"
chmod -R a-w ro/.git
if test "$(id -u)" -eq 0
then
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chown -R 65534:65534 ro
fi
# the source tree may be closed to that user
cp "$BUILD/git-task" "$TRASH/git-task"
# shellcheck disable=SC2086 # words of a command
run $as env HOME="$TRASH/home" "$TRASH/git-task" -C ro list --all
like "read only: said" "$err" "can not be joined"
chmod -R u+w ro

# ---- code is no task history ----

git clone -q --bare a code.git
git -C code.git update-ref -d refs/tasks/main
clone c
git -C c remote set-url origin ../code.git
git -C c task add "Mine" >/dev/null 2>&1
git -C c config task.remoteRef refs/heads/main
tip=$(git -C code.git rev-parse refs/heads/main)
run git -C c task sync
is "a code branch: exit" "$status" 1
like "a code branch: said" "$err" "holds no tasks"
is "a code branch: not pushed onto" \
	"$(git -C code.git rev-parse refs/heads/main)" "$tip"
is "a code branch: nothing of it here" "$(titles c)" "Mine"
run git -C c task push
is "a code branch, push: exit" "$status" 1
is "a code branch: not pushed onto by push" \
	"$(git -C code.git rev-parse refs/heads/main)" "$tip"
git -C code.git tag -a -m t v1 main
git -C c config task.remoteRef refs/tags/v1
tip=$(git -C code.git rev-parse refs/tags/v1)
fails "a tag of code" git -C c task sync
is "a tag of code: not moved" \
	"$(git -C code.git rev-parse refs/tags/v1)" "$tip"
clone d
git -C d remote set-url origin ../code.git
git -C d config task.remoteRef main
run git -C d task pull
is "a code branch in a clone without tasks" "$status" 1
is "nothing was taken" "$(git -C d for-each-ref refs/tasks)" ""
# ---- moved back while a command of ours is between its look and its write ----

new_repo "$TRASH/behind"
w=$(git task add "To be edited" 2>/dev/null)
was=$(git rev-parse refs/tasks/main)
git task add -q "Must not be lost" 2>/dev/null
cat >"$TRASH/editor" <<-END
	#!/bin/sh
	git update-ref refs/tasks/main $was
	sed -i 's/To be edited/Edited/' "\$1"
END
chmod +x "$TRASH/editor"
EDITOR=$TRASH/editor exit_is "an edit while the ref is moved" 0 git task edit "$w"
run git task list
like "what was lost behind its back is told" "$err" "1 task of this clone was joined again"
is "and both are there" "$(titles .)" "Edited,Must not be lost"

done_testing
