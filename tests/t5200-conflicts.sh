#!/bin/sh
# conflicts: two clones edit one field; the later edit stays, the other is
# listed and can be taken back.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

clock() { GIT_TASK_TEST_NOW=$1 && export GIT_TASK_TEST_NOW; }
title() { git-task -C "$1" show "$id" --json | jq -r .title; }

new_bare hub.git
new_repo one
git remote add origin "$TRASH/hub.git"
git push -q origin main
clock 2026-01-01T10:00:00Z
id=$(git-task add -q "As it was")
ok "sync" git-task sync
git clone -q "$TRASH/hub.git" "$TRASH/two"
git -C "$TRASH/two" config user.name Bea
ok "init of the second clone" git-task -C "$TRASH/two" init
run git-task conflicts --json
is "none at first" "$(jqo length)" 0

clock 2026-01-01T11:00:00Z
ok "an edit in the second clone" \
	git-task -C "$TRASH/two" update "$id" --title "Earlier"
ok "shared" git-task -C "$TRASH/two" sync
clock 2026-01-01T12:00:00Z
ok "another one in the first" git-task update "$id" --title "Later"
ok "shared" git-task sync
is "the later edit stays" "$(title .)" Later

run git-task conflicts --json
is "the other is listed" "$(jqo '.[] | "\(.field): \(.kept), not \(.lost)"')" \
	"title: Later, not Earlier"
like "with who made it" "$(jqo '.[0].lost_by')" Bea
ok "for people" git-task conflicts
like "with the way back" "$out" "git task conflicts take $id title"

clock 2026-01-01T13:00:00Z
exit_is "a field without a conflict" 2 git-task conflicts take "$id" priority
like "says so" "$err" 'priority'
exit_is "no such field" 129 git-task conflicts take "$id" colour
ok "take it" git-task conflicts take "$id" title
is "has the other value" "$(title .)" Earlier
run git-task conflicts --json
is "settled" "$(jqo length)" 0
run git-task conflicts --all --json
is "but not forgotten" "$(jqo '.[0].settled')" true
ok "sync" git-task sync
ok "sync of the second" git-task -C "$TRASH/two" sync
is "both agree" "$(title "$TRASH/two")" Earlier

done_testing
