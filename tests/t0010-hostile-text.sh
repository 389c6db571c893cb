#!/bin/sh
# What others wrote stays text: every command over hostile tasks, on a terminal.
. "${0%/*}/lib.sh"

ok "the tasks" python3 "$SRCDIR/tests/helpers/hostile.py" make bad
ok "no command sends what steers a terminal or breaks a format" \
	python3 "$SRCDIR/tests/helpers/hostile.py" walk bad
like "many were run" "$out" '^[2-9][0-9][0-9] runs, 0 faults$'

# a line is a task: none is forged on its way out and in again
ok "tasks with line feeds in a line" \
	python3 "$SRCDIR/tests/helpers/hostile.py" lines lines
for format in todo.txt markdown csv
do
	cd "$TRASH/lines" || exit 1
	git-task export --format $format >"$TRASH/x.$format"
	new_repo "$TRASH/in-$format"
	run git-task import "$TRASH/x.$format"
	case $format in
	csv) like "csv: such a title is refused" "$err" 'must be one line' ;;
	markdown) is "markdown: three items" \
		"$(grep -c '^ *- \[' "$TRASH/x.markdown")" 3 ;;
	*) is "$format: as many as there were" \
		"$(git-task list --all --count)" 3 ;;
	esac
done
done_testing
