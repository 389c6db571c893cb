#!/bin/sh
# A person is one person: .mailmap, names, addresses, short names and unique parts
# lead to one; one form is stored, whatever the entrance.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo work
commit_as() { git -c user.name="$1" -c user.email="$2" commit -q --allow-empty -m "by $1"; }
commit_as "Ana Alvarez" ana@example.com
commit_as "Ben Brown" ben@example.com
commit_as "Ben Old" ben@laptop.local
commit_as "Joanna Chen" cho@example.com
cat >.mailmap <<'MAP'
# who is who
Ben Brown <ben@example.com> <BEN@laptop.local>
Dai Davies <dai@example.com> Old Dai <shared@example.com>
MAP
add() { git-task add -q "$@" 2>/dev/null; }
who() { git-task show "$1" --format json | jq -r .assignee; }

# ---- one form is stored ----
t=$(add "One")
for typed in "Ben Brown" ben@example.com BEN@EXAMPLE.COM ben Ben "Ben Brown <ben@example.com>" \
	ben@laptop.local "Ben Old <ben@laptop.local>" bro brown
do
	ok "assign to '$typed'" git-task assign "$t" "$typed"
	is "stores the address" "$(who "$t")" ben@example.com
	ok "unassign" git-task assign "$t" none
done
ok "a name of one address under two names" git-task assign "$t" "Old Dai <shared@example.com>"
is "by name and address" "$(who "$t")" dai@example.com
ok "another name there" git-task assign "$t" "New Person <shared@example.com>"
is "stays what it is" "$(who "$t")" shared@example.com
ok "me" git-task assign "$t" me
is "is my address" "$(who "$t")" tess@example.com

# ---- nobody knows them ----
exit_is "a name nobody has" 0 git-task assign "$t" bne
like "names the nearest" "$err" "nobody here is called 'bne'; did you mean ben \(Ben Brown\)"
is "and is taken" "$(who "$t")" bne
ok "an agent" git-task assign "$t" agent-7
is "is taken as it is" "$err" "Task $t assigned to agent-7"
ok "an address nobody knows" git-task assign "$t" zed@example.com
is "too" "$(who "$t")" zed@example.com

# ---- every entrance ----
new=$(add "By add" -a ana)
is "add -a ana" "$(who "$new")" ana@example.com
ok "update" git-task update "$new" -a "Ben Brown"
is "update by name" "$(who "$new")" ben@example.com
printf 'title,assignee\nMine by CSV,me\nBens by CSV,Ben Brown\n' >in.csv
ok "CSV" git-task import in.csv
printf '[{"title":"Mine by JSON","assignee":"me"},{"title":"Bens by JSON","assignee":"ben"}]' >in.json
ok "JSON" git-task import in.json
assignee() { git-task list --all --format json | jq -r --arg t "$1" '.[] | select(.title == $t).assignee'; }
is "me in CSV" "$(assignee "Mine by CSV")" tess@example.com
is "a name in CSV" "$(assignee "Bens by CSV")" ben@example.com
is "me in JSON" "$(assignee "Mine by JSON")" tess@example.com
is "a short name in JSON" "$(assignee "Bens by JSON")" ben@example.com
run git-task template apply release --var product=X --var version=2.0 --assignee me --json
is "template" "$(jqo '[.[].assignee] | unique | join(",")')" tess@example.com
printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"create_task","arguments":{"title":"By MCP","assignee":"me"}}}\n' |
	git-task mcp >/dev/null 2>&1
is "MCP" "$(assignee "By MCP")" tess@example.com

# ---- found by any of them ----
n() { git-task list --all --count "$@"; }
bens=$(n -a ben@example.com)
is "there are some" "$bens" 3
for typed in ben "Ben Brown" brown ben@laptop.local "Ben Brown <ben@example.com>"; do
	is "list -a '$typed'" "$(n -a "$typed")" 3
done
is "a query" "$(n assignee:brown)" 3
is "not" "$(n -- -assignee:ben)" "$(($(n) - 3))"
is "mine" "$(n --mine)" "$(n -a tess)"
is "me through .mailmap" "$(GIT_AUTHOR_NAME=Whoever GIT_AUTHOR_EMAIL=BEN@laptop.local \
	git-task list --all --count --mine)" 3

# ---- the load ----
ok "a late one" git-task add -q "Late" -a ben --deadline 2020-01-01 --estimate 3h
ok "people" git-task people
like "ben" "$out" '^ben +4 +0 +0 +1  3 h \+ 3 not estimated$'
like "nobody or others" "$out" '^tess +'
run git-task people --format json
is "as data" "$(jqo '.[] | select(.short == "ben") | "\(.name) \(.open) \(.overdue) \(.hours) \(.without_estimate)"')" \
	"Ben Brown 4 1 3 3"
ok "all" git-task people --all
like "with nothing to do" "$out" '^joanna +0'

# ---- Git's own rule about who I am ----
git config --global --unset user.email
git config --global user.useConfigOnly true
before=$(git rev-parse refs/tasks/main)
exit_is "no guess" 128 git-task add "Whose?"
like "says what to set" "$err" 'user.email'
is "nothing written" "$(git rev-parse refs/tasks/main)" "$before"
ok "reading goes on" git-task list

# a list of somebody whom nobody knows, or whom several could be, says so
run git-task list -a bne
like "nobody is called that" "$err" "nobody here is called 'bne'; did you mean ben"
run git-task list 'assignee:ben@example.com'
is "an address needs no word" "$err" ""

done_testing
