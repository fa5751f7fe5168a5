"""Answers as files, piece by piece: a few days at a time where rows are of days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, islice
from types import MappingProxyType

from adhelm.act.reports.logic import tables
from adhelm.act.reports.service.asking import Desk
from adhelm.core.ads import Period
from adhelm.core.principal import Scope
from adhelm.understand.metrics import Answer, NotAdditive, Question
from adhelm.understand.metrics.types import Provenance

_AT_ONCE = 1000
_ROWS = 10_000
"""So many rows are in memory at once, give or take, where rows are of days."""
_MOST_DAYS = 92


@dataclass(frozen=True, slots=True)
class Exported:
    """A file that is being written: its pieces are made when they are taken."""

    data_version: int
    pieces: Iterator[bytes]


def export(desk: Desk, *, question: Question, form: str) -> Exported:
    """
    Return the answer to a question piece by piece, as 'csv', 'json' or 'ndjson'.

    It is asked before this returns. Where each row is of a day, a few days are asked at a time, of
    the same data version, so that a long answer takes no more memory than a short one. In CSV,
    what a spreadsheet would run as a formula is text.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    desk.principal.require(Scope.read)
    source = _whole(desk, question)
    if source is None:
        found = desk.ask(question)
        source, parts = found.provenance, iter([found])
    else:
        parts = _by_days(desk, question, source)
    return Exported(source.data_version, _FORMS[form](parts, source))


def _whole(desk: Desk, question: Question) -> Provenance | None:
    """
    Return where the answer comes from as a whole, if it can be asked in parts; refuse it if not so.

    A part may lack what the whole is refused for, such as a second currency.
    """
    first = question.sort[0].lstrip("-") if question.sort else "date"
    if "date" not in question.by or first != "date" or question.compare or question.limit:
        return None
    keeps = "currency" in question.by and not question.currency
    by = ("currency",) if keeps else ()
    try:
        total = desk.ask(replace(question, by=by, sort=()))
    except NotAdditive:
        return None
    return total.provenance if total.provenance.period else None


def _by_days(desk: Desk, question: Question, source: Provenance) -> Iterator[Answer]:
    """Return the answer a few days at a time, the first of them at once."""
    parts = _asked(desk, question, source)
    return chain([next(parts)], parts)


def _asked(desk: Desk, question: Question, source: Provenance) -> Iterator[Answer]:
    first, _, last = source.period.partition("..")
    left = Period.closed(date.fromisoformat(first), date.fromisoformat(last or first))
    backwards = question.sort[:1] == ("-date",)
    days = 1
    while left.days:
        some = timedelta(days=min(days, left.days))
        if backwards:
            part, left = Period(left.end - some, left.end), Period(left.start, left.end - some)
        else:
            part, left = Period(left.start, left.start + some), Period(left.start + some, left.end)
        found = desk.ask(replace(question, period=part, as_of=source.data_version))
        yield found
        days = max(1, min(_ROWS * part.days // max(1, len(found.rows)), _MOST_DAYS))


def _csv(parts: Iterable[Answer], _: Provenance) -> Iterator[bytes]:
    named = False
    for found in parts:
        if not named:
            yield tables.csv_lines([found.columns])
            named = True
        rows = iter(found.rows)
        while some := list(islice(rows, _AT_ONCE)):
            yield tables.csv_lines(some)


def _json(parts: Iterable[Answer], source: Provenance) -> Iterator[bytes]:
    yield b'{"rows":['
    before = b""
    for found in parts:
        rows = found.dicts()
        while some := list(islice(rows, _AT_ONCE)):
            yield before + tables.json_rows(some)
            before = b","
    yield b'],"provenance":' + tables.json_of(source) + b',"next_cursor":null}'


def _ndjson(parts: Iterable[Answer], _: Provenance) -> Iterator[bytes]:
    for found in parts:
        rows = found.dicts()
        while some := list(islice(rows, _AT_ONCE)):
            yield b"".join(tables.json_of(row) + b"\n" for row in some)


_FORMS: Mapping[str, Callable[[Iterable[Answer], Provenance], Iterator[bytes]]] = MappingProxyType(
    {"csv": _csv, "json": _json, "ndjson": _ndjson}
)
