#!/bin/sh
# deb.sh DIRECTORY: a Debian package of HEAD, made from the source archive.
set -eu

cd "${0%/*}/.."
top=$PWD
out=${1:?usage: deb.sh DIRECTORY}
sh contrib/deps.sh dpkg-dev debhelper fakeroot
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
