#!/bin/sh
# Tasks, sessions, indexes and local state as versions before this one wrote them:
# each opens, is written to, joins with what this version makes, and is checked.
. "${0%/*}/lib.sh"

# What was kept is of SHA-1, as every store before was; how refs are stored is free.
unset GIT_DEFAULT_HASH

# fields FILE: what the list kept of them can be compared with
fields()
{
	jq -S '[.[] | {id, title, status, priority, tags, dependencies,
		created_at, assignee}] | sort_by(.id)'
}

for old in "$SRCDIR"/tests/data/old/*/
do
	version=$(basename "$old")
	cd "$TRASH" || exit 1
	rm -rf hub.git work new
	new_repo work
	git fetch -q "$old/tasks.bundle" 'refs/tasks/*:refs/tasks/*'
	tip=$(git rev-parse refs/tasks/main)
	mkdir .git/git-task
	tar -xzf "$old/local.tar.gz" -C .git/git-task
	sed "s#@PLACE@#$(pwd -P)#g" .git/git-task/active.json >active
	mv active .git/git-task/active.json
	milk=$(jq -r '.[] | select(.title == "Buy milk").id' "$old/list.json")

	# reading: the index of before is not believed, and nothing is written
	exit_is "$version: list" 0 git-task list --all --json
	printf '%s\n' "$out" | fields >got.json
	same "$version: every task as it was" got.json "$old/list.json"
	is "$version: in silence" "$err" ""
	exit_is "$version: with the new index" 0 git-task list --all --json
	printf '%s\n' "$out" | fields >got.json
	same "$version: the same" got.json "$old/list.json"
	is "$version: reading wrote nothing" "$(git rev-parse refs/tasks/main)" "$tip"
	exit_is "$version: fsck" 0 git task fsck
	exit_is "$version: history" 0 git task log
	like "$version: ... is there" "$out" 'Mend the fence'

	# local state
	exit_is "$version: the active task" 0 git task current
	like "$version: ... is still active" "$out" 'Buy milk'
	exit_is "$version: private notes" 0 git task context "$milk"
	like "$version: ... are there" "$out" 'only for me'
	exit_is "$version: sessions" 0 git task session list --all
	like "$version: ... are there" "$out" 'night-1'
	actor=$(cat .git/git-task/actor)

	# writing, and undoing what the old version did is no edit of ours
	exit_is "$version: an edit" 0 git task update "$milk" --title "Buy oat milk"
	is "$version: by the same actor" "$(cat .git/git-task/actor)" "$actor"
	ok "$version: on top of what was there" git merge-base --is-ancestor \
		"$tip" refs/tasks/main

	# joining with a clone that this version made
	git init -q --bare "$TRASH/hub.git"
	git remote add origin "$TRASH/hub.git"
	new_repo "$TRASH/new"
	git remote add origin "$TRASH/hub.git"
	git task add "Made today" >/dev/null 2>&1
	exit_is "$version: the new clone is first" 0 git task sync
	exit_is "$version: the old one joins" 0 git -C ../work task sync
	exit_is "$version: and the new one gets it" 0 git task sync
	is "$version: both have all" "$(git-task list --all --json | jq length)" \
		"$(($(jq length "$old/list.json") + 1))"
	is "$version: edits of today" "$(git-task show "$milk" --json |
		jq -r .title)" "Buy oat milk"
	is "$version: one commit" "$(git rev-parse refs/tasks/main)" \
		"$(git -C ../work rev-parse refs/tasks/main)"

	# migrating finds nothing that is too old, or brings it up
	exit_is "$version: migrate" 0 git task migrate
	exit_is "$version: and all is well" 0 git task fsck
	is "$version: with every task" "$(git-task list --all --json | jq length)" \
		"$(($(jq length "$old/list.json") + 1))"

	# a schema of after: read as far as possible, never written
	blob=$(echo '{"schema": 99, "more": [1]}' | git hash-object -w --stdin)
	tree=$(git ls-tree refs/tasks/main |
		sed "s/blob [0-9a-f]*\(.meta.json\)/blob $blob\1/" | git mktree)
	later=$(git commit-tree -p refs/tasks/main -m later "$tree")
	git update-ref refs/tasks/main "$later"
	exit_is "$version: a later schema is read" 0 git-task list --all --json
	is "$version: as far as possible" "$(jqo length)" \
		"$(($(jq length "$old/list.json") + 1))"
	exit_is "$version: and not written" 128 git task update "$milk" --priority low
	exit_is "$version: nor migrated" 128 git task migrate
	is "$version: it stays" "$(git rev-parse refs/tasks/main)" "$later"
done
ok "some version was tried" test -n "$version"

done_testing
