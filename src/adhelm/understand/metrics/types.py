"""What crosses the metrics' door: a question, its answer, and where the answer comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.columns import decimals

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa


ARROW_PLACES = 12
"""Decimals of a quotient in Arrow, whose columns have one scale; rows keep 28 digits."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the catalogue. Names are metric and dimension names; nothing is SQL."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: str = ""
    """A filter in the catalogue's own small language: `platform in (google_ads, meta)`."""
    period: Period | None = None
    """None: all there is."""
    compare: str = ""
    """'', 'previous', 'year' or a closed range `A..B`."""
    match_weekday: bool = True
    currency: str | None = None
    """Convert spend and value alike; None: as booked, refused if that mixes currencies."""
    sort: tuple[str, ...] = ()
    """Names, `-` in front for descending."""
    limit: int | None = None
    as_of: date | datetime | int | None = None
    """A local day, an instant or a data version; None: now."""
    conversions: str = "default"
    """The name of a conversion rule."""
    grain: str = "day"
    """'day': daily facts; 'period': period facts, which never mix with daily ones."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an answer comes from, complete enough to repeat and to doubt it."""

    metrics: Mapping[str, str]
    """Metric name -> version (hash of its definition and of all it builds on)."""
    sql: tuple[str, ...]
    engine: str
    data_version: int
    known_at: datetime | None
    read_at: datetime
    period: str
    compare_period: str
    currency: str
    rates: tuple[Mapping[str, str], ...] = ()
    """base, quote, date range, source of each rate used."""
    conversions: str = "default"
    maturity: Mapping[str, Any] = field(default_factory=dict)
    """Which days of the period are provisional, per platform."""
    reconciliation: Mapping[str, Any] = field(default_factory=dict)
    """ok / rounding / unexplained of the imports behind the rows."""
    sources: tuple[Mapping[str, str], ...] = ()
    """The slices (connector, account, level, source, dates) that were summed."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """A workspace's own metrics, as they were written; version 0: there are none."""

    version: int = 0
    text: str = ""
    author: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Rows and their provenance.

    Cells are exact: Decimal for money and ratios, int for counts, date, str, None = not reported.
    """

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    provenance: Provenance

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dict keyed by column name."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def arrow(self) -> pa.Table:
        """Return an Arrow table; exact numbers become decimal128 with at most 12 decimals."""
        import pyarrow as pa

        made = getattr(self.rows, "arrow", None)
        if made is not None:
            return made(self.columns)
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.columns)
        return pa.table([exact_array(cells) for cells in columns], names=list(self.columns))

    def polars(self) -> pl.DataFrame:
        """Return the rows as a Polars frame (needs `adhelm[polars]`)."""
        import polars as pl

        frame = pl.from_arrow(self.arrow())
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table never becomes a Series
        return frame

    def pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame (needs `adhelm[pandas]`)."""
        return self.arrow().to_pandas()


@dataclass(frozen=True, slots=True)
class Joint:
    """What several workspaces answered to one question; each row says its `workspace`."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    provenance: Mapping[str, Provenance]
    """Workspace -> where its rows come from."""

    def dicts(self) -> Iterator[dict[str, Any]]:
        """Yield each row as a dict keyed by column name."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)


def exact_array(cells: Sequence[Any]) -> Any:
    """Return exact values as an Arrow array: decimals at one scale, at most 12 places."""
    import pyarrow as pa

    if not any(isinstance(cell, Decimal) for cell in cells):
        return pa.array(cells)
    known = [cell if cell is None else Decimal(cell) for cell in cells]
    places = max(-int(cell.as_tuple().exponent) for cell in known if cell is not None)
    return decimals(known, min(max(places, 0), ARROW_PLACES))
