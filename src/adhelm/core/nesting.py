"""How deep a text of YAML may nest, seen before it is read: PyYAML takes seconds to find out."""

from __future__ import annotations

import re

_STEPS = re.compile(r"(?:[-?:][ \t]+)+")
"""Blocks that begin in one line, inside each other."""


def depth(text: str) -> int:
    """Return how deep a text nests at most, by its brackets and by the steps of its lines."""
    deepest = open_ = 0
    for sign in text:
        open_ += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, open_)
    return max(deepest, *(len(each) for each in _STEPS.findall(text)), 0)
