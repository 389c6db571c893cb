#!/bin/sh
# A pipe where Git or git-task keeps a file is never waited for, by Git's programs
# that are run neither.
. "${0%/*}/lib.sh"

new_repo repo
new_bare "$TRASH/hub.git"
git remote add origin "$TRASH/hub.git"
a=$(git task add "One" -q)
git task start "$a" -q >/dev/null 2>&1
git task note "$a" "mine" >/dev/null 2>&1
git task sync >/dev/null 2>&1
git task list >/dev/null 2>&1
tip=$(git rev-parse refs/tasks/main)
object=objects/$(echo "$tip" | cut -c1-2)/$(echo "$tip" | cut -c3-)
files=$(cd .git && find git-task -type f)
cp -R .git "$TRASH/kept"

# in place of every file: what hangs runs into the limit and ends with 124
for f in $files $object objects/info/alternates shallow packed-refs \
	refs/tasks/main refs/heads/main HEAD config logs/refs/tasks/main \
	objects/00/pipe refs/tasks/other hooks/post-commit
do
	for cmd in list "add more" sync gc
	do
		case $cmd in
		add*) ;;
		*) case $f in HEAD|config|hooks/*) continue ;; esac ;;
		esac
		case $f in
		*/*) mkdir -p ".git/${f%/*}" ;;
		esac
		rm -f ".git/$f"
		mkfifo ".git/$f" || exit 99
		# shellcheck disable=SC2086 # words
		run timeout 60 git-task $cmd
		isnt "$cmd, a pipe as $f" "$status" 124
		case $cmd:$f in
		sync:refs*|sync:obj*|sync:sha*|gc:refs*|gc:obj*|gc:sha*)
			is "is refused" "$status" 128
			like "with its name" "$err" "pipe or a device" ;;
		esac
		rm -rf .git
		cp -R "$TRASH/kept" .git
	done
done
done_testing
