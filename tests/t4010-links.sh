#!/bin/sh
# A project's life with hooks, driven by real Git: the right tasks have the right
# commits after each step, and `link --scan` in a clone without hooks agrees.
. "${0%/*}/lib.sh"

# links ID: subjects of its commits, sorted, joined by "; "
links()
{
	git task show "$1" --format json |
		jq -r '[.commits[]?.subject] | sort | join("; ")'
}

# every linked commit exists on a branch (nothing points to replaced ones)
live()
{
	git task export --format ndjson | jq -r '.commits[]?.oid' | sort -u |
	while read -r oid
	do
		test -n "$(git branch -a --contains "$oid" 2>/dev/null)" ||
			echo "$oid"
	done
}

status_of()
{
	git task show "$1" --format json | jq -r .status
}

# Half a minute passes, for Git and for the tasks.
now=1760000000
tick()
{
	now=$((now + 30))
	GIT_AUTHOR_DATE="@$now +0000"
	GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
	GIT_TASK_TEST_NOW=${now}000
	export GIT_AUTHOR_DATE GIT_COMMITTER_DATE GIT_TASK_TEST_NOW
}

commit()
{
	tick
	echo "$1" >>"${2:-file}" && git add -A && git commit -q -m "$1" 2>/dev/null
}

git config --global task.fsync false
tick
new_repo work
git task hooks install -q
a=$(git task add "Add a login page" -q)
b=$(git task add "Store sessions" -q)
c=$(git task add "Write the manual" -q)
d=$(git task add "Work elsewhere" -q)
created=$(git rev-parse refs/tasks/main)

# ---- a branch starts a task; its commits belong to it ----
ok "git task branch" git task branch "$a"
is "... prints its name" "$out" "feature/$a-add-a-login-page"
is "... checks it out" "$(git branch --show-current)" "$out"
is "the hook has started the task" "$(status_of "$a")" in_progress
is "... and knows the branch" \
	"$(git task show "$a" --format json | jq -r .branch)" "$out"
commit "login form" login
is "a commit on the branch is linked" "$(links "$a")" "login form"
is "its message has the trailer" \
	"$(git log -1 --format='%(trailers:key=Task-Id,valueonly)' |
		tr -d '\n')" "$a"
run git task show "$a" --format json
is "counts files" "$(jqo '.commits[0].files')" 1
is "counts lines" "$(jqo '.commits[0].insertions')" 1
is "names the author" "$(jqo '.commits[0].author')" "Tess Ter"
is "records progress" "$(jqo '.progress[-1].text')" \
	"commit $(git rev-parse --short=7 HEAD): login form"

# ---- references in messages ----
git checkout -q main
commit "sessions table, see #$b"
is "#id" "$(links "$b")" "sessions table, see #$b"
commit "sessions expire after a day ($b)"
is "a bare id" "$(git task show "$b" --format json |
	jq '.commits | length')" 2
commit "no task at all 00000000 #1234"
is "other digits are nobody's" "$(git task export --format ndjson |
	jq -r '.commits[]?.subject' | grep -c 'no task')" 0
tick
git commit -q --allow-empty -m "one for two" -m "Task-ID: $b
Task-Id: $c"
like "two trailers: first" "$(links "$b")" 'one for two'
is "two trailers: second" "$(links "$c")" "one for two"

# ---- amend: the new commit replaces the old ----
tick
git commit -q --amend --allow-empty -m "only the manual" -m "Task-Id: $c"
is "amended: replaced" "$(links "$c")" "only the manual"
like "... and told so" "$(git task log "$c")" "^ *1 commit replaced\$"
unlike "amended: no longer named, no longer linked" "$(links "$b")" \
	'one for two|only the manual'
is "no link to a replaced commit" "$(live)" ""

# ---- closing ----
commit "finish the manual, closes #$c"
is "closes" "$(status_of "$c")" completed
tick
git task reopen "$c" -q
tick
git commit -q --amend -m "finish the manual at last, closes #$c"
is "amending a closing commit does not close again what was reopened" \
	"$(status_of "$c")" pending
like "... but is linked" "$(links "$c")" 'finish the manual at last'
tick
git task complete "$c" -q

# ---- an interactive rebase with squash ----
git checkout -q "feature/$a-add-a-login-page"
commit "login style" style
commit "login fix" style
commit "login tests" tests
is "four commits" "$(links "$a")" \
	"login fix; login form; login style; login tests"
tick
GIT_SEQUENCE_EDITOR="sed -i -e '2s/^pick/squash/'" GIT_EDITOR=true \
	git rebase -q -i HEAD~3 >/dev/null
is "squashed into one" "$(links "$a")" "login form; login style; login tests"
is "no link to a replaced commit" "$(live)" ""
tick
git rebase -q main
like "rebased: told as a number" "$(git task log "$a" --limit 1)" \
	"^ *3 commits replaced\$"
is "rebased: three links" "$(links "$a")" \
	"login form; login style; login tests"
is "no link to a replaced commit after a rebase" "$(live)" ""
before=$(git rev-parse refs/tasks/main)
git -c advice.skippedCherryPicks=false rebase -q main
is "a rebase that changes nothing writes nothing" \
	"$(git rev-parse refs/tasks/main)" "$before"

# an aborted rebase leaves the links alone
git checkout -q main
commit "in the way" style
git checkout -q "feature/$a-add-a-login-page"
tick
git rebase -q main >/dev/null 2>&1
isnt "the rebase stops" "$?" 0
tick
git rebase --abort
is "aborted: the same links" "$(links "$a")" \
	"login form; login style; login tests"

# ---- cherry-pick: a second commit for the same task ----
git checkout -q -b release main~1
tick
git cherry-pick -x "feature/$a-add-a-login-page" >/dev/null
is "both commits" "$(git task show "$a" --format json |
	jq '[.commits[] | select(.subject == "login tests")] | length')" 2

# ---- merge ----
git checkout -q main
git reset -q --hard main~1
tick
git merge -q --no-ff -m "Merge branch 'feature/$a-add-a-login-page'" \
	"feature/$a-add-a-login-page"
like "the merge is linked" "$(links "$a")" "Merge branch 'feature/$a"

# a squash merge is one commit that names what its parts named
git checkout -q -b fix/other main
commit "first half" half
tick
git commit -q --amend -m "first half" -m "Task-Id: $c"
commit "second half" half
git checkout -q main
tick
git merge -q --squash fix/other >/dev/null 2>&1
tick
git commit -q --no-edit
like "a squash merge is linked by its parts' trailers" "$(links "$c")" \
	'Squashed commit of the following'

# ---- revert ----
commit "add a cache, fixes #$b" cache
is "fixes" "$(status_of "$b")" completed
tick
git revert --no-edit HEAD >/dev/null 2>&1
is "without task.hooks.reopen it stays" "$(status_of "$b")" completed
like "... the revert is linked" "$(links "$b")" 'Revert "add a cache'
git config task.hooks.reopen true
tick
git task reopen "$b" -q
commit "add a better cache, fixes #$b" cache
is "fixed again" "$(status_of "$b")" completed
tick
git revert --no-edit HEAD >/dev/null 2>&1
isnt "with it the task is open again" "$(status_of "$b")" completed
like "... and says why" "$(git task show "$b" --format json |
	jq -r '.progress[].text')" \
	'^reopened: [0-9a-f]{7} reverts [0-9a-f]{7}$'

# ---- a linked worktree, a detached HEAD ----
git worktree add -q -b "feature/$d-elsewhere" ../linked 2>/dev/null
is "a worktree on a branch starts its task" "$(status_of "$d")" in_progress
(cd ../linked && commit "from the worktree")
is "a commit there is linked" "$(links "$d")" "from the worktree"
git checkout -q --detach
commit "detached, #$d"
like "a detached commit is linked by its message" "$(links "$d")" detached
git task show "$d" --format json >show.json
is "... and has no branch" "$(jq -r '.commits[] |
	select(.subject | startswith("detached")) | has("branch")' \
	show.json)" false
rm show.json
git branch -q kept && git checkout -q main

# ---- by hand ----
git task link "$d" main~2 -q
is "link <id> <commit>" "$(git task show "$d" --format json |
	jq '.commits | length')" 3
git task link --remove "$d" main~2 -q
is "link --remove" "$(git task show "$d" --format json |
	jq '.commits | length')" 2
exit_is "unlink what is not linked" 2 git task link --remove "$d" main~2
exit_is "no such commit" 2 git task link "$d" nonsense
exit_is "no such task" 2 git task link deadbeef HEAD
exit_is "no commit given" 129 git task link "$d"

# ---- the same from history alone ----
all_links()
{
	git task export --format ndjson |
		jq -c '[.id, .status, ([.commits[]?.oid] | sort)]' | sort
}
all_links >"$TRASH/hooks.links"
before=$(git rev-parse refs/tasks/main)
ok "link --scan where the hooks ran" git task link --scan
is "... has nothing to do" "$(git rev-parse refs/tasks/main)" "$before"

# a clone that never had hooks, with the tasks as they were created
git clone -q . "$TRASH/fresh" 2>/dev/null
cd "$TRASH/fresh" || exit 1
git fetch -q origin '+refs/heads/*:refs/remotes/origin/*' \
	"+refs/tasks/*:refs/tasks/*"
git update-ref refs/tasks/main "$created"
git config task.hooks.reopen true
tick
ok "link --scan" git task link --scan
all_links >"$TRASH/scan.links"
# a branch that was checked out leaves no trace in history; closing does
for f in hooks scan
do
	sed 's/"in_progress"/"pending"/' "$TRASH/$f.links" >"$TRASH/$f.cmp"
done
ok "many links" test "$(jq -r '.[2][]' "$TRASH/hooks.links" | wc -l)" -gt 12
same "the same links and states as by hooks" "$TRASH/hooks.cmp" \
	"$TRASH/scan.cmp"
before=$(git rev-parse refs/tasks/main)
ok "scan again" git task link --scan
is "... changes nothing" "$(git rev-parse refs/tasks/main)" "$before"
ok "scan a range" git task link --scan origin/main~3..origin/main
exit_is "a bad range" 1 git task link --scan no..where
exit_is "an option is no range" 129 git task link --scan -- --all

# states, too, come from history: closing, and a later status stays
cd "$TRASH" && new_repo states
e=$(git task add "Closed by a colleague" -q)
f=$(git task add "Closed, then taken up again" -q)
tick
git commit -q --allow-empty -m "closes #$e"
git commit -q --allow-empty -m "closes #$f"
tick
git task start "$f" -q
git task link --scan -q
is "scan completes" "$(status_of "$e")" completed
is "a status set after the commit stays" "$(status_of "$f")" in_progress

# ---- blame and orphans ----
printf 'one\ntwo\n' >text && git add text
tick
git commit -q -m "two lines, #$e"
printf 'one\n2\n' >text
tick
git commit -q -a -m "another second line, #$f"
git task link --scan -q
run git task blame text --format json
is "blame: both tasks" "$(jqo 'length')" 2
is "blame: one line each" "$(jqo '[.[].lines] | add')" 2
run git task blame -L 2,2 text --format json
is "blame -L: the second line's task" "$(jqo '.[].id' | cut -c1-8)" "$f"
run git task blame --history text --format json
is "blame --history: two commits" "$(jqo '[.[].commits] | add')" 2
like "blame as a table" "$(git task blame text)" \
	"$f +in progress +1 +1 +Closed, then"
exit_is "blame: no such file" 1 git task blame nothing
exit_is "blame: no such lines" 129 git task blame -L x text
git task start "$(git task add "Started only" -q)" -q
run git -C "$(mktemp -d "$TRASH/none.XXXXXX")" init -q
run git task -C "$TRASH"/none.* orphans
is "no orphans: nothing on stdout" "$out" ""
like "a note says so" "$err" '^No orphans'
run git task orphans --format json
is "orphans: open with commits" \
	"$(jqo '[.[] | select(.why == "open")][0].id' | cut -c1-8)" "$f"
is "orphans: started without a commit" \
	"$(jqo '[.[] | select(.why == "no_commits")] | length')" 1
like "orphans as a table" "$(git task orphans)" 'started, no commit'
exit_is "branch of an unknown task" 2 git task branch deadbeef
ok "branch with a word of one's own" git task branch "$e" --prefix fix
like "... is used" "$out" "^fix/$e-closed-by-a-colleague"

# ---- the date and the author of the commit, from Git's environment ----

cd "$TRASH" && new_repo dated || exit 1
git task hooks install -q
g=$(git task add "Dated" -q)
echo x >x && git add x
git commit -q --date="2020-02-03T04:05:06-0130" \
	--author="Ann Other <ann@example.com>" -m "dated, #$g"
is "the edit bears the date and author of the commit" \
	"$(git log -1 --format='%ai %an <%ae>' refs/tasks/main)" \
	"2020-02-03 04:05:06 -0130 Ann Other <ann@example.com>"
real=$(command -v git)
mkdir spy
for name in config var
do
	cat >>spy/git <<-X
	test "\$1" != $name || echo $name >>"$TRASH/spied"
	X
done
{ echo '#!/bin/sh'; cat spy/git; echo 'exec "'$real'" "$@"'; } >spy/new
mv spy/new spy/git && chmod +x spy/git
: >"$TRASH/spied"
echo y >x
GIT_EXEC_PATH=$PWD/spy PATH=$PWD/spy:$PATH git task hook post-commit
is "a hook asks Git neither for settings nor for the identity" \
	"$(cat "$TRASH/spied")" ""

# ---- several picks, one pass ----
cd "$TRASH" && new_repo picks
git task hooks install -q
p=$(git task add "Pick" -q)
git checkout -q -b side
for i in 1 2 3
do
	echo $i >"p$i"
	git add "p$i"
	git commit -q -m "pick $i of #$p"
done
git checkout -q main
git commit -q --allow-empty -m "so that a pick is another commit"
before=$(git rev-list --count refs/tasks/main)
ok "cherry-pick three commits" git cherry-pick main..side
is "each of the six is linked" "$(git task show "$p" --json |
	jq '[.commits[].oid] | unique | length')" 6
is "by one change" "$(git rev-list --count refs/tasks/main)" $((before + 1))
before=$(git rev-list --count refs/tasks/main)
ok "revert two of them" git revert --no-edit HEAD~2..HEAD
ok "... one change at most" test \
	"$(git rev-list --count refs/tasks/main)" -le $((before + 1))
before=$(git rev-list --count refs/tasks/main)
git checkout -q side
root=$(git commit-tree -m root "$(git mktree </dev/null)")
git rebase -q --reapply-cherry-picks --onto "$root" main
is "a rebase is one change, too" "$(git rev-list --count refs/tasks/main)" \
	$((before + 1))

# ---- lines are counted as Git counts them, with a child and without ----
cd "$TRASH" && new_repo counted
git task hooks install -q
a=$(git task add "Counted" -q)
# awkward: pairs of files that are hard to count
seq 1 60 >long && printf "no end" >ragged && printf 'x\0y\n' >binary
printf '{\n}\n{\n}\n{\n}\n' >braces && ln -s long link && : >empty
mkdir -p d/e && seq 1 9 >d/e/f && git add -A && git commit -q -m "one, #$a"
sed -i -e 5d -e '20s/.*/twenty/' -e '40a more' long && echo >>ragged
git add -A && git commit -q -m "two, #$a"
printf 'x\0z\n' >binary && printf '{\n{\n}\n{\n}\n}\n}\n' >braces
ln -sf ragged link && git rm -q empty && chmod +x long
git add -A && git commit -q -m "three, #$a"
seq 60 -1 1 >long && git rm -qr d && mkdir d && echo 1 >d/e
git add -A && git commit -q -m "four, #$a"
echo '*.lock -diff' >.gitattributes && seq 1 50 >x.lock
git add -A && git commit -q -m "five, attributes, #$a"
seq 1 5 >x.lock && git add -A && git commit -q -m "six, binary by them, #$a"
rm link && echo file >"link" && git add -A && git commit -q -m "seven, #$a"
seq 1 5000 >long && git add -A && git commit -q -m "eight, long, #$a"
git checkout -q -b other HEAD~2 && echo o >o && git add o
git commit -q -m "nine, #$a" && git checkout -q main
git merge -q -m "a merge, #$a" other 2>/dev/null
git log --reverse --no-walk=unsorted --stdin --format=%H <<END >oids
$(git task show "$a" --json | jq -r '.commits[].oid')
END
is "ten commits are linked" "$(wc -l <oids)" 10
while read -r oid
do
	git log -1 --numstat --no-renames --diff-algorithm=minimal \
		--diff-merges=first-parent --format= "$oid" |
		awk -v oid="$oid" 'NF { f++; i += $1; d += $2 }
		END { print oid, f + 0, i + 0, d + 0 }'
done <oids | sort >by-git
git task show "$a" --json | jq -r '.commits[] |
	"\(.oid) \(.files) \(.insertions) \(.deletions)"' | sort >by-hooks
same "... and counted" by-hooks by-git

# ---- a message with a line of dashes ----
cd "$TRASH/picks" || exit 1
e=$(git task add "Write a table" -q)
git config task.hooks.active true
git task start "$e" -q
tick
printf 'Add a table\n\nbefore\n\n---\n\nafter\n' >"$TRASH/dashes"
git commit -q --allow-empty -F "$TRASH/dashes"
like "the trailer stands at the end" "$(git log -1 --format=%B | sed '/^$/d' |
	tail -n 1)" '^Task-Id: '

# ---- commits of a program that runs no hooks: the branch says whose they are ----
unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE GIT_TASK_TEST_NOW
cd "$TRASH" || exit 99
new_bare gui.git
new_repo gui
git remote add origin ../gui.git
git push -q origin main
git remote set-head origin main
login=$(git task add "Login" -q)
top=$(git task add "Sessions on top of it" -q)
own=$(git task add "By its recorded branch" -q)
gone=$(git task add "Merged, and its branch deleted" -q)
pull=$(git task add "Merged at the host" -q)
shared=$(git task add "One of two on a branch" -q)
hold=$(git task add "Not yet" -q)
save()
{
	echo "$1" >>"$2" && git add -A && git commit -q -m "$1"
}
git checkout -q -b "feature/$login-login"
save "login 1" a
git checkout -q -b "feature/$top-sessions"
save "sessions 1" b
git checkout -q "feature/$login-login"
save "login 2" a
git checkout -q -b plain main
save "plain 1" c
git task update "$own" --branch plain -q
git task update "$shared" --branch main -q
git checkout -q main
save "nobody's" d
git checkout -q "feature/$login-login"
git merge -q -m "bring main in" main
git checkout -q -b "fix/$gone" main
save "gone 1" e
git checkout -q main
git merge -q --no-ff -m "Merge branch 'fix/$gone'" "fix/$gone"
git branch -q -D "fix/$gone"
git checkout -q -b "fix/$pull" main
save "pull 1" f
save "closes #$hold: not yet" f
git checkout -q main
git merge -q --no-ff -m "Merge pull request #12 from ann/fix/$pull" "fix/$pull"
git branch -q -D "fix/$pull"
exit_is "link --scan finds them" 0 git task link --scan
is "a branch that has the id" "$(links "$login")" "login 1; login 2"
is "one on top of it" "$(links "$top")" "sessions 1"
is "one that the task has recorded" "$(links "$own")" "plain 1"
is "one that is gone" "$(links "$gone")" "Merge branch 'fix/$gone'; gone 1"
is "a pull request" "$(links "$pull")" \
	"Merge pull request #12 from ann/fix/$pull; closes #$hold: not yet; pull 1"
is "not the remote's default branch" "$(links "$shared")" ""
is "'not yet' links" "$(links "$hold")" "closes #$hold: not yet"
is "... and leaves open" "$(status_of "$hold")" pending
exit_is "twice" 0 git task link --scan
like "makes none" "$err" "0 links made"
git checkout -q main
git merge -q -m "three at once" "feature/$login-login" "feature/$top-sessions" plain >/dev/null
git push -q origin main "feature/$login-login"
git task sync -q
cd "$TRASH" || exit 99
git clone -q gui.git other
cd other || exit 99
git task pull -q
exit_is "another clone" 0 git task link --scan
is "has the same" "$(links "$login")" "login 1; login 2"
done_testing
