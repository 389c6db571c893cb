#!/bin/sh
# Hosts that do not take everything, and several places to push to.
. "${0%/*}/lib.sh"

# The hub notes each push in a file.
hub()
{
	new_bare "$1"
	cat >"$1/hooks/pre-receive" <<-'EOS'
	#!/bin/sh
	cat >/dev/null
	echo . >>"$GIT_DIR/pushes"
	EOS
	chmod +x "$1/hooks/pre-receive"
	: >"$1/pushes"
}

pushes()
{
	wc -l <"$1/pushes" | tr -d ' '
}

# without claims that have ended: those rest for two minutes
live()
{
	git -C "$1" for-each-ref --format='%(refname)|%(subject)' |
		sed -n -e '/claims.*|release /d' \
			-e 's,^refs/,,; s,^tasks/,,; s/|.*//p' | tr '\n' ' '
}

refs()
{
	git -C "$1" for-each-ref --format='%(refname)' |
		sed 's,^refs/,,; s,^tasks/,,' | tr '\n' ' '
}

clone()
{
	git init -q "$1"
	git -C "$1" remote add origin "$TRASH/$2"
	git -C "$1" config task.fsync false
}

# run, as agent $1 in clone $2
as()
{
	who=$1
	where=$2
	shift 2
	run env TM_AGENT_ID="$who" git -C "$where" task "$@"
}

quiet()
{
	git -C "$1" task sync >/dev/null 2>&1
}

tip()
{
	git -C "$1" rev-parse --verify -q "${2:-refs/tasks/main}"
}

titles()
{
	git -C "$1" task list --json | jq -r '[.[].title] | sort | join(",")'
}

# Lets $2 sync right before the next push of clone $1 arrives.
overtake()
{
	cat >"$TRASH/slow" <<-EOS
	#!/bin/sh
	git -C "$TRASH/$1" config --unset remote.origin.receivepack
	(unset GIT_DIR GIT_WORK_TREE
	 git -C "$TRASH/$2" task sync >/dev/null 2>&1)
	exec git-receive-pack "\$@"
	EOS
	chmod +x "$TRASH/slow"
	git -C "$1" config remote.origin.receivepack "$TRASH/slow"
}

cd "$TRASH" || exit 99

# ---- several push URLs, one refuses ----

hub one.git
hub two.git
clone a one.git
git -C a remote set-url --add --push origin "$TRASH/one.git"
git -C a remote set-url --add --push origin "$TRASH/two.git"
git -C a task add "Both" >/dev/null 2>&1
run git -C a task sync
is "two push URLs" "$status" 0
is "have both the tasks" "$(tip one.git) $(tip two.git)" "$(tip a) $(tip a)"
run git -C a task sync
is "nothing is left to push" "$status $(pushes one.git) $(pushes two.git)" \
	"0 1 1"
echo 'exit 1' >>two.git/hooks/pre-receive
git -C a task add "One" >/dev/null 2>&1
run git -C a task sync
is "one of two refuses" "$status" 1
like "it is named" "$err" "1 of 2 push URLs.*two\.git"
unlike "the other one is not" "$err" "one\.git"
is "and has the tasks" "$(tip one.git)" "$(tip a)"
is "status says what is unsent" "$(git -C a task status --json |
	jq -r .unsynced)" 1
sed -i '$d' two.git/hooks/pre-receive
run git -C a task sync
is "the next sync brings them" "$status $(tip two.git)" "0 $(tip a)"
mv two.git gone.git
git -C a task add "Two is away" >/dev/null 2>&1
run git -C a task sync
is "one of two is away" "$status $(tip one.git)" "1 $(tip a)"
like "it is named, too" "$err" "two\.git"
mv gone.git two.git
clone b two.git
git -C b task add "Only at two" >/dev/null 2>&1
quiet b
run git -C a task sync
is "one of two has more" "$status" 0
is "which comes here" "$(titles a)" "Both,One,Only at two,Two is away"
run git -C a task sync
is "and goes to the other one" "$status $(tip one.git)" "0 $(tip two.git)"

cat >two.git/hooks/update <<-\END
	#!/bin/sh
	case $1 in refs/tasks/*) echo "no tasks here" >&2; exit 1 ;; esac
END
chmod +x two.git/hooks/update
git -C a task add "Tasks are not welcome" >/dev/null 2>&1
run git -C a task sync
is "one of two declines tasks alone" "$status $(tip one.git)" "1 $(tip a)"
like "in its own words" "$err" "1 of 2 push URLs.*no tasks here"
rm two.git/hooks/update
quiet a
is "which it takes, later" "$(tip two.git)" "$(tip a)"

# ---- the address is rewritten for pushes ----

git -C a remote set-url origin "$TRASH/one.git"
git -C a config --unset-all remote.origin.pushurl
git -C a config "url.$TRASH/two.git.pushInsteadOf" "$TRASH/one.git"
git -C a task add "Elsewhere" >/dev/null 2>&1
run git -C a task sync
is "pushInsteadOf" "$status $(tip two.git)" "0 $(tip a)"
isnt "the place of fetches is left alone" "$(tip one.git)" "$(tip a)"
git -C a config --unset "url.$TRASH/two.git.pushInsteadOf"
git -C a config "url.$TRASH/nowhere.git.pushInsteadOf" "$TRASH/one.git"
git -C a task add "Nowhere" >/dev/null 2>&1
run git -C a task sync
is "pushInsteadOf to a place that is gone" "$status" 1
like "it is named" "$err" "nowhere\.git.*nothing is lost"
git -C a config --unset "url.$TRASH/nowhere.git.pushInsteadOf"
run git -C a task sync
is "without it all goes" "$status $(tip one.git)" "0 $(tip a)"

# ---- pushed to another place than it is fetched from ----

hub mirror.git
hub central.git
clone c mirror.git
git -C c remote set-url --push origin "$TRASH/central.git"
clone d central.git
git -C c task add "By c" >/dev/null 2>&1
run git -C c task sync
is "another push URL" "$status $(tip central.git)" "0 $(tip c)"
is "the fetch place is left alone" "$(refs mirror.git)" ""
git -C d task add "By d" >/dev/null 2>&1
quiet d
git -C c task add "By c again" >/dev/null 2>&1
run git -C c task sync
is "a fetch place that lags behind" "$status" 0
is "what is at the push place counts" "$(titles c)" "By c,By c again,By d"
is "and has it all" "$(tip central.git)" "$(tip c)"
as cy c next --claim --sync
is "the push place decides on claims" "$status" 0
is "and has them" "$(refs central.git | tr ' ' '\n' | grep -c ^claims/)" 1

# ---- a place that refuses and has nothing new ----

hub stuck.git
clone s stuck.git
git -C s task add "First" >/dev/null 2>&1
quiet s
lock=$(ref_lock stuck.git)
mkdir -p "${lock%/*}" && : >"$lock"
git -C s task add "Second" >/dev/null 2>&1
run git -C s task sync
# one lock for all refs, or one for each
if test -d stuck.git/reftable
then
	is "all is locked: nothing is lost" "$status $(refs stuck.git)" \
		"1 main "
else
	is "main is locked: delivered beside it" "$status $(refs stuck.git)" \
		"0 inbox/$(cat s/.git/git-task/actor) main "
fi
rm "$lock"
quiet s
cat >>stuck.git/hooks/pre-receive <<'EOS'
echo "! no pushes on Sundays" >&2
exit 1
EOS
: >stuck.git/pushes
git -C s task add "Third" >/dev/null 2>&1
run git -C s task sync
is "a host that refuses for good" "$status" 1
like "in its own words" "$err" "no pushes on Sundays"
like "and no worry" "$err" "nothing is lost"
ok "is asked twice at most: once more with main alone" \
	test "$(pushes stuck.git)" -le 2

# ---- deletes nothing, takes no forced pushes ----

# $1: the hub, $2 to $4: its clones
no_deletes()
{
	x=$(git -C "$2" task add "Mine" 2>/dev/null)
	y=$(git -C "$2" task add "Yours" 2>/dev/null)
	for i in "$2" "$3" "$4"
	do
		quiet "$i"
	done
	as ann "$2" claim "$x" --sync --lease 1h
	is "$1: claim" "$status" 0
	as bob "$3" claim "$x" --sync
	is "$1: the second one" "$status" 1
	like "$1: learns who" "$err" "claimed by 'ann'"
	as ann "$2" claim "$x" --sync --lease 2h
	is "$1: renew" "$status" 0
	as ann "$2" release "$x" --sync
	is "$1: release" "$status" 0
	unlike "$1: which deletes nothing" "$err" "deletes no refs"
	like "$1: the claim stays as a note" "$(refs "$1")" "claims/"
	as bob "$3" claim "$x" --sync --lease 1h
	is "$1: somebody else claims it" "$status" 0
	as bob "$3" complete "$x" --sync
	is "$1: complete" "$status" 0
	git -C "$3" task tag "$y" +later >/dev/null 2>&1
	GIT_TASK_TEST_NOW=$(date -u -d '+5 minutes' +%FT%TZ)
	export GIT_TASK_TEST_NOW
	as bob "$3" sync
	unset GIT_TASK_TEST_NOW
	like "$1: when claims could be deleted it is told" "$err" \
		"deletes no refs"
	quiet "$2"
	git -C "$2" task update "$y" --title "By one" >/dev/null 2>&1
	git -C "$3" task add "By two" >/dev/null 2>&1
	overtake "$2" "$3"
	run git -C "$2" task sync
	is "$1: overtaken" "$status" 0
	run git -C "$4" task sync
	is "$1: others have it" "$status $(titles "$4")" "0 By one,By two"
	run git -C "$4" task sync
	is "$1: told once" "$status $err" "0 "
	quiet "$2"
	quiet "$3"
	is "$1: one tip" "$(tip "$2") $(tip "$3")" "$(tip "$4") $(tip "$4")"
	: >"$1/pushes"
	quiet "$2"
	quiet "$3"
	quiet "$4"
	is "$1: in step, nobody pushes" "$(pushes "$1")" 0
}

hub hooked.git
cat >hooked.git/hooks/update <<'EOS'
#!/bin/sh
case $3 in *[!0]*) ;; *) echo "deletes nothing" >&2; exit 1 ;; esac
test -z "$(git rev-list -1 "^$3" "$2" 2>/dev/null)" || exit 1
EOS
chmod +x hooked.git/hooks/update
for i in e f g
do
	clone $i hooked.git
done
no_deletes hooked.git e f g
is "hooked.git: main has all" "$(tip hooked.git)" "$(tip g)"

# Git's own settings, which are about branches
hub strict.git
git -C strict.git config receive.denyDeletes true
git -C strict.git config receive.denyNonFastForwards true
for i in p q r
do
	clone $i strict.git
	git -C $i config task.remoteRef refs/heads/git-task
done
no_deletes strict.git p q r
is "strict.git: main has all" "$(tip strict.git refs/heads/git-task)" \
	"$(tip r)"

# ---- takes nothing outside refs/heads ----

hub heads.git
cat >heads.git/hooks/update <<'EOS'
#!/bin/sh
case $1 in refs/heads/*) exit 0 ;; esac
echo "only branches here" >&2
exit 1
EOS
chmod +x heads.git/hooks/update
for i in h i j
do
	clone $i heads.git
done
x=$(git -C h task add "Branch" 2>/dev/null)
run git -C h task sync
is "branches only" "$status" 1
like "names the way out" "$err" "only branches here.*task\.remoteRef"
for i in h i j
do
	git -C $i config task.remoteRef refs/heads/git-task
done
run git -C h task sync
is "on a branch" "$status $(refs heads.git)" "0 heads/git-task "
quiet i
quiet j
as ann h claim "$x" --sync --lease 1h
is "claim on a branch" "$status" 0
like "has a branch of its own" "$(refs heads.git)" "heads/git-task-claims/"
as bob i claim "$x" --sync
is "the second one" "$status" 1
like "learns who" "$err" "claimed by 'ann'"
git -C i task add "By i" >/dev/null 2>&1
git -C j task add "By j" >/dev/null 2>&1
overtake j i
run git -C j task sync
is "overtaken on branches" "$status" 0
like "delivered on a branch" "$(refs heads.git)" "heads/git-task-inbox/"
as ann h complete "$x" --sync
is "complete on branches" "$status" 0
quiet i
is "all in main" "$(titles i)" "By i,By j"
is "and nothing beside it" "$(live heads.git)" "heads/git-task "

# ---- takes main and nothing beside it ----

hub main.git
cat >main.git/hooks/update <<'EOS'
#!/bin/sh
case $1 in refs/tasks/main | refs/tasks/sessions) exit 0 ;; esac
echo "main only" >&2
exit 1
EOS
chmod +x main.git/hooks/update
for i in k l
do
	clone $i main.git
done
x=$(git -C k task add "Main" 2>/dev/null)
quiet k
quiet l
as ann k claim "$x" --sync --lease 1h
is "main only: claim" "$status" 0
like "main only: told" "$err" "takes no refs/tasks/claims"
as bob l claim "$x" --sync
is "main only: one has it" "$status" 1
like "main only: the other one learns who" "$err" "claimed by 'ann'"
git -C k task add "By k" >/dev/null 2>&1
git -C l task add "By l" >/dev/null 2>&1
overtake l k
run git -C l task sync --json
is "main only: overtaken, once more" "$status $(jqo .delivered)" "0 main"
is "main only: all there" "$(titles l)" "By k,By l,Main"
is "main only: in main" "$(tip main.git)" "$(tip l)"
as ann k complete "$x" --sync
is "main only: complete" "$status" 0

# ---- does not know --atomic ----

hub plain.git
git -C plain.git config receive.advertiseAtomic false
for i in m n o
do
	clone $i plain.git
done
x=$(git -C m task add "Plain" 2>/dev/null)
quiet m
quiet n
quiet o
as ann m claim "$x" --sync --lease 1h
is "no atomic: claim" "$status $err" "0 "
is "no atomic: main says so, too" \
	"$(tip plain.git)" "$(tip m)"
as bob n claim "$x" --sync
is "no atomic: the second one" "$status" 1
like "no atomic: learns who" "$err" "claimed by 'ann'"
git -C m task add "By m" >/dev/null 2>&1
git -C n task add "By n" >/dev/null 2>&1
overtake m n
run git -C m task sync
is "no atomic: overtaken" "$status" 0
as ann m complete "$x" --sync
is "no atomic: complete" "$status" 0
run git -C o task sync
is "no atomic: all there" "$status $(titles o)" "0 By m,By n"
is "no atomic: nothing beside main" "$(live plain.git)" "main "

done_testing
