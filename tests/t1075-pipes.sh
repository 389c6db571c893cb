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

# where refs are
refs="packed-refs refs/tasks/main refs/heads/main logs/refs/tasks/main
	refs/tasks/other"
test ! -d .git/reftable || refs="reftable/tables.list reftable/other.ref"

# in place of every file: what hangs runs into the limit and ends with 124
# shellcheck disable=SC2086 # words
for f in $files $object objects/info/alternates shallow HEAD config $refs \
	objects/00/pipe hooks/post-commit
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

# ---- what Git's programs open whatever they are asked for ----

# a row: the file, what is in its place, commands that would have opened it
while read -r f kind cmds
do
	for cmd in $cmds
	do
		rm -f "$f"
		case $f in
		*/*) mkdir -p "${f%/*}" ;;
		esac
		case $kind in
		pipe) mkfifo "$f" || exit 99 ;;
		zero) ln -s /dev/zero "$f" ;;
		null) ln -s /dev/null "$f" ;;
		huge) truncate -s 1G "$f" ;;
		esac
		case $cmd in
		link) run timeout 20 git-task link --scan ;;
		*) run timeout 20 git-task "$cmd" ;;
		esac
		case $kind,$f in
		null,* | zero,.git[ai]*)
			is "$cmd, $kind as $f is read as nothing" "$status" 0 ;;
		*)
			isnt "$cmd, $kind as $f is not waited for" "$status" 124
			like "$cmd names $f" "$out$err" "$f.*(pipe or a device|bytes)" ;;
		esac
		rm -rf .git "$f"
		cp -R "$TRASH/kept" .git
	done
done <<-\END
	.git/commondir pipe sync gc link
	.git/commondir huge sync
	.git/HEAD huge sync link
	.git/index pipe todo
	.git/info/exclude pipe todo
	.git/info/exclude huge todo
	.git/info/exclude null todo
	.git/objects/info/alternates pipe link sync
	.git/objects/info/alternates zero link
	.git/objects/info/alternates huge sync
	.gitignore pipe todo
	.gitignore huge todo
	.gitignore zero todo
	.mailmap pipe link
END

# ---- what can not be read is not nothing ----

while read -r f words
do
	for kind in mkfifo mkdir "ln -s /dev/zero" "truncate -s 1G"
	do
		rm -rf ".git/git-task/$f"
		$kind ".git/git-task/$f" || exit 99
		run timeout 20 git-task status
		is "status, $kind as $f" "$status" 0
		like "says what is not known" "$err" "$words is not known: .*$f"
	done
	rm -rf ".git/git-task/$f"
	run git-task status
	is "nothing is said without it" "$err" ""
done <<-\END
	active.json which task is active
	conflicts how many conflicts are new
END
echo "what is this" >.git/git-task/conflicts
run git-task status
like "a line that is none: said" "$err" "conflicts are new is not known: its record"
rm .git/git-task/conflicts
: >.git/git-task/active.json
run git-task current
like "cut to nothing: said" "$err" "which task is active is not known"
exit_is "work goes on" 0 git-task start "$a"
run git-task current
is "and all is well" "$status $err" "0 "

# ---- in the user's own folder ----

own=$HOME/.config/git-task
mkdir -p "$own/templates"
for f in templates/mine.yaml setup.json templates
do
	for kind in mkfifo mkdir "ln -s /dev/zero" "truncate -s 1G"
	do
		rm -rf "${own:?}/$f"
		$kind "$own/$f" || exit 99
		run timeout 20 git-task template list
		isnt "template list, $kind as $f" "$status" 124
		run timeout 20 git-task template show mine
		isnt "template show, $kind as $f" "$status" 124
		run timeout 20 git-task add more
		is "add, $kind as $f" "$status" 0
	done
	rm -rf "${own:?}/$f"
done
done_testing
