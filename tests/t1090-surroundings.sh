#!/bin/sh
# Where it runs: repositories of a group, no home, a launcher's PATH, a plain
# locale, a place that can not be written.
. "${0%/*}/lib.sh"

# the source tree may be closed to other users
mkdir "$TRASH/bin" "$TRASH/other" && chmod 755 "$TRASH" "$TRASH/bin"
cp "$BUILD/git-task" "$TRASH/bin/git-task"
chmod 755 "$TRASH/bin/git-task"

# ---- a repository of a group ----

umask 077
git init -q --shared=group team && cd team || exit 1
git commit -q --allow-empty -m first
id=$(git task add -q "Shared work")
printf '# PRD\n\n## Requirements\n\n- FR-1: It must do it.\n' >prd.md
for args in "note $id mine" "start $id" "progress $id begun" "prd parse prd.md" \
	"hooks install" "session start" "tag $id x" undo list
do
	# shellcheck disable=SC2086
	exit_is "$args" 0 git task $args
done
git commit -q --allow-empty -m "more #$id"
git task gc >/dev/null 2>&1
# Git's own message files are its own affair; objects and packs are never
# written twice
closed()
{
	find .git -name COMMIT_EDITMSG -prune -o -path .git/objects/pack/\* \
		-prune -o -path '.git/objects/??/*' -prune -o -type l -prune \
		-o -type f ! -perm -060 -print -o -type d ! -perm -2070 -print
}
is "what is written can be written by the group" "$(closed)" ""
like "hooks can be run by it" "$(find .git/hooks -type f -perm -070)" commit-msg
is "and by nobody else" "$(find .git -type f -perm -002)" ""

if test "$(id -u)" -eq 0
then
	printf '[user]\n\tname = Bea\n\temail = bea@example.com\n[safe]\n\tdirectory = *\n' \
		>"$TRASH/other/.gitconfig"
	chmod -R 777 "$TRASH/other"
	chmod g+rwx,o+x .
	rm -f .git/COMMIT_EDITMSG
	set -- setpriv --reuid=65534 --regid="$(id -g)" --clear-groups env \
		HOME="$TRASH/other" PATH="$TRASH/bin:/usr/bin:/bin"
else
	set -- env PATH="$TRASH/bin:/usr/bin:/bin"
fi
exit_is "another member adds" 0 "$@" git task add -q "Hers"
hers=$out
exit_is "... notes" 0 "$@" git task note "$id" theirs
exit_is "... and reports" 0 "$@" git task progress "$id" onwards
exit_is "... lists, which renews the index" 0 "$@" git task list
exit_is "... packs" 0 "$@" git task gc
exit_is "the first one notes again" 0 git task note "$id" "mine again"
exit_is "... and sees both" 0 git task show "$id"
like "hers" "$out" theirs
like "and his" "$out" 'mine again'
exit_is "... and completes hers" 0 git task complete "$hers"
is "and all is still the group's" "$(closed)" ""
umask 022

# ---- no home ----

new_repo "$TRASH/nohome"
git config user.name Nobody && git config user.email nobody@example.com
for home in -uHOME HOME= HOME=/nonexistent
do
	exit_is "$home: add" 0 env "$home" git-task add "from $home"
	unlike "... without a warning" "$err" git-task
	exit_is "$home: list" 0 env "$home" git-task list
	exit_is "$home: templates" 0 env "$home" git-task template list
	exit_is "$home: config" 0 env "$home" git-task config list
done

# ---- hooks below a launcher that knows no PATH of ours ----

new_repo "$TRASH/launched"
id=$(git task add -q "From a window")
git task hooks install >/dev/null 2>&1
exit_is "a commit below a launcher" 0 env PATH=/usr/bin:/bin \
	git commit -q --allow-empty -m "fixes #$id"
unlike "... without a warning" "$err" git-task
exit_is "its task" 0 git task show --format json "$id"
is "... is complete" "$(jqo .status)" completed

# ---- a locale without letters ----

exit_is "LC_ALL=C: add" 0 env LC_ALL=C git-task add -q "Größe 大小"
wide=$out
exit_is "LC_ALL=C: show" 0 env LC_ALL=C git-task show --format json "$wide"
is "the title is kept" "$(jqo .title)" "Größe 大小"
exit_is "LC_ALL=C: list" 0 env LC_ALL=C git-task list
like "and shown" "$out" "Größe 大小"
done_testing
