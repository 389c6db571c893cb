#!/bin/sh
# edit and add -e with an editor, a rejected edit is kept; undo.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # dollar signs of jq
. "${0%/*}/lib.sh"

get() { git-task show "$1" --format json | jq -r "$2"; }
count() { git rev-list --count refs/tasks/main; }

# An editor that runs sed with $SED, and keeps what it was shown.
mkdir "$TRASH/bin dir"
cat >"$TRASH/bin dir/editor" <<'END'
#!/bin/sh
cp "$1" "$TRASH/shown"
sed "$SED" "$1" >"$1.new" && mv "$1.new" "$1"
END
chmod +x "$TRASH/bin dir/editor"
# shellcheck disable=SC2089 # a shell evaluates it
GIT_EDITOR="'$TRASH/bin dir/editor'"
# shellcheck disable=SC2090
export GIT_EDITOR SED

new_repo work
a=$(git-task add -q "A: with #signs [and] brackets" -p high --tag api --deadline 2030-01-01 \
	--criteria '[{"criterion":"yes: it works","measurable":"true"},{"criterion":"no"}]')
b=$(git-task add -q B --depends-on "$a" -d "first line

---
last line")

# ---- edit ----
SED='s/^priority: .*/priority: low/; s/^  - api$/  - web/; s/^assignee:.*/assignee: Ann Lee/'
ok "edit" git-task edit "$a"
like "says so" "$err" "Task $a updated"
is "what was edited" "$(get "$a" '"\(.priority) \(.tags[0]) \(.assignee)"')" "low web Ann Lee"
is "the rest is as it was" "$(get "$a" '"\(.title)|\(.deadline)|\(.success_criteria | length)|\(.success_criteria[0].measurable)"')" \
	"A: with #signs [and] brackets|2030-01-01|2|true"
like "the form is readable" "$(cat "$TRASH/shown")" '^priority: high$'
n=$(count)
SED=''
ok "edit without a change" git-task edit "$a"
like "says so" "$err" 'unchanged'
is "makes no commit" "$(count)" "$n"
is "nothing is left over" "$(find .git/git-task -name 'EDIT*')" ""
SED='s/^last line/new last line/'
ok "the description" git-task edit "$b"
is "with a line of dashes in it" "$(get "$b" .description)" "first line

---
new last line"
SED='s/^depends_on:.*/depends_on: []/; /^  - "\{0,1\}[0-9a-f]\{8\}"\{0,1\}$/d'
ok "a dependency taken away" git-task edit "$b"
is "is gone" "$(get "$b" '.dependencies | length')" 0
SED="s/^depends_on:.*/depends_on: [$a]/; s/^deadline:.*/deadline: 2031-05-05/; s/^estimated_hours:.*/estimated_hours: 1.5/; s/^status: .*/status: done/"
ok "short ids, dates, numbers, words" git-task edit "$b"
is "are understood" "$(get "$b" '"\(.dependencies[0][0:8]) \(.deadline) \(.estimated_hours) \(.status)"')" \
	"$a 2031-05-05 1.5 completed"
isnt "with its companions" "$(get "$b" .completed_at)" null
SED='s/^deadline:.*/deadline:/; s/^estimated_hours:.*//'
ok "an empty field is unset, a missing one stays" git-task edit "$b"
is "so" "$(get "$b" '"\(.deadline) \(.estimated_hours)"')" "null 1.5"

printf '{"id":"0123456700000000","title":"zero"}\n{"id":"12345e6700000000","title":"exp"}\n{"id":"1234567800000000","title":"digits"}\n' | git-task import -q -
SED='s/^depends_on:.*/depends_on: [01234567, 12345e67]/; s/^parent:.*/parent: 12345678/'
ok "ids that look like numbers" git-task edit "$a"
is "are ids" "$(get "$a" '"\(.dependencies | join(" ")) \(.parent)"')" \
	"0123456700000000 12345e6700000000 1234567800000000"
SED='/^  - /!s/^depends_on:.*/depends_on:/; /01234567/d; s/^parent:.*/parent:/'
ok "one is taken away" git-task edit "$a"
is "the other stays" "$(get "$a" '"\(.dependencies | join(" ")) \(.parent)"')" "12345e6700000000 null"
git-task update -q "$a" --remove-depends-on 12345e67

# ---- others edit meanwhile ----
cat >"$TRASH/bin dir/meanwhile" <<'END'
#!/bin/sh
GIT_EDITOR= git-task update -q "$ID" --title "Theirs" --tag theirs
sed 's/^priority: .*/priority: critical/' "$1" >"$1.new" && mv "$1.new" "$1"
END
chmod +x "$TRASH/bin dir/meanwhile"
ok "an edit while another is made" env ID="$a" GIT_EDITOR="'$TRASH/bin dir/meanwhile'" git-task edit "$a"
is "both are there" "$(get "$a" '"\(.title) \(.priority) \(.tags | join(","))"')" "Theirs critical theirs,web"

# ---- a rejected edit is not lost ----
n=$(count)
reject()
{
	SED=$2
	exit_is "$1" "$3" git-task edit "$a"
	like "$1: the reason" "$err" "$4"
	kept=$(printf '%s\n' "$err" | sed -n "s/.*kept in '\([^']*\)'.*/\1/p")
	ok "$1: the text is kept" test -s "$kept"
	is "$1: nothing was written" "$(count)" "$n"
}
reject "a wrong priority" 's/^priority: .*/priority: urgentish/' 1 'line [0-9]+: priority: Invalid priority'
reject "a wrong date" 's/^deadline:.*/deadline: the day after/' 1 'line [0-9]+: deadline'
reject "broken YAML" 's/^tags:.*/tags: [unclosed/' 1 'line [0-9]+'
reject "an unknown field" 's/^type:.*/kind: x/' 1 "line [0-9]+: unknown field 'kind'"
reject "an empty title" 's/^title:.*/title:/' 1 'title cannot be empty'
reject "an unknown dependency" 's/^depends_on:.*/depends_on: [feedfeed]/' 2 'feedfeed'
reject "a cycle" "s/^depends_on:.*/depends_on: [$b]/" 1 'cycle'
reject "no first line of dashes" 1d 1 "first line"
reject "something in front of it" '1s/^/x/' 1 "first line"
reject "invalid UTF-8" "s/^priority: .*/priority: $(printf '\377')/" 1 'not valid UTF-8'
first=$kept
reject "a second rejected edit" 's/^status: .*/status: what/' 1 'status'
isnt "does not take the place of the first" "$kept" "$first"
rm -f .git/git-task/EDIT_*
reject "no second line of dashes" '2,$s/^---$/--/' 1 'missing'
sed 's/^--$/---/' "$kept" | sed 's/^type:.*/type: repaired/' >"$TRASH/repaired"
ok "repaired, it is taken with -F" git-task edit "$a" -F "$TRASH/repaired"
is "so" "$(get "$a" .type)" repaired
exit_is "an editor that fails" 1 env GIT_EDITOR=false git-task edit "$a"
like "says so" "$err" "editor 'false' failed"
unlike "with nothing to keep" "$err" 'kept'
printf '#!/bin/sh\necho more >>"$1"\nexit 1\n' >"$TRASH/bin dir/crash"
chmod +x "$TRASH/bin dir/crash"
exit_is "an editor that fails after a change" 1 \
	env GIT_EDITOR="'$TRASH/bin dir/crash'" git-task edit "$a"
kept=$(printf '%s\n' "$err" | sed -n "s/.*kept in '\([^']*\)'.*/\1/p")
like "leaves the text" "$(tail -n 1 "$kept")" '^more$'
rm "$kept"
exit_is "an editor that is not there" 1 env GIT_EDITOR=/no/such/editor git-task edit "$a"
exit_is "an unknown task" 2 git-task edit 00000000

# ---- add -e ----
SED='s/^title:.*/title: From the editor/; s/^tags:.*/tags: [one]/; $s/$/\
Body/'
ok "add -e" git-task add -e
id=$(printf '%s\n' "$out" | tail -n 1)
is "the task" "$(get "$id" '"\(.title) \(.tags[0]) \(.description)"')" "From the editor one Body"
SED=''
exit_is "add -e without a title" 1 git-task add -e
like "the text is kept" "$err" "ADD_TASK.md"
ok "add -e with a title and options" git-task add -e "Given title" -p high
is "both count" "$(get "$(printf '%s\n' "$out" | tail -n 1)" '"\(.title) \(.priority)"')" "Given title high"
SED='s/^title: .*/title: Better/; s/^priority: high/priority: low/; /^  - x$/d; s/^assignee:.*/assignee: Ann/'
ok "add -e shows the options" git-task add -e "Given title" -p high -t x -t y --meta k=v --estimate 90m
like "the title" "$(cat "$TRASH/shown")" '^title: Given title$'
like "the hours" "$(cat "$TRASH/shown")" '^estimated_hours: 1.5$'
id=$(printf '%s\n' "$out" | tail -n 1)
is "and what is edited counts" "$(get "$id" '"\(.title) \(.priority) \(.tags | join(",")) \(.assignee) \(.estimated_hours) \(.fields.k)"')" \
	"Better low y Ann Lee 1.5 v"
SED='1d; s/^title:.*/title: Headless/'
exit_is "add -e without the first line of dashes" 1 git-task add -e
like "says so" "$err" "first line"
like "the text is kept" "$err" 'ADD_TASK.*md'
cat >"$TRASH/bin dir/plain" <<'END'
#!/bin/sh
printf 'Plain title\n\nand text\n' >"$1"
END
chmod +x "$TRASH/bin dir/plain"
ok "a plain text instead of the form" env GIT_EDITOR="'$TRASH/bin dir/plain'" git-task add -e -p low
id=$(printf '%s\n' "$out" | tail -n 1)
is "is title and description" "$(get "$id" '"\(.title) \(.description) \(.priority)"')" "Plain title and text low"

# ---- a form is text, whatever YAML sees in it ----
SED='s/^title:.*/title: 1.10/; s/^tags:.*/tags: [1.10, no, 007]/; s/^project:.*/project: 0x1F/; s/^type:.*/type: yes/; s/^assignee:.*/assignee: null/; s/^estimated_hours:.*/estimated_hours: 1.50/'
ok "words that look like numbers" git-task add -e
id=$(printf '%s\n' "$out" | tail -n 1)
is "stay as they are" "$(get "$id" '"\(.title) \(.tags | join(",")) \(.project) \(.type) \(.assignee) \(.estimated_hours)"')" \
	"1.10 007,1.10,no 0x1F yes null 1.5"

# ---- a path with a blank ----
new_repo "$TRASH/with blank"
a=$(git-task add -q A)
SED='s/^priority: .*/priority: what/'
exit_is "a rejected edit" 1 git-task edit "$a"
fix=$(printf '%s\n' "$err" | sed -n "s/.*and run 'git task \(.*\)'$/\1/p")
sed -i 's/what/low/' .git/git-task/EDIT_*
ok "the command that is told works" sh -c "git-task $fix"
is "so" "$(get "$a" .priority)" low

# ---- undo ----
new_repo "$TRASH/undo"
a=$(git-task add -q A)
git-task update -q "$a" --title "A2" --tag x --priority high
n=$(count)
ok "undo" git-task undo
like "says what" "$err" "^Undid \"update $a .*\" of Tess Ter: "
is "as before" "$(get "$a" '"\(.title) \(.tags | length) \(.priority)"')" "A 0 medium"
is "a new commit" "$(count)" $((n + 1))
is "marked as such" "$(git log -1 --format=%s refs/tasks/main | cut -d' ' -f1)" undo
ok "undo again undoes the one before" git-task undo
fails "a task that was added is gone" git-task complete "$a"
ok "and can be restored" git-task restore "$(git-task list --deleted --format ids)"
exit_is "nothing to undo with a wrong commit" 2 git-task undo deadbeefdeadbeef
b=$(git-task add -q B)
git-task update -q "$b" --title "B2"
edit=$(git rev-parse refs/tasks/main)
git-task update -q "$b" --priority high
ok "undo of an older one" git-task undo "$edit"
is "leaves later edits" "$(get "$b" '"\(.title) \(.priority)"')" "B high"
git-task update -q "$b" --title "B3"
edit=$(git rev-parse refs/tasks/main)
git-task update -q "$b" --title "B4"
n=$(count)
fails "a later edit touched the same field" git-task undo "$edit"
like "it is named" "$err" 'title'
is "nothing changes" "$(count) $(get "$b" .title)" "$n B4"
git-task complete -q "$a" "$b"
ok "undo of an edit of two tasks" git-task undo
is "both" "$(get "$a" .status) $(get "$b" .status)" "pending pending"
is "with companions" "$(get "$a" .completed_at)" null
printf '{"title":"one"}\n{"title":"two"}\n' | git-task import -q -
ok "undo of an import" git-task undo
is "all of it" "$(git-task list --all --count text~one) $(git-task list --all --count text~two)" "0 0"
ok "it survives a sync" git-task fsck

# ---- whose command it is ----
new_repo "$TRASH/whose"
new_bare "$TRASH/whose.git"
git remote add origin ../whose.git
a=$(TM_AGENT_ID=coder git-task add -q A)
exit_is "nothing here is mine" 1 git-task undo
like "whose the newest is" "$err" "of Tess Ter \\(coder\\): 'git task undo [0-9a-f]{8}'"
git-task update -q "$a" --tag mine
TM_AGENT_ID=coder git-task update -q "$a" --title "by the agent"
ok "my last command is not the agent's" git-task undo
is "but the one before" "$(get "$a" '"\(.title) \(.tags | length)"')" \
	"by the agent 0"
ok "the agent's undo is the agent's" env TM_AGENT_ID=coder git-task undo
is "so" "$(get "$a" .title)" A
git-task update -q "$a" --title mine
GIT_AUTHOR_NAME=Bob GIT_AUTHOR_EMAIL=bob@example.com GIT_COMMITTER_NAME=Bob \
	GIT_COMMITTER_EMAIL=bob@example.com git-task update -q "$a" --priority high
git worktree add -q ../whose-2
(cd ../whose-2 && git-task update -q "$a" --assignee there)
n=$(git rev-parse refs/tasks/main)
ok "nor another person's, nor of another work tree" git-task undo
is "only mine is gone" "$(get "$a" '"\(.title) \(.priority) \(.assignee)"')" \
	"A high there"
ok "a given one is anybody's" git-task undo "$n"
like "and whose it was is told" "$err" "of Tess Ter in work tree 'whose-2'"
ok "as data, too" git-task undo --format json \
	"$(git log --format=%h -1 --author=bob refs/tasks/main)"
is "whose" "$(jqo .by)" Bob
git-task update -q "$a" --title "from the first clone"
git-task sync -q
git clone -q ../whose.git ../whose-3 2>/dev/null && cd ../whose-3 || exit 1
git-task pull -q
git-task update -q "$a" --title "from the second"
ok "each clone has its own" git-task undo
exit_is "and no more" 1 git-task undo
cd ../whose || exit 1
n=$(git rev-parse refs/tasks/main)
git-task update -q "$a" --title "once more"
ok "an undo" git-task undo
ok "of the undo" git-task undo "$(git rev-parse refs/tasks/main)"
is "is the edit again" "$(get "$a" .title)" "once more"
ok "of which there is one, too" git-task undo "$(git rev-parse refs/tasks/main)"
is "and so on" "$(get "$a" .title)" "from the first clone"
git update-ref refs/tasks/main "$n"
rm -r .git/git-task
ok "the folder of the clone is gone, the history is not" git-task undo
is "so" "$(get "$a" .title)" A
done_testing
