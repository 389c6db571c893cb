"""Checks a JSON file against $defs[NAME] of formats/output.schema.json.

    schema.py FORMATS-DIR NAME FILE
"""
import json
import os
import sys

from jsonschema import Draft202012Validator

formats, name, path = sys.argv[1:4]


def load(*parts):
    with open(os.path.join(*parts)) as f:
        return json.load(f)


def inline(node):
    """References to the task's schema and to other $defs become these."""
    if isinstance(node, dict):
        ref = node.get("$ref", "")
        if ref == "task-output.schema.json":
            return bare
        if ref.startswith("#/$defs/"):
            return inline(defs[ref[len("#/$defs/"):]])
        return {key: inline(value) for key, value in node.items()}
    if isinstance(node, list):
        return [inline(value) for value in node]
    return node


task = load(formats, "task-output.schema.json")
bare = {k: v for k, v in task.items() if k not in ("$defs", "$schema")}
defs = load(formats, "output.schema.json")["$defs"]
if name not in defs:
    sys.exit(f"no schema for '{name}'")
schema = inline(defs[name])
schema["$defs"] = task.get("$defs", {})
Draft202012Validator.check_schema(schema)
errors = list(Draft202012Validator(schema).iter_errors(load(path)))
for error in errors[:5]:
    where = "/".join(str(p) for p in error.absolute_path)
    print(f"{name}: at '{where}': {error.message[:300]}")
sys.exit(bool(errors))
