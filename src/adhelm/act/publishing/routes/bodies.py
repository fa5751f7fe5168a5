"""What is sent to the routes of plans."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from adhelm.act.publishing.logic.bodies import canonical
from adhelm.act.publishing.logic.values import of_text
from adhelm.act.publishing.types import BadBrief, BadChange, Brief, Value, Wish
from adhelm.connectors.contract import Bid
from adhelm.core.ads import Level
from adhelm.core.web import Body
from adhelm.govern.compliance import types as limits

_VALUE = Annotated[
    str | None,
    Field(
        max_length=40,
        description='An amount such as "120.00" in the account\'s currency, a return such as'
        ' "4.5", or a status: enabled, paused.',
        examples=["120.00"],
    ),
]
_SETTABLE = Literal["daily_budget", "lifetime_budget", "bid", "target_cpa", "target_roas", "status"]
_MOST_SETTINGS = 50_000
_Word = Annotated[str, Field(min_length=1, max_length=200)]
_EXPONENT = re.compile(r"\d[eE]")
_CHANGE: dict[str, Any] = {
    "account": "meta/1234567890",
    "level": "campaign",
    "entity_id": "120210000000000001",
    "field": "daily_budget",
    "value": "120.00",
}


class ChangeIn(Body):
    """One value of one thing that shall become another, absolute one."""

    account: Annotated[
        str,
        Field(max_length=300, description="'connector/account'.", examples=["meta/1234567890"]),
    ]
    level: Annotated[Level, Field(examples=["campaign"])]
    entity_id: Annotated[str, Field(min_length=1, max_length=200, examples=["1202100001"])]
    field: Annotated[_SETTABLE, Field(examples=["daily_budget"])]
    value: _VALUE
    before: _VALUE = Field(
        default=None, description="Refuse if it is another by now; else it is looked up."
    )
    bid: Bid | None = Field(default=None, description="What a `bid` is a limit of.")

    model_config = ConfigDict(json_schema_extra={"examples": [_CHANGE]})

    def wish(self) -> Wish:
        """
        Return the change as it is proposed.

        :raises BadChange: if a value is none of its field.
        """
        connector, slash, account = self.account.partition("/")
        if not slash or not account:
            raise BadChange(f"'{self.account}' is no account", hint="'connector/account'")
        change = limits.Change(
            connector=connector,
            account_id=account,
            platform="",
            level=self.level,
            entity_id=self.entity_id,
            name="",
            field=limits.Field(self.field),
            before=self._read(self.before),
            after=self._read(self.value),
            currency="",
        )
        return Wish(change, bid=self.bid.value if self.bid else "")

    def _read(self, text: str | None) -> Value:
        value = of_text(self.field, text)
        if isinstance(value, Decimal) and "e" in str(text).lower():
            raise BadChange(f"'{text}' is no amount", hint='write it as "120.00"')
        return value


class NegativesIn(Body):
    """Searches that a campaign or an ad group shall be kept away from."""

    account: Annotated[str, Field(max_length=300, examples=["google_ads/1234567890"])]
    level: Annotated[Level, Field(examples=["campaign"])]
    entity_id: Annotated[str, Field(min_length=1, max_length=200, examples=["1202100001"])]
    keywords: Annotated[
        list[tuple[_Word, Literal["exact", "phrase", "broad"]]],
        Field(min_length=1, max_length=1000, examples=[[["free", "broad"]]]),
    ]

    def wish(self) -> Wish:
        """
        Return the words as they are proposed.

        :raises BadChange: if the account is none.
        """
        connector, slash, account = self.account.partition("/")
        if not slash or not account:
            raise BadChange(f"'{self.account}' is no account", hint="'connector/account'")
        words = [[text, match] for text, match in self.keywords]
        change = limits.Change(
            connector=connector,
            account_id=account,
            platform="",
            level=self.level,
            entity_id=self.entity_id,
            name="",
            field=limits.Field.negative_keywords,
            before=None,
            after=", ".join(f"{text} ({match})" for text, match in words),
            currency="",
        )
        return Wish(change, detail={"keywords": words})


class Proposal(Body):
    """Changes that belong together, and why."""

    changes: Annotated[list[ChangeIn], Field(max_length=5000)] = Field(default=[])
    negative_keywords: Annotated[list[NegativesIn], Field(max_length=1000)] = Field(default=[])
    reason: Annotated[str, Field(min_length=1, max_length=2000, examples=["CPA fell by 20 %"])]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"changes": [_CHANGE], "reason": "CPA fell by 20 %"}]}
    )

    def wishes(self) -> list[Wish]:
        """
        Return the changes as they are proposed.

        :raises BadChange: if a value is none of its field.
        """
        words = [one.wish() for one in self.negative_keywords]
        return [*(one.wish() for one in self.changes), *words]


class FromAdvice(Body):
    """Advice that a plan shall be made of, as it is."""

    recommendation_id: Annotated[str, Field(min_length=1, max_length=64, examples=["rec_1a2b"])]


_HASH = Annotated[
    str,
    Field(
        min_length=64, max_length=64, pattern=r"^[0-9a-f]{64}$", examples=["0" * 64],
        description="Of the plan as it was read.",
    ),
]  # fmt: skip


class Approval(Body):
    """A yes to exactly one text."""

    hash: _HASH
    apply: bool = Field(default=False, description="Apply it too, if no other approval is needed.")


class OneOfSeveral(Body):
    """A plan of several, and its text."""

    plan_id: Annotated[str, Field(min_length=1, max_length=64, examples=["pln_1a2b"])]
    hash: _HASH


class Approvals(Body):
    """A yes to several plans of one kind, to the text of each."""

    plans: Annotated[list[OneOfSeveral], Field(min_length=1, max_length=100)]
    apply: bool = Field(default=False, description="Apply what needs no other approval, too.")


class OtherValue(Body):
    """Another value for a line of a plan."""

    place: Annotated[int, Field(ge=0, lt=5000, description="Of the line, from 0.", examples=[0])]
    value: Annotated[str, Field(min_length=1, max_length=40, examples=["110.00"])]


class PlanReplacement(Body):
    """Other values for a plan that waits."""

    hash: _HASH
    values: Annotated[list[OtherValue], Field(min_length=1, max_length=5000)]
    reason: Annotated[str, Field(max_length=2000, examples=["half of it first"])] = Field(
        default="", description="'': as before."
    )

    def changed(self) -> dict[int, str]:
        """
        Return the values by their places.

        :raises BadChange: if a line is given two, or something that is no amount.
        """
        if len({one.place for one in self.values}) < len(self.values):
            raise BadChange("a line is given two values", hint="one for each line")
        if wrong := next((one.value for one in self.values if _EXPONENT.search(one.value)), ""):
            raise BadChange(f"'{wrong}' is no amount", hint='write it as "120.00"')
        return {one.place: one.value for one in self.values}


class Decision(Body):
    """Why a plan is rejected, or undone."""

    reason: Annotated[str, Field(max_length=2000, examples=["not before the sale ends"])] = ""


class Application(Body):
    """Which text shall be applied."""

    hash: Annotated[
        str | None,
        Field(pattern=r"^[0-9a-f]{64}$", max_length=64, examples=["0" * 64]),
    ] = Field(default=None, description="Refuse if the plan has another; null: do not ask.")


_BRIEF: dict[str, Any] = {
    "part_id": "cpl_1a2b",
    "final_url": "https://shop.example/sale",
    "headlines": ["Winter sale"],
    "descriptions": ["Up to half off"],
    "settings": {"ad": {"page_id": "1000001"}},
}
_Line = Annotated[str, Field(min_length=1, max_length=500)]


class BriefDraft(Body):
    """What the ads of one part of a campaign say so far, and what only its platform knows."""

    part_id: Annotated[str, Field(min_length=1, max_length=64, examples=["cpl_1a2b"])]
    final_url: Annotated[str, Field(max_length=2000)] = ""
    headlines: Annotated[list[_Line], Field(max_length=50)] = Field(default=[])
    descriptions: Annotated[list[_Line], Field(max_length=50)] = Field(default=[])
    settings: dict[Literal["campaign", "ad_group", "ad"], dict[str, Any]] = Field(
        default={}, description="The platform's own words.", examples=[_BRIEF["settings"]]
    )

    model_config = ConfigDict(json_schema_extra={"examples": [_BRIEF]})

    def brief(self) -> Brief:
        """
        Return what was said.

        :raises BadBrief: if the settings are too long, or hold numbers that JSON cannot.
        """
        told = {str(level): words for level, words in self.settings.items()}
        if len(canonical(told)) > _MOST_SETTINGS:
            raise BadBrief("the settings are too long", hint=f"{_MOST_SETTINGS} signs")
        return Brief(
            self.part_id, self.final_url, tuple(self.headlines), tuple(self.descriptions),
            told,
        )  # fmt: skip


class BriefIn(BriefDraft):
    """What the ads of one part of a campaign say."""

    final_url: Annotated[str, Field(pattern=r"^https?://", max_length=2000)] = Field(
        examples=["https://shop.example/sale"]
    )


class LintIn(Body):
    """Ads as far as they are written, to be looked at."""

    parts: Annotated[list[BriefDraft], Field(max_length=50)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"parts": [_BRIEF]}]})


class Launch(Body):
    """A campaign that shall be made on its platforms, paused."""

    parts: Annotated[list[BriefIn], Field(min_length=1, max_length=50)]

    model_config = ConfigDict(json_schema_extra={"examples": [{"parts": [_BRIEF]}]})


class Removal(Body):
    """Which parts of a campaign shall be removed from their platforms, for good."""

    parts: Annotated[
        list[Annotated[str, Field(max_length=64, examples=["cpl_1a2b"])]], Field(max_length=50)
    ] = Field(default=[], description="None: all of them.")
