#!/bin/sh
# show on a terminal: Markdown, links, lines that fit; elsewhere the text as it was typed.
# shellcheck disable=SC2154 # run sets status, out and err
. "${0%/*}/lib.sh"

GIT_TASK_TEST_NOW=2026-11-30T09:00:00Z
export GIT_TASK_TEST_NOW
new_repo work
git config task.fsync false
on() { w=$1; shift; python3 "$SRCDIR/tests/helpers/term.py" "$w" "$@"; }
# what is between the fields and the parts, without escapes
text() { sed -n '/^  #/,$p'; }
esc=$(printf '\033')

cat >text <<\END
# Goal

A **bold** and an *even* word, `code`, [the RFC](https://example.org/rfc?a=1&b=2)
and <https://plain.example>.

- one that is long enough to be wrapped somewhere in the middle of the line
- two
  - nested 結帳頁面的翻譯結帳頁面的翻譯結帳頁面的翻譯
    1. three
    2. four

1. loose

2. items

> quoted

```
  code keeps its blanks
```

| a | b |
|---|---|
| 1 | 2 |

<b>raw</b> [bad](javascript:alert(1)) ![pic](https://x.example/a.png)
- - deep
END
id=$(git-task add -q "A title that is longer than forty columns are")
git-task update -q "$id" -d "$(cat text)"

NO_COLOR=1 on 40 git-task show "$id" >got
is "no line is broken by the terminal" "$(python3 "$SRCDIR/tests/helpers/wide.py" 40 <got)" ""
like "the title goes on below itself" "$(cat got)" '^          forty columns are$'
text <got >body
cat >want <<\END
  # Goal

  A **bold** and an *even* word, `code`,
  the RFC
  (https://example.org/rfc?a=1&b=2) and
  https://plain.example.

  - one that is long enough to be
    wrapped somewhere in the middle of
    the line
  - two
    - nested 結帳頁面的翻譯結帳頁面的翻
      譯結帳頁面的翻譯
      1. three
      2. four

  1. loose

  2. items

  │ quoted

    code keeps its blanks

  a  b
  1  2

  <b>raw</b> bad (javascript:alert(1))
  pic (https://x.example/a.png)

  -
    - deep
END
same "Markdown at 40 columns" body want

on 100 git-task show "$id" >colour
like "bold is bold" "$(cat colour)" "$esc\\[1mbold$esc\\[22m"
like "code is coloured" "$(cat colour)" "$esc\\[36mcode$esc\\[39m"
like "a link has its address where the terminal has none" "$(cat colour)" 'the RFC \(https'
FORCE_HYPERLINK=1 on 100 git-task show "$id" >links
like "else it is one" "$(cat links)" "$esc\\]8;;https://example.org/rfc\\?a=1&b=2$esc\\\\the RFC$esc\\]8;;$esc\\\\"
unlike "no code for an address" "$(cat links)" "8;;javascript"
is "that is not counted as width" "$(sed "s/$esc\\]8;;[^$esc]*$esc\\\\//g; s/$esc\\[[0-9;]*m//g" links |
	grep -c 'code, the RFC$')" 1
VTE_VERSION=6800 on 80 git-task show "$id" >links
like "a terminal that says so has links" "$(cat links)" "$esc\\]8;;https"
VTE_VERSION=6800 FORCE_HYPERLINK=0 on 80 git-task show "$id" >links
unlike "not when they are not wanted" "$(cat links)" "$esc\\]8"

run git-task show "$id"
text <"$TRASH/.out" >body
sed 's/^\(.\)/  \1/' text >want
same "no terminal: as it was typed" body want
unlike "without escapes" "$out" "$esc"

# addresses that would end the escape, or begin another
git-task update -q "$id" -d "[x](<https://a.example/]8;;\\é b>) [y](https://b.example/%1b]8;;evil)"
FORCE_HYPERLINK=1 on 80 git-task show "$id" >links
like "what is no plain letter is written out" "$(cat links)" "8;;https://a.example/\\]8;;.*%C3%A9%20b$esc"
is "each link has its end" "$(grep -o "$esc\\]8;;" links | wc -l)" 4

# a progress message, a reason and a criterion fit, too
git-task update -q "$id" -d "short"
git-task progress "$id" "A message that says in **many** words what became of it since yesterday morning" >/dev/null 2>&1
git-task block -q "$id" --reason "the contract with the vendor of the machines is not signed by anybody"
git-task criteria add -q "$id" "Answers are faster than anybody would have thought" --measurable "p95 < 200ms and errors == 0" \
	>/dev/null 2>&1
for w in 40 60; do
	NO_COLOR=1 on $w git-task show "$id" >got
	is "every field fits $w" "$(python3 "$SRCDIR/tests/helpers/wide.py" $w <got)" ""
	like "and is whole" "$(tr -s ' \n' ' ' <got)" 'is not signed by anybody .*what became of it since yesterday morning'
done

# a list of thousands of levels, an endless line
python3 -c 'print("\n".join("  " * i + "- x" for i in range(300)))' >deep
git-task update -q "$id" -d "$(cat deep)"
on 60 git-task show "$id" >got
is "as many lines as levels" "$(grep -c 'x$' got)" 300

# Tables: columns where they fit, else a sentence a row; nothing is lost, hostile cells are clean.
printf '%s\n' 'Above.' '' '| who | open | of what there is to say |' '|:--|--:|---|' \
	'| ben | 12 | `x` \| **y** |' '| 結帳 | 3 | |' '' 'Below.' '' '| only a head |' '|---|' '' 'End.' '- | a | b |' >table
printf '\n| \033]0;x\007 | b |\n|---|---|\n| 1 | 2 | 3 |\n' >>table
table=$(git-task add -q "Table")
git-task update -q "$table" -d "$(tr -d '\033\007' <table)"
NO_COLOR=1 on 60 git-task show "$table" >got
cat >want <<\END
  Above.

  who   open  of what there is to say
  ben     12  x | y
  結帳     3

  Below.

  only a head

  End.

  - | a | b |
END
sed -n '/Above/,/- | a/p' got >body
same "a table in columns" body want
NO_COLOR=1 on 34 git-task show "$table" >got
like "ben in a sentence" "$(cat got)" '^  ben: open 12, of what'
like "what is not there is not told" "$(cat got)" '^  結帳: open 3$'
is "and no line breaks" "$(python3 "$SRCDIR/tests/helpers/wide.py" 34 <got)" ""
done_testing
