"""Large answers as lines …"""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import numpy as np  # noqa: TID253 - answers are made of its arrays
from hypothesis import given
from hypothesis import strategies as st

from adhelm.understand.metrics import Cells, lines
from adhelm.understand.metrics.logic.cells import Coded, Column, Days, Values
from adhelm.understand.metrics.logic.formula import Atom, Operation
from adhelm.understand.metrics.logic.windows import Scaled

_NAMES = st.lists(st.none() | st.text(st.characters(codec="utf-8"), max_size=4), min_size=1,
                  max_size=3, unique=True)  # fmt: skip
_NUMBERS = st.integers(-(10**15), 10**15) | st.integers(-9, 9)


@st.composite
def answers(draw: st.DrawFn) -> Cells:
    """Return rows of a name, a day, a count, an amount and a quotient of both."""
    names, count = draw(_NAMES), draw(st.integers(0, 6))

    def several(kind: st.SearchStrategy[int]) -> Any:
        return np.array(draw(st.lists(kind, min_size=count, max_size=count)), dtype=np.int64)

    def scaled(scale: int) -> Scaled:
        known = draw(st.none() | st.lists(st.booleans(), min_size=count, max_size=count))
        told = None if known is None else np.array(known, dtype=bool)
        return Scaled(several(_NUMBERS), scale, told)

    sums = {"clicks": scaled(0), "spend": scaled(draw(st.sampled_from([0, 2, 4, 9])))}
    clicks, spend, whole = Atom("clicks"), Atom("spend"), frozenset({"clicks"})
    columns: list[Column] = [
        Coded(several(st.integers(0, len(names) - 1)), names),
        Days(several(st.integers(0, 30_000))),
        *(Values(one, sums, whole) for one in (clicks, spend, Operation("/", spend, clicks))),
    ]
    return Cells(columns, count)


def plain(cell: object) -> str:
    if cell is None:
        return ""
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


class TestLines:
    @given(answers())
    def test_are_those_of_the_rows(self, cells: Cells):
        def marked(name: str) -> str:
            out = io.StringIO()
            csv.writer(out, lineterminator="").writerow([name, ""])
            return out.getvalue()[:-1]

        said = lines(cells, marked, between=",", end="\r\n")
        named = [[marked(row[0]) if row[0] is not None else "", *map(plain, row[1:])]
                 for row in cells]  # fmt: skip
        assert said.decode() == "".join(f"{','.join(row)}\r\n" for row in named)

    @given(answers(), st.integers(0, 3), st.integers(0, 7))
    def test_a_part_is_of_its_rows(self, cells: Cells, first: int, more: int):
        part = cells.part(first, first + more)
        assert list(part) == list(cells)[first : first + more]
        assert len(part) == len(list(part))
