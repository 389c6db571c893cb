#!/bin/sh
# sync --watch: a clone that stays in step, and says what happens.
. "${0%/*}/lib.sh"

# Until $1 (a command) succeeds, 60 s at most.
await()
{
	end=$(($(date +%s) + 60))
	until eval "$1"
	do
		test "$(date +%s)" -lt "$end" || return 1
	done
}

clone()
{
	git init -q "$1"
	git -C "$1" remote add origin "$TRASH/hub.git"
	git -C "$1" config task.fsync false
}

# Does the log have such an event (a jq condition)?
told()
{
	test -n "$(jq -c "select($2)" "$1" 2>/dev/null)"
}

cd "$TRASH" || exit 99
new_bare hub.git
clone a
clone b
x=$(git -C a task add "From a" 2>/dev/null)
git -C a task sync >/dev/null 2>&1

run git -C b task sync --interval 5s
is "--interval alone" "$status" 129
run git -C b task sync --watch --interval 0.1s
is "too short an interval" "$status" 129
run git -C b task sync --watch --interval soon
is "no interval" "$status" 129
git init -q alone
run git -C alone task sync --watch
is "no remote" "$status" 1
like "says so" "$err" "no remote"

git-task -C b sync --watch --interval 1s --format ndjson >log 2>notes &
pid=$!
# shellcheck disable=SC2154 # the trap sets it
trap 'rc=$?; kill "$pid" 2>/dev/null; (exit "$rc"); lib_cleanup' EXIT
ok "what is there is fetched and told" await \
	"told log '.event == \"created\" and .title == \"From a\"'"
run git -C b task sync --watch
is "one per clone" "$status" 1
like "says so" "$err" "keeps this clone in step already"
run git -C b task sync
is "a plain sync is welcome" "$status" 0

git -C b task complete "$x" >/dev/null 2>&1
ok "what is done here is delivered" await "git -C a task sync >/dev/null 2>&1
	test \"\$(git -C a task show $x --json | jq -r .status)\" = completed"
ok "and told" await "told log '.event == \"completed\" and .foreign == false'"
y=$(git -C a task add "Second" 2>/dev/null)
git -C a task sync >/dev/null 2>&1
ok "what is done elsewhere is told" await \
	"told log '.event == \"created\" and .title == \"Second\" and .foreign'"
is "and is here" "$(git -C b task show "$y" --json | jq -r .title)" Second
is "each once" "$(jq -r 'select(.event == "created") | .title' log | sort |
	tr '\n' ';')" "From a;Second;"

mv hub.git away.git
ok "a remote that is away is told" await "grep -q 'going on trying' notes"
git -C b task update "$y" --title "Meanwhile" >/dev/null 2>&1
ok "work goes on being told" await \
	"told log '.event == \"updated\" and .title == \"Meanwhile\"'"
mv away.git hub.git
ok "and tried again" await "grep -q 'in step .* again' notes"
is "told once" "$(grep -c 'going on trying' notes)" 1
ok "then it has it all" await "test \"\$(git -C hub.git rev-parse \
	refs/tasks/main)\" = \"\$(git -C b rev-parse refs/tasks/main)\""

kill -TERM "$pid"
wait "$pid"
is "SIGTERM ends it" "$?" 0
is "with no word more" "$(wc -l <notes | tr -d ' ')" 2

# ---- for people, ended from the terminal, even while git hangs ----

git -C a task add "Third" >/dev/null 2>&1
git -C a task sync >/dev/null 2>&1
cat >hang <<'EOS'
#!/bin/sh
echo "$$" >"$0.pid"
exec tail -f /dev/null
EOS
chmod +x hang
# A shell lets what it puts into the background ignore SIGINT
cat >start.py <<'EOS'
import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
EOS
python3 start.py git-task -C b sync --watch --interval 1s >text 2>notes &
pid=$!
ok "a line an event" await "grep -q 'created .*Third (' text"
git -C b config remote.origin.uploadpack "$TRASH/hang"
kill -INT "$pid"
wait "$pid"
is "SIGINT ends it" "$?" 0
python3 start.py git-task -C b sync --watch --interval 1s >text 2>notes &
pid=$!
ok "git hangs" await "test -s hang.pid"
kill -INT "$pid"
wait "$pid"
is "SIGINT ends it all the same" "$? $(cat notes)" "0 "
kill "$(cat hang.pid)" 2>/dev/null
git -C b config --unset remote.origin.uploadpack
run git -C b task sync
is "nothing is left behind" "$status" 0

done_testing
