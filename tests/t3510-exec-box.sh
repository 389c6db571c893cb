#!/bin/sh
# exec in a box: what gets out of it (nothing), and what happens where there is none.
# shellcheck disable=SC2016 # what runs in the box is for its own shell
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

new_repo work
id=$(git task add "Build it" 2>/dev/null)
echo seen >inside.txt
echo secret >../outside.txt
ln -s ../outside.txt link
ln -s / root
mkdir -p "$HOME/.ssh" && echo key >"$HOME/.ssh/id"

# last FILTER: of the newest record
last()
{
	git task show "$id" --json | jq -r ".executions | max_by(.id) | $1"
}

# ---- where there is no box ----

# a PATH with everything but bubblewrap
mkdir nobox
ln -s /usr/bin/* nobox/
rm -f nobox/bwrap
without()
{
	env PATH="$BUILD:$PWD/nobox" "$@"
}
exit_is "bwrap without bubblewrap is refused" 1 without git-task exec "$id" \
	--sandbox bwrap -- true
like "with what to do" "$err" \
	'no box to run it in: bubblewrap \(bwrap\) is not installed; install'
exit_is "auto runs all the same" 3 without git-task exec "$id" \
	--sandbox auto -- sh -c 'exit 3'
is "and the record says where" "$(last .sandbox)" none
git config task.mcp.exec true
code='{"task_id":"'$id'","language":"bash","code":"echo $((6 * 7)); cat ../outside.txt; exit 3"}'
tool 1 execute_code "$code" >call
without git-task mcp --tools all <call >answers
like "a tool is refused" "$(ans 1 '.result.content[0].text')" \
	'there is no box to run it in'
git config task.exec.sandbox auto
without git-task mcp --tools all <call >answers
is "auto is not enough for it" "$(ans 1 .result.isError)" true
printf 'exec:\n  sandbox: none\n' >.git-task.yaml
git config --unset task.exec.sandbox
without git-task mcp --tools all <call >answers
is "a tracked file can not say so" "$(ans 1 .result.isError)" true
rm .git-task.yaml
git config task.exec.sandbox none
without git-task mcp --tools all <call >answers
is "none, said by the clone's owner, is" \
	"$(got 1 '.execution | [.exit_code, .sandbox] | tojson')" '[3,"none"]'
git config task.exec.sandbox maybe
exit_is "a word that is none of these" 1 git task exec "$id" -- true
like "is told" "$err" 'auto, bwrap or none'
git config --unset task.exec.sandbox
# a bubblewrap that the kernel gives nothing
mkdir broken
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' \
	>broken/bwrap
chmod +x broken/bwrap
exit_is "one that does not work is none" 1 env PATH="$PWD/broken:$PATH" \
	git task exec "$id" --sandbox bwrap -- true
like "and says why" "$err" 'No permissions to create new namespace'

if ! bwrap --unshare-user --unshare-pid --unshare-net --disable-userns \
	--ro-bind / / --proc /proc --dev /dev true 2>why
then
	diag "NO BOX ON THIS MACHINE: only the refusals were tested" "$(cat why)"
	exit_is "here it is refused, too" 1 git task exec "$id" --sandbox bwrap \
		-- true
	done_testing
	exit
fi

# ---- what is in it ----

box()
{
	run git task exec "$id" --sandbox bwrap "$@"
}
box -- sh -c 'cat inside.txt; pwd; exit 5'
is "the work tree" "$out" "seen
$PWD"
is "the exit status is the command's" "$status" 5
is "the record says where" "$(last '[.sandbox, .network] | tojson')" \
	'["bwrap",false]'
mkdir -p sub
box --dir sub -- sh -c 'pwd; echo made >file'
is "a directory of it" "$out" "$PWD/sub"
is "which can be written to" "$(cat sub/file)" made
box --read-only -- sh -c 'echo x >sub/file'
isnt "unless it is for reading only" "$status" 0
is "nothing was written" "$(cat sub/file)" made
git config task.exec.readOnly true
box -- sh -c 'echo x >sub/file'
isnt "the setting says so, too" "$status" 0
box --no-read-only -- sh -c 'echo again >sub/file'
is "unless the option does not" "$status" 0
git config --unset task.exec.readOnly
box -- git log -1 --format=%s
is "Git can be read" "$status" 0
box -l python -c 'import os; print(6 * 7, os.environ["TASK_ID"])'
like "python" "$out" "^42 $id"
box -l javascript -c 'console.log(6 * 7)'
is "node" "$out" 42
echo 'echo $((6 * 7))' >../code.sh
box -l bash -f ../code.sh
is "code of a file outside, and of nothing beside it" "$out" 42
python3 -c 'print("true\n" * 40000 + "echo long")' >long.sh
is "code that is too long for an argument" "$(git task exec "$id" \
	--sandbox bwrap -l bash - <long.sh)" long
box -- sh -c 'echo "$HOME"; touch "$HOME/x" /tmp/x && echo yes'
is "a home of its own" "$out" "/tmp/home
yes"
box -- sh -c 'ls "$HOME/x" /tmp/x 2>/dev/null'
is "that is gone afterwards" "$out" ""

# ---- what is not ----

# fails WHAT COMMAND: the command fails in the box, and prints nothing
fails()
{
	box -- sh -c "$2"
	isnt "$1" "$status" 0
	is "$1: nothing seen" "$out" ""
}
fails "a file beside the work tree" 'cat ../outside.txt'
fails "by its whole path" "cat '${PWD%/*}/outside.txt'"
fails "through a link" 'cat link'
fails "through a link to everything" "cat root${PWD%/*}/outside.txt"
fails "through /proc" "cat /proc/1/root${PWD%/*}/outside.txt"
fails "keys" "cat '$HOME/.ssh/id'"
fails "passwords" 'cat /etc/shadow'
fails "what others run" 'ls -d /proc/[0-9]* | sed 1d | grep -vx "/proc/[0-9]\{1,2\}"'
fails "the system" 'echo x >/usr/bin/x'
fails "hooks of Git" 'echo evil >.git/hooks/post-commit'
fails "settings of Git" 'git config core.editor evil'
fails "devices" 'ls /dev/sda /dev/mem /dev/kmsg 2>/dev/null'
fails "sockets of the system" 'ls /run /var/run 2>/dev/null | grep .'
fails "mounting" 'mount -t tmpfs none /usr 2>/dev/null'
fails "more rights" 'unshare -Ur true 2>/dev/null'
fails "the clock" 'date -s 2001-01-01 2>/dev/null | grep -v 2001'
ok "no hook was made" test ! -e .git/hooks/post-commit

python3 - >port <<-\END &
	import socket, sys
	s = socket.socket()
	s.bind(("127.0.0.1", 0))
	s.listen(4)
	s.settimeout(60)
	print(s.getsockname()[1], flush=True)
	try:
	    while True:
	        c, _ = s.accept()
	        c.sendall(b"hello\n")
	        c.close()
	except TimeoutError:
	    pass
END
server=$!
wait_for "a server of this machine" 20 test -s port
dial="import socket; print(socket.create_connection(('127.0.0.1', $(cat port)), 5).recv(9))"
box -l python -c "$dial"
isnt "it has no network" "$status" 0
unlike "and hears nobody" "$out" hello
box --network -l python -c "$dial"
like "unless it is asked for" "$out" hello
is "and recorded" "$(last .network)" true
git config task.exec.network true
box -l python -c "$dial"
like "or set" "$out" hello
box --no-network -l python -c "$dial"
isnt "and unasked for" "$status" 0
git config --unset task.exec.network
kill "$server"

secret t0ps3cret
API_TOKEN=t0ps3cret GIT_AUTHOR_NAME=me LC_ALL=C PYTHONPATH=/x
export API_TOKEN GIT_AUTHOR_NAME LC_ALL PYTHONPATH
box -- env
is "of the environment little" "$(printf '%s\n' "$out" | sed 's/=.*//' | sort |
	grep -vxE 'LANG|TERM|TZ|PWD|LC_CTYPE|_|OLDPWD|SHLVL' | tr '\n' ' ')" \
	"HOME LC_ALL PATH TASK_ID TMPDIR "
box -- sh -c 'cat /proc/*/environ | tr "\0" "\n" | grep TOKEN'
is "not by /proc, either" "$out" ""
box -e A=b -- sh -c 'echo $A'
is "what is given is there" "$out" b

# ---- what stays behind ----

mark=4242$$
box -- sh -c "setsid sleep $mark >/dev/null 2>&1 & (sleep $mark &) >/dev/null 2>&1; exit 0"
is "it does not wait for what is left" "$status" 0
left()
{
	ps -eo args | grep -c "^sleep $mark"
}
wait_for "and nothing is left" 20 sh -c "! ps -eo args | grep -q '^sleep $mark'"
is "no process" "$(left)" 0
box --timeout 1s -- sh -c "setsid sleep $mark & trap '' TERM; sleep $mark; sleep $mark"
is "the time limit holds" "$status" 124
is "and is recorded" "$(last '.limits_hit | join(" ")')" time
wait_for "nor after the time limit" 20 sh -c "! ps -eo args | grep -q '^sleep $mark'"
box -- sh -c 'ulimit -u 2>/dev/null || prlimit --nproc --output SOFT --noheadings --raw'
is "processes are counted" "$out" 256
# a bomb that ends by itself, should the box not hold it
box --timeout 3m -- perl -e '
	my $n = 0;
	while ($n < 280) {
		my $pid = fork;
		last if !defined $pid;
		if ($pid == 0) { sleep 60; exit }
		$n++;
	}
	print $n < 280 || $< == 0 ? "held" : "loose";'
is "a fork bomb meets its limit, root's excepted" "$out" held
wait_for "and is gone" 20 sh -c "! pgrep -f '[n] < 280 . . '"
box --max-output 10KiB -q -l bash -c 'yes | head -c 20000000'
is "an output bomb is cut" "$(last '[.truncated, .output_bytes,
	(.limits_hit | join(" "))] | tojson')" '[true,20000000,"output"]'
ok "and kept small" test "$(last '.output | length')" -lt 11000
box --file-size 1m -- sh -c 'head -c 3000000 /dev/zero >big'
isnt "a large file is not written" "$status" 0
box -- sh -c 'head -c 400000000 /dev/zero >/tmp/fill'
isnt "nor is memory filled by files" "$status" 0

# ---- ways out ----

# What Git and the shell would follow outside: in a linked work tree, whose .git is a file.
top=$PWD
git init -q ../module && git -C ../module commit -q --allow-empty -m module
git worktree add -q ../linked
cd ../linked || exit
for name in there missing
do
	git -c protocol.file.allow=always submodule add -q "$TRASH/module" "$name" 2>/dev/null
done
git submodule -q deinit -f missing
git init -q inner
mkdir -p .husky .venv/bin
echo true | tee .husky/pre-commit .venv/bin/git >inner/.git/hooks/post-commit
chmod +x .husky/pre-commit .venv/bin/git
git config core.hooksPath .husky
echo >settings && git config include.path "$PWD/settings"
cp "$SRCDIR/tests/helpers/box-attacks.py" .
attack()
{
	run env PATH="$PATH:$PWD/.venv/bin" python3 "$SRCDIR/tests/helpers/box-host.py" \
		"$TRASH/what-is-outside" "$top/.git" .git there/.git missing/.git \
		inner/.git/config inner/.git/hooks/post-commit inner/.git/new \
		.husky/pre-commit .venv/bin/git settings "$top/.git/hooks/pre-commit" \
		"$top/.git/worktrees/linked/config.worktree" -- \
		git task exec "$id" --sandbox bwrap "$@"
}
attack -- python3 box-attacks.py
is "ways out of the box" "$out" "tried 59"
attack --network -- python3 box-attacks.py "a port" "a datagram" "an abstract socket" \
	"name servers" "a file descriptor"
is "what is found when it is there to be found" "$(printf '%s\n' "$out" | head -n 3)" \
	"a port
a datagram
an abstract socket"
is "Git follows what it followed" "$(git rev-parse --git-dir) $(git -C there rev-parse \
	HEAD >/dev/null && echo fine)" "$top/.git/worktrees/linked fine"
# values that others come after, with conditions, and below the home
# shellcheck disable=SC2088 # Git reads them
git config --add include.path '~/away/none'
git config includeIf.onbranch:none.path "$PWD/when"
# shellcheck disable=SC2088
git config core.hooksPath '~/linked/.husky'
echo >when
run env HOME="$TRASH" git -c user.name=a -c user.email=a@b.c task exec "$id" \
	--sandbox bwrap -- sh -c 'for f in settings when .husky/pre-commit free
	do { echo bad >$f; } 2>/dev/null || echo "$f"; done'
is "every value of a setting is followed" "$out" "settings
when
.husky/pre-commit"
cd "$top" || exit
git config --unset core.hooksPath
git config --unset-all include.path
git config --remove-section includeIf.onbranch:none
git init -q ../elsewhere && mv ../elsewhere/.git ../settings.git
ln -s ../settings.git ../elsewhere/.git
other=$(git -C ../elsewhere task add -q "Build that" 2>/dev/null)
exit_is "a .git that could be replaced is refused" 1 git -C ../elsewhere task exec \
	"$other" --sandbox bwrap -- true
like "with what to do" "$err" "\.git' is a symbolic link.*--read-only"
exit_is "and runs so" 0 git -C ../elsewhere task exec "$other" --sandbox bwrap \
	--read-only -- true

# ---- a tool of an agent ----

serve --tools all <call
is "a tool runs in the box" "$(got 1 '.execution | [.exit_code, .output,
	.sandbox] | tojson')" '[3,"42\n","bwrap"]'
like "and sees no more" "$(got 1 .execution.error)" 'outside.txt'

done_testing
