#!/bin/sh
# Random queries give what jq finds in an export of the same tasks.
. "${0%/*}/lib.sh"

seed=${GIT_TASK_TEST_SEED:-$(date +%s)}
diag "GIT_TASK_TEST_SEED=$seed"
GIT_TASK_TEST_NOW=2026-11-21T12:00:00Z
export GIT_TASK_TEST_NOW

new_repo work
git config task.fsync false
awk -v s="$seed" 'BEGIN {
	srand(s)
	split("pending in_progress blocked completed cancelled", st, " ")
	split("none low medium high critical", pr, " ")
	split("api web db", tag, " ")
	split("ann bob", who, " ")
	split("alpha beta gamma delta", word, " ")
	for (i = 1; i <= 200; i++) {
		id = sprintf("%08x%08x", (i * 2654435761 + s) % 4294967296, i)
		ids[i] = id
		l = "{\"id\":\"" id "\",\"title\":\"" word[1+int(rand()*4)] \
			" " word[1+int(rand()*4)] " " i "\",\"status\":\"" \
			st[1+int(rand()*5)] "\",\"priority\":\"" \
			pr[1+int(rand()*5)] "\""
		if (rand() < 0.5)
			l = l ",\"description\":\"" word[1+int(rand()*4)] "\""
		if (rand() < 0.6)
			l = l ",\"tags\":[\"" tag[1+int(rand()*3)] "\"]"
		if (rand() < 0.6)
			l = l ",\"assignee\":\"" who[1+int(rand()*2)] "\""
		if (rand() < 0.5)
			l = l ",\"deadline\":\"2026-1" int(rand()*3) "-" \
				(10+int(rand()*18)) "T10:00:00Z\""
		if (rand() < 0.4)
			l = l ",\"estimated_hours\":" 1+int(rand()*9)
		if (i > 1 && rand() < 0.5)
			l = l ",\"dependencies\":[\"" \
				ids[1+int(rand()*(i-1))] "\"]"
		print l "}"
	}
}' >list.ndjson
exit_is "import" 0 git-task import list.ndjson
git-task list --all --format json >all.json
is "200 tasks" "$(jq length all.json)" 200

# The effective status again, by another program.
jq '(map({key: .id, value: (.stored_status // .status)}) | from_entries) as $s
	| map(. + {eff: (
	if ((.stored_status // .status) | IN("completed", "cancelled"))
	then (.stored_status // .status)
	elif any(.dependencies[]?; $s[.] | IN("pending", "in_progress",
		"blocked")) then "blocked"
	else (.stored_status // .status) end),
	rank: ({none: 0, low: 1, medium: 2, high: 3, critical: 4}[.priority])
	})' all.json >eff.json
is "every status agrees" "$(jq '[.[] | select(.status != .eff)] | length' \
	eff.json)" 0

# Conditions and what they mean to jq, one line each, tab between.
cat >conds <<\END
status:pending	.eff == "pending"
status:blocked	.eff == "blocked"
status:open	(.eff | IN("pending", "in_progress", "blocked"))
status:closed	(.eff | IN("completed", "cancelled"))
status:completed,cancelled	(.eff | IN("completed", "cancelled"))
is:ready	.eff == "pending"
is:overdue	((.eff | IN("pending", "in_progress", "blocked")) and .deadline != null and .deadline < "2026-11-21T12:00:00Z")
priority:high	.rank == 3
priority>=high	.rank >= 3
priority<medium	.rank < 2
priority!=low	.rank != 1
assignee:ann	.assignee == "ann"
assignee:none	.assignee == null
assignee~o	(.assignee // "" | contains("o"))
tag:api	(.tags | index("api") != null)
tag:api,db	(.tags | any(IN("api", "db")))
has:tags	(.tags | length > 0)
has:deps	(.dependencies | length > 0)
no:deps	(.dependencies | length == 0)
has:description	.description != null
due:none	.deadline == null
due<2026-11-15	(.deadline != null and .deadline < "2026-11-15")
due>=2026-11-15	(.deadline != null and .deadline >= "2026-11-15")
due:2026-11-15	(.deadline // "" | startswith("2026-11-15"))
estimate>=5	(.estimated_hours != null and .estimated_hours >= 5)
estimate:3	.estimated_hours == 3
text~alpha	((.title + " " + (.description // "")) | contains("alpha"))
title~beta	(.title | contains("beta"))
GAMMA	((.title + " " + (.description // "")) | contains("gamma"))
stored-status:blocked	(.stored_status // .status) == "blocked"
END

awk -F '\t' -v s="$seed" '
	{ q[NR] = $1; f[NR] = $2 }
	END {
		srand(s + 1)
		for (i = 1; i <= NR; i++)
			print q[i] "\t" f[i]
		for (i = 0; i < 60; i++) {
			n = 1 + int(rand() * 3)
			query = filter = ""
			for (k = 0; k < n; k++) {
				c = 1 + int(rand() * NR)
				not = rand() < 0.3
				query = query (k ? " " : "") \
					(not ? "-" : "") q[c]
				filter = filter (k ? " and " : "") \
					(not ? "(" f[c] " | not)" : \
					"(" f[c] ")")
			}
			print query "\t" filter
		}
	}' conds >queries

cut -f 2 queries | awk 'BEGIN { print "[" }
	{ print (NR > 1 ? "," : "") "([.[] | select(" $0 ") | .id] | sort)" }
	END { print "] | .[] | join(\" \")" }' >program.jq
jq -r -f program.jq eff.json >want
cut -f 1 queries | while read -r query
do
	git-task list --all --format ids -- "$query" | sort | tr '\n' ' ' |
		sed 's/ $//'
	echo
done >got
cut -f 1 queries | paste - want >want.txt
cut -f 1 queries | paste - got >got.txt
same "90 queries find what jq finds" want.txt got.txt
ok "and they find something" test "$(grep -c '[0-9a-f]\{16\}' got)" -gt 40

# ---- order, limits, wrong words ----

run git-task list --all --sort -priority,title --format json
is "sorted by two keys" "$(jqo 'map({none: 0, low: 1, medium: 2, high: 3,
	critical: 4}[.priority]) | . == (sort | reverse)')" true
git-task list --all --sort title --format ids >whole
git-task list --all --sort title --limit 7 --offset 5 --format ids >part
sed -n 6,12p whole >want.part
same "limit and offset cut a piece of the whole" want.part part
for bad in status:opn priority:urgent asignee:ann 'due<someday' estimate:x \
	has:money '"open' parent:zzzz
do
	exit_is "refused: $bad" 129 git-task list -- "$bad"
	like "in one sentence" "$err" '^git-task: '
done
exit_is "a field that is none" 129 git-task list foo:bar
like "and like none" "$err" "fields are id, title,"
exit_is "a condition that would be an option" 129 git-task list -tag:x
like "says what to write" "$err" "'!tag:x'"
ok "like that" git-task list '!tag:x'
same_as=$(git-task list '!tag:x' --count)
is "or with dashes in front" "$(git-task list --count -- -tag:x)" "$same_as"
ok "an option with a value behind it" git-task list -sopen -tx
exit_is "a sort key that is none" 129 git-task list --sort size
like "names those that are" "$err" "unknown sort key 'size'"

done_testing
