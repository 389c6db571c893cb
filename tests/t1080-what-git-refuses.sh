#!/bin/sh
# What Git refuses to work in, every command refuses, readers with a fresh
# index, too; and nothing of it is run.
. "${0%/*}/lib.sh"

commands="list
list --all
status
next
show 1234
add new
log
prime
fsck
sync
hooks status
config"

# refused WHAT: in the current directory
refused()
{
	printf '%s\n' "$commands" | while read -r words
	do
		# shellcheck disable=SC2086 # words of a command
		run git-task $words
		test "$status" -eq 128 || test "$words" = prime ||
			test "$words" = config ||
			echo "$words: $status $out $err"
	done >"$TRASH/let-through"
	is "$1: all refuse" "$(cat "$TRASH/let-through")" ""
}

new_repo work
mkdir -p sub/trap
git init -q --bare sub/trap
git -C sub/trap task add "Of the trap" >/dev/null 2>&1
git -C sub/trap task list >/dev/null 2>&1
cat >"$TRASH/evil" <<END
#!/bin/sh
echo ran >"$TRASH/ran"
END
chmod +x "$TRASH/evil"
git -C sub/trap config core.fsmonitor "$TRASH/evil"
git -C sub/trap config core.pager "$TRASH/evil"
git -C sub/trap config core.editor "$TRASH/evil"
cd sub/trap || exit 99
run git-task list
like "a bare repository without the setting" "$out" "Of the trap"

git config --global safe.bareRepository explicit
refused "safe.bareRepository=explicit"
script -qec "git-task list --all" /dev/null >/dev/null 2>&1
script -qec "git-task todo" /dev/null >/dev/null 2>&1
ok "nothing of it ran" test ! -e "$TRASH/ran"
run git-task -C "$TRASH/work/sub/trap" list
is "with -C, too" "$status" 128
GIT_DIR=$TRASH/work/sub/trap
export GIT_DIR
run git-task list
is "GIT_DIR is explicit" "$status" 0
unset GIT_DIR
git config --global --unset safe.bareRepository
mkdir -p "$HOME/.config/git"
printf '[safe]\n\tbareRepository = explicit\n' >"$HOME/.config/git/config"
run git-task list
is "from the other file of the user" "$status" 128
rm "$HOME/.config/git/config"
printf '[safe]\n\tbareRepository = explicit\n' >"$TRASH/more"
git config --global include.path "$TRASH/more"
run git-task list
is "from an included file" "$status" 128
git config --global --unset include.path
run git -c safe.bareRepository=explicit task list
is "from the command line" "$status" 128
git config --global safe.bareRepository explicit
cd "$TRASH/work" || exit 99
git task add "Of the work tree" >/dev/null 2>&1
run git-task list
is "a work tree is none of it" "$status" 0
cd .git || exit 99
run git-task list
is "nor is its git directory" "$status" 0
git config --global --unset safe.bareRepository

# ---- one that leads to a work tree which is allowed ----

git init -q --bare "$TRASH/work/sub/leads"
cp "$TRASH/work/sub/trap/config" "$TRASH/work/sub/leads/config"
git config -f "$TRASH/work/sub/leads/config" core.bare false
git config -f "$TRASH/work/sub/leads/config" core.worktree ../..
git config --global safe.bareRepository explicit
cd "$TRASH/work/sub/leads" || exit 99
refused "a bare repository whose work tree is the clone"
is "nothing was written there" "$(git --git-dir=. for-each-ref)" ""
git config --global --unset safe.bareRepository

# ---- somebody else's ----

if test "$(id -u)" -eq 0
then
	cd "$TRASH/work" || exit 99
	git task list >/dev/null 2>&1
	chown -R 65534:65534 "$TRASH/work"
	refused "somebody else's"
	git config --global safe.directory "$TRASH/work"
	run git-task list
	is "safe.directory lets it pass" "$status" 0
	git config --global --unset safe.directory
	chown -R 0:0 "$TRASH/work"
	new_repo "$TRASH/theirs"
	git config core.worktree "$TRASH/work"
	chown -R 65534:65534 "$TRASH/theirs"
	refused "somebody else's, whose work tree is ours"
fi

# ---- a transport ----

new_bare "$TRASH/hub.git"
cd "$TRASH/work" || exit 99
git remote add origin "$TRASH/hub.git"
id=$(git task list --json | jq -r '.[0].id')
for words in sync pull push "claim $id --sync" "next --claim --sync"
do
	for setting in protocol.allow=never protocol.file.allow=never
	do
		# the test's own configuration allows files by name
		test $setting = protocol.file.allow=never ||
			git config --global --unset protocol.file.allow
		# shellcheck disable=SC2086 # words of a command
		run git -c $setting task $words
		is "$words, $setting" "$status" 1
		like "with the setting's name" "$err" "not allowed.*protocol.allow"
		git config --global protocol.file.allow always
	done
done
exit_is "GIT_ALLOW_PROTOCOL" 1 env GIT_ALLOW_PROTOCOL=https git task sync
git remote set-url origin "ext::touch $TRASH/ran"
exit_is "a transport that is a command" 1 git task sync
git config remote.origin.url "--upload-pack=touch $TRASH/ran"
exit_is "an address that is an option" 1 git task sync
ok "nothing of it ran, either" test ! -e "$TRASH/ran"
is "and nothing came there" "$(git -C "$TRASH/hub.git" for-each-ref)" ""

# ---- a ceiling ----

cd "$TRASH/work" || exit 99
mkdir -p deep/er
cd deep/er || exit 99
GIT_CEILING_DIRECTORIES=$TRASH/work/deep
refused "below a ceiling"
done_testing
