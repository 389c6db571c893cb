#!/bin/sh
# serve: what takes long makes nobody wait, and ends with the server.
. "${0%/*}/lib.sh"
. "$SRCDIR/tests/lib-serve.sh"

new_repo work
git task add "Buy milk" >/dev/null
git task add "Drink it" --depends "$(git task list --format ids)" >/dev/null

# a dot that tells that it was started and waits until it may go on
mkdir dots
mkfifo gate
# open at both ends: each line lets one go on, and who writes it never waits
exec 8<>gate
cat >dots/dot <<'END'
#!/bin/sh
cat >"$0.asked.$$"
echo $$ >>"$0.started"
read -r word <"${0%/*}/../gate"
echo "graph 1 9 2"
x=1
for n in $(sed -n 's/^\(n[0-9]*\);$/\1/p' "$0.asked.$$")
do
	echo "node $n $x 1 1 1 x solid box black grey"
	x=$((x + 3))
done
sed -n 's/^\(n[0-9]*\) -> \(n[0-9]*\);$/edge \1 \2 4 1 1 2 1 3 1 4 1 solid black/p' \
	"$0.asked.$$"
echo stop
END
chmod +x dots/dot
PATH=$PWD/dots:$PATH
begin

# draw FILE: asks for the graph in the background, sets drawing
draw()
{
	curl -s -m 60 -D "$1.head" -o "$1" "${url}api/v1/graph.svg?all=true" &
	drawing=$!
}
# started N: so many dots are at work
started() { test "$(wc -l <dots/dot.started)" -ge "$1"; }
: >dots/dot.started
draw one
wait_for "the first picture is being laid out" 20 started 1
http healthz
is "meanwhile others are served" "$code" 200
write POST api/v1/tasks '{"title":"Meanwhile"}'
is "and write" "$code" 201
ok "the picture is still being made" kill -0 "$(cat dots/dot.started)"
echo >&8
wait "$drawing"
like "then it is there" "$(cat one.head)" '^HTTP/1.1 200'
like "as a picture" "$(cat one.head)" '^Content-Type: image/svg\+xml'
like "with the tag of the tasks" "$(cat one.head)" '^ETag: W/"[0-9a-f]+"'
like "with the headers of every answer" "$(cat one.head)" '^X-Content-Type-Options'
is "of the tasks as they were when it began" "$(grep -c 'id="t-' one)" 2

# six at once: four work, two wait for their turn
: >dots/dot.started
all=
for n in 1 2 3 4 5 6
do
	draw "six.$n"
	all="$all $drawing"
done
wait_for "four are made at a time" 20 started 4
http healthz
is "and others are served" "$code $(wc -l <dots/dot.started)" "200 4"
printf '\n\n' >&8
wait_for "two that are done let two begin" 20 started 6
printf '\n\n\n\n' >&8
# shellcheck disable=SC2086 # several processes
wait $all
is "all of them come" "$(grep -l 'id="t-' six.? | wc -l)" 6

# one who goes away is nobody's loss
: >dots/dot.started
draw gone
wait_for "another one" 20 started 1
kill "$drawing"
wait "$drawing" 2>/dev/null
http healthz
is "whoever asked has gone" "$code" 200

# ---- answers that are given again ----

id=$(git task list --format ids --text milk)
stale=
for n in 1 2 3 4 5 6 7 8 9 10 11 12
do
	git task update "$id" --title "Buy $n" >/dev/null
	http "api/v1/tasks?fields=title"
	like1=$(jb ".data[].title" | grep -cx "Buy $n")
	http "api/v1/tasks?fields=title"
	test "$like1$(jb ".data[].title" | grep -cx "Buy $n")" = 11 || stale="$stale $n"
done
is "each change is seen by the next request" "$stale" ""
first=$body
http "api/v1/tasks?fields=title"
is "the same again is the same" "$body" "$first"
like "with its tag" "$head" "^ETag: W/\"$(git rev-parse refs/tasks/main)\""
is "once" "$(grep -c '^Content-Type' .head)" 1
http "api/v1/tasks?fields=id"
unlike "another address is another answer" "$body" title
git pack-refs --all
git task update "$id" --title "Packed" >/dev/null
git pack-refs --all
http "api/v1/tasks?fields=title"
like "a ref that is packed" "$body" Packed
: >dots/dot.started
draw gone
wait_for "one more" 20 started 1
finish
is "the end waits for nobody" "$ended" 0
gone() { ! kill -0 "$(cat dots/dot.started)" 2>/dev/null; }
wait_for "and no child stays behind" 20 gone
unlike "nothing was complained of" "$(cat serve.err)" 'warning|error|git-task:'

done_testing
