#!/bin/sh
# git task setup: what it writes into the files of coding agents, and what it
# leaves alone.
. "${0%/*}/lib.sh"

begin='<!-- git-task:begin v1 -->'
end='<!-- git-task:end -->'
hook='git task hook claude SessionStart'

# files of the work tree with their contents, for comparisons
snapshot()
{
	find . -path ./.git -prune -o \( -type f -o -type l \) -print |
		LC_ALL=C sort | while read -r f
	do
		printf '%s %s %s\n' "$f" "$(stat -c '%a %N' "$f" 2>/dev/null ||
			ls -ld "$f")" "$(cksum "$f" 2>&1)"
	done
	find . -path ./.git -prune -o -type d -print | LC_ALL=C sort
}

states()
{
	printf '%s\n' "$out" | sed 's/  */ /' | tr '\n' ';'
}

# ---- a new work tree ----

new_repo work
snapshot >"$TRASH/none"
while read -r agent files
do
	run git task setup "$agent" --check
	is "$agent --check: missing" "$status" 1
	like "$agent --check says what" "$out" "^missing +${files%% *}\$"
	snapshot >"$TRASH/now"
	same "$agent --check writes nothing" "$TRASH/now" "$TRASH/none"
	run git task setup "$agent"
	is "$agent" "$status" 0
	said=$out
	for f in $files
	do
		like "$agent: created $f" "$said" "^created +$f\$"
		ok "$agent: there it is" test -s "$f"
		case $f in
		*.json) ok "$agent: valid JSON" jq -e . "$f" ;;
		*) is "$agent: one section in $f" \
			"$(grep -cxF -e "$begin" -e "$end" "$f")" 2 ;;
		esac
	done
	snapshot >"$TRASH/once"
	run git task setup "$agent"
	is "$agent again" "$status" 0
	unlike "$agent again: nothing to do" "$out" '^(created|updated|removed)'
	like "$agent again: unchanged" "$out" "^unchanged +${files%% *}\$"
	snapshot >"$TRASH/now"
	same "$agent again: no byte" "$TRASH/now" "$TRASH/once"
	run git task setup "$agent" --check
	like "$agent --check: ok" "$out" "^ok +${files%% *}\$"
	run git task setup "$agent" --remove
	is "$agent --remove" "$status" 0
	like "$agent: removed" "$out" "^removed +${files%% *}\$"
	snapshot >"$TRASH/now"
	same "$agent: nothing is left" "$TRASH/now" "$TRASH/none"
	ok "$agent: nor a note" test ! -e .git/git-task/setup.json
	run git task setup "$agent" --remove
	is "$agent --remove again" "$status" 0
done <<'EOF'
claude .mcp.json .claude/settings.json CLAUDE.md
codex AGENTS.md .codex/hooks.json
cursor .cursor/mcp.json .cursor/hooks.json .cursor/rules/git-task.mdc
gemini .gemini/settings.json GEMINI.md
vscode .vscode/mcp.json
EOF

# ---- contents ----

git task setup claude >/dev/null
is "claude: the server" "$(jq -c . .mcp.json)" \
	'{"mcpServers":{"git-task":{"type":"stdio","command":"git","args":["task","mcp"]}}}'
is "claude: what it calls" "$(jq -r '.hooks | to_entries[] | .key + " " +
	.value[0].matcher + ": " + .value[0].hooks[0].command' \
	.claude/settings.json)" "SessionStart : $hook --mcp
PreToolUse : git task hook claude PreToolUse
PostToolUse Bash|mcp__git-task__.*: git task hook claude PostToolUse
Stop : git task hook claude Stop
SubagentStop : git task hook claude SubagentStop
PreCompact : git task hook claude PreCompact
SessionEnd : git task hook claude SessionEnd"
git task setup claude --no-sessions >/dev/null 2>&1
is "claude: the hook alone" "$(jq -c . .claude/settings.json)" \
	'{"hooks":{"SessionStart":[{"matcher":"","hooks":[{"type":"command","command":"git task prime --hook-json --mcp"}]}]}}'
exit_is "... which is not all" 1 git task setup claude --check
git task setup claude >/dev/null 2>&1
run git task setup claude --check
is "--check: all there" "$status" 0
run sh -c "$(jq -r '.hooks.SessionStart[0].hooks[0].command' \
	.claude/settings.json)"
is "the hook's command runs" "$(jqo .hookSpecificOutput.hookEventName)" \
	SessionStart
run git task setup claude --no-mcp
is "--no-mcp takes the server out" "$(states)" \
	"removed .mcp.json;updated .claude/settings.json;unchanged CLAUDE.md;"
is "... and the hook is the longer text" \
	"$(jq -r '.hooks.SessionStart[].hooks[].command' .claude/settings.json)" \
	"$hook"
exit_is "... which --check knows" 1 git task setup claude --check
like "... differs" "$out" '^differs +.claude/settings.json$'
exit_is "... as it was asked for" 0 git task setup claude --check --no-mcp
run git task setup claude --no-hook --no-mcp
like "--no-hook takes the hook out" "$out" '^removed +.claude/settings.json$'
ok "... and its directory" test ! -e .claude
git task setup claude --remove >/dev/null
git task setup vscode >/dev/null
is "vscode: servers" "$(jq -c 'keys' .vscode/mcp.json)" '["servers"]'
git task setup vscode --remove >/dev/null
git task setup cursor >/dev/null
is "cursor: front matter" "$(sed -n '1p;3p;4p' .cursor/rules/git-task.mdc |
	tr '\n' ' ')" "--- alwaysApply: true --- "
git task setup cursor --remove >/dev/null
run git task setup gemini --json
is "--json" "$(jqo '[.[] | .path + " " + .state] | join(";")')" \
	".gemini/settings.json created;GEMINI.md created"
git task setup gemini --remove >/dev/null

# TOML is for people
run git task setup codex
like "codex: by hand" "$out" '^by hand +.codex/config.toml$'
is "codex: the lines" "$(printf '%s\n' "$err" | tail -n 3)" \
	'[mcp_servers.git-task]
command = "git"
args = ["task", "mcp"]'
ok "codex: that file was not made" test ! -e .codex/config.toml
is "codex: what it calls" "$(jq -r '.hooks.Stop[0].hooks[0].command' \
	.codex/hooks.json)" "git task hook codex Stop"
exit_is "codex --check" 1 git task setup codex --check
git task setup codex --no-mcp >/dev/null
exit_is "codex --check --no-mcp" 0 git task setup codex --check --no-mcp
git task setup codex >/dev/null 2>&1
printf 'model = "x"\n\n[mcp_servers.git-task]\ncommand = "git"\n' \
	>.codex/config.toml
cp .codex/config.toml "$TRASH/toml"
git task setup codex >/dev/null
exit_is "codex --check, with them" 0 git task setup codex --check
run git task setup codex --remove
like "codex --remove: by hand, too" "$err" 'Remove this table'
same "codex: the file is not touched" .codex/config.toml "$TRASH/toml"
rm -r .codex

# ---- what others wrote ----

# round DESC AGENT FILE: setup changes the file, once; --remove gives it back
round()
{
	cp "$3" "$TRASH/before"
	run git task setup "$2"
	is "$1: setup" "$status" 0
	like "$1: updated" "$out" "^updated +$3\$"
	fails "$1: it changed" cmp -s "$3" "$TRASH/before"
	cp "$3" "$TRASH/after"
	run git task setup "$2"
	like "$1: then unchanged" "$out" "^unchanged +$3\$"
	same "$1: no byte" "$3" "$TRASH/after"
	run git task setup "$2" --remove
	like "$1: taken out" "$out" "^updated +$3\$"
	same "$1: byte for byte" "$3" "$TRASH/before"
}

printf '{\n\t"z": 12345678901234567890.10,\n\t"mcpServers": {\n\t\t"b": {"url": "x"},\n\t\t"a": {}\n\t},\n\t"a": [1,2]\n}' >.mcp.json
round "tabs and long numbers" claude .mcp.json
git task setup claude >/dev/null
is "foreign keys in their order" "$(jq -c 'keys_unsorted, (.mcpServers |
	keys_unsorted)' .mcp.json | tr '\n' ' ')" \
	'["z","mcpServers","a"] ["b","a","git-task"] '
ok "the number is all there" grep -q 12345678901234567890.10 .mcp.json
git task setup claude --remove >/dev/null
printf '{"x":1}' >.mcp.json
round "one line" claude .mcp.json
printf '{"mcpServers":{}}\n' >.mcp.json
round "an empty list" claude .mcp.json
printf '{}\n' >.mcp.json
round "an empty object of somebody" claude .mcp.json
printf '{\r\n  "servers": {\r\n    "x": {}\r\n  }\r\n}\r\n' >"$TRASH/crlf"
mkdir .vscode && cp "$TRASH/crlf" .vscode/mcp.json
round "CRLF" vscode .vscode/mcp.json
rm -r .vscode
mkdir -p .claude
cat >.claude/settings.json <<'EOF'
{
    "permissions": { "allow": ["Bash(git task:*)"] },
    "hooks": {
        "SessionStart": [
            { "matcher": "startup", "hooks": [ { "type": "command", "command": "date" } ] }
        ],
        "Stop": []
    }
}
EOF
round "hooks of others" claude .claude/settings.json
git task setup claude --allow >/dev/null 2>&1
is "--allow" "$(jq -c .permissions.allow .claude/settings.json)" \
	'["Bash(git task:*)","Bash(tm:*)","mcp__git-task"]'
git task setup claude >/dev/null 2>&1
is "... stays" "$(jq -c '.permissions.allow | length' \
	.claude/settings.json)" 3
git task setup claude --no-allow >/dev/null 2>&1
is "--no-allow leaves what others gave" "$(jq -c .permissions.allow \
	.claude/settings.json)" '["Bash(git task:*)"]'
git task setup claude --remove >/dev/null
git task setup claude >/dev/null
is "both hooks" "$(jq -c '[.hooks.SessionStart[].hooks[].command]' \
	.claude/settings.json)" '["date","'"$hook"' --mcp"]'
# ours in a group of somebody else's
jq '.hooks.SessionStart = [.hooks.SessionStart[0] |
	.hooks += [{"type":"command","command":"'"$hook"'"}]]' \
	.claude/settings.json >"$TRASH/one" &&
	cp "$TRASH/one" .claude/settings.json
git task setup claude >/dev/null
is "brought up to date where it is" \
	"$(jq -c '[.hooks.SessionStart[].hooks[].command]' \
	.claude/settings.json)" '["date","'"$hook"' --mcp"]'
git task setup claude --remove >/dev/null
is "and taken out there" \
	"$(jq -c '[.hooks.SessionStart[].hooks[].command]' \
	.claude/settings.json)" '["date"]'
printf '{"hooks":{"SessionStart":[{"hooks":[{"command":"git task prime --full"}]}]}}' \
	>.claude/settings.json
cp .claude/settings.json "$TRASH/own"
git task setup claude --no-sessions >/dev/null 2>&1
same "a hook of one's own is enough" .claude/settings.json "$TRASH/own"
git task setup claude --remove >/dev/null
same "... and stays" .claude/settings.json "$TRASH/own"
printf '{"hooks":{"SessionStart":[]}}' >.claude/settings.json
round "an empty list of hooks" claude .claude/settings.json
rm -r .claude

# a server of our name with settings of one's own
printf '{"mcpServers":{"git-task":{"command":"/opt/bin/git-task","args":["mcp"],"env":{"A":"b"}}}}' \
	>.mcp.json
cp .mcp.json "$TRASH/own"
git task setup claude >/dev/null
same "a server of ours with changes stays" .mcp.json "$TRASH/own"
git task setup claude --remove >/dev/null
printf '{"mcpServers":{"git-task":{"command":"other"}}}' >.mcp.json
snapshot >"$TRASH/before"
exit_is "another server of our name" 1 git task setup claude
like "names the file" "$err" "'.mcp.json' has a server 'git-task'"
run git task setup claude --remove
is "... is not taken out" "$(jq -r '.mcpServers["git-task"].command' \
	.mcp.json)" other
snapshot >"$TRASH/now"
same "nothing was changed" "$TRASH/now" "$TRASH/before"
rm .mcp.json

# ---- sections ----

printf '# Project\n\nUse tabs.\n' >CLAUDE.md
round "a text" claude CLAUDE.md
git task setup claude >/dev/null
is "an empty line in front" "$(sed -n '4,5p' CLAUDE.md)" "
$begin"
printf 'Added later.\n' >>CLAUDE.md
sed '1s/.*/# Changed/; s/^## Tasks$/## Edited by hand/; s/begin v1/begin v0/' \
	CLAUDE.md >"$TRASH/edited"
cp "$TRASH/edited" CLAUDE.md
run git task setup claude
like "an older section" "$out" '^updated +CLAUDE.md$'
is "is replaced, in its place" "$(grep -cxF "$begin" CLAUDE.md) $(tail -n 1 \
	CLAUDE.md)" "1 Added later."
git task setup claude --remove >/dev/null
is "the rest stays" "$(cat CLAUDE.md)" "# Changed

Use tabs.
Added later."
printf 'no line end' >CLAUDE.md
round "no line end" claude CLAUDE.md
printf 'a\r\nb\r\n' >CLAUDE.md
round "CRLF text" claude CLAUDE.md
git task setup claude >/dev/null
is "all lines end the same" "$(grep -vc "$(printf '\r')\$" CLAUDE.md)" 0
git task setup claude --remove >/dev/null
printf '\n\n\n' >CLAUDE.md
round "empty lines" claude CLAUDE.md
: >CLAUDE.md
round "an empty file" claude CLAUDE.md
printf 'bytes \377\000\001\n' >CLAUDE.md
round "bytes" claude CLAUDE.md
for text in "$begin" "$end" "$end
$begin" "$begin
$begin
$end"
do
	printf 'x\n%s\ny\n' "$text" >CLAUDE.md
	snapshot >"$TRASH/before"
	exit_is "half a section" 1 git task setup claude
	like "names the file" "$err" "'CLAUDE.md' has the lines"
	exit_is "half a section, --remove" 1 git task setup claude --remove
	snapshot >"$TRASH/now"
	same "nothing was changed" "$TRASH/now" "$TRASH/before"
done
rm CLAUDE.md
# a file that setup made is deleted only when nothing else is in it
git task setup claude >/dev/null
printf '\nMine.\n' >>CLAUDE.md
jq '.mcpServers.other = {}' .mcp.json >"$TRASH/one" && cp "$TRASH/one" .mcp.json
touch .claude/other
run git task setup claude --remove
is "made by setup, used by others" "$(states)" \
	"updated .mcp.json;removed .claude/settings.json;updated CLAUDE.md;"
is "their part" "$(cat CLAUDE.md; jq -c . .mcp.json)" '
Mine.
{"mcpServers":{"other":{}}}'
ok "their directory" test -e .claude/other
rm -r .claude CLAUDE.md .mcp.json
# in another clone nobody knows who made it
git task setup claude >/dev/null
rm .git/git-task/setup.json
git task setup claude --remove >/dev/null
is "without the note no file is deleted" "$(cat .mcp.json CLAUDE.md)" "{}"
rm -r .claude CLAUDE.md .mcp.json

# ---- refused ----

# refused DESC FILE ERE: exit 1, a sentence, nothing changed
refused()
{
	snapshot >"$TRASH/before"
	exit_is "$1" 1 git task setup claude
	like "$1: names the file" "$err" "$2"
	is "$1: one line" "$(printf '%s\n' "$err" | wc -l | tr -d ' ')" 1
	is "$1: nothing on stdout" "$out" ""
	snapshot >"$TRASH/now"
	same "$1: nothing was changed" "$TRASH/now" "$TRASH/before"
}

mkdir .claude
for bad in '{' '' '[1,]' '{"a":1} x' '/* comment */ {}' '{"a":1,"a":2}'
do
	printf '%s' "$bad" >.claude/settings.json
	refused "no JSON: $bad" "'.claude/settings.json' is not valid JSON"
done
printf '[]' >.claude/settings.json
refused "an array" "'.claude/settings.json' holds no JSON object"
printf '{"hooks":[]}' >.claude/settings.json
refused "hooks of another shape" "'hooks' in '.claude/settings.json'"
printf '{"hooks":{"SessionStart":{}}}' >.claude/settings.json
refused "events of another shape" "'SessionStart' in"
rm -r .claude
printf '{"mcpServers":[]}' >.mcp.json
refused "servers of another shape" "'mcpServers' in '.mcp.json'"
rm .mcp.json
mkdir CLAUDE.md
refused "a directory" "CLAUDE.md' is no regular file"
rmdir CLAUDE.md
echo x >.claude
refused "a file for a directory" ".claude"
rm .claude

# ---- links ----

mkdir "$TRASH/outside"
echo '{}' >"$TRASH/outside/settings.json"
ln -s "$TRASH/outside" .claude
refused "a directory that is a link" "leads out of the work tree"
rm .claude && mkdir .claude
ln -s "$TRASH/outside/settings.json" .claude/settings.json
refused "a file that is a link" "leads out of the work tree"
rm -r .claude
ln -s ../nowhere CLAUDE.md
refused "a link to nowhere" "leads nowhere"
ln -sf .git/hooks/post-commit CLAUDE.md
echo '#!/bin/sh' >.git/hooks/post-commit
refused "a link into the Git directory" "leads out of the work tree"
is "which is as before" "$(cat .git/hooks/post-commit)" '#!/bin/sh'
is "and outside" "$(cat "$TRASH/outside/settings.json")" '{}'
rm CLAUDE.md
echo "# Agents" >AGENTS.md
ln -s AGENTS.md CLAUDE.md
run git task setup claude
is "a link inside is followed" "$(readlink CLAUDE.md)" AGENTS.md
is "... to its file" "$(grep -cxF "$begin" AGENTS.md)" 1
git task setup claude --remove >/dev/null
is "... and back" "$(cat AGENTS.md)" "# Agents"
rm AGENTS.md CLAUDE.md

# ---- modes, permissions, failing writes ----

printf '{"env":{"KEY":"secret"}}' >.mcp.json
chmod 600 .mcp.json
git task setup claude >/dev/null
is "the mode stays" "$(find .mcp.json -perm 600)" .mcp.json
git task setup claude --remove >/dev/null
is "... when taken out, too" "$(find .mcp.json -perm 600)" .mcp.json
rm -f .mcp.json
if test "$(id -u)" -eq 0
then
	as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	chmod 755 "$TRASH" && chown -R 65534:65534 "$TRASH/work"
else
	as=
fi
cp "$BUILD/git-task" "$TRASH/git-task"
mkdir "$TRASH/nohome" && chmod 777 "$TRASH/nohome"
# readonly DESC DIR: DIR can not be written
readonly_is()
{
	chmod a-w "$2"
	snapshot >"$TRASH/before"
	# shellcheck disable=SC2086
	run $as env HOME="$TRASH/nohome" "$TRASH/git-task" setup claude
	is "$1" "$status" 1
	like "$1: names it" "$err" "cannot write in '.*'"
	snapshot >"$TRASH/now"
	same "$1: nothing was changed" "$TRASH/now" "$TRASH/before"
	chmod u+w "$2"
}
mkdir .claude
test -z "$as" || chown 65534:65534 .claude
readonly_is "a read-only directory" .claude
rmdir .claude
readonly_is "a read-only work tree" .
test -z "$as" || chown -R 0:0 "$TRASH/work"


# the last of three writes fails: the two before it are taken back
yes text | head -c 4096 >CLAUDE.md
mkdir .claude
printf '{"a": 1}' >.claude/settings.json
snapshot >"$TRASH/before"
run sh -c 'trap "" XFSZ; ulimit -f 4; exec git-task setup claude'
is "a write that fails" "$status" 1
like "names the file" "$err" "cannot write '.*/CLAUDE.md'"
snapshot >"$TRASH/now"
same "takes the others back" "$TRASH/now" "$TRASH/before"
rm -r .claude CLAUDE.md

# ---- for all repositories of the user ----

git task setup claude >/dev/null
find "$HOME" -type f ! -name .gitconfig >"$TRASH/found"
is "nothing outside without --global" "$(cat "$TRASH/found")" ""
git task setup claude --remove >/dev/null
mkdir "$HOME/.claude"
printf '{"model":"x"}\n' >"$HOME/.claude/settings.json"
run git task setup claude --global
is "--global" "$status" 0
like "the hook" "$out" "^updated +$HOME/.claude/settings.json\$"
run git task setup claude --monitor --global
like "--monitor" "$err" ' -- git task mcp --tools standard,monitor$'
git task setup claude --monitor >/dev/null 2>&1
is "... in the list" "$(jq -c '.mcpServers[].args' .mcp.json)" \
	'["task","mcp","--tools","standard,monitor"]'
git task setup claude >/dev/null 2>&1
is "... and without" "$(jq -c '.mcpServers[].args' .mcp.json)" \
	'["task","mcp"]'
git task setup claude --remove >/dev/null
run git task setup claude --global
is "... without the tools" "$(jq -r '.hooks.SessionStart[].hooks[].command' \
	"$HOME/.claude/settings.json")" "$hook"
like "the server by hand" "$err" \
	'^claude mcp add --scope user git-task -- git task mcp$'
snapshot >"$TRASH/now"
same "the work tree is as it was" "$TRASH/now" "$TRASH/none"
printf '{"mcpServers":{"git-task":{}}}' >"$HOME/.claude.json"
run git task setup claude --global
is "with the server there" "$(jq -r '.hooks.SessionStart[].hooks[].command' \
	"$HOME/.claude/settings.json")" "$hook --mcp"
exit_is "--global --check" 0 git task setup claude --global --check
git task setup claude --global --remove >/dev/null 2>&1
is "--global --remove" "$(cat "$HOME/.claude/settings.json")" '{"model":"x"}'
cd "$TRASH/outside" || exit 1
run git-task setup gemini --global
is "outside a repository" "$status" 0
ok "the file" test -s "$HOME/.gemini/settings.json"
git-task setup gemini --global --remove >/dev/null
ok "and gone" test ! -e "$HOME/.gemini"
run env XDG_CONFIG_HOME="$TRASH/xdg" git-task setup vscode --global
ok "vscode: the user's directory" test -s "$TRASH/xdg/Code/User/mcp.json" -o \
	-s "$HOME/Library/Application Support/Code/User/mcp.json"
run env CODEX_HOME="$TRASH/codex" git-task setup codex --global
like "CODEX_HOME" "$out" "^created +$TRASH/codex/AGENTS.md\$"
like "... with a text for many repositories" "$(cat "$TRASH/codex/AGENTS.md")" \
	'^Some repositories'
exit_is "without --global no repository" 128 git-task setup claude
like "says so" "$err" 'not in a Git repository'
new_bare bare.git
exit_is "a bare one" 1 git-task -C bare.git setup claude
like "says so" "$err" 'bare'

# ---- wrong usage ----

cd "$TRASH/work" || exit 1
exit_is "no agent" 129 git task setup
exit_is "an unknown agent" 129 git task setup emacs
exit_is "--check --remove" 129 git task setup claude --check --remove
mkdir -p sub/dir && cd sub/dir || exit 1
git task setup vscode >/dev/null
ok "from a directory below: at the top" test -s ../../.vscode/mcp.json
git worktree add -q "$TRASH/tree"
cd "$TRASH/tree" || exit 1
git task setup vscode >/dev/null
ok "in another work tree: there" test -s .vscode/mcp.json
git task setup vscode --remove >/dev/null
ok "and only there" test ! -e .vscode -a -s "$TRASH/work/.vscode/mcp.json"

done_testing
