"""What one campaign brought: a platform's, or one of ours over its platform campaigns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from adhelm.act import campaigns
from adhelm.act.reports.service.asking import Added, Desk, Money, added_up
from adhelm.act.reports.service.building import COUNTED, MEASURES
from adhelm.act.reports.types import Booked, CampaignReport
from adhelm.core.ads import Period
from adhelm.core.errors import NotFound
from adhelm.core.principal import Scope
from adhelm.understand.metrics import Question

_NAMES = tuple(one.name for one in MEASURES)
_PARTS = 3
Ids = tuple[str, str, str]
"""Connector, account id, campaign id."""


class NoSuchCampaign(NotFound):
    """There is no such campaign in this workspace."""

    code = "reports.no_campaign"


def campaign_report(
    desk: Desk, *, campaign_id: str, period: Period, currency: str | None = None
) -> CampaignReport:
    """
    Return what a campaign brought in a period of the platforms' days, beside the one before.

    `campaign_id` is 'connector/account/campaign', or the id of one of our own. Money is converted
    to `currency`; None: the campaign's own if there are rates to it, or as booked, which is apart
    where that is several.

    :raises NoSuchCampaign: if there is no such campaign of a platform.
    :raises adhelm.act.campaigns.types.NoSuchCampaign: if there is no such one of ours.
    """
    desk.principal.require(Scope.read)
    if "/" not in campaign_id:
        return _of_ours(desk, campaign_id, period, currency)
    ids = tuple(campaign_id.split("/"))
    known = _named(desk, ids) if len(ids) == _PARTS and all(ids) else None
    if known is None:
        raise NoSuchCampaign(
            f"there is no campaign '{campaign_id}'",
            hint="'connector/account/campaign', or the id of one of your own",
        )
    name, status = str(known["campaign"] or ids[-1]), str(known["campaign_status"] or "")
    return _report(desk, (campaign_id, name, status), [(ids[0], ids[1], ids[2])], period, currency)


def _of_ours(desk: Desk, campaign_id: str, period: Period, currency: str | None) -> CampaignReport:
    found = campaigns.get(**desk.records, campaign_id=campaign_id)
    parts: list[Ids] = []
    for one in found.platforms:
        connector, _, account_id = one.account.partition("/")
        if one.external_id:
            parts.append((connector, account_id, one.external_id))
    who = (found.id, found.name, str(found.status))
    return _report(desk, who, parts, period, currency, usual=found.currency or "")


def _named(desk: Desk, ids: tuple[str, ...]) -> Mapping[str, Any] | None:
    question = Question(
        metrics=("impressions",), by=("campaign", "campaign_status"), where=_where([ids])
    )
    return next(desk.ask(question).dicts(), None)


def _report(
    desk: Desk,
    who: tuple[str, str, str],
    parts: Sequence[Ids],
    period: Period,
    currency: str | None,
    *,
    usual: str = "",
) -> CampaignReport:
    if not parts:
        nothing = {"value": None, "previous": None, "change": None}
        empty, money = dict.fromkeys(_NAMES, nothing), currency or usual
        return CampaignReport(*who, parts, period, "", money, empty, [], [], None)
    whole = Question(
        metrics=_NAMES, where=_where(parts), period=period, currency=currency, compare="previous"
    )
    added = added_up(desk, whole, counted=COUNTED, usual=usual)
    source, asked = added.answer.provenance, added.question
    told = replace(source, warnings=(*source.warnings, added.why)) if added.why else source
    apart = added.apart.dicts() if added.apart else ()
    return CampaignReport(
        *who,
        parts=parts,
        period=period,
        compared=source.compare_period,
        currency=source.currency or asked.currency or "",
        totals=_totals(next(added.answer.dicts(), {})),
        booked=[Booked(str(row["currency"]), _totals(row)) for row in apart],
        days=_days(desk, added),
        provenance=told,
    )


def _days(desk: Desk, added: Added) -> list[dict[str, Any]]:
    by = ("date", "currency") if added.money is Money.apart else ("date",)
    question = Question(
        metrics=_NAMES,
        by=by,
        where=added.question.where,
        period=added.question.period,
        currency=added.question.currency,
        sort=by,
    )
    return list(desk.ask(question).dicts())


def _totals(values: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {
        name: {
            "value": values.get(name),
            "previous": values.get(f"{name}_previous"),
            "change": values.get(f"{name}_change"),
        }
        for name in _NAMES
    }


def _where(parts: Sequence[tuple[str, ...]]) -> str:
    """Return the filter that means exactly these platform campaigns."""
    names = ("connector", "account_id", "campaign_id")
    each = (
        " and ".join(f"{name} = {_quoted(one)}" for name, one in zip(names, ids, strict=True))
        for ids in parts
    )
    return " or ".join(f"({one})" for one in each)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
