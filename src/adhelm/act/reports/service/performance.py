"""Tables of figures: a page of them to look at, or all of them as a file."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from adhelm.act.reports.logic import tables
from adhelm.act.reports.service.asking import Desk, in_one_currency
from adhelm.core.principal import Scope
from adhelm.understand.metrics import Answer, Question

_AT_ONCE = 1000


def performance(desk: Desk, *, question: Question) -> Answer:
    """
    Answer a question, in one currency.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    desk.principal.require(Scope.read)
    return in_one_currency(desk, question)[1]


def export(desk: Desk, *, question: Question, form: str) -> Iterator[bytes]:
    """
    Return the answer to a question piece by piece, as 'csv' or 'json'; asked before it returns.

    In CSV, what a spreadsheet would run as a formula is text.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    desk.principal.require(Scope.read)
    found = desk.ask(question)
    return _csv(found) if form == "csv" else _json(found)


def _csv(found: Answer) -> Iterator[bytes]:
    yield tables.csv_lines([found.columns])
    rows = iter(found.rows)
    while some := list(islice(rows, _AT_ONCE)):
        yield tables.csv_lines(some)


def _json(found: Answer) -> Iterator[bytes]:
    yield b'{"rows":['
    rows, before = found.dicts(), b""
    while some := list(islice(rows, _AT_ONCE)):
        yield before + tables.json_rows(some)
        before = b","
    yield b'],"provenance":' + tables.json_of(found.provenance) + b',"next_cursor":null}'
