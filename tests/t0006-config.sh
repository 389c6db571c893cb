#!/bin/sh
# Settings: Git's configuration, the shared file, feature switches.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"

new_repo repo

# ---- get, set, unset, list ----
ok "set" git-task config set hooks.strict true
is "stdout stays empty" "$out" ""
is "it is in Git's configuration" "$(git config task.hooks.strict)" true
ok "get" git-task config get hooks.strict
is "the value" "$out" true
ok "with task. in front" git-task config get task.hooks.strict
is "the same" "$out" true
ok "another spelling" git-task config get hooks.STRICT
is "names ignore case, as in Git" "$out" true
exit_is "get what is not set" 1 git-task config get no.such
is "prints nothing" "$out$err" ""
ok "a default" git-task config get no.such --default ""
ok "a default" git-task config get no.such --default x
is "is printed" "$out" x
ok "an empty value" git-task config set project ""
ok "list" git-task config list
like "key=value" "$out" '^task\.hooks\.strict=true$'
ok "list as JSON" git-task config list --json
is "with origin" "$(jqo '.[] | select(.key == "task.hooks.strict") |
	.origin')" git
ok "list as CSV" git-task config list --format csv
is "head" "$(head -n 1 "$TRASH/.out")" key,value,origin
ok "unset" git-task config unset hooks.strict
fails "it is gone" git config task.hooks.strict
ok "unset again" git-task config unset hooks.strict
ok "values with odd characters" git-task config set project "a\"b\\c # d"
is "survive" "$(git-task config get project)" "a\"b\\c # d"
git config --add task.many one
git config --add task.many two
ok "list with a repeated key" git-task config list
is "the last counts" "$(grep -c '^task.many=two$' "$TRASH/.out")" 1
ok "--global" git-task config set --global todo.words X
is "goes to the user's file" "$(git config -f "$HOME/.gitconfig" \
	task.todo.words)" X
ok "unset --global" git-task config unset --global todo.words
fails "it is gone" git config task.todo.words
for bad in "" "a b" "x.1y" "a..b" "x=y" "a.b_c" "x.-y"
do
	run git-task config set "$bad" 1
	like "refuses the name '$bad'" "$status" '^(1|129)$'
	is "in one line" "$(wc -l <"$TRASH/.err" | tr -d ' ')" 1
done
exit_is "both places at once" 129 git-task config set a.b 1 --shared --global

# ---- known settings ----
ok "list --all" git-task config list --all --json
is "every setting has a meaning" "$(jqo '.[] | select(.origin == "default" and
	((.help // "") == "")) | .key')" ""
jqo '.[] | select(.help) | .key' | tr '[:upper:]' '[:lower:]' | sort >known
is "in order, none twice" "$(uniq -d known)" ""
grep -rhoE '"task\.[A-Za-z.-]*[A-Za-z]"' "$SRCDIR/src" --include='*.c' |
	tr -d '"' | tr '[:upper:]' '[:lower:]' | sort -u |
	grep -v -x -F -e task.feature -f known >unknown || :
is "every setting that is read is known" "$(cat unknown)" ""
ok "a slip" git-task config set hooks.stric true
like "is noticed" "$err" "did you mean 'task.hooks.strict'"
git-task config unset hooks.stric 2>/dev/null
exit_is "a wrong truth value" 1 git-task config set fsync perhaps
like "says so" "$err" "'task.fsync' must be true or false"
exit_is "a wrong number" 1 git-task config set lockTimeout soon
exit_is "a wrong duration" 1 git-task config set lease soon
exit_is "a wrong word" 1 git-task config set hooks.todo maybe
like "says which" "$err" "suggest, create or off"
sed -n 's/^\.B task/task/p' "$SRCDIR/docs/man/git-task-config.1" |
	tr -d '\\' | tr '[:upper:]' '[:lower:]' | sort >inman
same "every setting is in the manual" inman known
rm -f known unknown inman

git-task config set -q lockTimeout 20
run git-task config list --json
is "keys are spelt as the manual does, whatever Git folds" "$(jqo '.[].key' | grep -i locktimeout)" task.lockTimeout
run git-task config --show --json
is "in show, too" "$(jqo '."task.lockTimeout"')" 20
git-task config unset -q lockTimeout

# ---- the shared file ----
ok "set --shared" git-task config set --shared hooks.strict true
is "makes the file" "$(cat .git-task.yaml)" "hooks:
  strict: true"
fails "leaves Git's configuration alone" git config task.hooks.strict
is "is in effect" "$(git-task config get hooks.strict)" true
ok "own setting" git-task config set hooks.strict false
is "wins" "$(git-task config get hooks.strict)" false
ok "list tells" git-task config list --json
is "which one" "$(jqo '.[] | select(.key == "task.hooks.strict") |
	"\(.value) \(.origin)"')" "false git"
git-task config unset hooks.strict 2>/dev/null
ok "a second shared setting" git-task config set --shared prd.path 'docs/*.md'
ok "text that looks like a number" \
	git-task config set --shared project 007
is "stays text" "$(git-task config get project)" "a\"b\\c # d"
git-task config unset project 2>/dev/null
is "stays text" "$(git-task config get project)" 007
ok "list" git-task config list
like "marks shared ones" "$out" '^task.prd.path=docs/\*.md \(shared\)$'
ok "take one back" git-task config unset --shared prd.path
exit_is "gone" 1 git-task config get prd.path
is "the others stay" "$(git-task config get hooks.strict)" true
cp .git-task.yaml before
for key in editor exec.command notify.command remote autoPush remoteRef \
	pager.command assignee unknown.thing
do
	exit_is "can not share $key" 1 git-task config set --shared $key true
	like "says why" "$err" "can not be shared"
done
same "nothing was written" .git-task.yaml before

# what a file must not set has no effect and is reported
printf 'remote: evil\nautoPush: true\nhooks:\n  strict: true\n' >.git-task.yaml
exit_is "a remote from the file" 1 git-task config get remote
exit_is "auto-push from the file" 1 git-task config get autoPush
ok "the rest counts" git-task config get hooks.strict
like "and the others are reported" "$err" "'remote' is not a setting"

printf 'hooks:\n  strict: true\n  editor: vi\n  stric: true\nexec:\n  cmd: x\n' \
	>.git-task.yaml
ok "so are those further down" git-task config get hooks.strict
like "by their name" "$err" "'hooks.editor' is not a setting"
like "a slip, too" "$err" "'hooks.stric' is not a setting"
like "... and what is below one" "$err" "'exec.cmd' is not a setting"
is "one line each" "$(wc -l <"$TRASH/.err" | tr -d ' ')" 3
printf -- '- hooks\n' >.git-task.yaml
exit_is "a file that is no mapping" 1 git-task config get hooks.strict
like "is reported" "$err" "'.git-task.yaml' is ignored: it is no mapping"
: >.git-task.yaml
ok "an empty file" git-task config list
is "says nothing" "$err" ""

# comments are never lost
printf '# our settings\n\nhooks:\n  strict: true\n' >.git-task.yaml
ok "a comment at the top" git-task config set --shared project demo
like "is kept" "$(head -n 1 .git-task.yaml)" '^# our settings$'
printf 'hooks:\n  strict: true  # important\n' >.git-task.yaml
cp .git-task.yaml before
exit_is "another comment" 1 git-task config set --shared project demo
like "says so" "$err" "comments that would be lost"
same "and leaves the file alone" .git-task.yaml before
printf 'hooks: [\n' >.git-task.yaml
cp .git-task.yaml before
exit_is "a broken file is not overwritten" 1 \
	git-task config set --shared project demo
same "it is as it was" .git-task.yaml before
ok "a broken file does not stop reading" git-task config list
like "but is reported" "$err" "'.git-task.yaml' is ignored"
rm .git-task.yaml
ok "unset without a file" git-task config unset --shared project
fails "makes no file" test -e .git-task.yaml
git clone -q --bare . ../bare.git
exit_is "a bare repository" 1 \
	git-task -C ../bare.git config set --shared project x
like "has no shared file" "$err" "bare repository"

# ---- what a new task has ----
printf '%s\n' 'definition_of_done: [Reviewed]' 'defaultType: bug' \
	'defaultPriority: 3' 'project: web' 'next: fast' >.git-task.yaml
git config task.project shop
field() { git-task show "$1" --json | jq -r '"\(.priority) \(.type) \(.project)"'; }
ok "add" git-task add "by the settings"
like "warns of what is no setting" "$err" "'next' is not a setting"
unlike "but not of the definition of done" "$err" definition_of_done
is "has the defaults" "$(field "$out")" "high bug shop"
ok "options" git-task add -p low --type chore --project app "by options"
is "win" "$(field "$out")" "low chore app"
printf -- '---\ntitle: by form\ntype:\npriority: none\n---\n' >form
ok "a form" git-task add -F form
is "counts where it names a field" "$(field "$out")" "none null shop"
ok "the editor" env GIT_EDITOR="sed -i.old s/bug/defect/" git-task add -e "edited"
is "shows them" "$(field "$out")" "high defect shop"
git config task.defaultPriority urgent-ish
exit_is "a wrong default" 1 git-task add "nothing is made"
like "is named" "$err" "task.defaultPriority.*urgent-ish"
git config --unset task.defaultPriority
git config --unset task.project
rm -f .git-task.yaml form

# ---- features ----
run git-task config
is "the settings" "$status" 0
like "a head line" "$(head -n 1 "$TRASH/.out")" '^Current configuration:$'
like "on by default" "$out" '^  telemetry: enabled$'
ok "--disable" git-task config --disable telemetry
is "stdout is empty" "$out" ""
is "message" "$err" "Feature 'telemetry' disabled"
is "stored" "$(git config --type=bool task.feature.telemetry)" false
ok "show" git-task config --show
like "off" "$out" '^  telemetry: disabled$'
ok "enable" git-task config enable telemetry
is "message" "$err" "Feature 'telemetry' enabled"
ok "--minimal-mode" git-task config --minimal-mode
like "message" "$err" '^Minimal mode enabled'
git-task config --reset 2>/dev/null
ok "config minimal-mode" git-task config minimal-mode
like "the same message" "$err" '^Minimal mode enabled'
ok "as JSON" git-task config --json
is "all off" "$(jqo '[."success-criteria", .feedback, .telemetry,
	."completion-summaries", ."time-tracking", .deadlines,
	."minimal-mode"] | map(tostring) | join(" ")')" \
	"false false false false false false true"
ok "reset" git-task config reset
like "message" "$err" '^Configuration reset to defaults'
ok "show" git-task config
like "on again" "$out" '^  minimal-mode: disabled$'
exit_is "unknown feature" 129 git-task config --enable warp-drive
like "message" "$err" "Unknown feature 'warp-drive'"
exit_is "two at once" 129 git-task config --reset --minimal-mode
ok "quiet" git-task config -q disable feedback
is "is quiet" "$out$err" ""
ok "for the team" git-task config disable deadlines --shared
is "in the file" "$(cat .git-task.yaml)" "feature:
  deadlines: false"
ok "show" git-task config
like "counts" "$out" '^  deadlines: disabled$'
ok "a task with a deadline" git-task add --deadline tomorrow "no hurry"
like "is made" "$out" '^[0-9a-f]{8}$'
like "without it" "$err" 'deadlines disabled; --deadline ignored'
ok "the task" git-task show "$out" --json
is "has none" "$(jqo .deadline)" null
git-task config disable telemetry 2>/dev/null
ok "metrics" git-task metrics --telemetry
like "without telemetry" "$err" 'telemetry disabled'
unlike "show none" "$out" Telemetry
git-task config enable telemetry 2>/dev/null
ok "metrics" git-task metrics --telemetry
like "show it again" "$out" Telemetry
run tm config --show
like "tm shows the same" "$out" '^  deadlines: disabled$'

done_testing
