"""Free-form questions: `spend and roas by platform last 28d where platform in (meta) top 5`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from adhelm.core.ads import CURRENCIES
from adhelm.understand.metrics.logic import ranges
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.ranges import UnknownRange
from adhelm.understand.metrics.logic.words import UnknownName, Unreadable
from adhelm.understand.metrics.types import Question

_PIECE = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[(),]|[^\s(),"']+|["']""")
_FILLERS = {"show", "me", "and", "the", "of", "for", "my", "over", "during", ",", "a", "what", "is"}
_STARTS = {"by", "per", "where", "compare", "compared", "vs", "in", "top", "limit", "sort", "order"}
_LONGEST_RANGE = 4


@dataclass
class _Reading:
    catalogue: Catalogue
    today: date
    source: str
    pieces: list[tuple[str, int]]
    at: int = 0
    metrics: list[str] = field(default_factory=list)
    by: list[str] = field(default_factory=list)
    where: str = ""
    range: ranges.Range | None = None
    compare: str = ""
    currency: str | None = None
    sort: tuple[str, ...] = ()
    limit: int | None = None

    @property
    def word(self) -> str:
        """Return the next word in small letters; '' at the end."""
        return self.pieces[self.at][0].lower() if self.at < len(self.pieces) else ""

    def take(self) -> str:
        """Return the next word as written and step past it."""
        if self.at >= len(self.pieces):
            raise Unreadable("something is missing", self.source, len(self.source))
        self.at += 1
        return self.pieces[self.at - 1][0]

    def place(self) -> int:
        """Return where in the text the next word begins."""
        return self.pieces[self.at][1] if self.at < len(self.pieces) else len(self.source)


def read(catalogue: Catalogue, text: str, base: Question, *, today: date) -> tuple[Question, bool]:
    """
    Read a phrase into a question; what it does not say stays as in `base`.

    Returns the question and whether its range hangs on the clock.

    :raises Unreadable: at the first word that means nothing.
    :raises UnknownName: with the name that was probably meant.
    """
    pieces = [(match.group(), match.start()) for match in _PIECE.finditer(text)]
    reading = _Reading(catalogue, today, text, pieces)
    while reading.word:
        _step(reading)
    if not (reading.metrics or base.metrics):
        raise Unreadable("no metric is named", text, 0, hint="spend by platform last 28d")
    period = base.period if reading.range is None else reading.range.period
    question = replace(
        base,
        metrics=tuple(dict.fromkeys([*base.metrics, *reading.metrics])),
        by=tuple(dict.fromkeys([*base.by, *reading.by])),
        where=" and ".join(f"({each})" for each in (base.where, reading.where) if each),
        period=period,
        compare=reading.compare or base.compare,
        currency=reading.currency or base.currency,
        sort=reading.sort or base.sort,
        limit=reading.limit or base.limit,
    )
    return question, reading.range is not None and reading.range.relative


def _step(reading: _Reading) -> None:
    word = reading.word
    readers = {
        "by": _by, "per": _by, "where": _where, "compare": _compare, "compared": _compare,
        "vs": _compare, "in": _currency, "top": _limit, "limit": _limit, "sort": _sort,
        "order": _sort,
    }  # fmt: skip
    if word in readers:
        reading.take()
        readers[word](reading)
    elif word in _FILLERS:
        reading.take()
    elif reading.catalogue.is_metric(word):
        reading.metrics.append(reading.take().lower())
    elif not _range(reading):
        raise _unknown(reading)


def _unknown(reading: _Reading) -> Exception:
    catalogue, word = reading.catalogue, reading.word
    if re.fullmatch(r"[a-z_]+(\.\w+)?", word):
        return UnknownName("metric or range", word, [*catalogue.metrics, "last", "mtd", "ytd"])
    return Unreadable(f"'{word}' means nothing here", reading.source, reading.place())


def _by(reading: _Reading) -> None:
    while reading.word in {"and", ",", "the"}:
        reading.take()
    name = reading.take().lower()
    reading.by.append(_dimension(reading.catalogue, name))
    while reading.word in {"and", ","} and _next_is_dimension(reading):
        reading.take()
        reading.by.append(_dimension(reading.catalogue, reading.take().lower()))


def _next_is_dimension(reading: _Reading) -> bool:
    following = reading.pieces[reading.at + 1 : reading.at + 2]
    return bool(following) and _known(reading.catalogue, following[0][0].lower()) is not None


def _dimension(catalogue: Catalogue, name: str) -> str:
    known = _known(catalogue, name)
    if known is None:
        raise UnknownName("dimension", name, catalogue.definition.dimensions)
    return known


def _known(catalogue: Catalogue, name: str) -> str | None:
    aliases = {"day": "date", "daily": "date", "weekly": "week", "monthly": "month"}
    for each in (name, aliases.get(name, name), name.removesuffix("s")):
        if catalogue.is_dimension(each):
            return each
    return None


def _where(reading: _Reading) -> None:
    start = reading.place()
    depth = 0
    while reading.word and (depth or not _ends_filter(reading)):
        depth += {"(": 1, ")": -1}.get(reading.word, 0)
        reading.take()
    reading.where = reading.source[start : reading.place()].strip()


def _ends_filter(reading: _Reading) -> bool:
    word, before = reading.word, reading.pieces[reading.at - 1][0].lower()
    if word == "in":
        following = reading.pieces[reading.at + 1 : reading.at + 2]
        return not following or following[0][0] != "("
    ends = _STARTS - {"in"} | {"last", "past", "mtd", "qtd", "ytd"}
    return word in ends and before not in {"=", "!=", "~", "!~", "and", "or", "not"}


def _compare(reading: _Reading) -> None:
    while reading.word in {"to", "with", "the"}:
        reading.take()
    word = reading.take().lower()
    while reading.word == "period":
        reading.take()
    if word in {"last", "previous", "prior"} and reading.word == "year":
        reading.take()
        word = "year"
    reading.compare = {"last": "previous", "prior": "previous"}.get(word, word)


def _currency(reading: _Reading) -> None:
    while reading.word in _FILLERS:
        reading.take()
    if reading.word.upper() in CURRENCIES:
        reading.currency = reading.take().upper()
    elif not _range(reading):
        raise Unreadable("expected a currency or a range", reading.source, reading.place())


def _limit(reading: _Reading) -> None:
    place, text = reading.place(), reading.take()
    if not text.isdecimal() or int(text) == 0:
        raise Unreadable("expected a number of rows", reading.source, place)
    reading.limit = int(text)
    if reading.word == "by":
        reading.take()
        reading.sort = (f"-{reading.take().lower()}",)


def _sort(reading: _Reading) -> None:
    while reading.word in {"by", "ed"}:
        reading.take()
    name = reading.take().lower()
    ascending = reading.word == "asc" or not reading.catalogue.is_metric(name.lstrip("-"))
    if reading.word in {"asc", "desc"}:
        reading.take()
    reading.sort = (name if name.startswith("-") or ascending else f"-{name}",)


def _range(reading: _Reading) -> bool:
    left = [piece for piece, _ in reading.pieces[reading.at :]]
    for count in range(min(_LONGEST_RANGE, len(left)), 0, -1):
        try:
            found = ranges.parse(" ".join(left[:count]), today=reading.today)
        except UnknownRange:
            continue
        reading.range, reading.at = found, reading.at + count
        return True
    return False
