#!/bin/sh
# deps.sh PACKAGE...: installs those packages that are missing, as root or with
# sudo.  The names are Debian's; the table below has those of other systems.
# DEPS_PRINT=1 prints the command instead of running it.
#
# Tried for real: Debian 12 and 13.  The other columns are what those systems'
# package lists say.
set -eu

# Debian, Fedora, Arch, Alpine, openSUSE, Homebrew; "-": comes with the system
# or is not needed there.
names()
{
	cat <<-END
	gcc                gcc                 gcc               gcc                gcc                 -
	libc6-dev          glibc-devel         glibc             musl-dev           glibc-devel         -
	make               make                make              make               make                make
	pkg-config         pkgconf-pkg-config  pkgconf           pkgconf            pkgconf-pkg-config  pkgconf
	git                git                 git               git                git                 git
	libgit2-dev        libgit2-devel       libgit2           libgit2-dev        libgit2-devel       libgit2
	libcjson-dev       cjson-devel         cjson             cjson-dev          cJSON-devel         cjson
	libcmark-dev       cmark-devel         cmark             cmark-dev          cmark-devel         cmark
	libyaml-dev        libyaml-devel       libyaml           yaml-dev           libyaml-devel       libyaml
	libexpat1-dev      expat-devel         expat             expat-dev          libexpat-devel      expat
	zlib1g-dev         zlib-devel          zlib              zlib-dev           zlib-devel          zlib
	libcmocka-dev      libcmocka-devel     cmocka            cmocka-dev         libcmocka-devel     cmocka
	libcurl4-openssl-dev libcurl-devel     curl              curl-dev           libcurl-devel       curl
	libmicrohttpd-dev  libmicrohttpd-devel libmicrohttpd     libmicrohttpd-dev  libmicrohttpd-devel libmicrohttpd
	libncurses-dev     ncurses-devel       ncurses           ncurses-dev        ncurses-devel       ncurses
	libsqlite3-dev     sqlite-devel        sqlite            sqlite-dev         sqlite3-devel       sqlite
	perl               perl                perl              perl               perl                perl
	jq                 jq                  jq                jq                 jq                  jq
	python3            python3             python            python3            python3             python3
	python3-jsonschema python3-jsonschema  python-jsonschema py3-jsonschema     python3-jsonschema  -
	python3-yaml       python3-pyyaml      python-yaml       py3-yaml           python3-PyYAML      -
	man-db             man-db              man-db            man-db             man                 -
	zsh                zsh                 zsh               zsh                zsh                 -
	fish               fish                fish              fish               fish                fish
	universal-ctags    ctags               ctags             ctags              ctags               universal-ctags
	shellcheck         ShellCheck          shellcheck        shellcheck         ShellCheck          shellcheck
	clang              clang               clang             clang              clang               llvm
	clang-tidy         clang-tools-extra   clang             clang-extra-tools  clang-tools         llvm
	clang-format       clang-tools-extra   clang             clang-extra-tools  clang-tools         llvm
	cppcheck           cppcheck            cppcheck          cppcheck           cppcheck            cppcheck
	valgrind           valgrind            valgrind          valgrind           valgrind            -
	gcovr              gcovr               gcovr             gcovr              gcovr               gcovr
	hyperfine          hyperfine           hyperfine         hyperfine          hyperfine           hyperfine
	fossil             fossil              fossil            fossil             fossil              fossil
	taskwarrior        task                task              task               taskwarrior         task
	npm                nodejs-npm          npm               npm                npm-default         node
	chromium           chromium            chromium          chromium           chromium            -
	fonts-dejavu-core  dejavu-sans-fonts   ttf-dejavu        font-dejavu        dejavu-fonts        -
	debootstrap        debootstrap         debootstrap       debootstrap        debootstrap         -
	END
}

die()
{
	echo "deps: $*" >&2
	exit 1
}

have()
{
	command -v "$1" >/dev/null 2>&1
}

# which column, how to ask for one, how to install
if have apt-get
then
	column=1
	installed() { case $(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null) in ii*) ;; *) false ;; esac; }
	install="apt-get install -y -q -o DPkg::Lock::Timeout=600 --no-install-recommends"
elif have dnf
then
	column=2
	installed() { rpm -q --whatprovides "$1" >/dev/null 2>&1; }
	install="dnf install -y"
elif have pacman
then
	column=3
	installed() { pacman -Q "$1" >/dev/null 2>&1; }
	install="pacman -S --noconfirm --needed"
elif have apk
then
	column=4
	installed() { apk info -e "$1" >/dev/null 2>&1; }
	install="apk add"
elif have zypper
then
	column=5
	installed() { rpm -q --whatprovides "$1" >/dev/null 2>&1; }
	install="zypper --non-interactive install"
elif have brew
then
	column=6
	installed() { brew list --versions "$1" >/dev/null 2>&1; }
	install="brew install"
else
	die "no package manager that this script knows; install what these" \
		"Debian packages hold, then run make: $*"
fi

missing=
for p
do
	n=$(names | awk -v p="$p" -v c=$column '$1 == p { print $c }')
	# a package that is not in the table has Debian's name
	test -n "$n" || n=$p
	test "$n" != - || continue
	case " $missing " in
	*" $n "*) continue ;;
	esac
	# packages of Node.js from elsewhere bring npm and conflict with this one
	test "$p" = npm && have npm && continue
	installed "$n" || missing="$missing $n"
done
test -n "$missing" || exit 0

sudo=
if test "$(id -u)" != 0 && test $column != 6
then
	sudo=sudo
	have sudo || die "not root and no sudo; as root, run: $install$missing"
fi
if test -n "${DEPS_PRINT:-}"
then
	echo "${sudo:+$sudo }$install$missing"
	exit 0
fi
echo "deps: installing$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
update=:
test $column != 1 || update="$sudo apt-get update -q"
# Word splitting of the lists is meant.
# shellcheck disable=SC2086
if ! { $update && $sudo env DEBIAN_FRONTEND=noninteractive $install $missing
} >"$log" 2>&1 </dev/null
then
	cat "$log" >&2
	die "the package manager failed; as root, run: $install$missing"
fi
