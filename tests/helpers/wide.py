#!/usr/bin/env python3
"""Prints the lines of standard input that are wider than so many columns."""
import sys, unicodedata
limit = int(sys.argv[1])
def width(s):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else
               0 if unicodedata.combining(c) else 1 for c in s)
for line in sys.stdin.read().split("\n"):
    if width(line) > limit:
        print("%d: %s" % (width(line), line))
