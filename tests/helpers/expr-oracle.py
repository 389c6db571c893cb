#!/usr/bin/env python3
"""An independent judge of the criteria language.

Makes random values and expressions (seed and number are the arguments), turns
each expression into Python's grammar, parses it with the ast module and judges
the tree by the rules of formats/criteria.md.  Prints lines
"<values as JSON> TAB <expression> TAB <outcome>".
"""
import ast
import json
import math
import random
import re
import sys

UNKNOWN = object()
UNITS = {
    "ms": ("time", 1), "s": ("time", 1e3), "m": ("time", 6e4),
    "h": ("time", 36e5), "d": ("time", 864e5), "%": ("percent", 1),
    "KB": ("size", 1e3), "MB": ("size", 1e6), "GB": ("size", 1e9),
    "KiB": ("size", 1024),
}


class Num:
    """A number, its unit's kind and scale, and its text if it came as one."""

    def __init__(self, number, kind=None, scale=1, text=None):
        self.number, self.kind, self.scale = number, kind, scale
        self.text = text


class Text:
    def __init__(self, text):
        self.text = text


NUMBER = re.compile(r"([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d+))?"
                    r"[ \t]*(ms|s|m|h|d|%|KB|MB|GB|KiB)?")


def as_number(text):
    match = NUMBER.fullmatch(text)
    if not match:
        return None
    sign, digits, power, unit = match.groups()
    number = float(sign + digits + ("e" + power if power else ""))
    kind, scale = UNITS[unit] if unit else (None, 1)
    return Num(number, kind, scale, text)


def from_value(value):
    if isinstance(value, (bool, list)):
        return value
    if isinstance(value, (int, float)):
        return Num(float(value))
    return as_number(value) or Text(value)


def same_scale(x, y):
    kind, scale = (x.kind, x.scale) if x.kind else (y.kind, y.scale)
    if x.kind and y.kind and x.kind != y.kind:
        return None
    a = x.number * (x.scale if x.kind else scale)
    b = y.number * (y.scale if y.kind else scale)
    return a, b, kind, scale


def close(a, b):
    return a == b or abs(a - b) <= 1e-12 * max(abs(a), abs(b))


def equal(x, y):
    if x is UNKNOWN or y is UNKNOWN:
        return UNKNOWN
    if isinstance(x, list) or isinstance(y, list):
        return UNKNOWN
    if isinstance(x, Num) and isinstance(y, Num):
        if x.text is not None and x.text == y.text:
            return True
        pair = same_scale(x, y)
        return UNKNOWN if pair is None else close(pair[0], pair[1])
    if isinstance(x, bool) and isinstance(y, bool):
        return x == y
    texts = getattr(x, "text", None), getattr(y, "text", None)
    return None not in texts and texts[0] == texts[1]


class Judge:
    def __init__(self, values):
        self.values = values

    def lookup(self, node):
        value = self.values
        for part in self.name_of(node).split("."):
            if not isinstance(value, dict) or part not in value:
                return None
            value = value[part]
        return value

    def name_of(self, node):
        if isinstance(node, ast.Attribute):
            return self.name_of(node.value) + "." + node.attr
        return node.id

    def word(self, node):
        if isinstance(node, (ast.Name, ast.Attribute)) and \
                self.lookup(node) is None:
            return Text(self.name_of(node))
        return self.judge(node)

    def judge(self, node):
        return getattr(self, "on_" + type(node).__name__)(node)

    def on_Expression(self, node):
        return self.condition(self.judge(node.body))

    def on_Constant(self, node):
        if isinstance(node.value, bool):
            return node.value
        if isinstance(node.value, str):
            return Text(node.value)
        return Num(float(node.value))

    def on_Call(self, node):        # only U(number, "unit") is generated
        number = ast.literal_eval(node.args[0])
        kind, scale = UNITS[node.args[1].value]
        return Num(float(number), kind, scale)

    def on_Name(self, node):
        value = self.lookup(node)
        return UNKNOWN if value is None else from_value(value)

    on_Attribute = on_Name

    def on_List(self, node):
        return [node]               # judged where it is used

    @staticmethod
    def condition(value):
        if isinstance(value, Num):
            return value.number != 0
        return value if isinstance(value, bool) else UNKNOWN

    def on_BoolOp(self, node):
        decides = isinstance(node.op, ast.Or)
        outcomes = [self.condition(self.judge(v)) for v in node.values]
        if any(o is decides for o in outcomes):
            return decides
        return UNKNOWN if UNKNOWN in outcomes else not decides

    def on_UnaryOp(self, node):
        value = self.judge(node.operand)
        if isinstance(node.op, ast.Not):
            value = self.condition(value)
            return value if value is UNKNOWN else not value
        if not isinstance(value, Num):
            return UNKNOWN
        sign = -1 if isinstance(node.op, ast.USub) else 1
        return Num(sign * value.number, value.kind, value.scale)

    def on_BinOp(self, node):
        x, y = self.judge(node.left), self.judge(node.right)
        if not isinstance(x, Num) or not isinstance(y, Num):
            return UNKNOWN
        if isinstance(node.op, ast.Mult):
            if x.kind and y.kind:
                return UNKNOWN
            unit = x if x.kind else y
            return self.finite(x.number * y.number, unit.kind, unit.scale)
        if isinstance(node.op, ast.Div):
            if y.number == 0:
                return UNKNOWN
            if not y.kind:
                return self.finite(x.number / y.number, x.kind, x.scale)
            if x.kind != y.kind:
                return UNKNOWN
            return self.finite(x.number * x.scale / (y.number * y.scale),
                               None, 1)
        pair = same_scale(x, y)
        if pair is None:
            return UNKNOWN
        a, b, kind, scale = pair
        if isinstance(node.op, ast.Mod):
            if b == 0:
                return UNKNOWN
            return self.finite(a % b / scale, kind, scale)
        c = a + b if isinstance(node.op, ast.Add) else a - b
        return self.finite(c / scale, kind, scale)

    @staticmethod
    def finite(number, kind, scale):
        if not math.isfinite(number):
            return UNKNOWN
        return Num(number, kind, scale)

    def on_Compare(self, node):
        op = node.ops[0]
        x = self.judge(node.left)
        if isinstance(op, (ast.In, ast.NotIn)):
            found = self.member(x, node.comparators[0])
            if found is UNKNOWN or isinstance(op, ast.In):
                return found
            return not found
        if isinstance(op, (ast.Eq, ast.NotEq)):
            same = equal(x, self.word(node.comparators[0]))
            if same is UNKNOWN or isinstance(op, ast.Eq):
                return same
            return not same
        return self.ordered(op, x, self.judge(node.comparators[0]))

    @staticmethod
    def ordered(op, x, y):
        if isinstance(x, Num) and isinstance(y, Num):
            pair = same_scale(x, y)
            if pair is None:
                return UNKNOWN
            a, b = pair[:2]
            if close(a, b):
                return isinstance(op, (ast.LtE, ast.GtE))
        elif isinstance(x, Text) and isinstance(y, Text):
            a, b = x.text.encode(), y.text.encode()
            if a == b:
                return isinstance(op, (ast.LtE, ast.GtE))
        else:
            return UNKNOWN
        return (a < b) == isinstance(op, (ast.Lt, ast.LtE))

    def member(self, x, right):
        y = self.judge(right)
        if x is UNKNOWN or y is UNKNOWN:
            return UNKNOWN
        if not isinstance(y, list):
            texts = getattr(x, "text", None), getattr(y, "text", None)
            if None in texts:
                return UNKNOWN
            return texts[0] in texts[1]
        if len(y) == 1 and isinstance(y[0], ast.List):
            outcomes = [equal(x, self.word(e)) for e in y[0].elts]
        else:
            outcomes = [equal(x, from_value(e)) for e in y]
        if any(o is True for o in outcomes):
            return True
        return UNKNOWN if UNKNOWN in outcomes else False


# ---- random expressions: the same in our language and in Python's ----

NAMES = ["a", "b", "flag", "text", "span", "size", "items", "deep.x",
         "deep.y.z", "nobody", "high", "none_of.it"]


class Maker:
    def __init__(self, rnd):
        self.rnd = rnd
        self.numbers = False        # only plain numbers as leaves

    def values(self):
        pick = self.rnd.choice
        values = {
            "a": pick([0, 1, 2.5, -3, 100]),
            "b": pick([0, 1, 7, 0.1, 1e6]),
            "flag": pick([True, False]),
            "text": pick(["abc", "a", "", "high", "12", "12 ms", "\u00e9"]),
            "span": pick(["150ms", "2s", "1.5 h", "10%"]),
            "size": pick(["2MB", "1KiB", "3 GB"]),
            "items": pick([[], [1, "a"], ["high", "abc", 2.5], [True]]),
            "deep": {"x": pick([1, "a", False]), "y": {"z": pick([3, "s"])}},
        }
        for name in list(values):
            if self.rnd.random() < 0.2:
                del values[name]
        return values

    def both(self, text):
        return text, text

    def leaf(self):
        if self.numbers:
            return self.both(self.rnd.choice(["a", "b", "1", "2.5", "7"]))
        kind = self.rnd.randrange(7)
        if kind < 2:
            return self.both(self.rnd.choice(NAMES))
        if kind == 2:
            number = self.rnd.choice(["0", "1", "2.5", "7", "1e3", ".5"])
            return self.both(number)
        if kind == 3:
            number = self.rnd.choice(["1", "2", "1.5", "150", "0"])
            unit = self.rnd.choice(list(UNITS))
            return number + unit, 'U(%s, "%s")' % (number, unit)
        if kind == 4:
            value = self.rnd.choice(["true", "false"])
            return value, value.capitalize()
        if kind == 5:
            return self.both(self.rnd.choice(['"abc"', "'a'", '""', '"12"']))
        return self.list()

    def list(self):
        parts = [self.sum(0) for _ in range(self.rnd.randrange(4))]
        return tuple("[" + ", ".join(p[i] for p in parts) + "]"
                     for i in (0, 1))

    def join(self, left, signs, right):
        ours, python = self.rnd.choice(signs)
        return ("%s %s %s" % (left[0], ours, right[0]),
                "%s %s %s" % (left[1], python, right[1]))

    def in_brackets(self, depth):
        inner = self.expression(depth)
        return "(" + inner[0] + ")", "(" + inner[1] + ")"

    def factor(self, depth):
        roll = self.rnd.random()
        if depth and not self.numbers and roll < 0.3:
            return self.in_brackets(depth - 1)
        if roll < 0.4:
            inner = self.leaf()
            sign = self.rnd.choice("+-")
            return sign + inner[0], sign + inner[1]
        return self.leaf()

    def chain(self, depth, part, signs):
        out = part(depth)
        while self.rnd.random() < 0.25:
            out = self.join(out, signs, part(depth))
        return out

    def product(self, depth):
        return self.chain(depth, self.factor,
                          [("*", "*"), ("/", "/"), ("%", "%")])

    def sum(self, depth):
        return self.chain(depth, self.product, [("+", "+"), ("-", "-")])

    def comparison(self, depth):
        self.numbers = self.rnd.random() < 0.6
        left = self.sum(depth)
        if self.rnd.random() < 0.2:
            self.numbers = False
            return left
        signs = [(s, s) for s in ("==", "!=", "<", "<=", ">", ">=", "in",
                                  "not in")]
        signs += [("=", "=="), ("\u2264", "<="), ("NOT IN", "not in")]
        right = self.sum(depth)
        self.numbers = False
        return self.join(left, signs, right)

    def negation(self, depth):
        if self.rnd.random() < 0.2:
            inner = self.negation(depth)
            return self.rnd.choice(["not ", "!", "NOT "]) + inner[0], \
                "not " + inner[1]
        return self.comparison(depth)

    def conjunction(self, depth):
        return self.chain(depth, self.negation,
                          [("and", "and"), ("&&", "and")])

    def expression(self, depth):
        return self.chain(depth, self.conjunction,
                          [("or", "or"), ("||", "or")])


def main():
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    maker = Maker(random.Random(seed))
    names = {True: "met", False: "unmet", UNKNOWN: "undetermined"}
    for _ in range(count):
        values = maker.values()
        ours, python = maker.expression(1)
        while len(ours.encode()) > 4000:
            ours, python = maker.expression(1)
        tree = ast.parse(python, mode="eval")
        outcome = Judge(values).judge(tree)
        print(json.dumps(values), ours, names[outcome], sep="\t")


main()
