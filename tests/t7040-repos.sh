#!/bin/sh
# serve --repos: several repositories under one address, each on its own.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-serve.sh"

mkdir -p src/notes elsewhere
for name in shop site "two words"
do
	new_repo "$TRASH/src/$name" >/dev/null
	git task add "Task of $name" >/dev/null
	cd "$TRASH" || exit 99
done
git clone -q --bare src/shop src/bare.git
git init -q src/shop/vendor
git init -q elsewhere/shop
exit_is "a folder without any" 1 timeout 20 git-task serve --listen 127.0.0.1:0 \
	--repos src/notes
like "is named" "$err" "no repository in '.*/src/notes'"
exit_is "a folder that is none" 1 timeout 20 git-task serve \
	--listen 127.0.0.1:0 --repos nosuch
exit_is "without it we have to be in one" 128 timeout 20 git-task serve \
	--listen 127.0.0.1:0

begin --repos src --repos elsewhere/shop --repos src/site
http api/v1
is "those in the folder, in order, each once" \
	"$(jb '[.repositories[] | "\(.name) \(.address)"] | join(", ")')" \
	"bare.git /r/bare.git, shop /r/shop, site /r/site, two words /r/two%20words, shop-2 /r/shop-2"
is "in front there is none" "$(jb .repository)" ""
for path in api/v1/tasks api/v1/events metrics readyz mcp r r/nosuch \
	r/nosuch/api/v1/tasks r/shop/vendor r/../shop
do
	http "$path"
	case $path in
	*..*) is "nor $path" "$code" 400 ;;
	*) is "no $path" "$code" 404 ;;
	esac
done
http healthz
is "but health" "$code" 200
http ""
is "and the page" "$code" 200
for name in shop site two%20words
do
	http "r/$name/api/v1/tasks"
	is "$name: its tasks" "$(jb '.data[].title')" \
		"Task of $(echo "$name" | sed 's/%20/ /')"
	http "r/$name/"
	is "$name: the page" "$code" 200
	http "r/$name/readyz"
	is "$name: it is well" "$code" 200
	http "r/$name/metrics"
	like "$name: metrics" "$body" '^git_task_tasks'
done
http r/shop/api/v1
is "it knows its name" "$(jb .repository)" shop
is "and the others" "$(jb '.repositories | length')" 5
write POST r/two%20words/api/v1/tasks '{"title":"By address"}'
is "a write" "$code" 201
like "has an address of its own" "$head" '^Location: /r/two%20words/api/v1/tasks/'
is "it is there" "$(git -C "src/two words" task list --count --text 'By address')" 1
is "and nowhere else" "$(git -C src/shop task list --count)$(git -C src/site task list --count)" 11
http r/two%20words/api/v1/openapi.json
is "the description has the address" "$(jb '.servers[0].url')" "/r/two%20words/"
http -H "Host: evil.example" r/shop/api/v1/tasks
is "the doors are the same" "$code" 421
http -d '{"title":"x"}' -H "Content-Type: application/json" r/shop/api/v1/tasks
is "in each of them" "$code" 401

# the same tip in two of them is not the same answer
git clone -q --bare src/shop src/later.git
http r/bare.git/api/v1/tasks
is "a bare one without tasks" "$(jb '.data | length')" 0

# who listens hears of one
curl -sN -m 60 "${url}r/shop/api/v1/events" >shop 2>/dev/null &
ears=$!
curl -sN -m 60 "${url}r/site/api/v1/events" >site 2>/dev/null &
ears="$ears $!"
wait_for "one listens" 20 grep -q '^: at' shop
wait_for "the other listens" 20 grep -q '^: at' site
git -C src/shop task add "Only in the shop" >/dev/null
wait_for "an event" 20 grep -q 'Only in the shop' shop
git -C src/site task add "Only on the site" >/dev/null
wait_for "the other's" 20 grep -q 'Only on the site' site
unlike "not of the other" "$(cat site)" 'Only in the shop'
unlike "nor the other way round" "$(cat shop)" 'Only on the site'
# shellcheck disable=SC2086 # several processes
kill $ears

# tools of agents
message()
{
	http -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
		-H "Accept: application/json" -d "$2" "r/$1/mcp"
}
message shop '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}'
is "an agent begins" "$code" 200
session=$(sed -n 's/^Mcp-Session-Id: //Ip' .head | tr -d '\r')
call='{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"create_task","arguments":{"title":"By an agent"}}}'
http -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
	-H "Mcp-Session-Id: $session" -H "Accept: application/json" -d "$call" r/shop/mcp
is "and works there" "$code $(git -C src/shop task list --count --text 'By an agent')" "200 1"
http -H "Authorization: Bearer $token" -H "Content-Type: application/json" \
	-H "Mcp-Session-Id: $session" -H "Accept: application/json" -d "$call" r/site/mcp
is "its session is not one of another repository" "$code" 404

mv src/site src/moved
http r/site/api/v1/tasks
is "one that has gone" "$code" 503
http r/shop/api/v1/tasks
is "is nobody else's loss" "$code" 200
mv src/moved src/site
http r/site/api/v1/tasks
is "and is there again" "$code" 200
finish
is "it ends" "$ended" 0

begin --repos src/shop --read-only
http r/shop/api/v1/tasks
is "one of one" "$code" 200
finish

# ---- each has whom it tells ----

for repo in shop site
do
	git -C "src/$repo" task notify add log command -- \
		tee -a "$TRASH/told-$repo" >/dev/null
done
begin --repos src
write POST r/shop/api/v1/tasks '{"title":"To be told of"}'
wait_for "who is to be told of one is" 20 grep -q 'To be told of' "$TRASH/told-shop"
git -C src/site task add "In the terminal" >/dev/null
wait_for "and of another" 20 grep -q 'In the terminal' "$TRASH/told-site"
unlike "of that alone" "$(cat "$TRASH/told-site")" 'To be told of'
finish
is "it ends, with those who tell" "$ended" 0

done_testing
