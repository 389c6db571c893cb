#!/bin/sh
# Task templates: finding, checking, applying, making them.
# shellcheck disable=SC2154,SC2016 # run sets out and err; jq has $names
. "${0%/*}/lib.sh"

new_repo work

# ---- what is built in ----

ok "list works" git task template list --json
is "ten are built in" "$(jqo 'length')" 10
is "each says what it is for" \
	"$(jqo '[.[] | select(.description == "" or .error)] | length')" 0
is "and where it comes from" "$(jqo '[.[].source] | unique | join(" ")')" \
	built-in
ok "list as a table" git task template list
like "has a line for each" "$out" '^bug-fix  +built-in +4  '
ok "all of them are valid" git task template validate
is "and reported" "$(printf '%s\n' "$out" | grep -c ': ok, ')" 10
ok "list works outside of a repository" git -C "$TRASH/home" task template list

ok "show" git task template show bug-fix
like "shows variables" "$out" '^  bug \(string, required\): '
like "shows tasks with conditions" "$out" '\(when "\{\{regression\}\}"\)'
ok "show as YAML" git task template show release --format yaml
cp "$TRASH/.out" ../release.yaml
ok "which is a template again" git task template validate ../release.yaml
ok "with the same content" git task template show ../release.yaml --json
cp "$TRASH/.out" ../a.json
ok "as the one it came from" git task template show release --json
same "to the byte" ../a.json "$TRASH/.out"

# ---- apply ----

ok "dry run" git task template apply bug-fix --var 'bug=Login loops' --dry-run
like "shows the tasks" "$out" '^1\. Fix: Login loops +\[medium, 3h\] +after 0$'
like "says how many" "$err" '^3 tasks would be created$'
ok "dry run as JSON" git task template apply bug-fix --var 'bug=Login loops' \
	--dry-run --json
is "has the dependencies" "$(jqo '.[2].depends_on | join(" ")')" fix
fails "and creates nothing" git rev-parse -q --verify refs/tasks/main

ok "apply" git task template apply bug-fix --var 'bug=Login loops' \
	--var severity=high --var regression=yes
is "prints four lines" "$(printf '%s\n' "$out" | grep -c .)" 4
is "all of them ids" "$(printf '%s\n' "$out" | grep -E -c '^[0-9a-f]{8}$')" 4
like "speaks to people on stderr" "$err" "^4 tasks created from template 'bug-fix'$"
first=$(printf '%s\n' "$out" | sed -n 1p)
second=$(printf '%s\n' "$out" | sed -n 2p)
third=$(printf '%s\n' "$out" | sed -n 3p)
is "all in one commit" \
	"$(git log --format=%s refs/tasks/main | grep -c '^add')" 1
like "with a trailer" "$(git log -1 --format=%B refs/tasks/main)" \
	'^Task-Template: bug-fix$'
ok "the task has" git task show "$third" --json
is "its title" "$(jqo .title)" 'Fix: Login loops'
is "its priority" "$(jqo .priority)" high
is "hours from an expression" "$(jqo .estimated_hours)" 3
is "criteria" "$(jqo '.success_criteria[0].measurable')" \
	'regression_test == true'
is "both dependencies" "$(jqo '[.dependencies[][0:8]] | sort | join(" ")')" \
	"$(printf '%s\n%s\n' "$first" "$second" | sort | paste -sd ' ' -)"
is "and its source" "$(jqo '.source | "\(.template) \(.key) \(.version)"')" \
	'bug-fix fix 1.0'
is "what waits is blocked" "$(jqo .status)" blocked
ok "the store is sound" git task fsck

run git task template apply release --var product=X --var version=2.0 \
	--var due=2w --project P --assignee bob --json
is "apply --json" "$(jqo 'length')" 7
is "children have their parent" \
	"$(jqo '.[0].id as $p | [.[1:][].parent] | unique == [$p]')" true
is "project and assignee are filled in" \
	"$(jqo '[.[] | "\(.project) \(.assignee)"] | unique | join(",")')" \
	'P bob'

# ---- wrong input ----

before=$(git rev-parse refs/tasks/main)
exit_is "a missing variable" 1 git task template apply feature-development
like "is named" "$err" "needs: feature \(Name of the feature"
is "nothing on stdout" "$out" ""
exit_is "an unknown variable" 1 git task template apply spike --var qestion=x
like "gets a guess" "$err" "did you mean 'question'"
exit_is "a value out of range" 1 git task template apply spike \
	--var question=whether --var hours=1000
like "says the range" "$err" "'hours' must be at most 80"
exit_is "a value not in the list" 1 git task template apply bug-fix \
	--var bug=xyz --var severity=urgent
like "shows the list" "$err" 'one of: low, medium, high, critical'
exit_is "a value that does not match" 1 git task template apply release \
	--var product=x --var 'version=../../etc'
like "shows the pattern" "$err" 'does not match the pattern'
exit_is "not key=value" 129 git task template apply spike --var question
exit_is "an unknown template" 1 git task template apply bugfix --var bug=xyz
like "gets a guess" "$err" "Template not found: 'bugfix'; did you mean 'bug-fix'"
exit_is "a path that is not there" 1 git task template show ./none.yaml
exit_is "an unknown parent" 2 git task template apply bug-fix --var bug=xyz \
	--parent deadbeef
is "nothing was written" "$(git rev-parse refs/tasks/main)" "$before"

mkdir -p .git-task/templates
cat >.git-task/templates/bad.yaml <<\END
name: bad
variables:
  n: {type: number, default: many}
tasks:
  - title: "{{x}}"
    depends_on: [9]
    colour: red
  - titel: y
END
exit_is "a template with faults" 1 git task template validate bad
is "every fault has its line" \
	"$(printf '%s\n' "$err" | sed 's/.*yaml:\([0-9]*\):.*/\1/' | paste -sd ' ' -)" \
	'3 7 5 8 8'
exit_is "can not be applied" 1 git task template apply bad
like "for the first reason" "$err" 'bad\.yaml:3: .*\(and 4 more\)$'
run git task template validate bad --format json
is "faults as JSON" "$(jqo '.[0] | "\(.valid) \(.problems | length)"')" \
	'false 5'
ok "list shows the others all the same" git task template list
like "and what is wrong" "$out" '^bad +repository .*bad\.yaml:3'
printf 'name: evil\nhooks: {pre: "touch x"}\ntasks: [{title: a}]\n' \
	>.git-task/templates/bad.yaml
exit_is "hooks are refused" 1 git task template validate bad
like "with the reason" "$err" 'nothing in a template is ever run'
rm .git-task/templates/bad.yaml

# ---- places ----

one()
{
	mkdir -p "$2"
	printf 'name: %s\ntasks: [{title: "%s"}]\n' "$1" "$3" >"$2/$1.yaml"
}
source_of()
{
	git task template list --json |
		jq -r --arg n "$1" '.[] | select(.name == $n).source'
}
one mine "$HOME/.config/git-task/templates" user
is "in the home directory" "$(source_of mine)" user
one mine "$TRASH/env" env
GIT_TASK_TEMPLATES=$TRASH/env
export GIT_TASK_TEMPLATES
is "the environment comes first" "$(source_of mine)" environment
one mine .git-task/templates repo
is "the repository before both" "$(source_of mine)" repository
run git task template apply mine --dry-run
like "and is what is applied" "$out" '^0\. repo '
mkdir sub
is "also from a subdirectory" "$(cd sub && source_of mine)" repository
one bug-fix .git-task/templates own
is "one of ours can be replaced" "$(source_of bug-fix)" repository
one linked "$TRASH/elsewhere" outside
ln -s "$TRASH/elsewhere/linked.yaml" .git-task/templates/linked.yaml
is "links in a repository are passed over" "$(source_of linked)" ""
exit_is "and not followed" 1 git task template apply linked
exit_is "a name can not leave the place" 1 git task template show ../../x
unset GIT_TASK_TEMPLATES

# ---- making ----

ok "create" git task template create fresh
is "prints where" "$out" "$PWD/.git-task/templates/fresh.yaml"
ok "what it wrote is valid" git task template validate fresh
ok "and can be applied" git task template apply fresh --var what=it
exit_is "an existing one is kept" 1 git task template create fresh
like "with a hint" "$err" 'exists already; --force'
exit_is "a bad name" 129 git task template create 'Not A Name'
ok "create --user" git task template create other --user
ok "is in the home directory" test -f "$HOME/.config/git-task/templates/other.yaml"
a=$(git task add 'First {{x}}' --tag t --estimated-hours 2 --criteria \
	'[{"criterion":"c","measurable":"n > 1"}]')
b=$(git task add 'Second: "quoted"' --depends-on "$a" -d 'two
  lines # not a comment')
ok "create --from" git task template create copy --from "$a" "$b"
ok "applies" git task template apply copy --json
is "to the same tasks" "$(jqo '[.[] | [.title, .description, .estimated_hours,
	(.tags // [] | join(" ")), .success_criteria[0].measurable?]] | tojson')" \
	"$(for i in "$a" "$b"; do git task show "$i" --json; done | jq -r -s \
	'[.[] | [.title, .description, .estimated_hours,
	(.tags // [] | join(" ")), .success_criteria[0].measurable?]] | tojson')"
is "with the dependency between them" \
	"$(jqo '.[0].id as $a | .[1].dependencies == [$a]')" true
exit_is "create --from nothing" 2 git task template create none --from deadbeef

git init -q --bare "$TRASH/bare.git"
cd "$TRASH/bare.git" || exit 99
ok "a bare repository can apply" git task template apply spike \
	--var 'question=does it work'
exit_is "but has no place for a template" 1 git task template create x
done_testing
