#!/bin/sh
# The index of a pack that leads out of the pack: a sentence, and no silent death.
. "${0%/*}/lib.sh"

new_repo repo
git config task.fsync false
a=$(git task add "One" -q)
git task add "Two" -q >/dev/null
git gc -q
git pack-refs --all
rm -rf .git/git-task
cp -R .git "$TRASH/whole"

# version 2: 8 bytes, a table of 256, names, sums, then an offset an object
width=$(($(git rev-parse refs/tasks/main | tr -d '\n' | wc -c) / 2))
idx=$(echo .git/objects/pack/*.idx)
for which in all last
do
	rm -rf .git
	cp -R "$TRASH/whole" .git
	chmod u+w "$idx"
	python3 - "$idx" $which $width <<-'EOF'
	import struct, sys
	data = bytearray(open(sys.argv[1], "rb").read())
	nr = struct.unpack(">I", data[1028:1032])[0]
	at = 1032 + (int(sys.argv[3]) + 4) * nr
	for i in range(nr):
	    old = struct.unpack(">I", data[at + 4 * i:at + 4 * i + 4])[0]
	    if sys.argv[2] == "all" or old > 300:
	        data[at + 4 * i:at + 4 * i + 4] = struct.pack(">I", 134219757)
	open(sys.argv[1], "wb").write(data)
	EOF
	for cmd in list log "show $a" fsck "add three -q" export
	do
		# shellcheck disable=SC2086 # words
		run git-task $cmd
		like "$which: $cmd ends with a status of its own" "$status" \
			"^(1|2|128)$"
		# (what fsck finds is its report)
		like "and with a word" "$err$out" "."
	done
done
rm -rf .git
cp -R "$TRASH/whole" .git
is "nothing was lost" "$(git task list --all --count)" 2
done_testing
