#!/usr/bin/env python3
"""Do the outputs of a command in all data formats say the same?

usage: same-data.py DIR...: DIR/json, ndjson, yaml, csv, tsv and markdown are what a
command printed.  Prints a line for each DIR: "same", or what differs.  Sheets whose columns are not the members of the JSON (lists for
people have columns of their own) are compared with each other only.
"""
import csv
import io
import json
import re
import sys
from pathlib import Path

import yaml

FORMULA = "=+-@\t\r"


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Times stay texts: JSON has no others."""


Loader.yaml_implicit_resolvers = {
    k: [(t, r) for t, r in v if t != "tag:yaml.org,2002:timestamp"]
    for k, v in Loader.yaml_implicit_resolvers.items()}


def cell(value):
    """A value as a cell shows it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def same_cell(text, value):
    want = cell(value)
    if text == want:
        return True
    if isinstance(value, str) or value is None:
        return False
    try:
        return json.loads(text) == value
    except ValueError:
        return False


def unguard(text):
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text


def untab(text):
    return re.sub(r"\\(.)", lambda m: {"t": "\t", "n": "\n", "r": "\r"}.get(
        m.group(1), m.group(1)), text)


def compare(where):
    read = {p.name: p.read_text(encoding="utf-8", errors="strict")
            for p in where.iterdir()}
    doc = json.loads(read["json"])
    rows = doc if isinstance(doc, list) else [doc]
    lines = [json.loads(x) for x in read["ndjson"].splitlines()]
    assert lines == rows, ("ndjson", lines, rows)
    tree = yaml.load(read["yaml"], Loader)
    assert tree == doc, ("yaml", tree, doc)
    sheet = [[unguard(c) for c in r]
             for r in csv.reader(io.StringIO(read["csv"], newline=""))]
    tabs = [[untab(c) for c in r.split("\t")]
            for r in read["tsv"].split("\n")[:-1]]
    assert [[c.replace("\r\n", "\n") for c in r] for r in sheet] == \
        [[c.replace("\r\n", "\n") for c in r] for r in tabs], (
            "tsv", sheet, tabs)
    if not sheet or not rows:
        assert not rows and len(sheet) < 2, ("csv", sheet, rows)
        return
    md = [x for x in read["markdown"].splitlines() if x]
    assert len(md) == len(sheet) + 1, ("markdown", md, sheet)
    assert re.fullmatch(r"(\| -+:? )+\|", md[1]), ("markdown", md[1])
    head = sheet[0]
    if not isinstance(rows[0], dict) or not set(head) <= set(rows[0]) \
            or "tags" in head:
        return
    assert len(sheet) - 1 == len(rows), ("rows", len(sheet), len(rows))
    for got, want in zip(sheet[1:], rows):
        for name, text in zip(head, got):
            assert same_cell(text, want.get(name)), (name, text, want)


for directory in sys.argv[1:]:
    try:
        compare(Path(directory))
        print("same")
    except (AssertionError, ValueError, KeyError, yaml.YAMLError) as e:
        print(f"{type(e).__name__}: {e}".replace("\n", " "))
