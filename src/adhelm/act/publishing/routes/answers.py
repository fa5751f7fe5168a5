"""What the routes of plans answer."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from adhelm.act.publishing.types import ActionState, LaunchState, PlanState
from adhelm.core.ads import Level
from adhelm.govern import compliance
from adhelm.govern.compliance.types import Direction

_AMOUNT = Field(description="As text; null where there is none.", examples=["120.00"])


class VerdictOut(BaseModel):
    """What one limit says, with its number."""

    limit: str = Field(examples=["max_raise"])
    value: str = Field(examples=["0.20"])
    asked: str = Field(examples=["0.10"])
    allowed: bool
    message: str = Field(examples=[""])
    hint: str = Field(examples=[""])


class ChangeOut(BaseModel):
    """One value of one thing that becomes another, absolute one."""

    connector: str = Field(examples=["meta"])
    account_id: str = Field(examples=["1234567890"])
    platform: str = Field(examples=["meta"])
    level: Level
    entity_id: str = Field(examples=["1202100001"])
    name: str = Field(examples=["Brand DE"])
    field: compliance.Field
    before: str | None = _AMOUNT
    after: str | None = _AMOUNT
    currency: str = Field(examples=["EUR"])


class ValueOut(BaseModel):
    """A field with the value that it has, as far as anybody looked."""

    field: compliance.Field
    value: str | None = _AMOUNT


class SettableOut(BaseModel):
    """A thing with what can be set of it, amounts in its account's currency."""

    connector: str = Field(examples=["meta"])
    account_id: str = Field(examples=["1234567890"])
    level: Level
    entity_id: str = Field(examples=["1202100001"])
    platform: str = Field(examples=["meta"])
    name: str = Field(examples=["Brand DE"])
    currency: str = Field(examples=["EUR"])
    values: list[ValueOut]
    sharing: int = Field(
        description="How many things spend from its budget, itself among them; 0: none is its own.",
        examples=[1],
    )
    known_at: AwareDatetime | None = Field(description="When the account's data were read last.")


class ItemOut(BaseModel):
    """One line of a plan, and what became of it."""

    change: ChangeOut
    direction: Direction
    verdicts: list[VerdictOut]
    undo: str = Field(
        description="How it is taken back; '' where it cannot be.",
        examples=["daily_budget back to 100.00"],
    )
    undoes: str = Field(description="The action that it takes back.", examples=[""])
    action_id: str = Field(examples=["act_1a2b_0"])
    state: ActionState
    live: str | None = Field(description="The value last read.", examples=["120.00"])
    code: str = Field(examples=[""])
    message: str = Field(examples=[""])
    hint: str = Field(examples=[""])


class WhoOut(BaseModel):
    """Somebody who did something."""

    actor: str = Field(examples=["person"])
    id: str = Field(examples=["per_1a2b"])
    behind: str = Field(description="The person whose key it was.", examples=[""])


class ApprovalOut(BaseModel):
    """A yes to exactly one text."""

    who: WhoOut
    hash: str = Field(examples=["0" * 64])
    at: AwareDatetime
    expires_at: AwareDatetime


class PlanBriefOut(BaseModel):
    """A plan in a list."""

    id: str = Field(examples=["pln_1a2b"])
    hash: str = Field(description="Of all that it says.", examples=["0" * 64])
    state: PlanState
    made_at: AwareDatetime
    expires_at: AwareDatetime
    proposer: WhoOut
    reason: str = Field(examples=["CPA fell by 20 %"])
    source: str = Field(examples=["person"])
    recommendation_id: str = Field(examples=[""])
    data_version: int | None
    undo_of: str = Field(examples=[""])
    subject: str = Field(examples=[""])
    changes: int = Field(examples=[1])
    accounts: list[str] = Field(
        description="'connector/account's that it touches.", examples=[["meta/1234567890"]]
    )
    fields: list[compliance.Field] = Field(
        description="What its changes set.", examples=[["daily_budget"]]
    )
    directions: list[Direction] = Field(description="Where its changes move money.")
    allowed: bool = Field(description="Whether every limit let all of it pass.")
    needed: int = Field(description="Approvals.", examples=[1])
    needed_why: list[str] = Field(examples=[["a person approves"]])
    approvals: list[ApprovalOut]
    released_at: AwareDatetime | None
    closed_at: AwareDatetime | None
    closed_by: str = Field(examples=[""])
    closed_reason: str = Field(examples=[""])


class PlanAnswerOut(BaseModel):
    """What became of one of several plans that were approved at once."""

    plan_id: str = Field(examples=["pln_1a2b"])
    state: PlanState | None = Field(description="By now; null where it was refused.")
    code: str = Field(description="Of the refusal; ''.", examples=[""])
    message: str = Field(examples=[""])
    hint: str = Field(examples=[""])


class PlanOut(PlanBriefOut):
    """A plan, line by line."""

    expected: dict[str, Any] = Field(description="The expected effect with its interval.")
    items: list[ItemOut]


class ActionOut(BaseModel):
    """One change on its way, and what became of it."""

    id: str = Field(examples=["act_1a2b_0"])
    plan_id: str = Field(examples=["pln_1a2b"])
    change: ChangeOut
    state: ActionState
    attempts: int
    live: str | None = _AMOUNT
    code: str = Field(examples=[""])
    message: str = Field(examples=[""])
    hint: str = Field(examples=[""])
    sent_at: AwareDatetime | None
    settled_at: AwareDatetime | None


class EventOut(BaseModel):
    """Something that happened to a plan or one of its actions."""

    number: int
    at: AwareDatetime
    kind: str = Field(examples=["sent"])
    plan_id: str = Field(examples=["pln_1a2b"])
    action_id: str = Field(examples=["act_1a2b_0"])
    actor: str = Field(examples=["scheduler"])
    actor_id: str = Field(examples=["publishing"])
    data: dict[str, Any] = Field(description="What it made of the state.")


class LogOut(BaseModel):
    """What was done to a thing, refused or held: why, and with what success."""

    at: AwareDatetime
    action: str = Field(description="What was done.", examples=["daily_budget"])
    action_id: str = Field(examples=["act_1a2b_0"])
    plan_id: str = Field(examples=["pln_1a2b"])
    recommendation_id: str = Field(examples=[""])
    connector: str = Field(examples=["meta"])
    account_id: str = Field(examples=["1234567890"])
    level: Level
    entity_id: str = Field(examples=["1202100001"])
    name: str = Field(examples=["Brand DE"])
    reason: str = Field(examples=["CPA fell by 20 %"])
    source: str = Field(examples=["person"])
    before: str | None = _AMOUNT
    after: str | None = _AMOUNT
    live: str | None = _AMOUNT
    currency: str = Field(examples=["EUR"])
    confidence: str | None = Field(
        description="Chance that it helps, 0 to 1, as its recommender said.", examples=["0.93"]
    )
    success: bool
    state: ActionState
    error: str = Field(examples=[""])
    error_code: str = Field(examples=[""])
    who: str = Field(description="Who proposed it.", examples=["per_1a2b"])
    approved_by: list[str] = Field(examples=[["per_3c4d"]])
    undo_of: str = Field(examples=[""])


class MomentOut(BaseModel):
    """One change of a thing, by whomever."""

    at: AwareDatetime
    by: str = Field(description="'ours', 'others' or 'platform'.", examples=["ours"])
    who: str = Field(examples=["per_1a2b"])
    field: str = Field(examples=["daily_budget"])
    before: str | None = Field(examples=["100.00"])
    after: str | None = Field(examples=["120.00"])
    state: str = Field(examples=["done"])
    reason: str = Field(examples=["CPA fell by 20 %"])
    plan_id: str = Field(examples=["pln_1a2b"])


class LintFindingOut(BaseModel):
    """One thing for which a platform would refuse it."""

    field: str = Field(description="Where it is mended.", examples=["headlines"])
    lack: str = Field(description="What the platform needs.", examples=["3 headlines"])
    hint: str = Field(examples=["say it in the brief, or in the campaign"])


class NeedOut(BaseModel):
    """A setting that only its platform knows, without which it makes nothing."""

    level: str = Field(examples=["ad"])
    name: str = Field(examples=["page_id"])
    what: str = Field(examples=["the Facebook page that the ad speaks for"])


class LintOut(BaseModel):
    """What a part of a campaign lacks to be published, and what is wanted of it."""

    part_id: str = Field(examples=["cpl_1a2b"])
    platform: str = Field(examples=["meta"])
    account: str = Field(examples=["meta/1234567890"])
    why: str = Field(description="'': nothing is lacking.", examples=[""])
    hint: str = Field(examples=[""])
    findings: list[LintFindingOut]
    needs: list[NeedOut]
    categories: list[str] = Field(
        description="Special ad categories as which it will be declared.", examples=[["employment"]]
    )


class LaunchedOut(BaseModel):
    """How far a part of a campaign is on its platform."""

    part_id: str = Field(examples=["cpl_1a2b"])
    account: str = Field(examples=["meta/1234567890"])
    state: LaunchState
    made: dict[str, str] = Field(
        description="Level to the id of what is there.", examples=[{"campaign": "1202100001"}]
    )
    missing: list[str] = Field(examples=[["ad"]])
    why: str = Field(description="What stopped it.", examples=["the ad needs a page"])
