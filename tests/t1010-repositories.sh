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

git init -q --object-format=sha256 sha256
run git -C sha256 task add x
is "SHA-256" "$status" 128
like "SHA-256: one plain sentence" "$err" "^git-task: .*SHA-256"
git init -q reftable
printf '[extensions]\n\trefStorage = reftable\n' >>reftable/.git/config
mkdir reftable/.git/reftable
run git-task -C reftable add x
is "reftable" "$status" 128
like "reftable: one plain sentence" "$err" "^git-task: .*'reftable' format"

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
like "says how to get the blobs" "$err" "git fetch --no-filter --refetch"
git -C partial2 fetch -q --no-filter --refetch origin \
	'+refs/tasks/*:refs/task-remotes/origin/*'
ok "and that works" git -C partial2 task list

# src/store/tls.c: libgit2 with mbedTLS must find our function
git init -q start
run env LD_DEBUG=bindings git-task -C start add x
if printf '%s\n' "$err" | grep -q libmbedx509
then
	like "no certificate is read at start" "$err" \
		"libgit2.* to [^ ]*git-task .*mbedtls_x509_crt_parse_file"
else
	pass "libgit2 here does not use mbedTLS"
fi

done_testing
