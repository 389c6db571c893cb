"""Checks JSON files against $defs[NAME] of formats/output.schema.json.

    schema.py FORMATS-DIR <LIST

Each line of the list is NAME, a tab and a file; for each, in order, one line
"ok NAME" or "not ok NAME: what is wrong" is printed.
"""
import json
import os
import sys

from jsonschema import Draft202012Validator

formats = sys.argv[1]


def load(*parts):
    with open(os.path.join(*parts)) as f:
        return json.load(f)


def inline(node):
    """References to the schemas of task and event and to $defs become these."""
    if isinstance(node, dict):
        ref = node.get("$ref", "")
        if ref == "task-output.schema.json":
            return bare
        if ref == "event.schema.json":
            return event
        if ref.startswith("#/$defs/"):
            return inline(defs[ref[len("#/$defs/"):]])
        return {key: inline(value) for key, value in node.items()}
    if isinstance(node, list):
        return [inline(value) for value in node]
    return node


task = load(formats, "task-output.schema.json")
bare = {k: v for k, v in task.items() if k not in ("$defs", "$schema")}
event = {k: v for k, v in load(formats, "event.schema.json").items()
         if k != "$schema"}
defs = load(formats, "output.schema.json")["$defs"]
validators = {}


def validator(name):
    if name not in validators:
        schema = inline(defs[name])
        schema["$defs"] = task.get("$defs", {})
        Draft202012Validator.check_schema(schema)
        validators[name] = Draft202012Validator(schema)
    return validators[name]


def wrong(name, path):
    """The first faults, one text; "" for none."""
    if name not in defs:
        return "no schema"
    errors = list(validator(name).iter_errors(load(path)))
    return "; ".join(
        "at '%s': %s" % ("/".join(str(p) for p in error.absolute_path),
                         error.message[:300].replace("\n", " "))
        for error in errors[:5])


for line in sys.stdin:
    name, path = line.rstrip("\n").split("\t")
    try:
        text = wrong(name, path)
    except ValueError as e:
        text = f"no JSON: {e}"
    print(f"not ok {name}: {text}" if text else f"ok {name}")
