#!/bin/sh
# Slips of a shell, a disk and other programs: a sentence, and nothing lost.
# shellcheck disable=SC2012 # names of hooks
. "${0%/*}/lib.sh"

new_repo work
id=$(git-task add -q A -d "a long text")
description()
{
	git-task show "$1" --format json | jq -r .description
}

# ---- an empty substitution ----
exit_is "an empty description from a command that failed" 1 \
	git-task update "$id" -d "$(cat missing 2>/dev/null)" --priority high
like "is told, with the way to mean it" "$err" '\-\-unset description'
is "nothing was changed" "$(description "$id")$(git-task show "$id" \
	--format json | jq -r .priority)" "a long textmedium"
ok "--unset means it" git-task update "$id" --unset description
is "so" "$(description "$id")" null
ok "an empty one where there is none" git-task update "$id" -d "" --tag x
exit_is "--unset of what must be there" 129 git-task update "$id" --unset title
like "says so" "$err" "'title'"
exit_is "--unset of a list" 129 git-task update "$id" --unset tags
ok "--unset by the name of the field" \
	git-task update "$id" --unset estimated_hours --unset deadline --tag y

# ---- files that are none, disks that are full ----
for f in index index.tip
do
	git-task list >/dev/null
	rm -f ".git/git-task/$f"
	mkfifo ".git/git-task/$f"
	ok "a pipe as $f: list" timeout 10 git-task list
	ok "add" timeout 10 git-task add -q "with a pipe as $f"
	ok "fsck" timeout 10 git-task fsck
	rm -f ".git/git-task/$f"
done
n=$(git-task list --all --count)
exit_is "a limit of file sizes" 128 sh -c 'ulimit -f 1; exec git-task add big \
	-d "$(seq 1 20000)"'
like "is a sentence" "$err" "^git-task: cannot write "
is "nothing was added" "$(git-task list --all --count)" "$n"

# ---- hooks and their managers ----
printf '#!/bin/sh\necho first\n' >.git/hooks/post-commit
chmod +x .git/hooks/post-commit
ok "a chained hook" git-task hooks install --chain
rm .git/hooks/post-commit
printf '#!/bin/sh\n# of another manager\n' >.git/hooks/post-commit
run git-task hooks status
like "that was overwritten: the first one is named" "$err" \
	"post-commit.git-task-orig' is a hook that was here before"
run git-task hooks uninstall
like "at the end, too" "$err" "post-commit.git-task-orig"
rm .git/hooks/post-commit*
run git-task hooks status
is "then all is said" "$err" ""
mkdir -p .husky/_
git config core.hooksPath .husky/_
exit_is "husky's own folder" 1 git-task hooks install
like "it is the folder above that people edit" "$err" "hooks in '.*/.husky' "
done_testing
