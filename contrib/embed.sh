#!/bin/sh
# embed.sh FILE...: prints a C file that holds the bytes of each FILE, as the
# table that src/data/embed.h describes.  Names are kept as given.
set -eu
LC_ALL=C
export LC_ALL

cat <<\END
/* Made by contrib/embed.sh; do not edit. */
#include "base/base.h"
#include "data/embed.h"

END
n=0
for f
do
	printf 'static const unsigned char file_%d[] = {\n' "$n"
	od -An -v -tx1 "$f" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g; s/^/\t/'
	printf '\t0\n};\n\n'
	n=$((n + 1))
done
echo 'const struct embedded embedded_files[] = {'
n=0
for f
do
	printf '\t{ "%s", file_%d, sizeof(file_%d) - 1 },\n' "$f" "$n" "$n"
	n=$((n + 1))
done
printf '\t{ NULL, NULL, 0 }\n};\n'
