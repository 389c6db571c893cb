#!/bin/sh
# build.sh DIRECTORY: the packages of the build, then the package of git-task
# into DIRECTORY: what contrib/docker/Dockerfile and contrib/ci/github/action.yml
# run on a Debian that has make and Git.
set -eu

out=${1:?usage: build.sh DIRECTORY}
cd "${0%/*}/../.."
# root may build in a clone that belongs to somebody else
git config --global --add safe.directory "$PWD"
make deps-build
DEB_BUILD_OPTIONS=nocheck make deb
mkdir -p "$out"
cp build/deb/git-task_*.deb "$out"
