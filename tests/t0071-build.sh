#!/bin/sh
# What a build says when something is missing, the version of a tree, and the
# source archive.
. "${0%/*}/lib.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL SANITIZE COVERAGE WERROR

# tools DIR NAME...: a PATH of these programs only
tools()
{
	dir=$1
	shift
	mkdir -p "$dir"
	for t
	do
		ln -sf "$(command -v "$t")" "$dir/$t"
	done
}

# ---- libraries ----
check=$SRCDIR/contrib/check-libs.sh
run sh "$check" 'zlib>=1.2=zlib1g-dev'
is "a library that is there" "$status" 0
is "... in silence" "$out$err" ""
run sh "$check" 'nosuchlib>=1.2=libnosuch-dev'
is "a library without its headers" "$status" 1
like "... is named with its package" "$err" 'nosuchlib.*libnosuch-dev'
is "... in one sentence" "$(printf '%s\n' "$err" | wc -l)" 1
run sh "$check" 'zlib>=99.5=zlib1g-dev' 'nosuchlib>=1=libnosuch-dev'
is "an old library" "$status" 1
like "... is named with both versions" "$err" 'zlib is [0-9.]+, and 99.5 or'
like "... and the next one, too" "$err" 'nosuchlib'
tools none sh cat sed
run env PATH="$PWD/none" sh "$check" 'zlib>=1.2=zlib1g-dev'
is "no pkg-config" "$status" 1
like "... is said" "$err" '^build: pkg-config is missing'

# ---- packages of other systems ----
deps=$SRCDIR/contrib/deps.sh
for how in dnf:'dnf install -y libgit2-devel libyaml-devel ctags' \
	pacman:'pacman -S --noconfirm --needed libgit2 libyaml ctags' \
	apk:'apk add libgit2-dev yaml-dev ctags' \
	zypper:'zypper --non-interactive install libgit2-devel libyaml-devel ctags' \
	brew:'brew install libgit2 libyaml universal-ctags'
do
	name=${how%%:*}
	tools "pm-$name" sh cat awk id env
	for t in "$name" rpm sudo
	do
		printf '#!/bin/sh\nexit 1\n' >"pm-$name/$t"
		chmod +x "pm-$name/$t"
	done
	run env PATH="$PWD/pm-$name" DEPS_PRINT=1 sh "$deps" libgit2-dev \
		libyaml-dev universal-ctags
	is "$name: the names of its packages" "${out#sudo }" "${how#*:}"
	is "... are found" "$status" 0
done
run env PATH="$PWD/none" sh "$deps" libgit2-dev
is "no package manager" "$status" 1
like "... says what is needed" "$err" 'libgit2-dev'
tools apt sh cat awk id env dpkg-query
printf '#!/bin/sh\nexit 1\n' >apt/apt-get
chmod +x apt/apt-get
run env PATH="$PWD/apt" DEPS_PRINT=1 sh "$deps" git make
is "nothing is missing: nothing is done" "$status$out$err" 0

# ---- the version and the archive ----
git init -q tree && cd tree && mkdir -p contrib src/base || exit 1
cp "$SRCDIR/contrib/version.sh" "$SRCDIR/contrib/dist.sh" contrib/
cp "$SRCDIR/src/base/version.h" src/base/
number=$(sed -n 's/.*GIT_TASK_NUMBER "\(.*\)"/\1/p' src/base/version.h)
like "the number" "$number" '^[0-9]+\.[0-9]+\.[0-9]+$'
is "no commit: the number" "$(sh contrib/version.sh)" "$number"
git add . && git commit -qm first
is "no tag: the number and the commit" "$(sh contrib/version.sh)" \
	"$number+g$(git rev-parse --short=8 HEAD)"
git tag -a v0.9.0 -m 0.9.0
is "a tag" "$(sh contrib/version.sh)" 0.9.0
git commit -q --allow-empty -m second
like "commits after a tag" "$(sh contrib/version.sh)" '^0\.9\.0\+1\.g[0-9a-f]+$'
run sh contrib/dist.sh out1
is "the archive" "$status" 0
first=$out
chmod 600 src/base/version.h
touch -d 2020-01-01 contrib/dist.sh
run sh -c 'umask 077; TZ=Asia/Tokyo sh contrib/dist.sh out2'
same "... is the same bytes again" "$first" "$out"
tar -xf "$first" && cd git-task-0.9.0+1.* || exit 1
is "the archive knows its version" "$(sh contrib/version.sh)" \
	"${PWD##*git-task-}"
# ---- a test that hangs ----
cd "$TRASH" || exit 99
mkdir fake
printf '#!/bin/sh\n%s\n%s\n' 'sleep 300 & echo $! >"$PID"' 'wait' >fake/t9999-hangs.sh
printf '#!/bin/sh\n%s\n%s\n' 'echo ok 1 - fine' 'echo 1..1' >fake/t9998-fine.sh
before=$(date +%s)
run env PID="$TRASH/pid" TEST_LIMIT=2 bash "$SRCDIR/tests/run.sh" "$TRASH/fake/build" \
	-- "$TRASH/fake/t9998-fine.sh" "$TRASH/fake/t9999-hangs.sh" --
is "a test that hangs fails the run" "$status" 1
like "... by its name" "$out" 't9999-hangs.sh did not end within 2 seconds'
like "... and it alone" "$out" ', 1 failed$'
ok "... soon" test $(($(date +%s) - before)) -lt 60
# (an init that does not reap leaves a zombie)
unlike "... and what it started has ended" \
	"$(ps -o stat= -p "$(cat "$TRASH/pid")")" '^[^Z ]'
cp "$SRCDIR/tests/limit.pl" limit.pl
run perl limit.pl sh -c 'kill -KILL $$'
is "what a signal ends is told as such" "$status" 137
run perl limit.pl sh -c 'exit 3'
is "an exit status goes through" "$status" 3

done_testing
