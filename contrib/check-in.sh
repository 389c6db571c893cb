#!/bin/bash
# check-in.sh DIST [WHO [COMMAND...]]: runs the project in a fresh Debian.
#
#   DIST     trixie, bookworm, ... (what debootstrap calls it); bookworm-backports
#            is bookworm with libgit2 from its backports
#   WHO      root (the default) or sudo: a user who may use sudo
#   COMMAND  default: make quickstart && make check
#
# A base system is made once by debootstrap and kept in CHECK_IN_CACHE.  Each
# run sees a throw-away layer above it, with a clean clone of HEAD, in mount,
# process and user-name spaces of its own: whatever is mounted or started there
# ends with the run, and nothing of the machine can be reached for cleaning up.
# Needs root, and Linux with overlayfs.
set -eu -o pipefail

dist=${1:?usage: check-in.sh DIST [root|sudo [COMMAND...]]}
who=${2:-root}
test $# -gt 2 && shift 2 || set -- 'make quickstart && make check'
top=$(cd "${0%/*}/.." && pwd)
cache=${CHECK_IN_CACHE:-/var/cache/git-task-check-in}
base=$cache/$dist

die()
{
	echo "check-in: $*" >&2
	exit 1
}

case $dist in
'' | *[!a-z0-9-]*) die "'$dist' is no name of a distribution" ;;
esac
case $who in
root | sudo) ;;
*) die "'$who' is neither root nor sudo" ;;
esac
test "$(id -u)" = 0 || die "needs root (debootstrap and mounts)"

# The mirror that this machine uses for Debian, else the usual one.
mirror()
{
	find /etc/apt -name '*.list' -exec cat {} + -o \
		-name '*.sources' -exec cat {} + 2>/dev/null |
	sed -nE 's,^(URIs:|deb(-src)?( \[[^]]*\])?) *(https?://[^ ]*/debian)/?( .*)?$,\4,p' |
	head -n 1
}

# Of the backports only libgit2, as one who follows README's list of libraries would.
add_backports()
{
	echo "deb $1 $dist main" >"$base/etc/apt/sources.list.d/backports.list"
	printf 'Package: libgit2*\nPin: release n=%s\nPin-Priority: 990\n' \
		"$dist" >"$base/etc/apt/preferences.d/backports"
}

make_base()
{
	test -f "$base/.complete" && return 0
	sh "$top/contrib/deps.sh" debootstrap
	mkdir -p "$cache"
	rm -rf --one-file-system "$base"
	local from
	from=$(mirror)
	from=${from:-http://deb.debian.org/debian}
	echo "check-in: making a $dist in $base"
	# what a person has who got as far as the clone
	debootstrap --variant=minbase --include=make,git,sudo,ca-certificates \
		"${dist%-backports}" "$base" "$from" >"$cache/$dist.log" 2>&1 || {
		tail -n 20 "$cache/$dist.log" >&2
		die "debootstrap failed"
	}
	case $dist in
	*-backports) add_backports "$from" ;;
	esac
	useradd -R "$base" -m -s /bin/bash dev
	echo 'dev ALL=(ALL) NOPASSWD: ALL' >"$base/etc/sudoers.d/dev"
	touch "$base/.complete"
}

# Runs in spaces of its own: the mounts below end with it.
inside()
{
	local root=$1/root dev home
	shift
	mount -t overlay overlay \
		-o "lowerdir=$base,upperdir=${root%/root}/up,workdir=${root%/root}/work" \
		"$root"
	mount -t proc proc "$root/proc"
	mount -t tmpfs tmpfs "$root/dev"
	mkdir "$root/dev/pts" "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts \
		"$root/dev/pts"
	mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	ln -s fd/0 "$root/dev/stdin"
	ln -s fd/1 "$root/dev/stdout"
	ln -s fd/2 "$root/dev/stderr"
	for dev in null zero full random urandom tty
	do
		: >"$root/dev/$dev"
		mount --bind "/dev/$dev" "$root/dev/$dev"
	done
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	home=/root
	test "$who" = root || home=/home/dev
	git clone -q --no-local "$top" "$root$home/git-task"
	test "$who" = root || chown -R --reference="$root/home/dev" \
		"$root$home/git-task"
	local run=(chroot)
	test "$who" = root || run+=(--userspec=dev:dev --groups=dev)
	exec "${run[@]}" "$root" /usr/bin/env -i HOME="$home" \
		PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin \
		TERM="${TERM:-dumb}" ${http_proxy:+"http_proxy=$http_proxy"} \
		${JOBS:+"JOBS=$JOBS"} ${WERROR:+"WERROR=$WERROR"} \
		/bin/sh -c "cd $home/git-task && $*"
}

if test "${CHECK_IN_LAYER:-}"
then
	layer=$CHECK_IN_LAYER
	unset CHECK_IN_LAYER
	inside "$layer" "$@"
fi

make_base
layer=$(mktemp -d "$cache/run.XXXXXX")
mkdir "$layer/root" "$layer/up" "$layer/work"
trap 'rm -rf --one-file-system "$layer"' EXIT
CHECK_IN_LAYER=$layer unshare --mount --pid --fork --kill-child \
	--propagation private "$0" "$dist" "$who" "$@"
