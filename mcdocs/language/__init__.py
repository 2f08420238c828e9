"""What an author can write: shapes, formulas and the notation around them."""

import sys

# Formulas are trees and functions over them recurse. The parser bounds their depth (a chain of 400 terms inside 60
# brackets at the extreme), which Python's default of 1000 frames does not cover.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
