#!/bin/sh
# dist.sh DIRECTORY: git-task-<version>.tar.gz of HEAD, the same bytes whenever
# and wherever it is made from the same commit.
set -eu

cd "${0%/*}/.."
out=${1:?usage: dist.sh DIRECTORY}
version=$(sh contrib/version.sh)
name=git-task-$version
mkdir -p "$out"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
git archive --format=tar --prefix="$name/" HEAD | tar -x -C "$tmp" -f -
echo "$version" >"$tmp/$name/version"
# --sort, fixed owners, the commit's time: nothing of this machine gets in
LC_ALL=C tar --sort=name --format=ustar --owner=0 --group=0 --numeric-owner \
	--mode='u=rwX,go=rX' --mtime="@$(git log -1 --format=%ct)" \
	-C "$tmp" -cf - "$name" | gzip -9n >"$out/$name.tar.gz"
echo "$out/$name.tar.gz"
