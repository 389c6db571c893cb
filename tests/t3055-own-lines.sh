#!/bin/sh
# Trees with sums, groups, lines in a form of one's own, and searching with slips.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

GIT_TASK_TEST_NOW=2026-11-30T09:00:00Z
export GIT_TASK_TEST_NOW
new_repo work
git config task.fsync false

add() { git-task add -q "$@" 2>/dev/null; }
epic=$(add "Checkout" -p high -a tess)
api=$(add "Payment API" --parent "$epic" --estimate 16h --tag api -a tess \
	--due 2026-12-04 --description "Talks to the
bank")
part=$(add "Retry after a timeout" --parent "$api" --estimate 3h)
form=$(add "Card form" --parent "$epic" --estimate 6h --tag ui,api)
add "Fax" --parent "$epic" --estimate 50h >/dev/null
git-task cancel -q "$(git-task list --format ids title=Fax)"
pages=$(add "Pages 結帳" --parent "$epic" --tag i18n)
loose=$(add "Privacy notice" -p low)
git-task complete -q "$form" --actual-hours 5 2>/dev/null

# ---- trees ----

run git-task list --tree -c title,parts,percent,hours
is "parts stand below what they belong to, with sums" "$out" "\
title                        parts    %  hours
Checkout                       1/3  33%    9h+
├─ Payment API                 0/1   0%     3h
│  └─ Retry after a timeout                 3h
└─ Pages 結帳
Privacy notice"
run git-task list --tree 'title~retry' --format table -c title
is "what a match is part of stands above it" "$out" "\
title
Checkout
└─ Payment API
   └─ Retry after a timeout"
run git-task list --tree --all --json
is "the sums as data" "$(jqo '.[] | select(.title == "Checkout").rollup | tojson')" \
	'{"parts":3,"done":1,"percent":33,"estimated_hours":9,"actual_hours":5,"unestimated":1}'
is "and how deep" "$(jqo 'map(.depth) | tojson')" '[0,1,2,1,1,1,0]'
is "what is not known is null" "$(jqo '.[] | select(.title == "Privacy notice").rollup | tojson')" \
	'{"parts":0,"done":0,"percent":null,"estimated_hours":null,"actual_hours":null,"unestimated":1}'
run git-task list --tree --all --format csv -c title,parts,percent,hours
like "numbers in a sheet" "$out" '^Checkout,3,33,9$'
run git-task show "$epic"
like "show sums up, too" "$out" '^Parts \(1/3 done, 33%, 9h\+ estimated\)$'
exit_is "no tree of groups" 129 git-task list --tree --by status
# ---- groups ----

run git-task list --group-by assignee -c title
like "by short names, with how many there are" "$out" '^tess  2$'
like "nobody is a group" "$out" '^\(none\)  3$'
git task update "$api" --tag web --tag money 2>/dev/null
run git-task list --group-by tag -c title
is "with two tags: in the group of each" "$(printf '%s\n' "$out" |
	grep -A1 -E '^(money|web)  1$' | tr '\n' ' ')" \
	"money  1 Payment API -- web  1 Payment API "
is "counted once" "$(git-task list --group-by tag --count)" \
	"$(git-task list --count)"
is "and once as data" "$(git-task list --group-by tag --format ids | sort | uniq -d)" ""
git task update "$api" --remove-tag web --remove-tag money 2>/dev/null

# ---- lines of one's own ----

while IFS='|' read -r form want
do
	run git-task show "$api" --format "$form"
	is "$form" "$out" "$want"
done <<END
%(title)|Payment API
%(id:short) %(status) %(status:short)|$api pending pending
%(due) %(due:short) %(due:relative)|2026-12-04 2026-12-04 Fri 4 Dec
%(title:trunc=8)|Payment…
[%(align:14)%(title)%(end)]|[Payment API   ]
[%(align:14,right)%(title)%(end)]|[   Payment API]
[%(align:position=middle,width=14)%(title)%(end)]|[ Payment API  ]
[%(align:30)%(align:14,right)%(title)%(end).%(end)]|[   Payment API.               ]
%(if)%(assignee)%(then)yes%(else)no%(end)|yes
%(if)%(reason)%(then)yes%(else)no%(end)|no
%(if)%(reason)%(then)yes%(end).|.
%(if:equals=api)%(tags)%(then)A%(end)%(if:notequals=api)%(tags)%(then)B%(end)|A
%(if)%(tags)%(then)%(if)%(reason)%(then)1%(else)2%(end)%(else)3%(end)|2
100%% %41%7|100% A%7
%(description)|Talks to the bank
%(parts:short) %(percent:short) %(hours:short) %(hours)|0/1 0% 3h 3
%(color:red)%(assignee:short)|tess
END
run git-task list --all --format '%(align:10)%(title)%(end)|' 'title~pages'
is "wide characters count two" "$out" 'Pages 結帳|'
run git-task list --color=always --format '[%(align:6)%(color:bold red)x%(color:reset)%(end)]' title~card status:all
is "colours take no room" "$out" "[$(printf '\033[1;31mx\033[0m')     ]"
run git-task list --color=always --format '%(color:red)x' title~privacy
is "a line ends without colour" "$out" "$(printf '\033[31mx\033[m')"
run git-task list --format ''
is "an empty form is an error" "$status" 129
for form in '%(nonsense)' '%(end)' '%(if)x' '%(then)' '%(else)' '%(title' '%(color:pink)' '%(color:)' \
	'%(align:x)%(end)' '%(align:0)%(end)' '%(align:99999)%(end)' '%(title:foo)' '%()' '%(if)%(end)' \
	'%(title,id)' "$(printf '%%(align:9)%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21)"
do
	run git-task list --format "$form"
	is "'$form' is wrong" "$status.$out" 129.
done
exit_is "a format that does not exist" 129 git-task list --format tabel

# ---- searching ----

found() { git-task search "$@" --format '%(title)' 2>err; }
add "Notes on the API of the bank, for later" -p critical >/dev/null
is "the title's own words first, open ones first" "$(found API | sed 2q)" "$(printf '%s\n' \
	"Notes on the API of the bank, for later" "Payment API")"
is "then the start of a word, then the text" "$(found bank)" "$(printf '%s\n' \
	"Notes on the API of the bank, for later" "Payment API")"
is "a slip finds it" "$(found paymnet)" "Payment API"
like "and says what it looked for" "$(cat err)" "'payment'"
is "in one word of several" "$(found timeout retyr)" "Retry after a timeout"
is "a tag counts" "$(found i18n)" "Pages 結帳"
is "a slip in a tag" "$(found i18m)" "Pages 結帳"
is "not with --exact" "$(found paymnet --exact)" ""
is "nor when nothing is near" "$(found qqqqqqq)" ""
is "nor when it is counted" "$(git-task search paymnet --count)" 0
is "a word that a task has is not replaced" "$(found privacy)" "Privacy notice"
is "with a limit" "$(found api -n1)" "Notes on the API of the bank, for later"
: "$part $pages $loose"

# a circle of parents, as a merge can make one
top=$(git-task list --format ids title=Checkout)
low=$(git-task list --format ids 'title~"Retry after"')
was=$(git rev-parse refs/tasks/main)
path=$(echo "$top" | cut -c1-2)/$top.json
blob=$(git show "$was:$path" | jq --arg p "$low" '.parent = $p' | git hash-object -w --stdin)
export GIT_INDEX_FILE="$TRASH/idx"
git read-tree "$was"
git update-index --add --cacheinfo "100644,$blob,$path"
tree=$(git write-tree)
unset GIT_INDEX_FILE
git update-ref refs/tasks/main "$(git commit-tree -p "$was" -m circle "$tree")"
run git-task list --tree -c title
is "a circle of parents ends, whatever became of it" "$status" 0
is "with every task once" "$(echo "$out" | sed 1d | sort -u | wc -l).$(echo "$out" | wc -l)" 6.7
like "sums, too" "$(git-task list --tree -c title,parts 2>&1)" 'Checkout +1/2'
done_testing
