"""What is asked of the routes of rules, and what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from adhelm.core.web import Body
from adhelm.decide.rules.types import BadRule, Mode, Problem, Truth, Verdict
from adhelm.govern.compliance.types import Field as ChangeField

_YAML = """\
name: Cut what became dear
scope: {level: campaign, platform: [meta]}
if: cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100
then: [{cut_budget: {by: 20%}}]
"""
_DOCUMENT = {
    "name": "Cut what became dear",
    "scope": {"level": "campaign", "platform": ["meta"]},
    "if": "cpa(7d) > 1.3 × cpa(28d) and spend(7d) > 100",
    "then": [{"cut_budget": {"by": "20%"}}],
}
Text = Annotated[str, Field(max_length=20_000, description="YAML.", examples=[_YAML])]
Document = Annotated[
    dict[str, Any],
    Field(description="The same as a document, instead of `yaml`.", examples=[_DOCUMENT]),
]
Why = Annotated[str, Field(max_length=1000, description="Why, for the history.", examples=[""])]


class RuleText(Body):
    """A rule, as YAML or as a document of the same shape: one of the two."""

    yaml: Text | None = None
    document: Document | None = Field(default=None, examples=[None])

    @model_validator(mode="after")
    def _one(self) -> RuleText:
        if (self.yaml is None) == (self.document is None):
            raise ValueError("give `yaml` or `document`, and not both")
        return self

    def text(self) -> str | Mapping[str, Any]:
        """Return what was given."""
        if self.yaml is not None:
            return self.yaml
        if self.document is None:
            raise BadRule([Problem("rule.unreadable", "there is no rule")])
        return self.document


class RuleIn(RuleText):
    """A rule to keep."""

    why: Why = ""


class RulePatch(Body):
    """How a rule is to run; what is left out stays."""

    mode: Mode | None = Field(default=None, examples=["propose"])
    paused: bool | None = Field(default=None, examples=[None])
    why: Why = ""


class CheckIn(RuleText):
    """A rule to check before it is kept."""

    rule_id: Annotated[str, Field(max_length=64)] = Field(
        default="", description="The rule that it would replace.", examples=[""]
    )
    simulate: bool = Field(
        default=False, description="Try it on the last four weeks, its own effects included."
    )


Days = Annotated[int, Field(ge=1, le=366)]


class ReplayIn(Body):
    """Which days to replay."""

    days: Days = Field(default=90, examples=[90])
    hindsight: bool = Field(
        default=False, description="As the days are known now, not as they were known then."
    )


class ReplayTextIn(RuleText):
    """A rule that is not kept yet, and which days to replay it on."""

    days: Days = Field(default=90, examples=[90])
    hindsight: bool = False


class VersionOut(BaseModel):
    """One version of a rule's text."""

    text_version: int
    yaml: str = Field(examples=[_YAML])
    sentence: str = Field(examples=["After each sync, for each enabled campaign: if …"])
    author: str = Field(examples=["person:per_1a2b"])
    at: AwareDatetime
    why: str = Field(examples=[""])


class RuleOut(VersionOut):
    """A rule and how it runs."""

    id: str = Field(examples=["rule_1a2b"])
    version: int = Field(description="Of the text and of how it runs; its ETag.")
    name: str = Field(examples=["Cut what became dear"])
    mode: Mode
    paused: bool
    source: str = Field(description="'shipped' where it came with Adhelm.", examples=["shipped"])
    level: str = Field(examples=["campaign"])
    document: dict[str, Any] = Field(examples=[_DOCUMENT])
    fired_30d: int = Field(description="How often it fired in the last 30 days.")
    fired_at: AwareDatetime | None = Field(description="When it fired last in that time.")


class ClashOut(BaseModel):
    """Rules that work against each other, or never come to rest."""

    code: str = Field(examples=["rule.triggers_itself"])
    rules: list[str] = Field(examples=[["Cut what became dear"]])
    message: str = Field(examples=["'raise_budget' makes 'spend(7d) > 100' still truer"])
    hint: str
    basis: str = Field(description="'static' or 'simulation'.", examples=["static"])
    examples: list[str] = Field(examples=[[]])


class CheckOut(BaseModel):
    """A rule that reads well, in every form, and what speaks against keeping it."""

    yaml: str = Field(examples=[_YAML])
    document: dict[str, Any] = Field(examples=[_DOCUMENT])
    sentence: str = Field(examples=["After each sync, for each enabled campaign: if …"])
    clashes: list[ClashOut]
    warnings: list[str] = Field(examples=[[]])


class EvidenceOut(BaseModel):
    """What one comparison came to."""

    condition: str = Field(examples=["cpa(7d) > 1.3 × cpa(28d)"])
    truth: Truth
    left: str | bool | None = Field(examples=["31.2"])
    right: str | bool | None = Field(examples=["24.05"])
    note: str = Field(description="Why it is unknown.", examples=[""])


class ChangeOut(BaseModel):
    """One value that would become another."""

    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["123"])
    name: str = Field(examples=["Spring"])
    field: ChangeField
    before: str | None = Field(examples=["100.00"])
    after: str | None = Field(examples=["80.00"])
    currency: str = Field(examples=["EUR"])


class AlertOut(BaseModel):
    """What people are told."""

    severity: str = Field(examples=["high"])
    text: str = Field(examples=["It has an open incident."])


class FindingOut(BaseModel):
    """What a rule made of one entity."""

    verdict: Verdict
    branch: str = Field(examples=["then"])
    connector: str = Field(examples=["meta"])
    account_id: str
    platform: str
    level: str = Field(examples=["campaign"])
    entity_id: str = Field(examples=["123"])
    name: str
    currency: str
    evidence: list[EvidenceOut]
    changes: list[ChangeOut]
    alerts: list[AlertOut]
    why: str = Field(description="Why it does not fire though it holds.", examples=[""])


class LookOut(BaseModel):
    """What a rule matches this moment."""

    sentence: str = Field(examples=["After each sync, for each enabled campaign: if …"])
    counts: dict[str, int] = Field(examples=[{"fires": 2, "quiet": 40, "unknown": 1}])
    rows: list[FindingOut]
    provenance: dict[str, Any]
    next_cursor: str | None = Field(examples=[None])


class FiringOut(FindingOut):
    """A rule that fired on an entity."""

    id: str = Field(examples=["fir_1a2b"])
    rule_id: str = Field(examples=["rule_1a2b"])
    rule_version: int
    at: AwareDatetime
    day: dt.date = Field(description="In the rule's time zone.")
    data_version: int
    mode: Mode
    recommendation_id: str = Field(examples=[""])


class ReplayDayOut(BaseModel):
    """One day of a replay."""

    day: dt.date
    looks: int
    fired: int
    unknown: int
    held: int
    note: str = Field(examples=[""])


class ReplayOut(BaseModel):
    """What a rule would have done, day by day."""

    days: list[ReplayDayOut]
    rows: list[FiringOut]
    total: int = Field(description="Of firings; `rows` are at most 1,000, the newest.")
    provenance: dict[str, Any]
