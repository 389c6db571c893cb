#!/bin/sh
# A stamp that no edit can follow does not win for good.
. "${0%/*}/lib.sh"

last=99999999999999-ffff-ffffffff

clone()
{
	new_repo "$TRASH/$1"
	git remote add origin ../hub.git
	git config task.fsync false
	cd "$TRASH" || exit 99
}

# forge DIR ID JQ: a commit on top of the tasks of DIR with the task changed
forge()
{
	path=$(git -C "$1" ls-tree -r --name-only refs/tasks/main | grep "/$2")
	blob=$(git -C "$1" show "refs/tasks/main:$path" | jq -S "$3" |
		git -C "$1" hash-object -w --stdin)
	rm -f "$TRASH/ix"
	GIT_INDEX_FILE=$TRASH/ix git -C "$1" read-tree refs/tasks/main
	GIT_INDEX_FILE=$TRASH/ix git -C "$1" update-index --cacheinfo \
		"100644,$blob,$path"
	tree=$(GIT_INDEX_FILE=$TRASH/ix git -C "$1" write-tree)
	git -C "$1" update-ref refs/tasks/main "$(echo forged |
		git -C "$1" -c user.name=V -c user.email=v@example.com \
		commit-tree "$tree" -p refs/tasks/main)"
}

new_bare hub.git
clone a
clone b
x=$(git -C a task add "Good" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1

forge hub.git "$x" ".title = \"Forged\" | .deleted = true |
	.stamps.title = \"$last\" | .stamps.deleted = \"$last\""
git -C a task sync >/dev/null 2>&1
is "a title with the last stamp does not get in" \
	"$(git -C a task list --all --deleted --json | jq -r '.[].title')" Good
git -C a task restore "$x" >/dev/null 2>&1
git -C a task update "$x" --title "Repaired" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
run git -C b task sync
is "a repair reaches the others" \
	"$(git -C b task list --all --json | jq -r '.[].title')" Repaired
git -C b task sync >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
is "and stays" \
	"$(git -C a task list --all --json | jq -r '.[].title')" Repaired
is "in one state" "$(git -C a rev-parse 'refs/tasks/main^{tree}')" \
	"$(git -C b rev-parse 'refs/tasks/main^{tree}')"

# ---- the creation stamp, and one just below the last ----

for stamp in $last 99999999999999-fffe-00000000 99000000000000-0000-00000000
do
	forge hub.git "$x" ".title = \"Forged\" |
		.stamps[\"*\"] = \"$stamp\" | .stamps.title = \"$stamp\""
	git -C a task sync >/dev/null 2>&1
	git -C a task update "$x" --title "Mine $stamp" >/dev/null 2>&1
	git -C a task sync >/dev/null 2>&1
	git -C b task sync >/dev/null 2>&1
	git -C a task sync >/dev/null 2>&1
	is "$stamp: an edit is the later one" \
		"$(git -C b task list --all --json | jq -r '.[].title')" \
		"Mine $stamp"
done

# ---- a clock of the year 9999 ----

GIT_TASK_TEST_NOW=9999-01-01T00:00:00Z git -C a task update "$x" \
	--title "From the future" >/dev/null 2>&1
git -C a task update "$x" --title "After it" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
is "a clock far ahead locks nothing" \
	"$(git -C b task list --all --json | jq -r '.[].title')" "After it"

# ---- what is stored already ----

forge a "$x" ".title = \"Stored\" | .stamps.title = \"$last\""
rm -f a/.git/git-task/lock
run git -C a task fsck
like "fsck: said" "$out" "so late that no edit could follow"
run git -C a task fsck --repair
is "fsck --repair: exit" "$status" 0
like "fsck --repair: said" "$out" "taken out"
run git -C a task fsck
unlike "fsck: healed" "$out" "so late"
is "fsck --repair is a commit" \
	"$(git -C a log -1 --format=%s refs/tasks/main | cut -d ' ' -f 1)" \
	repair
git -C a task update "$x" --title "Healed" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
git -C b task sync >/dev/null 2>&1
is "healed everywhere" \
	"$(git -C b task list --all --json | jq -r '.[].title')" Healed
done_testing
