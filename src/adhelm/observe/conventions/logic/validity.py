"""Days on which a version, or a rule within it, holds."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol

from adhelm.core.ads import Period
from adhelm.observe.conventions.types import ConventionKind, Document, Validity

_DAY = timedelta(days=1)


class _Dated(Protocol):
    @property
    def valid(self) -> Validity: ...


def holding(documents: Iterable[Document], kind: ConventionKind, on: date) -> Document | None:
    """Return the latest version of `kind` that is valid on the day `on`."""
    valid = (each for each in documents if each.kind is kind and on in each.valid)
    return max(valid, key=lambda each: each.version, default=None)


def stretches(
    documents: Sequence[Document], kind: ConventionKind, period: Period
) -> Iterator[tuple[date, date, Document]]:
    """
    Yield runs of days (both ends included) in which the same rules of one version hold.

    Days on which nothing holds are left out.
    """
    dated: list[_Dated] = []
    for each in documents:
        if each.kind is kind:
            dated += [each, *each.body.rules]
    cuts = sorted({period.start, period.end, *_edges(dated, period)})
    for start, end in itertools.pairwise(cuts):
        held = holding(documents, kind, start)
        if held is not None:
            yield start, end - _DAY, held


def gaps(validities: Iterable[Validity]) -> list[Validity]:
    """Return the runs of days between the first and the last validity that none covers."""
    found: list[Validity] = []
    reached: date | None = None
    for each in sorted(validities, key=lambda one: (one.first, one.last)):
        if reached is not None and reached < date.max and each.first > reached + _DAY:
            found.append(Validity(reached + _DAY, each.first - _DAY))
        reached = each.last if reached is None else max(reached, each.last)
    return found


def overridden(new: Validity, earlier: Iterable[Document]) -> list[Document]:
    """Return the earlier versions that lose at least a day to one valid as `new` is."""
    return [each for each in earlier if each.valid.meets(new)]


def _edges(dated: Iterable[_Dated], period: Period) -> Iterator[date]:
    for each in dated:
        if each.valid.first in period:
            yield each.valid.first
        if each.valid.last in period:
            yield each.valid.last + _DAY
