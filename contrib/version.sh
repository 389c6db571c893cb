#!/bin/sh
# version.sh: the version of this tree.  A released archive has it in the file
# `version`; a clone asks Git for the newest tag v<version>; without one it is the
# number in src/base/version.h and the commit.
set -eu

cd "${0%/*}/.."
base=$(sed -n 's/^.define GIT_TASK_NUMBER "\(.*\)"/\1/p' src/base/version.h)
if test -f version
then
	cat version
elif test -e .git && tag=$(git describe --tags --match 'v[0-9]*' --dirty=+local \
	2>/dev/null)
then
	# v1.2.0-3-gabc -> 1.2.0+3.gabc, which sorts behind 1.2.0
	echo "${tag#v}" | sed 's/-\([0-9]*\)-g/+\1.g/'
elif test -e .git && commit=$(git rev-parse --short=8 HEAD 2>/dev/null)
then
	echo "$base+g$commit"
else
	echo "$base"
fi
