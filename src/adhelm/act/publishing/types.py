"""What crosses the door: plans, their items and approvals, actions, and why one is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from adhelm.core.errors import Conflict, Forbidden, Invalid, Kind, NotFound
from adhelm.core.principal import Principal
from adhelm.govern.compliance.types import Change, Field, Situation, Verdict

Value = Decimal | str | None
"""Of a field: an amount, a ratio or a word; None where there is none."""


class PlanState(StrEnum):
    """Where a plan is."""

    waiting = "waiting"
    """For people."""
    approved = "approved"
    rejected = "rejected"
    expired = "expired"
    """Nobody answered, or nobody applied it in time: it never applies."""
    applying = "applying"
    applied = "applied"
    """All of its actions are settled, each in its own way."""


class ActionState(StrEnum):
    """Where one change of a plan is."""

    planned = "planned"
    queued = "queued"
    sent = "sent"
    """The intent is on disk; whether the platform took it is not known yet."""
    unconfirmed = "unconfirmed"
    """The platform said yes and shows the old value."""
    done = "done"
    """The platform shows the target."""
    held = "held"
    """Somebody else has changed the value: a person decides."""
    refused = "refused"
    """A limit, a freeze or the platform says no; nothing has changed."""
    failed = "failed"
    """It was tried as often as it helps, and the platform still has the old value."""
    dry_run = "dry_run"
    """It would have been sent, if the account were live."""


SETTLED = frozenset(
    {
        ActionState.done, ActionState.held, ActionState.refused, ActionState.failed,
        ActionState.dry_run,
    }
)  # fmt: skip
CHANGED = frozenset({ActionState.done, ActionState.sent, ActionState.unconfirmed})
"""States in which the platform has the target, or may have."""


def target_of(change: Change) -> str:
    """Return what names the thing that a change is of: 'connector/account/level/entity'."""
    name = change.entity_id or f"new {change.name[:200]}"
    return f"{change.account}/{change.level.value}/{name}"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a plan."""

    change: Change
    verdicts: tuple[Verdict, ...] = ()
    """What each limit says, with its number."""
    bid: str = ""
    """Of a bid: what it is a limit of, 'max_cpc' and the like."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Of what is made: the whole brief; of negative keywords: the words."""
    under: int | None = None
    """Of what is made: the place of the item that makes its parent."""
    undoes: str = ""
    """The action that it takes back."""
    undo: str = ""
    """How it is taken back, for people; '' where it cannot be."""

    @property
    def allowed(self) -> bool:
        """Say whether every limit lets it pass."""
        return all(verdict.allowed for verdict in self.verdicts)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who did something."""

    actor: str
    id: str
    behind: str = ""
    """The person whose key it was."""

    @property
    def hand(self) -> str:
        """Return whose hand it was."""
        return self.behind or self.id


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's yes to exactly one text."""

    who: Who
    hash: str
    at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A diff that people approve: what it says is fixed by its hash."""

    id: str
    workspace_id: str
    made_at: datetime
    expires_at: datetime
    proposer: Who
    reason: str
    source: str
    """'person', 'engine', 'rule:<id>', 'undo', 'publish', …"""
    items: tuple[Item, ...]
    needed: int
    """Approvals; 0 only within an autopilot."""
    needed_why: tuple[str, ...] = ()
    recommendation_id: str = ""
    expected: Mapping[str, Any] = field(default_factory=dict)
    """The expected effect with its interval, amounts and shares as text."""
    data_version: int | None = None
    undo_of: str = ""
    subject: str = ""
    """What it belongs to, such as 'campaign:cmp_1'."""

    hash: str = ""
    state: PlanState = PlanState.waiting
    approvals: tuple[Approval, ...] = ()
    released_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_reason: str = ""

    @property
    def accounts(self) -> frozenset[str]:
        """Return the 'connector/account's that it touches."""
        return frozenset(item.change.account for item in self.items)

    @property
    def allowed(self) -> bool:
        """Say whether every limit lets all of it pass."""
        return all(item.allowed for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One change of a plan on its way to a platform, and what became of it."""

    id: str
    plan_id: str
    place: int
    change: Change
    recommendation_id: str = ""
    state: ActionState = ActionState.planned
    turn: int | None = None
    attempts: int = 0
    looks: int = 0
    live: Value = None
    """The value last read from the platform."""
    code: str = ""
    message: str = ""
    hint: str = ""
    not_before: datetime | None = None
    sent_at: datetime | None = None
    settled_at: datetime | None = None

    @property
    def target(self) -> str:
        """Return what names the thing that is written to."""
        return target_of(self.change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a plan or to one of its actions; never changed."""

    number: int
    at: datetime
    kind: str
    plan_id: str
    action_id: str
    who: Who
    target: str
    data: Mapping[str, Any]
    """What it makes of the state: field -> new value, in JSON's own types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An action as the optimisation log tells it."""

    action: Action
    reason: str
    source: str
    who: Who
    approved_by: tuple[str, ...]
    confidence: str | None
    """Chance that it helps, 0 to 1, as its recommender said."""
    undo_of: str
    expected: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wish:
    """A change that somebody proposes; what is left out is looked up."""

    change: Change
    bid: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    under: int | None = None
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What the ads of one part of a campaign say, and what only its platform knows."""

    part_id: str
    """Of the campaign's part: 'cpl_…'."""
    final_url: str
    headlines: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """'campaign', 'ad_group' and 'ad' -> the platform's own words."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing for which a platform would refuse a brief."""

    field: str
    """Where it is mended: 'final_url', 'headlines', 'settings.ad.page_id', 'countries', …"""
    lack: str
    """What the platform needs: '3 headlines'."""
    hint: str


@dataclass(frozen=True, slots=True)
class Need:
    """A setting that only its platform knows, and without which it makes nothing."""

    level: str
    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Lint:
    """What a part of a campaign lacks to be published, and what is wanted of it."""

    part_id: str
    platform: str
    account: str
    why: str
    """'' if nothing."""
    hint: str
    findings: tuple[Finding, ...] = ()
    needs: tuple[Need, ...] = ()
    categories: tuple[str, ...] = ()
    """Special ad categories as which it will be declared."""


class LaunchState(StrEnum):
    """How far a part of a campaign is on its platform."""

    planned = "planned"
    partial = "partial"
    """Some of it is there and some is not: it can be resumed, or removed."""
    paused = "paused"
    """All of it is there."""
    enabled = "enabled"
    removed = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """A part of a campaign as publishing has left it."""

    part_id: str
    account: str
    state: LaunchState
    made: Mapping[str, str]
    """Level -> the id of what is there."""
    missing: tuple[str, ...]
    """Levels that are not there."""
    why: str
    """What stopped it; '' if nothing."""


class Check(Protocol):
    """Something else that looks at a plan, and at each change again right before it is sent."""

    def __call__(
        self, *, principal: Principal, changes: Sequence[tuple[Change, Situation]]
    ) -> Sequence[Sequence[Verdict]]:
        """Return the verdicts on each change, in their order."""
        ...


class Trust(Protocol):
    """Whoever knows whether a recommender has earned to act without a person."""

    def __call__(self, *, principal: Principal, source: str, field: Field) -> str:
        """Return why it may not make that kind of change by itself; '' if it may."""
        ...


class NoSuchPlan(NotFound):
    """There is no such plan in this workspace, or in accounts that one does not see."""

    code = "publishing.no_plan"


class NoSuchAction(NotFound):
    """There is no such action in this workspace."""

    code = "publishing.no_action"


class NoSuchThing(NotFound):
    """The data know no such thing in an account of this workspace."""

    code = "publishing.no_entity"


class BadChange(Invalid):
    """What is proposed is no change that could be made."""

    code = "publishing.bad_change"


class BadPlanFile(Invalid):
    """The file holds no plan."""

    code = "publishing.bad_plan_file"


class Altered(Conflict):
    """The plan is not the one that was made: its text does not fit its hash."""

    code = "publishing.altered"


class NotNow(Conflict):
    """The plan's state forbids it."""

    code = "publishing.not_now"


class Expired(Conflict):
    """The plan, or an approval of it, has run out."""

    code = "publishing.expired"


class Drifted(Conflict):
    """Something has changed since the plan was made."""

    code = "publishing.drifted"


class CurrencyChanged(Conflict):
    """The account has another currency than the plan."""

    code = "publishing.currency_changed"


class OwnPlan(Forbidden):
    """Nobody approves what they proposed."""

    code = "publishing.own_plan"


class ApprovalMissing(Conflict):
    """Fewer people than needed have approved it, or one of them may no longer."""

    kind = Kind.approval
    code = "publishing.approval_missing"


class Blocked(Conflict):
    """A limit says no."""

    kind = Kind.blocked
    code = "publishing.blocked"


class BadBrief(Invalid):
    """The brief lacks what a platform needs."""

    code = "publishing.bad_brief"


class MixedKinds(Invalid):
    """Plans that are approved at once change the same fields, the same way, in the same account."""

    code = "publishing.mixed_kinds"


class NothingToUndo(Conflict):
    """Nothing of the plan was applied that could be taken back."""

    code = "publishing.nothing_to_undo"
