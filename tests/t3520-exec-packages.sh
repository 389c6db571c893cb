#!/bin/sh
# exec with packages of pip and npm, from an index on this machine.
# shellcheck disable=SC2154,SC2034 # run sets status, out and err
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-mcp.sh"

srv=$TRASH/srv
mkdir "$srv"
python3 "$SRCDIR/tests/helpers/registry.py" "$srv" &
server=$!
wait_for "the index listens" 20 test -s "$srv/url"
url=$(cat "$srv/url")
export NPM_CONFIG_REGISTRY="$url/npm/" PIP_INDEX_URL="$url/simple/"
unset PIP_FIND_LINKS PIP_NO_INDEX PIP_EXTRA_INDEX_URL

new_repo work
id=$(git task add "Use it" 2>/dev/null)
folder=.git/git-task/packages
# in the box where there is one: the same must come out of both
box=none
bwrap --unshare-user --unshare-pid --unshare-net --disable-userns \
	--ro-bind / / --proc /proc --dev /dev true 2>/dev/null && box=bwrap
diag "sandbox: $box"

js()
{
	run git task exec "$id" --sandbox "$box" -l javascript "$@"
}
asked()
{
	wc -l <"$srv/asked"
}
last()
{
	git task show "$id" --json | jq -r ".executions | max_by(.id) | $1"
}

# ---- names ----

for bad in ../answer ./answer /tmp/x -g --registry=http://x http://x/y \
	git+ssh://x/y ann/answer answer.tgz answer@file:../x answer@npm:other \
	'answer; true' 'a b' '' @own @own/ '@own/../x' answer@
do
	js -p "$bad" -c 'console.log(1)'
	isnt "npm: '$bad' is refused" "$status" 0
	is "'$bad': nothing runs" "$out" ""
done
for bad in ./x x.whl x.tar.gz 'x @ http://y' http://x -rfile --index-url=x \
	'x;python_version>"3"' 'x[' 'x==' @own/x git+https://x
do
	run git task exec "$id" -l python -p "$bad" -c 'print(1)'
	isnt "pip: '$bad' is refused" "$status" 0
	is "'$bad': nothing runs" "$out" ""
done
like "with what a name looks like" "$err" "no name of a package: write six or six==1.16.0"
exit_is "bash has none" 1 git task exec "$id" -l bash -p x -c true
like "and says which have" "$err" "python, javascript and typescript"
exit_is "nor has a command" 1 git task exec "$id" -p x -- true
is "nobody was asked" "$(test -e "$srv/asked" && cat "$srv/asked")" ""
git config task.exec.packages none
js -p answer -c 1
is "none means none" "$status" 1
git config task.exec.packages "other, @own/answer, answer"
js -p nothere@1.0.0 -c 1
like "what is not listed is refused" "$err" "'nothere' is not among those"

# ---- npm ----

both()
{
	js -p @own/answer@1.0.0 -p answer@1 "$@"
}
# what an installation left that was cut short
half=$folder/node/$(printf '@own/answer@1.0.0\nanswer@1\n' | sha256sum | cut -c 1-24)
mkdir -p "$half/node_modules/answer"
echo 'module.exports = "half"' >"$half/node_modules/answer/index.js"
echo "registry=http://127.0.0.1:9/" >.npmrc
both -c 'console.log(require("@own/answer"), require("answer"))'
is "what is, is there, in its version; files of the work tree choose no index" \
	"$out" "own 42"
ok "one that was cut short is made anew" test -e "$half/ready"
rm .npmrc
git config --unset task.exec.packages
is "no script of a package runs" "$(find . .. -name 'evil*' 2>/dev/null)" ""
is "the record names them" "$(last '.packages | join(" ")')" \
	"@own/answer@1.0.0 answer@1"
before=$(asked)
both -c 'console.log(require("answer"))'
is "again" "$out $(asked)" "42 $before"
js -p nothere -c 'console.log(1)'
is "an unknown one" "$status" 1
like "is told in npm's words" "$err" "cannot install the packages of javascript: 404 Not Found"
is "and nothing half made stays" "$(find "$folder/node" -mindepth 1 -maxdepth 1 -type d | wc -l)" 1
rm -r "$folder"
js --file - -p only-esm -p answer <<\END
const { default: word } = await import('only-esm')
const local = require('./local')
console.log(word, require('answer'), local)
END
isnt "await is of modules only" "$status" 0
echo 'module.exports = "here"' >local.js
js -p answer -p only-esm -c "
	import('only-esm').then(m =>
		console.log(m.default, require('answer'), require('./local')))
	.then(() => import('nowhere')).catch(e => console.log(e.code))
	.then(() => fetch('$url/npm/answer'))
	.then(() => console.log('out'), () => console.log('alone'))
	.then(() => fs.writeFileSync(process.env.NODE_PATH + '/x', ''))
	.then(() => console.log('written'), e => console.log(e.code))"
line()
{
	printf '%s\n' "$out" | sed -n "$1p"
}
is "import finds them, too, and require what is here; the folder could be deleted" \
	"$(line 1)" "esm 43 here"
is "and not what is nowhere" "$(line 2)" ERR_MODULE_NOT_FOUND
if test "$box" = bwrap
then
	is "the run itself has no network" "$(line 3)" alone
	is "nor can it change the packages" "$(line 4)" EROFS
fi

# ---- pip ----

# what code left in the work tree is run by nobody outside
echo 'open("evil-pip", "w")' >pip.py
run git task exec "$id" --sandbox "$box" -l python -p answer==1.0 \
	-c 'import answer; print(answer.value)'
is "python" "$out" 42
ok "with the pip of the machine, not of the work tree" test ! -e evil-pip
rm pip.py
before=$(asked)
run git task exec "$id" --sandbox "$box" -l python -p answer==1.0 \
	-c 'import answer; print(answer.value)'
is "again, and nobody is asked" "$out $(asked)" "42 $before"
run git task exec "$id" --sandbox "$box" -l python -p source-only -c 'print(1)'
is "what would have to be built is refused" "$status$out" 1
like "in pip's words" "$err" "packages of python: ERROR: No matching distribution"
ok "and nothing of it ran" test ! -e /tmp/evil-setup

# ---- a tool of an agent ----

git config task.mcp.exec true
git config task.exec.sandbox "$box"
code='{"task_id":"'$id'","language":"javascript","code":"console.log(require(\"answer\"))","packages":["answer","only-esm"]}'
tool 1 execute_code "$code" >call
serve --tools all <call
like "a tool may not" "$(ans 1 '.result.content[0].text')" \
	"git config task.exec.packages any"
git config task.exec.packages "answer only-esm"
serve --tools all <call
is "unless it is allowed" "$(got 1 '.execution | [.exit_code, .output,
	(.packages | join(" "))] | tojson')" '[0,"43\n","answer only-esm"]'
printf 'exec:\n  packages: any\n' >.git-task.yaml
git config --unset task.exec.packages
serve --tools all <call
is "a tracked file can not say so" "$(ans 1 .result.isError)" true

touch "$srv/stop"
wait "$server"
done_testing
