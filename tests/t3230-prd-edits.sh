#!/bin/sh
# Edits of a requirements document: no task is lost, made again or overwritten.
. "${0%/*}/lib.sh"

ids() # id of every task that was there at the start, with what people did
{
	git task list --all --format json |
		jq -r '.[] | select(.stored_status != "cancelled") | .id' | sort
}

# ---- twelve kinds of edit on ten documents ----

# stdin to stdout; each keeps every item and what it says
edit()
{
	case $1 in
	section) sed 's/^## \(Features\|Requirements\|Tasks\)$/## Key \1/' ;;
	title) sed '1s/^# .*/# Another name of the document/' ;;
	text) sed '2i\
\
Some words were added here.' ;;
	blank) sed 's/^$/\n/' ;;
	crlf) sed 's/$/\r/' ;;
	emoji) sed 's/^## /## 🚀 /' ;;
	star) sed 's/^- /* /' ;;
	bold) sed 's/^- \([A-Z]*-[0-9]*\): /- **\1**: /' ;;
	zeros) sed 's/\b\([A-Z][A-Z]*\)-\([1-9]\)\b/\1-00\2/' ;;
	reverse) tac_sections ;;
	number) awk '/^## / { n++; sub(/^## /, "## " n ". ") } { print }' ;;
	level) sed 's/^\(##*\) /#\1 /; 1s/^## /# /' ;;
	esac
}

# the sections behind the title in the other order
tac_sections()
{
	awk '/^## / { n++ } { s[n] = s[n] $0 "\n" }
		END { printf "%s", s[0]; for (i = n; i > 0; i--) printf "%s\n", s[i] }' n=0
}

# ten documents with items of every shape
make_doc() # number
{
	case $1 in
	1) printf '# Shop PRD\n\n## Requirements\n\n- FR-1: Take money\n- FR-2: Give change\n\n## Tasks\n\n- [ ] Write the manual\n- [ ] Paint the door\n' ;;
	2) printf '# Zoo PRD\n\n## Features\n\n### Map of the zoo\nShows the way.\n\n### Feeding times\nShows when.\n\n## Tasks\n\n- [ ] Draw the map\n' ;;
	3) printf '# Pool PRD\n\n## Requirements\n\n| ID | Requirement | Priority |\n|---|---|---|\n| PL-1 | Sell tickets | P0 |\n| PL-2 | Count guests | P1 |\n\n## Tasks\n\n- [ ] Buy a gate\n' ;;
	4) printf '# Bus PRD\n\n## Features\n\n- Show the next bus\n- Show delays\n\n## Tasks\n\n- [ ] Rent a screen\n- [ ] Test with ten people\n' ;;
	5) printf '# Bank PRD\n\n## User Stories\n\n### US-1: Log in\nAs a client, I want to log in.\n\n### US-2: Pay\nAs a client, I want to pay.\n\n## Requirements\n\n- REQ-7: Keep a log\n' ;;
	6) printf '# Farm PRD\n\n## Requirements\n\n### FR-1: Milk\n**Priority**: P1\n\n### FR-2: Cheese\n**Priority**: P2\n\n## Tasks\n\n- [ ] Call the vet\n' ;;
	7) printf '# Ship PRD\n\n## Tasks\n\n- [ ] Load the coal\n- [x] Hire a cook\n\n## Features\n\n- Steam engine with two boilers\n' ;;
	8) printf '# Kiosk PRD\n\n## Features\n\n### Newspapers\nBy six.\n\n### Coffee to go\nHot.\n\n## Requirements\n\n- KI-1: Open at five\n' ;;
	9) printf '# Rad PRD\n\n## Requirements\n\n- RAD-1: Das Rad muss rollen\n- RAD-2: Die Bremse muss halten\n\n## Features\n\n- Licht mit Dynamo\n' ;;
	10) printf '# 菜园 PRD\n\n## Requirements\n\n- CY-1: 实现登录\n- CY-2: 实现预订\n\n## Tasks\n\n- [ ] 搭建服务器\n' ;;
	esac
}

for d in 1 2 3 4 5 6 7 8 9 10
do
	new_repo "doc$d"
	make_doc "$d" >p.md
	git task prd parse p.md >/dev/null 2>&1
	ids >before
	first=$(sed -n 1p before)
	git task update "$first" --priority critical >/dev/null 2>&1
	git task progress "$first" "looked at it" >/dev/null 2>&1
	for kind in section title text blank crlf emoji star bold zeros reverse number level
	do
		make_doc "$d" | edit "$kind" >p.md
		git task prd parse p.md >/dev/null 2>told
		ok "document $d, $kind: the same tasks" \
			grep -q '^0 created, .* unchanged.*, 0 vanished$' told
	done
	ids >after
	ok "document $d: no task was lost or made" cmp -s before after
	is "document $d: what people said stays" \
		"$(git task show "$first" --format json | jq -r '.priority + " " + (.progress | length | tostring)')" "critical 1"
	make_doc "$d" >p.md
	mv p.md renamed.md
	git task prd parse renamed.md >/dev/null 2>&1
	ids >after
	ok "document $d, another file name: the same tasks" cmp -s before after
	cd ..
done

# ---- ids ----

new_repo ids
printf '# P\n\n## Requirements\n\n- FR-1: Take money at the till\n- FR-2: Give change in coins\n' >p.md
git task prd parse p.md >/dev/null 2>&1
ids >before
printf '# P\n\n## Requirements\n\n- SHOP-9: Take money at the till\n- Give change in coins\n' >p.md
run git task prd diff p.md
like "diff says why" "$out" 'the same task because of: the same words'
like "and what changes" "$out" 'title: FR-1: Take money at the till -> SHOP-9: Take money at the till'
git task prd parse p.md >/dev/null 2>&1
ids >after
ok "an id that is changed or taken off is the same task" cmp -s before after

# ---- asked for, not guessed ----

cd .. && new_repo ask
printf '# P\n\n## Tasks\n\n- [ ] Write the user manual in German\n' >p.md
id=$(git task prd parse p.md 2>/dev/null)
printf '# P\n\n## Work list\n\n## Action items\n\n- [ ] Write the admin manual in French\n' >p.md
run git task prd diff p.md
like "half alike: asked" "$err" "may be the task $id .*--same"
run git task prd parse p.md --same "action-items/write-the-admin-manual-in-french=$id"
is "said: the same" "$err" "0 created, 1 updated, 0 unchanged, 0 vanished"
is "it has the new words" "$(git task show "$id" --format json | jq -r .title)" "Write the admin manual in French"

# ---- prune ----

cd .. && new_repo prune
printf '# P\n\n## Tasks\n\n- [ ] Alpha one\n- [ ] Bravo two\n- [ ] Charlie three\n- [ ] Delta four\n- [ ] Echo five\n' >p.md
git task prd parse p.md >/dev/null 2>&1
of() { git task list --all --format json | jq -r --arg t "$1" '.[] | select(.title == $t) | .id'; }
git task start "$(of 'Alpha one')" >/dev/null 2>&1
git task progress "$(of 'Bravo two')" "half" >/dev/null 2>&1
git task update "$(of 'Charlie three')" --assignee ann >/dev/null 2>&1
printf '# P\n\n## Tasks\n\n- [ ] Echo five\n' >p.md
run git task prd parse --prune p.md
is "prune leaves what people work on" "$err" "$(printf '%s\n' "$err" | grep 'but kept' )
0 created, 0 updated, 1 unchanged (1 moved), 1 pruned, 3 kept"
is "three are told" "$(printf '%s\n' "$err" | grep -c 'but kept')" 3
is "the rest is cancelled" "$(git task show "$(of 'Delta four')" --format json | jq -r .status)" cancelled
run git task prd parse --prune --force p.md
is "force cancels" "$err" "0 created, 0 updated, 1 unchanged, 3 pruned"

# ---- a name that is only mentioned ----

cd .. && new_repo mention
printf '# P\n\n### FR-1: Till ✅ IMPLEMENTED\n**Priority**: P0\n' >p.md
git task prd parse p.md >/dev/null 2>&1
printf '\n## Summary\n\n| Requirements | Priority | Status |\n|---|---|---|\n| FR-1 to FR-3 | P3 | planned |\n' >>p.md
run git task prd parse p.md
like "a summary changes nothing" "$err" '^0 created, 0 updated, 1 unchanged'

# ---- random edits: no task is lost, made again or overwritten ----

cd .. && new_repo random
seed=${PRD_SEED:-$(date +%s)}
echo "# seed $seed (PRD_SEED=$seed repeats it)"
cat >steps.py <<'EOF'
import json, random, subprocess, sys

rnd = random.Random(int(sys.argv[1]))
words = ("amber birch cedar delta ember fjord grove heron inlet jetty kiosk "
         "lemon maple north ocean pearl quill river stone tulip umber vivid "
         "willow xenon yacht zebra").split()
sections = ["Requirements", "Features", "Tasks"]
used, items = set(), {}


def fresh():
    while True:
        title = " ".join(rnd.sample(words, 4))
        if title not in used:
            used.add(title)
            return title


def new():
    items[len(used)] = {"title": fresh(), "section": rnd.randrange(3),
                        "id": f"FR-{len(used)}" if rnd.random() < .3 else ""}


def text(names, order):
    out = ["# Random PRD", ""]
    for s in order:
        out += [f"## {names[s]}", ""]
        for it in keys:
            it = items[it]
            if it["section"] == s:
                head = it["id"] + ": " if it["id"] else ""
                out.append(f"- [ ] {head}{it['title'].capitalize()}")
        out.append("")
    return "\n".join(out)


def tasks():
    out = subprocess.run(["git", "task", "list", "--all", "--format", "json"],
                         capture_output=True, text=True, check=True).stdout
    return {t["id"]: t["title"].split(": ")[-1].casefold()
            for t in json.loads(out)}


def parse():
    open("r.md", "w").write(text(names, order))
    subprocess.run(["git", "task", "prd", "parse", "r.md"],
                   capture_output=True, check=True)
    return tasks()


names, order = list(sections), [0, 1, 2]
for _ in range(12):
    new()
keys = list(items)
known = {t: i for i, t in parse().items()}
bad = 0
for step in range(12):
    kind = rnd.choice(["shuffle", "rename", "insert", "remove", "move", "id"])
    if kind == "shuffle":
        rnd.shuffle(keys)
        rnd.shuffle(order)
    elif kind == "rename":
        at = rnd.randrange(3)
        names[at] = rnd.choice(["Key ", "Core ", "", "Our "]) + sections[at]
    elif kind == "insert":
        new()
        keys.insert(rnd.randrange(len(keys)), list(items)[-1])
    elif kind == "remove" and len(keys) > 6:
        keys.pop(rnd.randrange(len(keys)))
    elif kind == "move":
        items[rnd.choice(keys)]["section"] = rnd.randrange(3)
    elif kind == "id":
        it = items[rnd.choice(keys)]
        it["id"] = "" if it["id"] else f"NEW-{step}"
    now = parse()
    titles = list(now.values())
    for k in keys:
        t = items[k]["title"].casefold()
        if titles.count(t) != 1:
            print(f"step {step} {kind}: '{t}' is {titles.count(t)} tasks")
            bad += 1
        elif t in known and now.get(known[t]) != t:
            print(f"step {step} {kind}: '{t}' is another task now")
            bad += 1
    for t, i in known.items():
        if i not in now:
            print(f"step {step} {kind}: task {i} is lost")
            bad += 1
    known = {t: i for i, t in now.items()}
sys.exit(bad > 0)
EOF
run python3 steps.py "$seed"
is "random edits keep every task" "$status $out" "0 "

# ---- a small document is not the new name of a large one that is gone ----

cd .. && new_repo small
printf '# Shop PRD\n\n## Requirements\n\n- FR-1: Search\n- FR-2: Cart\n- FR-3: Checkout\n- FR-4: Gift cards\n- FR-5: Returns\n' >shop.md
git task prd parse shop.md >/dev/null 2>&1
search=$(git task list --all --format json | jq -r '.[] | select(.source.key == "FR-1") | .id')
git task update "$search" --assignee ann >/dev/null 2>&1
rm shop.md
printf '# Library PRD\n\n## Requirements\n\n- FR-1: Search\n- FR-2: Loans\n' >library.md
run git task prd parse library.md
is "two tasks of its own" "$err" "2 created, 0 updated, 0 unchanged, 0 vanished"
is "the other document keeps its task" \
	"$(git task show "$search" --format json | jq -r '"\(.source.prd) \(.assignee)"')" "shop.md ann"

# a file outside of the work tree has only its name: another one is not its new name
mkdir ../outside
printf '# One PRD\n\n## Requirements\n\n- Walk the dog\n- Feed the cat\n' >../outside/one.md
printf '# Two PRD\n\n## Requirements\n\n- Walk the dog\n- Cook the soup\n- Wash the pots\n' >../outside/two.md
git task prd parse ../outside/one.md >/dev/null 2>&1
run git task prd parse ../outside/two.md
is "outside: its own tasks" "$err" "3 created, 0 updated, 0 unchanged, 0 vanished"

# ---- ids that are given to other items ----

cd .. && new_repo renumber
printf '# Shop PRD\n\n## Requirements\n\n- FR-1: Search the catalogue by colour\n- FR-2: Pay with a gift card (depends on FR-1)\n- FR-3: Print the invoice (depends on FR-2)\n' >p.md
git task prd parse p.md >/dev/null 2>&1
pay=$(git task list --all --format json | jq -r '.[] | select(.source.key == "FR-2") | .id')
git task start "$pay" >/dev/null 2>&1
git task update "$pay" --assignee ann >/dev/null 2>&1
printf '# Shop PRD\n\n## Requirements\n\n- FR-1: Show the weather of the harbour\n- FR-2: Search the catalogue by colour\n- FR-3: Pay with a gift card (depends on FR-2)\n- FR-4: Print the invoice (depends on FR-3)\n' >p.md
run git task prd diff p.md
like "numbered again: the words decide" "$out" 'the same task because of: the same words'
run git task prd parse p.md
is "one new item in front is one new task" "$err" "1 created, 3 updated, 0 unchanged, 0 vanished"
is "who works on it still does" \
	"$(git task show "$pay" --format json | jq -r '"\(.title) \(.assignee) \(.stored_status)"')" \
	"FR-3: Pay with a gift card ann in_progress"
run git task prd parse p.md
like "then nothing" "$err" '^0 created, 0 updated, 4 unchanged'

sed 's/FR-3: Pay/FR-9: Pay/; s/FR-1: Show/FR-3: Show/; s/FR-9: Pay/FR-1: Pay/; s/ (depends on FR-[23])//' p.md >q && mv q p.md
git task prd parse p.md >/dev/null 2>&1
is "two that change their ids" "$(git task show "$pay" --format json | jq -r .title)" "FR-1: Pay with a gift card"

sed 's/FR-1: Pay with a gift card/FR-1: Accept vouchers of all kinds/' p.md >q && mv q p.md
run git task prd parse p.md
like "other words under the same id are the same task" "$err" '^0 created, 1 updated'
is "with the new words" "$(git task show "$pay" --format json | jq -r '"\(.title) \(.assignee)"')" \
	"FR-1: Accept vouchers of all kinds ann"

# ---- a merge that is not done ----

printf '# Shop PRD\n\n## Requirements\n\n<<<<<<< HEAD\n- FR-1: Show rain\n=======\n- FR-1: Show snow\n>>>>>>> theirs\n' >m.md
run git task prd parse m.md
like "conflict markers are refused" "$err" 'm.md: line 5: a conflict of a merge is not resolved'
exit_is "by the linter, too" 1 git task prd check m.md
printf '# Guide PRD\n\n## Requirements\n\n- FR-1: Show a conflict\n\n```\n<<<<<<< HEAD\n=======\n>>>>>>> theirs\n```\n' >m.md
exit_is "an example is none" 0 git task prd show m.md

done_testing
