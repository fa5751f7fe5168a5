"""Cut the catalogue's small languages into words, and find the word that was meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from adhelm.core.errors import Invalid

_WORD = re.compile(
    r"""\s*(?:
      (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<mark><=|>=|!=|==|<>|!~|[()=<>~,+*/-])
    | (?P<word>[^\s()=<>~,"'!]+)
    )""",
    re.VERBOSE,
)
_END = re.compile(r"\s*\Z")
LONGEST = 20_000
"""Characters that a filter or formula may have."""


class Unreadable(Invalid):
    """A filter, formula or phrase cannot be read; the message points at the place."""

    code = "query.unreadable"

    def __init__(self, what: str, source: str, position: int, *, hint: str = "") -> None:
        place = f"at character {position + 1} of '{_around(source, position)}'"
        super().__init__(f"{what} {place}", hint=hint, position=position + 1)


class UnknownName(Invalid):
    """No metric, dimension, rule or window has this name."""

    code = "query.unknown_name"

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        hint = meant(name, names) or f"one of: {', '.join(names[:40])}"
        super().__init__(f"there is no {kind} '{name}'", hint=hint, name=name)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a small language: `kind` is 'word', 'text', 'mark' or 'end'."""

    kind: str
    value: str
    at: int

    def says(self, *values: str) -> bool:
        """Say whether this is one of the key words or marks `values`."""
        return self.kind in {"word", "mark"} and self.value.lower() in values


def words(source: str) -> list[Word]:
    """
    Cut `source` into words, with an 'end' word last.

    :raises Unreadable: if a quote is left open or a character has no meaning.
    """
    if len(source) > LONGEST:
        raise Unreadable(f"more than {LONGEST} characters", source, LONGEST)
    found: list[Word] = []
    at = 0
    while not _END.match(source, at):
        match = _WORD.match(source, at)
        if match is None:
            raise _stray(source, at)
        kind = str(match.lastgroup)
        value = match.group(kind)
        found.append(Word(kind, _unquote(value) if kind == "text" else value, match.start(kind)))
        at = match.end()
    return [*found, Word("end", "", len(source))]


def meant(name: str, known: Iterable[str]) -> str:
    """Return `did you mean 'x'?` for the nearest known name, or an empty string."""
    lower: dict[str, str] = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), lower, n=1, cutoff=0.55)
    return f"did you mean '{lower[near[0]]}'?" if near else ""


class Reader:
    """Walks over words; the small parsers stand on it."""

    def __init__(self, source: str, cut: Callable[[str], list[Word]] = words) -> None:
        self.source = source
        self._words = cut(source)
        self._at = 0

    @property
    def next(self) -> Word:
        """Return the word under the cursor without taking it."""
        return self._words[self._at]

    def take(self) -> Word:
        """Return the word under the cursor and step past it; the end stays under it."""
        word = self._words[self._at]
        if word.kind != "end":
            self._at += 1
        return word

    def skip(self, *values: str) -> Word | None:
        """Step past the next word if it is one of `values`."""
        return self.take() if self.next.says(*values) else None

    def expect(self, value: str) -> Word:
        """
        Step past `value`.

        :raises Unreadable: if something else stands there.
        """
        if not self.next.says(value):
            raise self.wrong(f"expected '{value}', found {self.shown()}")
        return self.take()

    def shown(self) -> str:
        """Return the next word as an error message names it."""
        return "the end" if self.next.kind == "end" else f"'{self.next.value}'"

    def wrong(self, what: str, *, at: int | None = None, hint: str = "") -> Unreadable:
        """Return the error that points at the next word (or at `at`)."""
        return Unreadable(what, self.source, self.next.at if at is None else at, hint=hint)


def _stray(source: str, at: int) -> Unreadable:
    at += len(source[at:]) - len(source[at:].lstrip())
    if source[at] in "\"'":
        return Unreadable("a quote is left open", source, at)
    return Unreadable(f"'{source[at]}' means nothing here", source, at)


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _around(source: str, position: int, reach: int = 30) -> str:
    start, end = max(0, position - reach), position + reach
    return ("…" if start else "") + source[start:end] + ("…" if end < len(source) else "")
