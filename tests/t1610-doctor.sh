#!/bin/sh
# doctor: every kind of trouble is found, named with a remedy, and mended where that
# is safe.
. "${0%/*}/lib.sh"

new_repo work
git task add "Buy milk" >/dev/null 2>&1
git task add "Mend roof" >/dev/null 2>&1
id=$(git task list --format ids --text milk)

# level CHECK: of its worst finding in the last run; what CHECK, remedy CHECK
level() { jqo "[.findings[] | select(.check == \"$1\") | .level] |
	(map(select(. == \"error\" or . == \"warning\")) + .)[0]"; }
what() { jqo ".findings[] | select(.check == \"$1\" and .level != \"ok\") | .what"; }
remedy() { jqo ".findings[] | select(.check == \"$1\" and .level != \"ok\") | .remedy"; }

# ---- a healthy one ----
run git-task doctor --json
is "all is well" "$status $(jqo .ok) $(jqo .level)" "0 true note"
for check in git libraries identity refs index clock settings
do
	is "$check" "$(level "$check")" ok
done
is "no remote is no trouble" "$(level remotes)" note
is "everything that is not fine has a remedy" "$(jqo '[.findings[] |
	select(.level != "ok" and .remedy == null)] | length')" 0
run git-task doctor
like "for people, too" "$out" '^ok +refs +2 tasks, 2 commits$'
git-task doctor >plain
is "looking changes nothing" "$(git status --porcelain; git rev-parse refs/tasks/main)" \
	"?? plain
$(git rev-parse refs/tasks/main)"

# ---- settings ----
git config task.autopsh true
git config task.lockTimeout soon
git config task.work.ann.days mon-thu
run git-task doctor --json
is "mistakes in settings" "$status $(level settings)" "0 warning"
like "a name that there is not" "$(remedy settings)" 'task\.autoPush'
like "a value that does not fit" "$(what settings)" 'task\.lockTimeout.*soon'
unlike "somebody's days of work are none" "$(what settings)" 'ann'
git config --unset task.autopsh
git config --unset task.lockTimeout

# ---- who ----
git config --global --unset user.email
git config --global user.useConfigOnly true
run git-task doctor --json
is "nobody" "$status $(level identity)" "1 error"
like "what to do" "$(remedy identity)" 'user\.email'
git config --global user.email tess@example.com

# ---- the index ----
index=$(find .git -path '*git-task*' -name 'index*' | head -n 1)
ok "there is an index" test -s "$index"
printf 'garbage' >"$index"
cp "$index" bad
run git-task doctor --json
is "a damaged index" "$status $(level index)" "0 note"
is "can be made anew" "$(jqo '.findings[] | select(.check == "index") |
	.fixable')" true
cp bad "$index"
run git-task doctor --fix --json
is "and is" "$(jqo '.findings[] | select(.check == "index") | .fixed')" true
run git-task doctor --json
is "then it is fine" "$(level index)" ok
is "the tasks are as before" "$(git task list --count)" 2

# ---- hooks ----
cp "$BUILD/git-task" other
./other hooks install >/dev/null 2>&1
run git-task doctor --json
is "hooks" "$(level hooks)" ok
rm -f .git/hooks/post-commit
ln -s "$TRASH/nowhere/git-task" .git/hooks/post-commit
run git-task doctor --json
is "a hook that leads nowhere" "$(level hooks)" warning
like "is named" "$(what hooks)" '^post-commit '
run git-task doctor --fix --json
is "it is installed again" "$(jqo '.findings[] | select(.check == "hooks" and
	.fixed) | .what')" "post-commit leads to a program that is not there any more"
ok "for good" test -x .git/hooks/post-commit
mkdir theirs
git config core.hooksPath theirs
run git-task doctor --json
isnt "hooks that Git does not look at" "$(level hooks)" ok
git config --unset core.hooksPath

# ---- remotes ----
new_bare "$TRASH/remote.git"
git remote add origin "$TRASH/remote.git"
git remote add old "$TRASH/gone.git"
git config task.remote origin
git task sync >/dev/null 2>&1
run git-task doctor --json
like "one that answers" "$(jqo '.findings[].what')" '^origin answers, has tasks; tasks are shared there$'
like "one that is gone" "$(what remotes)" '^old can not be asked: '
git remote remove old
# one that takes the connection and says nothing
python3 - port <<'END' &
import socket, sys, time
s = socket.socket()
s.bind(("127.0.0.1", 0))
s.listen(5)
open("port", "w").write(str(s.getsockname()[1]))
held = []
s.settimeout(60)
try:
    while True:
        held.append(s.accept())
except OSError:
    pass
END
silent=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'left=$?; kill $silent 2>/dev/null; (exit $left); lib_cleanup' EXIT
wait_for "a silent server" 20 test -s port
git remote set-url origin "git://127.0.0.1:$(cat port)/x.git"
run timeout 30 git-task doctor --timeout 1 --json
is "one that is silent is not waited for" "$status $(level remotes)" "0 warning"
like "longer than that" "$(what remotes)" 'does not answer within 1 second'
run timeout 5 git-task doctor --quick --json
is "--quick does not ask" "$status $(jqo '[.findings[] |
	select(.check == "remotes")] | length')" "0 0"
kill "$silent"
git remote remove origin
git config --unset task.remote

# ---- the clock ----
run at 2020-06-01T00:00:00Z git-task doctor --json
is "a clock that is behind" "$(level clock)" warning
like "how far" "$(what clock)" '[0-9]+d'
run at 2001-01-01T00:00:00Z git-task doctor --json
is "one that is years behind" "$status $(level clock)" "1 error"

# ---- what is stored ----
blob=$(printf '{"id": nonsense' | git hash-object -w --stdin)
export GIT_INDEX_FILE="$TRASH/tmp-index"
git read-tree refs/tasks/main
path=$(git ls-files | grep "$id")
git update-index --cacheinfo "100644,$blob,$path"
commit=$(git commit-tree -p refs/tasks/main -m broken "$(git write-tree)")
unset GIT_INDEX_FILE
good=$(git rev-parse refs/tasks/main)
git update-ref refs/tasks/main "$commit"
run git-task doctor --json
is "a task that can not be read" "$status $(level refs)" "1 error"
like "where" "$(what refs)" "$id"
run git-task doctor --fix --json
is "it is not touched" "$status $(git rev-parse refs/tasks/main)" "1 $commit"
git update-ref refs/tasks/main "$good"

# ---- no repository, no Git ----
mkdir "$TRASH/outside"
run git-task -C "$TRASH/outside" doctor --json
is "no repository" "$status $(level refs)" "1 error"
mkdir "$TRASH/bin"
ln -s "$BUILD/git-task" "$TRASH/bin/git-task"
run env PATH="$TRASH/bin" git-task doctor --json
is "no Git" "$status $(level git)" "1 error"
git init -q --bare "$TRASH/b.git"
run git-task -C "$TRASH/b.git" doctor --json
is "a bare repository" "$status $(level hooks)" "0 ok"
exit_is "no such time" 129 git-task doctor --timeout 0
done_testing
