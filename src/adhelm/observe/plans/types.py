"""What crosses the door of the plans: what was planned, by whom, and what is known of days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from adhelm.core.ads import Period
from adhelm.core.errors import Conflict, Forbidden, Invalid, NotFound


class BadPlan(Invalid):
    """What was asked for cannot be planned."""

    code = "plans.invalid"


class NoSuchPlan(NotFound):
    """There is no such target, budget, note or day, or not in this workspace."""

    code = "plans.not_found"


class AlreadyPlanned(Conflict):
    """The same is planned for the same reach and days already."""

    code = "plans.already_planned"


class NothingProposed(Conflict):
    """No change of the budget waits for a decision."""

    code = "plans.nothing_proposed"


class OwnProposal(Forbidden):
    """Nobody decides on what they proposed themselves."""

    code = "plans.own_proposal"


class OutOfReach(Forbidden):
    """The principal is narrowed to ad accounts, and this is none of theirs."""

    code = "plans.out_of_reach"


class Changed(Conflict):
    """Somebody changed it meanwhile."""

    code = "plans.changed"


@dataclass(frozen=True, slots=True)
class Reach:
    """
    What a plan is for: the client (the workspace) where all is empty, else what the parts name.

    A campaign is more specific than a group, a group than an account, an account than a platform.
    """

    platform: str = ""
    """What people see: 'instagram'."""
    account: str = ""
    """'connector/account'."""
    group: str = ""
    """'dimension=value' of the naming convention, or a pattern on campaign names: '*brand*'."""
    campaign: str = ""
    """The platform's id of a campaign."""

    def __str__(self) -> str:
        return " ".join(part for part in self.parts if part) or "workspace"

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """Return its four parts, the widest first."""
        return self.platform, self.account, self.group, self.campaign


@dataclass(frozen=True, slots=True)
class Spending:
    """A campaign that spends: what plans for it are looked up by."""

    platform: str
    account: str
    campaign: str = ""
    name: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)


class Basis(StrEnum):
    """What a budget pays for."""

    net = "net"
    """Media alone."""
    gross = "gross"
    """Media with the fees, markups and platform taxes of the conventions."""


class Carry(StrEnum):
    """What a month hands on to the next one of the same reach."""

    none = "none"
    unspent = "unspent"
    both = "both"
    """Unspent and overspent."""


class State(StrEnum):
    """Where a version of a budget stands."""

    proposed = "proposed"
    effective = "effective"
    superseded = "superseded"
    """A later version came before it was decided, or took its place."""
    rejected = "rejected"
    removed = "removed"
    """From here on nothing was planned."""


class Comparator(StrEnum):
    """On which side of its value a target is met."""

    at_least = "at_least"
    at_most = "at_most"


class Unit(StrEnum):
    """What the value of a target counts."""

    money = "money"
    number = "number"
    ratio = "ratio"
    """0.05 is five percent; a return of 4 is 4."""


class DayKind(StrEnum):
    """Why days are unlike others."""

    promotion = "promotion"
    holiday = "holiday"
    outage = "outage"
    other = "other"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a budget says: amount (None: nothing is planned any more), currency, basis, carry."""

    amount: Decimal | None
    currency: str
    basis: Basis = Basis.net
    carry: Carry = Carry.none


@dataclass(frozen=True, slots=True)
class BudgetVersion:
    """One version of a budget: what it says, who proposed it, who decided."""

    version: int
    terms: Terms
    state: State
    why: str
    source: str
    """The file it was imported from; '' if none."""
    proposed_by: str
    """'actor:id'."""
    proposed_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Budget:
    """A month's budget of one reach: what holds, and what waits for a decision."""

    id: str
    month: date
    """Its first day."""
    reach: Reach
    latest: int
    """The number of its newest version."""
    effective: BudgetVersion | None
    proposed: BudgetVersion | None


@dataclass(frozen=True, slots=True)
class Goal:
    """What a target says; a value of None: it was removed."""

    comparator: Comparator
    value: Decimal | None
    unit: Unit
    currency: str = ""
    """Of money; else ''."""


@dataclass(frozen=True, slots=True)
class TargetVersion:
    """One version of a target: what it says, and who said so."""

    version: int
    goal: Goal
    why: str
    source: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Aim:
    """What a target is about: a metric of a reach over days, both ends included."""

    metric: str
    first_day: date
    last_day: date
    reach: Reach


@dataclass(frozen=True, slots=True)
class Target:
    """A target and its newest version."""

    id: str
    aim: Aim
    current: TargetVersion


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about days. Its text is data: Markdown for people, never HTML."""

    id: str
    first_day: date
    last_day: date
    reach: Reach
    text: str
    internal: bool
    """For staff alone."""
    author: str
    at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Days unlike others, in the platforms' local days, both ends included."""

    id: str
    kind: DayKind
    name: str
    first_day: date
    last_day: date
    reach: Reach
    effect: Decimal | None
    """The change that is expected: 0.3 is thirty percent more than usual; None: unknown."""
    source: str
    """'' or what it was imported from: 'ics:team.ics', 'holidays:DE'."""
    uid: str
    author: str
    at: datetime
    version: int

    @property
    def period(self) -> Period:
        """Return its days."""
        return Period.closed(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """A budget as somebody wants it: a row of a file, or a request."""

    month: date
    reach: Reach
    terms: Terms
    why: str = ""
    where: str = ""
    """The row of the file."""


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target as somebody wants it."""

    aim: Aim
    goal: Goal
    why: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class DayRow:
    """An entry of the calendar as a file has it."""

    uid: str
    kind: DayKind
    name: str
    first_day: date
    last_day: date
    where: str = ""


class Form(StrEnum):
    """What a sheet is written as."""

    csv = "csv"
    xlsx = "xlsx"

    @property
    def media_type(self) -> str:
        """Return what it is called over HTTP."""
        sheet = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "text/csv" if self is Form.csv else f"application/{sheet}"


@dataclass(frozen=True, slots=True)
class Exported:
    """A sheet as a file, and how many rows it has below its line of names."""

    data: bytes
    rows: int


class Change(StrEnum):
    """What an import makes of one of its rows."""

    new = "new"
    changed = "changed"
    same = "same"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of an import: what it is about, and what it changes."""

    where: str
    change: Change
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that cannot be: where, what was found, what would be right."""

    where: str
    found: str
    right: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.found}" + (f" ({self.right})" if self.right else "")


class BadSheet(Invalid):
    """Rows of the file cannot be; nothing was imported."""

    code = "plans.bad_rows"

    def __init__(self, problems: list[RowProblem]) -> None:
        shown = "; ".join(str(each) for each in problems[:3])
        more = f"; and {len(problems) - 3} more" if len(problems) > 3 else ""  # noqa: PLR2004
        hint = "nothing was imported: put these rows right and import the file again"
        super().__init__(shown + more, hint=hint, problems=[str(each) for each in problems[:200]])
        self.problems = tuple(problems)
