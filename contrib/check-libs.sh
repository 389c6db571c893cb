#!/bin/sh
# check-libs.sh NAME>=VERSION=PACKAGE...: are the libraries here that the build
# needs?  NAME is what pkg-config calls it, PACKAGE Debian's package of it.
# One sentence for each that is not; exit status 1.
set -eu

if ! command -v pkg-config >/dev/null 2>&1
then
	echo "build: pkg-config is missing; install the package pkg-config" \
		"(Debian; pkgconf elsewhere), or run 'make deps'" >&2
	exit 1
fi
bad=0
for need
do
	name=${need%%>=*}
	rest=${need#*>=}
	version=${rest%%=*}
	package=${rest#*=}
	if ! pkg-config --exists "$name"
	then
		echo "build: the headers of $name are missing; install the" \
			"package $package (Debian's name; 'make deps' knows" \
			"those of other systems)" >&2
		bad=1
	elif ! pkg-config --atleast-version="$version" "$name"
	then
		echo "build: $name is $(pkg-config --modversion "$name"), and" \
			"$version or later is needed; install a newer" \
			"$package" >&2
		bad=1
	fi
done
exit $bad
