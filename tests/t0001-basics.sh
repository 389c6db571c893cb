#!/bin/sh
# Starting: names, help, versions, unknown commands, exit codes.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

# ---- outside a repository ----
mkdir outside && cd outside || exit 99
exit_is "no repository is fatal" 128 git-task config list
like "says so" "$err" '^git-task: .*not a git repository'
is "nothing on stdout" "$out" ""
exit_is "version works anywhere" 0 git-task version
like "names the program" "$out" '^git-task version [0-9]+\.[0-9]+\.[0-9]+(\+g[0-9a-f]+)?$'
exit_is "--version is the same" 0 git-task --version
like "version again" "$out" '^git-task version'
exit_is "version --json" 0 git-task version --json
is "is an object" "$(jqo '.schema')" 1
exit_is "--build-options" 0 git-task version --build-options
like "tells the libraries" "$out" '^libraries: .*libgit2 [0-9]'
case $(uname -s) in
Linux)
	libgit2=$(printf '%s\n' "$out" | sed -n 's/^libgit2: //p')
	like "says which libgit2 is used" "$libgit2" '^/.*/libgit2\.so'
	ok "... which is there" test -f "$libgit2" ;;
esac
run git-task version --build-options --json
is "... for scripts" "$(jqo '.loaded | keys | join(" ")')" \
	"libcjson libcmark libexpat libgit2 libyaml libz"

# ---- help ----
exit_is "-h" 0 git-task -h
like "usage first" "$(head -n 1 "$TRASH/.out")" '^usage: git task '
like "lists commands" "$out" '^   init  +make a repository'
exit_is "help" 0 git-task help
like "is the same list" "$out" '^   init  +make a repository'
exit_is "-h of a command" 0 git-task config get -h
like "its synopsis" "$out" '^usage: git task config get .*<key>$'
exit_is "--help without a terminal" 0 git-task config get --help
like "is the text" "$out" '^usage: git task config get'
exit_is "help of two words" 0 git-task help config get
like "its synopsis too" "$out" '^usage: git task config get'
exit_is "help of a family" 0 git-task help config
like "has all members" "$out" '^usage: git task config set'
exit_is "help of nothing known" 129 git-task help nonsense
is "no output" "$out" ""

# ---- unknown commands and options ----
new_repo repo
exit_is "unknown command" 129 git-task verison
like "did you mean" "$err" "^git-task: 'verison' is not .*did you mean 'version'"
is "one line" "$(wc -l <"$TRASH/.err" | tr -d ' ')" 1
exit_is "nothing close" 129 git-task xyzzyplugh
like "points to help" "$err" "git task help"
exit_is "unknown second word" 129 git-task config gett
like "did you mean two words" "$err" "did you mean 'config get'"
run git task dep tree
like "a second word that is none of the family's" "$err" \
	"'dep' goes on with add, rm or list"
exit_is "half a command" 129 git-task dep
like "says how it goes on" "$err" "'dep' needs a second word, add, rm or list"
exit_is "another second word" 129 git-task dep 3f9a
like "says how it goes on, too" "$err" "'dep' goes on with add, rm or list"
for guess in lst:list stat:status compl:complete shwo:show hist:log
do
	exit_is "${guess%:*}" 129 git-task "${guess%:*}"
	like "did you mean ${guess#*:}" "$err" "did you mean '${guess#*:}'"
done
exit_is "unknown option" 129 git-task version --build-option-s
like "did you mean an option" "$err" "did you mean '--build-options'"
like "and where to look" "$err" "see 'git task version -h'"
exit_is "unknown option in front" 129 git-task --nonsense version
like "says where" "$err" "in front of the command"
exit_is "too many arguments" 129 git-task version 1
like "names it" "$err" "unexpected argument '1'"
exit_is "missing argument" 129 git-task config get
like "names what is missing" "$err" "<key> is missing"
exit_is "no JSON where there is none" 129 git-task init --json
like "says so too" "$err" "'git task init' has no JSON output"
exit_is "contradiction" 129 git-task version --json --format=text
like "contradict" "$err" "contradict"

# ---- common options ----
exit_is "-C" 0 git-task -C "$TRASH/outside" version
exit_is "-C to nowhere" 128 git-task -C "$TRASH/nowhere" version
like "names it" "$err" "nowhere"
exit_is "-C behind the command" 128 git-task version -C"$TRASH/nowhere"
cd .. || exit 99
exit_is "-C into the repository" 0 git-task -C repo config list
cd repo || exit 99
exit_is "options in front" 0 git-task --json -q version
like "count" "$out" '^\{'

# ---- names ----
run git task version
is "git task works" "$status" 0
run tm -h
like "tm calls itself tm" "$out" '^usage: tm '
run tm nonsense
like "in errors too" "$err" '^tm: '
cp "$BUILD/git-task" ./tm
run ./tm verison
like "a copy called tm" "$err" "^tm: .*did you mean 'version'"
exit_is "tm alone" 1 ./tm
like "prints usage" "$out" '^usage: tm'
mkdir sub
cp "$BUILD/git-task" "sub/git task"
run "sub/git task" version
is "any other name is git-task" "$status" 0

# ---- the look for secrets at the end of a test, seen to find them ----
mkdir "$TRASH/tests"
ln -s "$SRCDIR/tests/lib.sh" "$SRCDIR/tests/clean-env.sh" "$TRASH/tests"
cat >"$TRASH/tests/leaky.sh" <<\END
. "${0%/*}/lib.sh"
test "$1" = planted || secret pl4nted-s3cret
may_hold given
pass "something"
echo pl4nted-s3cret >given
new_repo repo
git task add "Harmless" >/dev/null 2>&1
case $1 in
file) echo "token: pl4nted-s3cret" >.git/git-task/log ;;
commit) git commit -q --allow-empty -m "pl4nted-s3cret" ;;
task) git task add "Call with pl4nted-s3cret" >/dev/null 2>&1 ;;
planted) git task add "An environment: $(env | grep NPM_)" >/dev/null 2>&1 ;;
esac
done_testing
END
for leak in none file commit task planted
do
	run sh "$TRASH/tests/leaky.sh" "$leak"
	echo "$leak $status $(printf '%s\n' "$out" | grep -c -e /git-task/log -e /objects)"
done >"$TRASH/leaks"
is "in a file, a commit, a task, of the environment; and no false alarm" "$(cat "$TRASH/leaks")" "none 0 0
file 1 1
commit 1 1
task 1 1
planted 1 1"
done_testing
