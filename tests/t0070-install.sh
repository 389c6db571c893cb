#!/bin/sh
# make install, what it installs, and make uninstall; the program as a single
# copied file.
. "${0%/*}/lib.sh"

unset MAKEFLAGS MFLAGS MAKELEVEL SANITIZE COVERAGE
dest=$TRASH/dest

# as built: nothing is compiled here
mk()
{
	make -s -C "$SRCDIR" -o all BUILD="$BUILD" PREFIX=/usr DESTDIR="$dest" \
		"$@"
}

ok "make install" mk install
ok "the program" test -x "$dest/usr/bin/git-task"
is "tm is a link to it" "$(readlink "$dest/usr/bin/tm")" git-task
ok "the program for hooks" test -x \
	"$dest/usr/libexec/git-task/git-task-hook"
new_repo hooked
ok "... is what hooks are" "$dest/usr/bin/git-task" hooks install
is "... as links" "$(readlink .git/hooks/commit-msg)" \
	"$dest/usr/libexec/git-task/git-task-hook"
id=$(git task add "Found from there" -q)
git commit -q --allow-empty -m "see #$id"
is "... which find git-task" "$(git task show "$id" --json |
	jq '.commits | length')" 1
cd "$TRASH" || exit 1
is "it says its version" "$("$dest/usr/bin/git-task" version)" \
	"git-task version $(mk version)"
for f in man/man1/git-task.1 man/man1/tm.1 man/man1/git-task-add.1 \
	man/man5/git-task-formats.5 bash-completion/completions/git-task \
	bash-completion/completions/tm zsh/site-functions/_git-task \
	fish/vendor_completions.d/git-task.fish \
	fish/vendor_completions.d/tm.fish fish/vendor_conf.d/git-task.fish \
	git-task/hooks/post-commit git-task/formats/task.md \
	doc/git-task/README.md doc/git-task/worker-loop.sh
do
	ok "share/$f" test -s "$dest/usr/share/$f"
done
is "every page of the table is installed" "$(git task help --pages |
	while read -r page
	do
		test -s "$dest/usr/share/man/man1/$page.1" || echo "$page"
	done)" ""
is "every template is installed" \
	"$(cd "$SRCDIR/templates" && echo *)" \
	"$(cd "$dest/usr/share/git-task/templates" && echo *)"
# the manual names files of the installation
grep -rhoE '(docs|contrib)/[a-z-]+\.(md|sh)' "$dest/usr/share/man" | sort -u |
	sed 's,.*/,,' >named
ok "the manual names documents" test -s named
is "... that are installed" "$(while read -r f
	do
		test -s "$dest/usr/share/doc/git-task/$f" || echo "$f"
	done <named)" ""
grep -rhoE 'formats/[a-z-]+\.(md|json)|formats/[a-z.-]+schema\.json' \
	"$dest/usr/share/man" | sort -u >named
is "... and formats that are" "$(while read -r f
	do
		test -s "$dest/usr/share/git-task/$f" || echo "$f"
	done <named)" ""
# README's links lead to installed files
grep -oE '\]\([^)#:]+' "$dest/usr/share/doc/git-task/README.md" | cut -c3- |
	sort -u >named
ok "README has links" test -s named
is "... to what is installed" "$(while read -r f
	do
		test -e "$dest/usr/share/doc/git-task/$f" || echo "$f"
	done <named)" ""
# fish finds the completion by the name of the command
for words in 'git-task vers' 'tm vers' 'git task vers'
do
	run env XDG_DATA_DIRS="$dest/usr/share:/usr/local/share:/usr/share" \
		fish -c "complete -C '$words'"
	like "fish completes '$words'" "$out" '^version	'
done
ok "man finds the page" env MANPATH="$dest/usr/share/man" MANPAGER=cat \
	man git-task-link
like "... and shows it" "$out" 'link tasks and commits'
ok "install again" mk install
ok "make uninstall" mk uninstall
is "nothing is left" "$(cd "$dest" && find . | sort | tr '\n' ' ')" \
	". ./usr ./usr/bin ./usr/share "
mkdir -p "$dest/usr/share/zsh/site-functions"
echo mine >"$dest/usr/share/zsh/site-functions/_mine"
ok "install beside the file of somebody else" mk install
ok "... and uninstall" mk uninstall
is "... which stays" "$(cd "$dest" && find . -type f)" \
	./usr/share/zsh/site-functions/_mine

# one file is enough: hooks and templates are inside
cp "$BUILD/git-task" "$TRASH/tm"
new_repo elsewhere
run env PATH="/usr/bin:/bin" "$TRASH/tm" hooks install
is "a copied program installs hooks" "$status" 0
sed "s,@PROGRAM@,''," "$SRCDIR/hooks/commit-msg" >"$TRASH/shim"
same "... the same ones" .git/hooks/commit-msg "$TRASH/shim"
run env PATH="/usr/bin:/bin" "$TRASH/tm" template list
is "... and has its templates" "$status" 0
like "... by name" "$out" 'bug-fix'

# the rest of the Makefile that nothing else runs
mk help >help
is "make help names every target" "$(sed -n '/^\.PHONY:/,/[^\\]$/p' \
	"$SRCDIR/Makefile" | tr -d '\\' | tr ' \t' '\n\n' |
	grep -vxE '|\.PHONY:|objs|helpers|FORCE|help' | while read -r target
	do
		grep -qE "^([a-z_., -]*, )?$target(,| )" help || echo "$target"
	done)" ""
mk compile_commands.json
run jq -r '.[0].command' "$BUILD/compile_commands.json"
like "make compile_commands.json" "$out" '-std=c11 .*-Isrc .*-c src/'
done_testing
