#!/bin/sh
# What a clone or an agent names: links that lead out of the work tree, pipes and
# devices in the place of files.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

mkdir outside
printf -- '# Spec\n\n- [ ] Read the outside secret\n' >outside/x.md
new_repo work
git task add first 2>/dev/null >/dev/null

# ---- the shared settings ----

# shellcheck disable=SC2154 # the caller sets what and why for the call
settings()
{
	rm -f .git-task.yaml
	"$@" .git-task.yaml
	# a writer keeps the pipe of standard input open: a reader of it waits
	mkfifo ../in && exec 9<>../in
	exit_is "$what: a write goes on" 0 timeout 5 git task add t <&9
	like "$what: and says why it is ignored" "$err" \
		"'.git-task.yaml' is ignored: .*$why"
	exec 9>&-
	rm ../in
	{ ask 1 initialize '{"protocolVersion":"2025-06-18"}'
	  tool 2 list_tasks; } | timeout 10 git task mcp >answers 2>errors
	is "$what: MCP answers" "$(ans 2 .result.structuredContent.tasks[0].title)" \
		"$first"
	rm .git-task.yaml
}
first=$(git task list --json | jq -r '.[0].title')
what=stdin why='leads out' settings ln -s /dev/stdin
what=device why='leads out' settings ln -s /dev/zero
what=pipe why='not a plain file' settings mkfifo
printf 'defaultPriority: high\n' >../outside/set.yaml
what=outside why='leads out' settings ln -s ../outside/set.yaml
git config task.keep yes
what=config why='leads out' settings ln -s .git/config
mkdir conf && printf 'defaultPriority: high\n' >conf/set.yaml
ln -s conf/set.yaml .git-task.yaml
id=$(git task add linked 2>/dev/null)
is "a link that stays inside is followed" \
	"$(git task show "$id" --json | jq -r .priority)" high
rm .git-task.yaml

# ---- templates ----

mkdir .git-task ../outside/tpl
ln -s ../../outside/tpl .git-task/templates
exit_is "template create does not write through a linked folder" 1 \
	git task template create fresh
like "and says why" "$err" "leads out of the work tree"
is "nothing is there" "$(ls ../outside/tpl)" ""
exit_is "not with --force either" 1 git task template create fresh --force
git task template create other --user >/dev/null 2>&1
cp "$HOME/.config/git-task/templates/other.yaml" ../outside/tpl/planted.yaml
unlike "list does not read through it" "$(git task template list)" planted
exit_is "nor does show" 1 git task template show planted
printf 'secret of outside\n' >../outside/tpl/report-own.md
exit_is "nor report" 1 git task report own
unlike "which shows nothing of it" "$out" secret
rm .git-task/templates && mkdir .git-task/templates
ln -s /dev/full .git-task/templates/fresh.yaml
exit_is "nor does create write to a linked device" 1 \
	git task template create fresh --force
like "for the same reason" "$err" "leads out of the work tree"
rm -r .git-task
exit_is "a real folder is written to" 0 git task template create fresh
exit_is "and read" 0 git task template show fresh
rm -r .git-task

# ---- comments in staged files ----

printf '// TODO: inside\n' >a.c && git add a.c && rm a.c && mkfifo a.c
run timeout 5 git task todo --staged
is "a pipe in the place of a staged file" "$status" 0
like "Git is asked for it" "$out" "TODO: inside"
rm a.c && ln -s /dev/zero a.c
run timeout 5 git task todo --staged
is "a link to a device in its place" "$status" 0
git rm -qf --cached a.c && rm a.c
mkdir d && printf 'int x;\n' >d/f.c && git add d && rm -r d
printf '// TODO: outside\n' >../outside/f.c && ln -s ../outside d
run git task todo
unlike "a linked folder is not read through" "$out" outside
git rm -rqf --cached d && rm d

# ---- what an agent names ----

ln -s ../outside/x.md PRD.md
ln -s ../outside docs
mkfifo pipe.md
cp ../outside/x.md inside.md && ln -s inside.md linked.md
printf 'a\nb\n' >../outside/code.c
ref=$(git task add reads --file docs/code.c 2>/dev/null)
{ ask 1 initialize '{"protocolVersion":"2025-06-18"}'
  i=2
  for p in PRD.md docs/x.md pipe.md - /dev/stdin .git/config ../outside/x.md \
	/proc/self/fd/0 file:///etc/passwd ./- .//.git//config; do
	tool $i parse_prd "{\"path\":\"$p\"}"
	i=$((i + 1))
  done
  tool 20 parse_prd '{"path":"linked.md"}'
  tool 21 analyze_complexity "{\"task_id\":\"$ref\",\"project_root\":\"docs\"}"
  tool 22 analyze_complexity "{\"task_id\":\"$ref\"}"
} >ask && timeout 20 git task mcp <ask >answers 2>errors
for i in 2 3 4 5 6 7 8 9 10 11 12; do
	is "parse_prd $i is refused" "$(ans $i .result.isError)" true
done
is "a link inside is read" "$(ans 20 '.result.isError // false')" false
is "a root that leads out is refused" "$(ans 21 .result.isError)" true
like "a file reference that leads out is not read" "$(ans 22 .result)" \
	"docs/code.c: outside the project"

# ---- what a person types, where the clone has prepared it ----

git add PRD.md docs linked.md inside.md
mkdir sub
printf '# outside secret\n' >../outside/x.yaml
# one's own link to a prepared one; another name of the work tree
ln -s PRD.md mine.md
ln -s "$PWD" "$TRASH/short"
count=$(git task list --all --count)
# a row: the directory, the words
while read -r dir words
do
	# shellcheck disable=SC2086 # words of a command
	exit_is "$words in $dir: refused" 1 git -C "$dir" task $words
	like "$words in $dir: why" "$out$err" "is a link of this repository that leads to"
	unlike "$words in $dir: nothing is shown" "$out$err" "outside secret"
done <<-END
	. prd parse PRD.md
	. prd show ./PRD.md
	. prd check docs/x.md
	sub prd parse ../PRD.md
	sub prd parse $PWD/docs/x.md
	. prd show docs/../outside/x.md
	. prd show mine.md
	. prd show $TRASH/short/PRD.md
	. import docs/x.md
	. add -F PRD.md
	. complete $ref --validate --values PRD.md
	. complete $ref --validate --junit docs/x.md
	. criteria check $ref --sarif PRD.md
	. ci gate $ref --no-fetch --coverage docs/x.md
	. report docs/x.md
	. exec $ref --language bash --file docs/x.md
	. template show docs/x.yaml
	. template apply docs/x.yaml
	. template validate docs/x.yaml
END
is "nothing was made" "$(git task list --all --count)" "$count"
exit_is "a tracked link that stays inside" 0 git task prd show linked.md
exit_is "what lies outside and is named" 0 git task prd show ../outside/x.md
ln -s ../outside/x.md own.md
exit_is "a link of one's own" 0 git task prd show own.md
ln -s .git/config conf.md && git add conf.md
exit_is "a tracked link into .git" 1 git task prd show conf.md
git rm -qf --cached PRD.md docs linked.md inside.md conf.md

# ---- a private note that came with a repository ----

task=$(git task add "With a note" -q)
git task note "$task" mine >/dev/null 2>&1
for note in .git/git-task/notes/"$task"*.md; do ln -sf ../../../../outside/x.md "$note"; done
run git task show "$task"
unlike "show does not read through it" "$out" "outside secret"
like "and says why" "$err" "is a link, which no note is"
exit_is "note does not, either" 1 git task note "$task" more
unlike "and wrote nothing" "$(cat ../outside/x.md)" more
rm .git/git-task/notes/"$task"*.md

# ---- a folder to import ----

cd "$TRASH" || exit 99
mkdir -p outside/tasks folder/backlog/tasks
printf -- '---\nid: task-9\ntitle: The outside secret\nstatus: To Do\n---\n' \
	>outside/tasks/task-9.md
sed 's/task-9/task-1/; s/The outside secret/Plain/' outside/tasks/task-9.md \
	>folder/backlog/tasks/task-1.md
new_repo importer
exit_is "a folder without links" 0 git task import ../folder
count=$(git rev-list --count refs/tasks/main)

# refused HOW: nothing comes of it, and nothing waits
refused()
{
	exit_is "$1: refused" 1 timeout 5 git task import ../folder
	like "$1: said" "$err" 'leads out|not a plain file'
	is "$1: nothing was made" "$(git rev-list --count refs/tasks/main)" \
		"$count"
	unlike "$1: nothing is shown" "$out$err" "secret"
	rm -rf ../folder/backlog/tasks/task-2.md
}
ln -s ../../../outside/tasks/task-9.md ../folder/backlog/tasks/task-2.md
refused "a file that is a link"
ln -s /dev/zero ../folder/backlog/tasks/task-2.md
refused "a device"
mkfifo ../folder/backlog/tasks/task-2.md
refused "a pipe"
mv ../folder/backlog/tasks ../kept
ln -s ../../outside/tasks ../folder/backlog/tasks
refused "a folder that is a link"
rm ../folder/backlog/tasks
mv ../kept ../folder/backlog/tasks
ln -s task-1.md ../folder/backlog/tasks/task-1b.md
exit_is "a link inside of it is followed" 0 git task import ../folder
rm -rf ../folder
mkdir ../folder
ln -s ../outside/x.md ../folder/tasks.md
refused "a list that is a link"

done_testing
