#!/bin/sh
# contrib/editors and contrib/prompt in the real programs: Vim, Emacs, tmux.  `make
# check-clients` sees to these.
# shellcheck disable=SC2154 # run sets status, out and err
# shellcheck disable=SC2016 # what others expand
. "${0%/*}/lib.sh"

edit=$SRCDIR/contrib/editors
evil='It'\''s "$(touch pwned)" | call system("touch pwned") #(touch pwned) #[fg=red]'
new_repo work
a=$(git task add -q "$evil")
b=$(git task add -q "Second")
echo '# TODO: see to it later' >x.sh
git add x.sh
state()
{
	git task show "$1" --json | jq -r "$2"
}

# ---- Vim ----
vim_do()
{
	run timeout 60 vim -N -u NONE -i NONE -es --cmd 'set nomore' -S "$edit/git-task.vim" "$@" -c 'qa!' </dev/null
}
vim_do -c 'Task status:open' -c 'write! list.txt'
is "Vim: the list" "$(sort list.txt)" "$(git task list --format '%(id:short)  %(status)  %(priority)  %(title)' | sort)"
vim_do -c 'Task' -c 'call search("Second")' -c 'normal s'
is "Vim: s starts" "$(state "$b" .status)" in_progress
vim_do -c 'Task' -c 'call search("Second")' -c 'execute "normal \<CR>"' -c 'write! show.txt'
like "Vim: Enter shows" "$(cat show.txt)" 'Second'
vim_do -c 'Task' -c 'call search("Second")' -c 'normal c'
is "Vim: c completes" "$(state "$b" .status)" completed
vim_do -c "TaskAdd -x It's \$(touch pwned)"
is "Vim: a title as it is typed" "$(git task list --text touch --format '%(title)' | grep -c '^-x It')" 1
vim_do -c 'TaskTodo' -c 'call writefile(map(getqflist(), "bufname(v:val.bufnr) . v:val.lnum . v:val.text"), "todo.txt")'
like "Vim: TODO comments" "$(cat todo.txt)" '^x\.sh1.*see to it later'
vim_do -c 'set filetype=gitcommit' -c 'doautocmd FileType gitcommit' -c "call setline(1, 'closes $(printf '%.4s' "$a")')" \
	-c 'call cursor(1, 12)' -c 'let w = call(&completefunc, [0, getline(1)[7:]])' \
	-c 'call writefile([w[0].word, w[0].menu], "words.txt")'
is "Vim: ids in a commit message" "$(head -n 1 words.txt)" "$a"
mkdir "$TRASH/none"
cd "$TRASH/none" || exit 1
vim_do -c 'redir! > said.txt' -c 'Task' -c 'redir END'
like "Vim: what is wrong is said" "$(cat said.txt)" 'not a git repository'
cd "$TRASH/work" || exit 1

# ---- Emacs ----
emacs_do()
{
	run timeout 60 emacs -Q --batch -l "$edit/git-task.el" --eval "(progn $1)"
}
emacs_do '(git-task "status:open") (princ (buffer-substring-no-properties (point-min) (point-max)))'
like "Emacs: the list" "$out" "^$a .*It's \"\\$\(touch pwned\)\""
c=$(git task add -q "Third")
emacs_do '(git-task "") (search-forward "Third") (git-task-start) (goto-char (point-min)) (search-forward "Third") (git-task-progress "half; $(touch pwned)")'
is "Emacs: start, progress" "$status $(state "$c" '"\(.status) \(.progress[0].text)"')" '0 in_progress half; $(touch pwned)'
emacs_do '(git-task "") (search-forward "Third") (git-task-show) (princ (with-current-buffer "*git-task: show*" (buffer-string)))'
like "Emacs: show" "$out" Third
emacs_do '(git-task "") (search-forward "Third") (git-task-complete) (git-task-add "-y from Emacs")'
is "Emacs: complete, add" "$(state "$c" .status) $(git task list --text Emacs --format '%(title)')" "completed -y from Emacs"
emacs_do '(git-task "priority:soon")'
isnt "Emacs: what is wrong is said" "$status" 0
like "in its words" "$err" 'priority'
run emacs -Q --batch --eval '(setq byte-compile-error-on-warn t)' --eval \
	"(setq byte-compile-dest-file-function (lambda (_) \"$TRASH/git-task.elc\"))" -f batch-byte-compile "$edit/git-task.el"
is "Emacs: no warning of its compiler" "$status $out" "0 "

# ---- tmux: what stands in the status line of a client ----
run git task start "$a"
tm_ux()
{
	TMUX_TMPDIR=$TRASH TERM=xterm tmux -L test -f /dev/null "$@"
}
run tm_ux new-session -d -x 200 -y 20 'sleep 100'
is "tmux: a session" "$status" 0
run tm_ux set -g status-right-length 190
run tm_ux set -g status-interval 1
run tm_ux set -g status-right "#($SRCDIR/contrib/prompt/git-task-tmux \"$PWD\")"
TMUX_TMPDIR=$TRASH TERM=xterm script -qfc 'stty cols 200 rows 20; exec tmux -L test attach' "$TRASH/screen" \
	>/dev/null 2>&1 &
client=$!
wait_for "tmux: the status line" 30 grep -q "$a It's" "$TRASH/screen"
like "tmux: with its own signs as text" "$(tr -d '\033' <"$TRASH/screen")" '#\(touch pwned\) #\[fg=red\]'
run tm_ux kill-server
wait "$client"
is "nothing of a title was run" "$(find "$TRASH" -name pwned)" ""
done_testing
