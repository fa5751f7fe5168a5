"""What is set and stopped for a place, what a breaker looks at, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from adhelm.core.errors import Conflict, Forbidden, Invalid, NotFound
from adhelm.govern.compliance.types.changes import Limits, Stops


@dataclass(frozen=True, slots=True)
class Place:
    """What a setting or a stop holds for; nothing said: the whole workspace."""

    connector: str = ""
    account_id: str = ""
    entity_id: str = ""

    @property
    def sort(self) -> str:
        """Return 'workspace', 'account' or 'entity'."""
        return "entity" if self.entity_id else "account" if self.account_id else "workspace"

    def __str__(self) -> str:
        parts = (self.connector, self.account_id, self.entity_id)
        return "/".join(part for part in parts if part) or "workspace"


@dataclass(frozen=True, slots=True)
class Settings:
    """What somebody has set for a place, at one version; 0: nothing was ever set."""

    place: Place
    version: int
    values: Mapping[str, object]
    """As JSON: amounts and shares are text."""
    changed_at: datetime | None = None
    changed_by: str = ""
    confirmed_by: str = ""
    """Who was the second person, where it took one."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something on a platform, with all that it is part of: what holds for those holds for it."""

    connector: str
    account_id: str
    entity_ids: tuple[str, ...] = ()
    """Its own id, then its ad group's and campaign's; empty: the account itself."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one thing now."""

    limits: Limits
    stops: Stops


class RequestState(StrEnum):
    """What became of a wish to loosen a limit."""

    pending = "pending"
    confirmed = "confirmed"
    rejected = "rejected"
    superseded = "superseded"
    """Another change of the same limits was asked for, or made, since."""
    expired = "expired"


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to loosen limits, which a second person confirms or rejects."""

    id: str
    place: Place
    changes: Mapping[str, tuple[object, object]]
    """Name -> (before, after), as JSON; None: not set."""
    state: RequestState
    reason: str
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    decision: str = ""
    """Why it was decided so."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The settings of a place, what they come to with those above it, and what waits."""

    settings: Settings
    effective: Limits
    pending: Request | None = None


class StopKind(StrEnum):
    """What stands in the way of changes."""

    freeze = "freeze"
    protected = "protected"
    breaker = "breaker"


@dataclass(frozen=True, slots=True)
class Stop:
    """A freeze, a protection or an open breaker, and when it ended."""

    id: str
    kind: StopKind
    place: Place
    reason: str
    begun_at: datetime
    begun_by: str
    until: datetime | None = None
    """When it ends by itself; None: not by itself."""
    clean_syncs: int = 0
    """Of a breaker: syncs since that showed no jump."""
    open: bool = True
    ended_at: datetime | None = None
    ended_by: str = ""
    end_reason: str = ""

    def holds(self, now: datetime) -> bool:
        """Say whether it stands in the way at an instant."""
        return self.open and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Figures:
    """What an account came to on one of its days, as now known; None: not reported."""

    day: date
    spend: Decimal
    clicks: int | None
    value: Decimal | None
    """Conversion value."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An account after a sync, for the breaker to look at."""

    connector: str
    account_id: str
    data_version: int
    days: tuple[Figures, ...]
    """The last five weeks, the oldest first; the last one may still run."""
    today: date
    """The account's local day at the time of the sync."""
    enabled: bool = True
    """Whether anything is enabled that should spend."""
    idle_hours: Decimal | None = None
    """How long before the sync the last hour with spend ended; None: hours are not known."""
    usual_idle_hours: Decimal | None = None
    """The longest such pause in the weeks before; None: unknown."""


class BadSetting(Invalid):
    """No limit has this name, or not this value, or not here."""

    code = "limits.bad_setting"


class BadPlace(Invalid):
    """This names neither the workspace, nor an ad account, nor a thing in one."""

    code = "limits.bad_place"


class NoSuchRequest(NotFound):
    """Nobody has asked to loosen a limit under this id, or not here."""

    code = "limits.no_request"


class NoSuchStop(NotFound):
    """There is no such freeze, protection or breaker here."""

    code = "limits.no_stop"


class NotPending(Conflict):
    """It was decided before, has run out, or the limits have changed since."""

    code = "limits.not_pending"


class NotOpen(Conflict):
    """It has ended already."""

    code = "limits.not_open"


class Changed(Conflict):
    """Somebody else has changed these limits meanwhile."""

    code = "limits.changed"
    http_status: ClassVar[int] = 412


class SecondPersonNeeded(Forbidden):
    """Nobody confirms what they asked for themselves."""

    code = "limits.second_person"
