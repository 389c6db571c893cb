#!/bin/sh
# git task remember, recall, forget: facts about the project that outlive a session.
. "${0%/*}/lib.sh"

new_bare hub.git
new_repo one
git remote add origin "$TRASH/hub.git"
git task init -q >/dev/null 2>&1

# ---- keeping and finding ----

run git task recall
is "nothing is known" "$status" 0
is "... on stdout" "$out" ""
like "... and how to change that" "$err" "git task remember"
run git task remember the  e-mail "tests need" port 2525 --tag tests --tag mail
is "a fact" "$status" 0
like "its id" "$out" '^[0-9a-f]{8}$'
like "it says so" "$err" '^remembered$'
first=$out
git task remember "the API is frozen until the audit" --expires 30d -q >/dev/null
run git task recall --json
is "both" "$(jqo length)" 2
is "blanks are one" "$(jqo '.[1].text')" "the e-mail tests need port 2525"
is "tags" "$(jqo '.[1].tags | join(" ")')" "mail tests"
is "the first holds for ever" "$(jqo '.[1].expires_at')" null
like "the second does not" "$(jqo '.[0].expires_at')" '^20[0-9-]+$'
is "who" "$(jqo '.[0].by')" "Tess Ter"
run git task recall PORT audit --json
is "words in any case, one of them is enough" "$(jqo length)" 2
run git task recall "port mail" --json
is "the one with most of them first" "$(jqo '.[0].text')" \
	"the e-mail tests need port 2525"
run git task recall --tag MAIL --json
is "by tag" "$(jqo length)" 1
run git task recall --tag mail --tag none
is "all of the tags" "$out" ""
like "... says why" "$err" "No fact has"
run git task recall nowhere --json
is "none is an empty list" "$out" "[]"
run git task recall --format ids --limit 1
like "ids" "$out" '^[0-9a-f]{16}$'
like "what is left out is told" "$err" '1 more; --limit 0'
run git task recall
like "for people" "$out" "^$first +the e-mail tests need port 2525 +mail, tests +Tess Ter"

# ---- the same again, expiry, forgetting ----

run git task remember "The e-mail tests need PORT 2525" --json
is "other case is the same fact" "$(jqo .again)" true
is "... in the words of now" "$(jqo .text)" "The e-mail tests need PORT 2525"
is "... with its tags" "$(jqo '.tags | length')" 2
like "... and its id" "$(jqo .id)" "^$first"
run git task recall --json
is "so there are two" "$(jqo length)" 2
GIT_TASK_TEST_NOW=$(($(date +%s) + 40 * 86400))000
export GIT_TASK_TEST_NOW
run git task recall --json
is "after its expiry a fact is gone" "$(jqo length)" 1
like "... which is told" "$err" '1 expired; --expired'
run git task recall --expired --json
is "... and can be seen" "$(jqo '[.[] | .expired] | sort | map(tostring) | join(" ")')" \
	"false true"
unset GIT_TASK_TEST_NOW
run git task forget "$first"
is "forget" "$status" 0
like "it says so" "$err" '^1 fact forgotten$'
exit_is "once more" 2 git task forget "$first"
like "there is none" "$err" "no fact has the id '$first'"
run git task remember "the E-MAIL tests need port 2525" --json
is "what was forgotten can be remembered" "$(jqo .again)" false
is "... without its old tags" "$(jqo '.tags | length')" 0
kept=$(git task recall --json | jq length)
exit_is "one of two that is none" 2 git task forget "$first" deadbeef
is "all or nothing" "$(git task recall --json | jq length)" "$kept"

# ---- what is refused, in a sentence, and keeps nothing ----

tip=$(git rev-parse refs/tasks/sessions)
refused()
{
	refused_desc=$1
	refused_words=$2
	shift 2
	exit_is "$refused_desc" 1 git task remember "$@"
	like "$refused_desc: why" "$err" "$refused_words"
	is "$refused_desc: one line" "$(printf '%s\n' "$err" | wc -l | tr -d ' ')" 1
}
refused "nothing but blanks" "text is empty" "   "
refused "too long" "at most 500 characters, this text has 501" \
	"$(printf 'x%.0s' $(seq 1 501))"
refused "a bell" "control characters" "$(printf 'a\007b')"
exit_is "no UTF-8" 129 git task remember "$(printf 'a\377b')"
refused "a key" "looks like a secret" \
	"use sk-ant-api03-$(printf 'a1%.0s' $(seq 1 40))"
refused "a password" "looks like a secret" "PASSWORD=hunter2hunter2"
refused "what is over" "in the past" "x" --expires 2020-01-01
exit_is "no text" 129 git task remember
exit_is "no date" 129 git task remember x --expires nonsense
is "nothing was kept" "$(git rev-parse refs/tasks/sessions)" "$tip"
run git task remember "$(printf 'x%.0s' $(seq 1 500))" -q
is "500 characters" "$status" 0
git task forget "$(git task recall xxxx --format ids)" -q

# ---- facts are no sessions, sessions no facts ----

git task session start s-1 --agent bot -q >/dev/null
sid=$(git task session list --json | jq -r '.[0].id')
is "no session too many" "$(git task session list --all --json | jq length)" 1
is "... in the sums" "$(git task session stats --json | jq .total.sessions)" 1
exit_is "a session can not be forgotten" 2 git task forget "$sid"
exit_is "a fact is no session" 2 git task session show "$first"
run git task fsck
is "fsck is content" "$status" 0
like "and does not take facts for sessions" "$out" "tasks, 1 session, 3 facts, "

# ---- two clones ----

git task sync -q
git clone -q "$TRASH/hub.git" "$TRASH/two" 2>/dev/null
git -C "$TRASH/two" config user.name "Otto Other"
git -C "$TRASH/two" config user.email otto@example.com
git -C "$TRASH/two" task pull -q
is "facts travel" "$(git -C "$TRASH/two" task recall --json | jq length)" "$kept"
git task remember "only here" -q >/dev/null
git task remember "said by both" --tag one -q >/dev/null
git -C "$TRASH/two" task remember "only there" -q >/dev/null
git -C "$TRASH/two" task remember "said by both" --tag two -q >/dev/null
git -C "$TRASH/two" task forget "$first" -q
git task sync -q
git -C "$TRASH/two" task sync -q
git task sync -q
for at in one two
do
	git -C "$TRASH/$at" task recall --json |
		jq -S 'sort_by(.id)' >"$TRASH/facts.$at"
done
same "both know the same" "$TRASH/facts.one" "$TRASH/facts.two"
is "all of it" "$(jq -r '[.[].text] | sort | join("; ")' "$TRASH/facts.one")" \
	"only here; only there; said by both; the API is frozen until the audit"
is "one fact with the tags of both" "$(jq -r '.[] | select(.text ==
	"said by both") | .tags | join(" ")' "$TRASH/facts.one")" "one two"
run git task conflicts
like "no conflict" "$out$err" 'no edit gave way to another'

# ---- the tools ----

ask()
{
	printf '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}\n' \
		"$1" "$2" | git task mcp | jq -c .result
}
ask remember '{"text":"the linter wants tabs","tags":["style"],"expires":"end of year"}' >answer
is "remember" "$(jq -r .structuredContent.message answer)" Remembered
fact=$(jq -r .structuredContent.fact.id answer)
ask recall '{"words":"TABS linter"}' >answer
is "recall" "$(jq -r .structuredContent.facts[0].id answer)" "$fact"
is "... counts" "$(jq .structuredContent.count answer)" 1
before=$(git rev-list --count refs/tasks/sessions)
ask remember "{\"text\":\"the linter wants blanks\",\"forget\":\"$fact\"}" >answer
is "in other words, in one commit" \
	"$(($(git rev-list --count refs/tasks/sessions) - before))" 1
is "in other words" "$(jq -r .isError answer)" false
is "... only those" "$(git task recall linter --json | jq -r '.[].text')" \
	"the linter wants blanks"
ask remember '{"text":"AKIAIOSFODNN7EXAMPLE is the key"}' >answer
is "a secret is refused" "$(jq .isError answer)" true
ask remember '{}' >answer
like "no text" "$(jq -r '.content[0].text' answer)" 'text is missing'
before=$(git rev-parse refs/tasks/sessions)
ask remember '{"text":"a new one","forget":"deadbeef"}' >answer
is "a fact instead of none is refused" "$(jq .isError answer)" true
is "... and not kept" "$(git rev-parse refs/tasks/sessions)" "$before"
fact=$(git task recall blanks --format ids)
run git task remember "The linter wants BLANKS" --instead "$fact"
is "a fact instead of itself stays" "$status $(git task recall linter --json |
	jq -r '.[].text')" "0 The linter wants BLANKS"
run git task remember "the linter wants four blanks" --instead "$fact" --tag x
is "by hand" "$status $(git task recall linter --json | jq -r '.[].text')" \
	"0 the linter wants four blanks"
exit_is "instead of none" 2 git task remember "and five" --instead deadbeef
ask remember '{"forget":"deadbeef"}' >answer
is "nothing to forget" "$(jq .isError answer)" true
i=0
while test $i -lt 40
do
	i=$((i + 1))
	git task remember "number $i $(printf 'z%.0s' $(seq 1 400))" -q
done >/dev/null
ask recall '{"limit":100}' >answer
ok "an answer of many stays small" test "$(wc -c <answer)" -lt 8200
ok "... says how many there are" test "$(jq .structuredContent.count answer)" -gt 40

done_testing
