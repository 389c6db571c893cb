#!/bin/sh
# Repositories of every kind: linked work trees, bare, GIT_DIR, extensions,
# partial clones, formats that can not be read; and what start-up leaves out.
. "${0%/*}/lib.sh"

new_repo main
x=$(git task add "Here" 2>/dev/null)
git worktree add -q ../linked 2>/dev/null
mkdir -p ../linked/deep
is "a linked work tree sees it" "$(git -C ../linked/deep task list --json |
	jq -r '.[].title')" Here
y=$(git -C ../linked/deep task add "There" 2>/dev/null)
ok "and writes to the same place" git task show "$y"
cd "$TRASH" || exit 99

run env GIT_DIR="$TRASH/main/.git" git-task show "$x"
is "GIT_DIR" "$status" 0
run env GIT_DIR="$TRASH/main/.git" GIT_WORK_TREE="$TRASH" git-task progress \
	"$x" "by environment"
is "GIT_DIR with GIT_WORK_TREE" "$status" 0
run env GIT_DIR="$TRASH/nowhere" git-task list
is "GIT_DIR that is none" "$status" 128
new_bare bare.git
ok "a bare repository: add" git -C bare.git task add "Bare"
is "a bare repository: list" "$(git -C bare.git task list --json |
	jq -r '.[].title')" Bare
git init -q --separate-git-dir "$TRASH/sep" gitfile
ok "a .git file" git -C gitfile task add "File"

# modes_of DIR: which modes the files of ours have
modes_of()
{
	for modes_dir in refs/tasks logs/refs/tasks git-task objects
	do
		find "$1/.git/$modes_dir" -type "$2" ! -path '*/objects' \
			! -path '*/objects/pack' ! -path '*/info' \
			-exec stat -c %a {} +
	done | sort -u | xargs
}

# shared KIND UMASK FILES DIRS
shared()
{
	git init -q --shared="$1" "shared-$1"
	(umask "$2" && cd "shared-$1" && git task add "One" && git task list &&
		seq 40 | sed 's/.*/{"title": "&"}/' | git task import -) \
		>/dev/null 2>&1
	is "shared with $1: files" "$(modes_of "shared-$1" f)" "$3"
	is "shared with $1: directories" "$(modes_of "shared-$1" d)" "$4"
}
shared group 077 "440 660" "2770"
shared all 077 "444 664" "2775"
shared 0640 002 "440 640" "2750"
shared umask 022 "444 644" "755"
shared false 077 "400 600" "700"
mkdir none
GIT_CEILING_DIRECTORIES=$TRASH
export GIT_CEILING_DIRECTORIES
run git-task -C none list
is "no repository" "$status" 128
like "says so" "$err" "not a git repository"
is "in one line" "$(printf '%s\n' "$err" | wc -l)" 1

git init -q ext
git -C ext config core.repositoryFormatVersion 1
printf '[extensions]\n\tworktreeConfig = true\n\tpreciousObjects = true\n' \
	>>ext/.git/config
ok "extensions: add" git -C ext task add "Extended"
git -C ext config --worktree task.fsync false
ok "config.worktree" git -C ext task add "Again"

# a partial clone: our own fetch brings every blob, a plain one does not
git -C main task sync "$TRASH/bare.git" >/dev/null 2>&1
git -C bare.git config uploadpack.allowFilter true
git init -q partial
git -C partial remote add origin "file://$TRASH/bare.git"
git -C partial config remote.origin.promisor true
git -C partial config remote.origin.partialCloneFilter blob:none
cp -R partial partial2
run git -C partial task sync
is "partial clone: sync" "$status" 0
is "partial clone: all blobs are here" "$(git -C partial task list --json |
	jq -r '[.[].title] | sort | join(",")')" "Bare,Here,There"
git -C partial2 fetch -q --filter=blob:none origin \
	'+refs/tasks/*:refs/tasks/*'
run git -C partial2 task list
is "partial clone, plain fetch" "$status" 128
like "says how to get the blobs" "$err" "git task pull"
ok "and that works" git -C partial2 task pull
ok "... for readers" git -C partial2 task list
for filter in blob:none tree:0 tree:1
do
	rm -rf less
	git clone -q --bare --filter=$filter "file://$TRASH/bare.git" less
	git -C less fetch -q origin '+refs/tasks/*:refs/tasks/*'
	exit_is "$filter: what is not here is no answer" 128 \
		git-task -C less list
	exit_is "$filter: sync" 0 git-task -C less sync
	like "$filter: says what it did" "$out" "lacked of the tasks was fetched"
	exit_is "$filter: then all is here" 0 git-task -C less list --format json
	is "$filter: all of it" "$(jqo length)" 3
done

# src/store/maker/tls.c: libgit2 with mbedTLS must find our function
git init -q start
run env LD_DEBUG=bindings git-task -C start add x
if printf '%s\n' "$err" | grep -q libmbedx509
then
	like "no certificate is read at start" "$err" \
		"libgit2.* to [^ ]*git-task .*mbedtls_x509_crt_parse_file"
else
	pass "libgit2 here does not use mbedTLS"
fi

# ---- objects elsewhere ----
git init -q moved
mkdir moved/sub "$TRASH/elsewhere"
there="env GIT_OBJECT_DIRECTORY=$TRASH/elsewhere"
run $there git-task -C moved add "One"
is "GIT_OBJECT_DIRECTORY: add" "$status" 0
one=$out
exit_is "... one of few objects" 0 $there git-task -C moved complete "$one"
{
	echo title
	seq -f 'row %.0f' 1 60
} >rows.csv
exit_is "... and many, which make a pack" 0 \
	$there git-task -C moved import "$PWD/rows.csv"
is "... makes a pack there" \
	"$(find elsewhere -name '*.pack' | wc -l | tr -d ' ')" 1
exit_is "Git finds them all" 0 $there git -C moved fsck --connectivity-only
is "nothing went into the repository" "$(find moved/.git/objects -type f)" ""
is "they are read there" "$($there git-task -C moved list --all --format ids |
	wc -l | tr -d ' ')" 61
rm -rf moved/.git/git-task
is "... without an index, too" "$($there git-task -C moved list --all \
	--format ids | wc -l | tr -d ' ')" 61
more="env GIT_ALTERNATE_OBJECT_DIRECTORIES=$TRASH/elsewhere"
exit_is "GIT_ALTERNATE_OBJECT_DIRECTORIES: add" 0 \
	$more git-task -C moved add "Two"
like "... Git finds it" "$($more git -C moved log --format=%s -1 \
	refs/tasks/main)" ': Two$'
isnt "... in the repository" "$(find moved/.git/objects -type f)" ""
exit_is "a path that is relative is so to the top" 0 \
	env GIT_OBJECT_DIRECTORY=../elsewhere git-task -C moved/sub show "$one"

# what a hook writes while a push is looked at would be lost with the push
git init -q --bare srv.git
cat >srv.git/hooks/pre-receive <<'END'
#!/bin/sh
git-task add "Pushed" >"$TRASH/hook.out" 2>&1
echo $? >"$TRASH/hook.status"
exit 1
END
chmod +x srv.git/hooks/pre-receive
git -C moved -c user.name=x -c user.email=x@example.com \
	commit -q --allow-empty -m x
fails "a push is refused" git -C moved push -q ../srv.git HEAD:refs/heads/x
isnt "a hook in front of it can not add" "$(cat hook.status)" 0
like "... and is told why" "$(cat hook.out)" 'quarantine'
is "... and no ref points to nothing" "$(git -C srv.git for-each-ref)" ""

# ---- a work tree that is gone takes its clock with it ----
new_repo "$TRASH/clock"
x=$(git task add "Started over there" 2>/dev/null)
git worktree add -q ../over -b over 2>/dev/null
(cd ../over && git task start "$x" -q)
run git task status
unlike "while it is there nothing is wrong" "$err" "gone"
git worktree remove --force ../over
run git task status
is "status of the others" "$status" 0
like "... names the tree and the task" "$err" "task $x .*/over', which is gone"
git worktree add -q ../over over 2>/dev/null
run git -C ../over task current
is "another tree at its path has no active task" "$status" 1
(cd ../over && git task complete "$x" -q)
is "no time is made up" "$(git task show "$x" --json |
	jq -c '[.actual_hours, (.worklog | length)]')" "[null,0]"
git worktree remove --force ../over
y=$(git task add "Started here" 2>/dev/null)
git task start "$y" -q
is "the next clock clears it away" \
	"$(jq -r keys[] .git/git-task/active.json)" "$PWD"
run git task status
unlike "... and nothing is said any more" "$err" "gone"

done_testing
