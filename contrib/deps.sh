#!/bin/sh
# deps.sh PACKAGE...: installs those Debian packages that are missing, as root
# or with sudo.  On other systems it says what is needed and fails.
set -eu

missing=
for p
do
	if command -v dpkg-query >/dev/null 2>&1
	then
		s=$(dpkg-query -W -f '${db:Status-Abbrev}' "$p" 2>/dev/null) || s=
		case $s in
		ii*) continue ;;
		esac
	fi
	missing="$missing $p"
done
if test -z "$missing"
then
	exit 0
fi
if ! command -v apt-get >/dev/null 2>&1
then
	echo "deps: no apt-get here; install what these Debian packages" \
		"hold, then run make:$missing" >&2
	exit 1
fi
sudo=
if test "$(id -u)" != 0
then
	sudo=sudo
	if ! command -v sudo >/dev/null 2>&1
	then
		echo "deps: not root and no sudo; as root, run:" \
			"apt-get install$missing" >&2
		exit 1
	fi
fi
echo "deps: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# Word splitting of the list is meant.
# shellcheck disable=SC2086
if ! { $sudo apt-get update -q &&
	$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q -o DPkg::Lock::Timeout=600 \
		--no-install-recommends $missing; } >"$log" 2>&1 </dev/null
then
	cat "$log" >&2
	echo "deps: apt-get failed" >&2
	exit 1
fi
