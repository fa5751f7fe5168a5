"""Which runs of days are replaced: where rows differ, and where another source answers now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from adhelm.act.feeds.types import Answers, Chunk, Partition, Span
from adhelm.observe.warehouse.types import Slice

_NEAR = 7
"""Days between two that changed, up to which they are replaced in one go."""
_AT_ONCE = 200_000
"""Rows of a chunk."""
_FORMAT = 1
"""Changes when equal plans would be carried over in another way."""

Key = tuple[str, str, str]
"""A connector, an account and a level."""


def answers_of(slices: Iterable[Slice]) -> Answers:
    """Return whose rows count when, in one order."""
    found: dict[Key, list[Span]] = {}
    for one in slices:
        span = Span(one.start, one.end, (one.platform, one.source_id, one.breakdown))
        found.setdefault((one.connector, one.account_id, one.level), []).append(span)
    return {key: tuple(sorted(found[key])) for key in sorted(found)}


def moved(old: Answers, new: Answers) -> Iterator[tuple[Key, date, date]]:
    """Yield the days for which others answer than before, the last included."""
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key, ()), new.get(key, ())
        if before == after:
            continue
        edges = sorted(
            {edge for span in (*before, *after)
             for edge in (span.first.toordinal(), span.last.toordinal() + 1)}
        )  # fmt: skip
        for begin, end in pairwise(edges):
            first = date.fromordinal(begin)
            if _answering(before, first) != _answering(after, first):
                yield key, first, date.fromordinal(end - 1)


def _answering(spans: Sequence[Span], day: date) -> set[object]:
    return {span.answer for span in spans if span.first <= day <= span.last}


def joined(table: str, found: Iterable[tuple[tuple[str, ...], date, date]]) -> list[Partition]:
    """Return runs of days as partitions; what touches or is near is one."""
    parts: list[Partition] = []
    for scope, group in groupby(sorted(found), key=lambda one: one[0]):
        begin: date | None = None
        end = date.min
        for _, first, last in group:
            if begin is not None and (first - end).days > _NEAR:
                parts.append(Partition(table, scope, begin, end))
                begin = None
            begin, end = begin or first, max(end, last) if begin else last
        if begin is not None:
            parts.append(Partition(table, scope, begin, end))
    return parts


def by_month(partition: Partition) -> Iterator[Partition]:
    """Cut a partition where months end."""
    if partition.first is None or partition.last is None:
        yield partition
        return
    first = partition.first
    while first <= partition.last:
        last = min(_end_of_month(first), partition.last)
        yield Partition(partition.table, partition.scope, first, last)
        if last == date.max:
            return
        first = last + timedelta(days=1)


def _end_of_month(day: date) -> date:
    if (day.year, day.month) == (date.max.year, date.max.month):
        return date.max
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def packed(partitions: Sequence[Partition], rows: Mapping[Partition, int]) -> tuple[Chunk, ...]:
    """Put partitions that have rows together into chunks of one table and a good size."""
    chunks: list[Chunk] = []
    for table, group in groupby(partitions, key=lambda one: one.table):
        some: list[Partition] = []
        for partition in group:
            if not rows.get(partition):
                continue
            if some and sum(rows[one] for one in some) + rows[partition] > _AT_ONCE:
                chunks.append(_chunk(chunks, table, some, rows))
                some = []
            some.append(partition)
        if some:
            chunks.append(_chunk(chunks, table, some, rows))
    return tuple(chunks)


def _chunk(
    before: Sequence[Chunk], table: str, some: Sequence[Partition], rows: Mapping[Partition, int]
) -> Chunk:
    return Chunk(len(before) + 1, table, tuple(some), sum(rows[one] for one in some))


def fingerprint(
    *,
    contract: int,
    version: int,
    base: int | None,
    chunks: Sequence[Chunk],
    partitions: Sequence[Partition],
    answers: Answers,
) -> str:
    """Return what equal plans have in common and others have not."""
    told = [
        _FORMAT, contract, version, base, written(answers),
        [_told(one) for one in partitions],
        [[chunk.number, *map(_told, chunk.partitions)] for chunk in chunks],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()


def _told(one: Partition) -> list[object]:
    return [one.table, *one.scope, one.first, one.last]


def written(answers: Answers) -> str:
    """Return whose rows count as JSON, to be kept in the target."""
    return json.dumps(
        [
            [*key, [[span.first, span.last, *span.answer] for span in spans]]
            for key, spans in answers.items()
        ],
        default=str,
        separators=(",", ":"),
    )


def read(text: str) -> Answers:
    """Return what `written` wrote."""
    return {
        (connector, account, level): tuple(
            Span(date.fromisoformat(first), date.fromisoformat(last), (platform, source, split))
            for first, last, platform, source, split in spans
        )
        for connector, account, level, spans in json.loads(text)
    }
