"""Changes made through a platform's interface: they hold from their instant on, never before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as fields_of
from dataclasses import replace
from datetime import datetime

import numpy as np

from adhelm.core.errors import Conflict
from adhelm.sandbox.market import plan
from adhelm.sandbox.market.book import BIG_MOVE, LEVELS, Book, Settings
from adhelm.sandbox.market.calendar import local_day
from adhelm.sandbox.market.chance import Floats, Ints
from adhelm.sandbox.market.types import Created, Edit, Status

_DAY_SECONDS = 86_400.0


class ClockRanBack(Conflict):
    """A change would lie before one already made."""

    code = "sandbox.clock_ran_back"


def change(
    book: Book, *, at: datetime, level: str, ordinal: int, fields: Mapping[str, object], by: str
) -> Edit:
    """
    Set `status`, `amount` (minor units a day) or whatever the platform keeps of an entity.

    :raises ClockRanBack: if `at` lies before the last change.
    """
    day = local_day(at, book.account.zone).toordinal()
    kept = book.kept.setdefault((level, ordinal), {})
    before: dict[str, object] = {name: kept.get(name) for name in fields}
    if "status" in fields:
        before["status"] = book.status(level, ordinal, day)
    if "amount" in fields:
        before["amount"] = book.amount(ordinal, day)
    settings = _settings_at(book, at)
    _apply(book, settings, level=level, ordinal=ordinal, fields=fields, before=before)
    kept.update({name: value for name, value in fields.items() if name not in {"status", "amount"}})
    removed = fields.get("status") == Status.removed
    edit = Edit(at, level, ordinal, dict(fields), before, "remove" if removed else "update", by)
    book.edits.append(edit)
    return edit


def create(
    book: Book,
    *,
    at: datetime,
    level: str,
    parent: int | None,
    status: Status,
    fields: Mapping[str, object],
    kind: str = "prospecting",
    budget_level: str = "campaign",
    budget: int | None = None,
    amount: int = 0,
    by: str = "api",
) -> Created:
    """
    Add an entity: a campaign, an ad group or ad under `parent`, or a budget of `amount`.

    :raises ClockRanBack: if `at` lies before the last change.
    """
    settings = _settings_at(book, at)
    ordinal = book.count(level)
    if level == "campaign":
        _add_campaign(book, at, kind, budget_level, budget)
    elif level == "ad_group":
        _add_group(book, parent or 0, budget)
    elif level == "ad":
        _add_ad(book, parent or 0)
    else:
        book.amounts = np.append(book.amounts, amount)
    _grow(book, settings)
    settings.status[level][ordinal] = status
    if level == "budget":
        settings.amount[ordinal] = amount
    book.kept[(level, ordinal)] = dict(fields)
    shown = {**fields, "status": status} | ({"amount": amount} if level == "budget" else {})
    book.edits.append(Edit(at, level, ordinal, shown, kind="create", by=by))
    return Created(level, ordinal, book.id(level, ordinal) if level != "budget" else str(ordinal))


def _settings_at(book: Book, at: datetime) -> Settings:
    last = book.settings[-1]
    if at < last.at:
        raise ClockRanBack(
            f"the clock stands at {at.isoformat()}, a change was made at {last.at.isoformat()}",
            hint="move the sandbox's clock forward",
        )
    if at == last.at:
        return last
    fresh = replace(
        last,
        at=at,
        status={level: values.copy() for level, values in last.status.items()},
        amount=last.amount.copy(),
        learning_since=last.learning_since.copy(),
    )
    book.settings.append(fresh)
    return fresh


def _apply(
    book: Book,
    settings: Settings,
    *,
    level: str,
    ordinal: int,
    fields: Mapping[str, object],
    before: Mapping[str, object],
) -> None:
    if "status" in fields:
        settings.status[level][ordinal] = _status(fields["status"])
    if "amount" in fields:
        new, old = int(str(fields["amount"])), int(str(before["amount"]))
        settings.amount[ordinal] = new
        if abs(new - old) >= BIG_MOVE * max(old, 1):
            since = settings.at.timestamp() / _DAY_SECONDS
            for campaign, budgets in enumerate(book.tree.budget_of_campaign):
                if ordinal in budgets:
                    settings.learning_since[campaign] = since


def _status(value: object) -> Status:
    return value if isinstance(value, Status) else Status[str(value)]


def _grow(book: Book, settings: Settings) -> None:
    settings.status = {
        level: _padded(settings.status[level], book.count(level), -1) for level in LEVELS
    }
    settings.amount = _unset(settings.amount, book.count("budget"))
    settings.learning_since = _unset(settings.learning_since, book.count("campaign"))


def _padded(values: Ints, count: int, filler: int) -> Ints:
    return np.append(values, np.full(count - len(values), filler))


def _unset(values: Floats, count: int) -> Floats:
    return np.append(values, np.full(count - len(values), np.nan))


def _add_campaign(
    book: Book, at: datetime, kind: str, budget_level: str, budget: int | None
) -> None:
    book.tree.kinds.append(kind)
    book.tree.budget_level.append(budget_level)
    book.tree.budget_of_campaign.append([] if budget is None else [budget])
    fresh = plan.latent(
        book.account, seed=book.seed, kinds=book.tree.kinds, first_day=book.first_day
    )
    fresh.launch[-1] = local_day(at, book.account.zone).toordinal()
    fresh.end[-1], fresh.removed[-1] = plan.NEVER, 0
    for name in (one.name for one in fields_of(plan.Latent)):
        old = getattr(book.latent, name)
        setattr(book.latent, name, np.append(old, getattr(fresh, name)[-1:]))


def _add_group(book: Book, campaign: int, budget: int | None) -> None:
    book.tree.group_campaign.append(campaign)
    if book.tree.budget_level[campaign] == "ad_group" and budget is not None:
        book.tree.budget_of_campaign[campaign].append(budget)


def _add_ad(book: Book, group: int) -> None:
    campaign = book.tree.group_campaign[group]
    budget = book.budget_of("ad_group", group)
    book.tree.ad_group.append(group)
    book.tree.budget_of_ad.append(
        book.tree.budget_of_campaign[campaign][0] if budget is None else budget
    )
