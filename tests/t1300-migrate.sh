#!/bin/sh
# migrate: what is pending is seen in the tree; backup and rollback.
. "${0%/*}/lib.sh"

new_repo work
a=$(git task add "One" 2>/dev/null)
run git task migrate --status
like "all applied" "$out" 'Applied migrations: 001, 002'
like "nothing pending" "$out" 'Pending migrations: None'
run git task migrate --apply
is "nothing to do is fine" "$status" 0
like "says so" "$err" 'already up to date: No pending'
exit_is "no backup to go back to" 1 git task migrate --rollback
like "says so" "$err" 'No backups'

# A task written by hand, in another layout, and no meta.json.
path=$(git ls-tree -r --name-only refs/tasks/main | grep "$a")
tree=$(git show "refs/tasks/main:$path" | jq -c . |
	git hash-object -w --stdin)
shard=$(printf '100644 blob %s\t%s\n' "$tree" "${path#*/}" | git mktree)
root=$(printf '040000 tree %s\t%s\n' "$shard" "${path%/*}" | git mktree)
commit=$(git commit-tree "$root" -p refs/tasks/main -m "by hand")
git update-ref refs/tasks/main "$commit"
# as in a clone that never had the newer form: it would be joined again
rm -rf .git/git-task

run git task migrate --status --json
is "both are pending" "$(jqo '[.[].applied | tostring] | join(" ")')" \
	"false false"
run git task migrate --dry-run
like "dry run says what it would do" "$out" 'Would apply: 002 - .* \(1 files\)'
is "and does nothing" "$(git rev-parse refs/tasks/main)" "$commit"
run git task migrate --apply
is "apply" "$status" 0
like "names the backup" "$err" 'refs/tasks-backup/[0-9]+'
is "canonical again" "$(git show "refs/tasks/main:$path" | head -n 1)" "{"
is "with a schema" "$(git show refs/tasks/main:meta.json | jq .schema)" 1
ok "nothing was lost" git task show "$a"
is "the backup is the old tip" \
	"$(git for-each-ref --format='%(objectname)' refs/tasks-backup)" \
	"$commit"

run git task migrate --rollback
is "rollback" "$status" 0
is "the old tree, as a new commit" "$(git rev-parse 'refs/tasks/main^{tree}')" \
	"$(git rev-parse "$commit^{tree}")"
is "its parent is the migration" "$(git log -1 --format=%s refs/tasks/main)" \
	"migrate: go back to the backup"

run git task migrate --apply
git task add "Two" >/dev/null 2>&1
exit_is "after an edit there is no way back" 1 git task migrate --rollback
like "because it would be lost" "$err" 'edited since'
ok "and nothing was" git task list
exit_is "one thing at a time" 129 git task migrate --apply --status
done_testing
