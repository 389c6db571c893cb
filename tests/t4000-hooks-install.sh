#!/bin/sh
# Installing hooks: never over another one, in every layout, and out again
# without a trace.
. "${0%/*}/lib.sh"

all="commit-msg
post-checkout
post-commit
post-merge
post-rewrite"

hooks_there()
{
	for h in .git/hooks/*
	do
		case $h in
		*.sample) ;;
		*) test ! -e "$h" || echo "${h##*/}" ;;
		esac
	done
}

state()
{
	git task hooks status --format json |
		jq -r ".hooks[] | select(.event == \"$1\") | .state"
}

new_repo plain
cp -a .git/config "$TRASH/config.before"
ok "install" git task hooks install
is "all five are there" "$(hooks_there)" "$all"
is "status says so" "$(state post-commit)" installed
like "status as a table" "$(git task hooks status)" '^commit-msg +installed'
for h in $all
do
	is "$h is the program" "$(readlink ".git/hooks/$h")" \
		"$BUILD/git-task-hook"
done
ok "install --shim" git task hooks install --shim
# shim EVENT: what is written: the file of hooks/ that knows this program
shim()
{
	sed "s,@PROGRAM@,'$BUILD/git-task'," "$SRCDIR/hooks/$1" >"$TRASH/shim"
}
# as the first version installed them
cp "$SRCDIR/hooks/pre-commit" "$SRCDIR/hooks/prepare-commit-msg" .git/hooks/
for h in $all pre-commit prepare-commit-msg
do
	case $h in
	pre-commit | prepare-commit-msg) cp "$SRCDIR/hooks/$h" "$TRASH/shim" ;;
	*) shim "$h" ;;
	esac
	same "$h is the shim" ".git/hooks/$h" "$TRASH/shim"
	ok "$h can be run" test -x ".git/hooks/$h"
done
ok "install over those of an earlier version" git task hooks install
is "... takes out what commit-msg does now" "$(hooks_there)" "$all"
is "... and makes links" "$(readlink .git/hooks/post-commit)" \
	"$BUILD/git-task-hook"
cp "$BUILD/git-task" "$TRASH/git-task"
ok "a program that was copied alone" "$TRASH/git-task" hooks install
is "... links where no exit status matters" \
	"$(readlink .git/hooks/post-commit)" "$TRASH/git-task"
ok "... and shims else" test ! -L .git/hooks/commit-msg
rm "$TRASH/git-task"
git config core.symlinks false
ok "a file system without links" git task hooks install
shim post-commit
same "... gets shims" .git/hooks/post-commit "$TRASH/shim"
git config --unset core.symlinks
git task hooks install -q
ok "install again" git task hooks install
like "... says that there was nothing to do" "$err" 'installed already'
ok "uninstall" git task hooks uninstall
is "nothing is left" "$(hooks_there)" ""
same "nor in the configuration" .git/config "$TRASH/config.before"
is "status none" "$(state post-commit)" none
ok "only two of them" git task hooks install post-commit commit-msg
is "two are there" "$(hooks_there)" "commit-msg
post-commit"
ok "uninstall one" git task hooks uninstall commit-msg
is "one is left" "$(hooks_there)" post-commit
git task hooks uninstall -q
exit_is "an unknown event" 129 git task hooks install pre-push
like "... lists those that exist" "$err" 'pre-commit, prepare-commit-msg'
exit_is "... for run, too" 129 git task hooks run nonsense

# ---- another hook is there ----
cd "$TRASH" && new_repo other
printf '#!/bin/sh\necho "theirs: $*" >>theirs.log\nexit 0\n' \
	>.git/hooks/commit-msg
chmod 750 .git/hooks/commit-msg
cp -p .git/hooks/commit-msg "$TRASH/commit-msg.before"
fails "install refuses" git task hooks install
like "... names it" "$err" 'commit-msg; nothing was changed; --chain'
is "... and wrote nothing" "$(hooks_there)" commit-msg
is "status foreign" "$(state commit-msg)" foreign
ok "--chain" git task hooks install --chain
is "status chained" "$(state commit-msg)" chained
git commit -q --allow-empty -m "both run"
like "theirs ran with its argument" "$(cat theirs.log)" \
	'^theirs: .git/COMMIT_EDITMSG'
ok "--chain again" git task hooks install --chain
is "... did not take ours for theirs" "$(grep -c 'git-task hook v1' \
	.git/hooks/commit-msg.git-task-orig)" 0
printf '#!/bin/sh\nexit 7\n' >.git/hooks/commit-msg.git-task-orig
fails "a chained hook still refuses" git commit -q --allow-empty -m no
cp -p "$TRASH/commit-msg.before" .git/hooks/commit-msg.git-task-orig
ok "uninstall" git task hooks uninstall
is "only theirs is left" "$(hooks_there)" commit-msg
same "byte for byte" .git/hooks/commit-msg "$TRASH/commit-msg.before"
is "with its mode" \
	"$(find .git/hooks/commit-msg -perm 750)" .git/hooks/commit-msg
cp .git/hooks/commit-msg .git/hooks/commit-msg.git-task-orig
fails "an old .git-task-orig is not overwritten" \
	git task hooks install --chain
like "... says which" "$err" 'commit-msg.git-task-orig. exists already'
rm .git/hooks/commit-msg.git-task-orig

# a chained post-rewrite gets the same standard input
printf '#!/bin/sh\ncat >rewritten.log\n' >.git/hooks/post-rewrite
chmod +x .git/hooks/post-rewrite
git task hooks install --chain -q
old=$(git rev-parse HEAD)
git commit -q --amend --allow-empty -m "amended"
is "the other post-rewrite sees the rewrite" "$(cat rewritten.log)" \
	"$old $(git rev-parse HEAD)"
git task hooks uninstall -q

# a hook that is a link to nowhere is somebody's hook, too
rm -f .git/hooks/pre-commit
ln -s nowhere .git/hooks/pre-commit
fails "a dangling link is in the way" git task hooks install pre-commit
is "... and stays" "$(readlink .git/hooks/pre-commit)" nowhere

# ---- core.hooksPath ----
cd "$TRASH" && new_repo husky
mkdir -p .husky/_
git config core.hooksPath .husky/_
fails "core.hooksPath inside the work tree" git task hooks install
like "... says what to write there" "$err" 'git-task hook <name of the hook>'
is "... and wrote nothing" "$(hooks_there; ls .husky/_)" ""
run git task hooks status
is "status still works" "$status" 0
like "... and warns" "$err" 'core.hooksPath leads to'
cd "$TRASH" && new_repo outside
mkdir "$TRASH/global-hooks"
git config core.hooksPath "$TRASH/global-hooks"
fails "core.hooksPath outside the repository" git task hooks install
is "... wrote nothing" "$(ls "$TRASH/global-hooks")" ""
cd "$TRASH" && new_repo inside
git config core.hooksPath .git/our-hooks
ok "core.hooksPath inside .git" git task hooks install
ok "... is where they are" test -x .git/our-hooks/post-commit

# ---- worktrees, subdirectories, no hooks directory, bare ----
cd "$TRASH" && new_repo tree
rm -rf .git/hooks
git worktree add -q ../linked
cd ../linked || exit 1
mkdir sub && cd sub || exit 1
ok "from a subdirectory of a linked worktree" git task hooks install
ok "... into the common directory" test -x ../../tree/.git/hooks/post-commit
cd "$TRASH" && new_bare bare.git
cd bare.git || exit 1
fails "a bare repository" git task hooks install
like "... is told why" "$err" 'bare repository runs no'
is "... and nothing is written" "$(find hooks -name '*commit' | wc -l)" 0

# ---- Git 2.54 and later: hooks in the configuration ----
# Older Gits ignore them, so this checks what is written and that the command
# does what the shim does, as Git would run it.
cd "$TRASH" && mkdir fake && cat >fake/git <<END
#!/bin/sh
case \$1 in
version|--version) echo "git version 2.54.1"; exit ;;
esac
exec $(command -v git) "\$@"
END
chmod +x fake/git
# not through `git task`: Git puts its own directory in front of PATH
config_state()
{
	git-task hooks status --format json |
		jq -r ".hooks[] | select(.event == \"$1\") | .state"
}
new_repo config
printf '#!/bin/sh\nexit 0\n' >.git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
cp .git/config "$TRASH/config.before"
OLDPATH=$PATH
PATH=$TRASH/fake:$PATH
ok "config hooks need no --chain" git-task hooks install
is "no file is touched" "$(hooks_there)" pre-commit
is "event" "$(git config hook.git-task-post-commit.event)" post-commit
is "status config" "$(config_state post-commit)" config
ok "pre-commit on request" git-task hooks install pre-commit
is "next to another tool's" "$(config_state pre-commit)" config
command=$(git config hook.git-task-commit-msg.command)
git config task.hooks.strict true
printf "change\\n\\nTask-Id: deadbeef\\n" >msg
run sh -c "$command \"\$@\"" x msg
is "the command refuses in strict mode" "$status" 1
git config --unset task.hooks.strict
run sh -c "$command \"\$@\"" x msg
is "... and not otherwise" "$status" 0
mkdir empty
run env PATH="$TRASH/config/empty" /bin/sh -c "$command \"\$@\"" x msg
is "no git-task on PATH: nothing happens" "$status" 0
ok "uninstall" git-task hooks uninstall
git config --remove-section task 2>/dev/null
same "the configuration is as before" .git/config "$TRASH/config.before"
PATH=$OLDPATH

done_testing
