#!/usr/bin/env python3
"""Precision, recall and F1 of the PRD reader over hand-labelled documents.

usage: prd-score.py PROGRAM DIR [MINIMUM]

DIR holds NAME.md with NAME.want: a line "# family", then one line a task that a
careful person reads out of the document: TITLE-OR-ID[|PRIORITY[|CRITERIA]].
Prints one row a document and one a family; ends with 1 when the F1 over all
tasks is below MINIMUM.
"""
import json
import os
import re
import subprocess
import sys
import unicodedata


def fold(text):
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w]+", " ", text).split())


def found(program, path):
    out = subprocess.run([program, "prd", "show", "--format", "json", path],
                         capture_output=True, text=True)
    if out.returncode:
        sys.exit(f"{path}: {out.stderr.strip()}")
    return [i for i in json.loads(out.stdout)["items"]
            if i["status"] != "removed"]


def matches(want, item):
    name = fold(want[0])
    title = fold(item["title"])
    if item["id"] and fold(item["id"]) == name:
        return True
    return name == title or title.startswith(name + " ") or (
        len(name) > 3 and name in title and
        len(title) < 3 * len(name) + 12)


def judge(wants, items):
    left = list(items)
    hit, details, wrong = 0, 0, []
    for want in wants:
        at = next((i for i in left if matches(want, i)), None)
        if at is None:
            wrong.append(f"missing: {want[0]}")
            continue
        left.remove(at)
        hit += 1
        priority = want[1] if len(want) > 1 else ""
        criteria = want[2] if len(want) > 2 else ""
        if (priority and at["priority"] != priority) or \
           (criteria and len(at["criteria"]) != int(criteria)):
            details += 1
            wrong.append(f"details: {want[0]}: {at['priority']}, "
                         f"{len(at['criteria'])} criteria")
    wrong += [f"extra: {i['title']} (line {i['line']})" for i in left]
    return hit, details, wrong


def row(name, want, got, hit):
    p = hit / got if got else 1.0 if not want else 0.0
    r = hit / want if want else 1.0
    f = 2 * p * r / (p + r) if p + r else 0.0
    print(f"{name:28} {want:4} {got:4} {hit:4}   {p:.2f}  {r:.2f}  {f:.2f}")
    return f


def main():
    program, folder = sys.argv[1:3]
    minimum = float(sys.argv[3]) if len(sys.argv) > 3 else 0.0
    families, notes = {}, []
    print(f"{'document':28} want  got  hit   P     R     F1")
    for name in sorted(os.listdir(folder)):
        if not name.endswith(".want"):
            continue
        lines = open(os.path.join(folder, name), encoding="utf-8"
                     ).read().splitlines()
        family = lines[0].lstrip("# ")
        wants = [line.split("|") for line in lines[1:] if line]
        items = found(program, os.path.join(folder, name[:-5] + ".md"))
        hit, details, wrong = judge(wants, items)
        row(name[:-5], len(wants), len(items), hit)
        notes += [f"{name[:-5]}: {w}" for w in wrong]
        for key in (family, "all"):
            sums = families.setdefault(key, [0, 0, 0, 0])
            for i, n in enumerate((len(wants), len(items), hit, details)):
                sums[i] += n
    print()
    for key in sorted(families, key=lambda k: (k == "all", k)):
        want, got, hit, details = families[key]
        f = row(key, want, got, hit)
    if notes:
        print()
        print("\n".join(notes))
    return 0 if f >= minimum else 1


if __name__ == "__main__":
    sys.exit(main())
