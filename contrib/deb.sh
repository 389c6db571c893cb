#!/bin/sh
# deb.sh DIRECTORY: a Debian package of HEAD, made from the source archive.
set -eu

cd "${0%/*}/.."
top=$PWD
out=${1:?usage: deb.sh DIRECTORY}
# with what control says that a build needs: "name (>= 1), name <!nocheck>, ..."
needs=$(sed -n '/^Build-Depends:/,/^[A-Z][a-z-]*: /p' contrib/debian/control |
	sed -e '1s/^Build-Depends://' -e '/^[A-Z][A-Za-z-]*: /d' \
		-e 's/([^)]*)//g' -e 's/<[^>]*>//g' -e 's/.*|//' | tr ',\n' '  ')
# shellcheck disable=SC2086 # words
sh contrib/deps.sh build-essential dpkg-dev debhelper fakeroot ${needs##*debhelper-compat }
mkdir -p "$out"
out=$(cd "$out" && pwd)
rm -rf "${out:?}"/*
archive=$(sh contrib/dist.sh "$out")
name=${archive##*/}
name=${name%.tar.gz}
version=${name#git-task-}
cd "$out"
tar -xf "$archive"
cd "$name"
cp -R contrib/debian debian
cat >debian/changelog <<END
git-task ($version-1) unstable; urgency=medium

  * Made from the source archive; docs/changes.md tells what is new.

 -- git-task developers <git-task@example.org>  $(
	cd "$top" && TZ=UTC git log -1 --date='format-local:%a, %d %b %Y %T +0000' \
		--format=%cd)
END
dpkg-buildpackage -b -us -uc -j"$(nproc)" >../build.log 2>&1 || {
	tail -n 40 ../build.log >&2
	echo "deb: dpkg-buildpackage failed; the whole log: $out/build.log" >&2
	exit 1
}
cd ..
rm -rf "$name"
ls "$out"/*.deb
