"""`grammar.read` …"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core.grammar import All, AnyOf, Not, read


class Words:
    """Single letters are conditions here."""

    def __init__(self, text: str) -> None:
        self.left = text.replace("(", " ( ").replace(")", " ) ").split()

    def skip(self, *texts: str) -> bool:
        found = bool(self.left) and self.left[0] in texts
        if found:
            self.left.pop(0)
        return found

    def expect(self, text: str) -> None:
        if not self.skip(text):
            raise self.wrong(f"expected {text}")

    def wrong(self, what: str) -> Exception:
        return ValueError(what)


def letter(words: Words) -> str:
    if not words.left or not words.left[0].isalpha():
        raise words.wrong("expected a letter")
    return words.left.pop(0)


def tree(text: str, deepest: int = 20):
    return read(Words(text), letter, deepest=deepest)


def test_and_binds_more_than_or_and_not_more_than_both():
    assert tree("a or not b and c") == AnyOf(("a", All((Not("b"), "c"))))
    assert tree("(a or b) and c") == All((AnyOf(("a", "b")), "c"))
    assert tree("a and b and c") == All(("a", "b", "c"))
    assert tree("a") == "a"


def test_what_is_missing_is_said():
    with pytest.raises(ValueError, match=r"expected \)"):
        tree("(a or b")
    with pytest.raises(ValueError, match="expected a letter"):
        tree("a and")


@pytest.mark.parametrize("text", ["(" * 30 + "a" + ")" * 30, "not " * 30 + "a"])
def test_what_lies_too_deep_is_refused(text):
    with pytest.raises(ValueError, match="too many brackets"):
        tree(text)
    assert tree(text, deepest=30)


def _trees():
    letters = st.sampled_from("xyz")

    def more(inner):
        parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(inner.map(Not), parts.map(All), parts.map(AnyOf))

    return st.recursive(letters, more, max_leaves=8)


def _shown(one) -> str:
    if isinstance(one, Not):
        return f"not ({_shown(one.inner)})"
    if isinstance(one, (All, AnyOf)):
        word = " and " if isinstance(one, All) else " or "
        return word.join(f"({_shown(each)})" for each in one.inner)
    return str(one)


@given(_trees())
def test_reads_what_is_shown(given_tree):
    assert tree(_shown(given_tree), deepest=40) == given_tree
