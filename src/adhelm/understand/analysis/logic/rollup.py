"""One incident instead of forty: an account's for its campaigns', or the one that moved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from adhelm.understand.analysis.logic import words
from adhelm.understand.analysis.logic.panel import ACCOUNT
from adhelm.understand.analysis.logic.runs import Run
from adhelm.understand.analysis.types import Incident

# An account's change is one campaign's doing from this share on.
_CULPRIT = 0.7
Found = Sequence[tuple[Run, Incident]]


def rolled_up(found: Found) -> list[Incident]:
    """Return the incidents that stand for all, each with what it explains, in words."""
    dropped: set[str] = set()
    explains: dict[str, tuple[str, ...]] = {}
    for run, account in found:
        if account.level != ACCOUNT:
            continue
        mine = [(r, i) for r, i in found if i.level != ACCOUNT and _same_event(account, i)]
        if _culprit(run, mine):
            dropped.add(account.id)
        else:
            dropped |= {incident.id for _, incident in mine}
            explains[account.id] = tuple(dict.fromkeys(incident.entity for _, incident in mine))
    return [_told(one, explains.get(one.id, ())) for _, one in found if one.id not in dropped]


def _told(one: Incident, names: tuple[str, ...]) -> Incident:
    reason = one.reason + words.caused(one) + words.explained(names)
    return replace(one, explains=names, reason=reason)


def _same_event(account: Incident, campaign: Incident) -> bool:
    if (account.platform, account.account_id) != (campaign.platform, campaign.account_id):
        return False
    last = account.last_date or account.date
    near = account.date - timedelta(days=1) <= (campaign.last_date or campaign.date)
    shared = {account.metric, *account.also} & {campaign.metric, *campaign.also}
    same_way = (account.score > 0) == (campaign.score > 0) or account.metric != campaign.metric
    return near and campaign.date <= last and bool(shared) and same_way


def _culprit(run: Run, mine: Found) -> bool:
    """Say whether one campaign alone brought about the account's change."""
    whole = run.peak
    for other, _ in mine:
        for cell in other.cells:
            same = cell.metric.numerator == whole.metric.numerator
            if same and cell.effect * whole.effect >= _CULPRIT * whole.effect**2:
                return True
    return False
