"""A report as a document: blocks of figures and words, without a word of their looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from adhelm.act.reports.types.figures import Marked, Number, Tile

Cell: TypeAlias = Decimal | int | str | date | datetime | None


class Sort(StrEnum):
    """What a report is about."""

    summary = "summary"
    performance = "performance"
    campaign = "campaign"
    budget = "budget"
    changes = "changes"
    audit = "audit"
    view = "view"


class Form(StrEnum):
    """What a report is written as."""

    html = "html"
    pdf = "pdf"
    xlsx = "xlsx"
    csv = "csv"
    json = "json"
    png = "png"
    adcp = "adcp"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report is wanted; '' and () where its sort decides."""

    sort: Sort = Sort.summary
    title: str = ""
    range: str = ""
    """Days, of the platforms' own: 28d, last-month, 2026-03-01..2026-03-28."""
    compare: str = "previous"
    """'previous', 'year', a closed range, or '' for none."""
    currency: str | None = None
    campaign: str = ""
    """'connector/account/campaign', or the id of one of ours."""
    view: str = ""
    """The id of a saved view."""
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    where: str = ""
    as_of: int | None = None
    """A data version; None: the newest."""
    accounts: tuple[str, ...] | None = None
    """'connector/account' that it is narrowed to; None: whatever its reader sees."""
    for_client: bool = False
    """Without fees, suggestions and internal notes."""


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose report it is: name, colours and logo on its pages."""

    name: str = ""
    colour: str = ""
    """Of the cover and of headings: #0b5c6b."""
    accent: str = ""
    """Of lines and bars."""
    logo: bytes = b""
    """PNG or JPEG."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    label: str
    unit: str = "text"
    """'text', 'date', 'time', 'money', 'price', 'count', 'share' or 'ratio'."""
    better: str = ""
    """'up', 'down' or '' where neither is good in itself."""
    total: str = ""
    """How the totals row comes about: 'sum', 'of sums' for ratios, '' where there is none."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with their totals, and where there are any the values of the days before."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    before: Sequence[Sequence[Cell]] = ()
    """As `rows`, of the days that it is compared with; () where it is not."""
    note: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """Values by day, one series on top of another."""

    title: str
    days: Sequence[date]
    series: Mapping[str, Sequence[Number]]
    unit: str = ""
    calendar: Sequence[Marked] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """What changed and why, in sentences."""

    lines: Sequence[str]
    written_by: str = "rules"
    """'rules', or the name of the model that phrased it."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tiles:
    """The key figures."""

    tiles: Sequence[Tile]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that a person should know of, or decide."""

    claim: str
    text: str = ""
    meta: str = ""
    level: str = ""
    """'high', 'medium', 'low' or ''."""
    stake: str = ""
    shifts: Sequence[tuple[str, Decimal, Decimal]] = ()
    """What would be changed, from how much to how much a day."""
    span: tuple[Decimal, Decimal, Decimal] | None = None
    """Low end, middle and high end of what it is expected to bring."""
    gain: str = ""
    details: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of what a person should know or decide."""

    name: str
    title: str
    intro: str
    items: Sequence[Item]
    empty: str = ""
    notes: Sequence[str] = ()
    folded: Sequence[str] = ()
    folded_title: str = ""


Block: TypeAlias = Tiles | Story | Trend | Table | Items


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that a report shows; the same document makes the same bytes."""

    sort: Sort
    title: str
    workspace_id: str
    period: str
    first_day: date | None
    last_day: date | None
    compared: str
    currency: str
    made_at: datetime
    data_version: int
    lead: Sequence[tuple[str, bool]] = ()
    """The one paragraph for somebody in a hurry: words, and whether they are weighty."""
    blocks: Sequence[Block] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    """Where the figures come from."""
    brand: Brand = field(default_factory=Brand)
    delivery: Table | None = None
    """Of campaigns by day, for programs; not shown to people."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Of its accounts by id, as far as they are known: pages show them, files keep the ids."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report as a file."""

    name: str
    media_type: str
    content: bytes
