"""The figures of all entities of a level, in a few questions to the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal
from adhelm.decide.rules.logic.windows import Window
from adhelm.decide.rules.types import Level, Look
from adhelm.understand import metrics
from adhelm.understand.metrics import Catalogue, Question

if TYPE_CHECKING:
    from adhelm.observe.conventions import Document
    from adhelm.observe.warehouse import Snapshot, Warehouse

Key = tuple[str, str, str]
_BY: dict[Level, tuple[str, ...]] = {
    Level.account: (),
    Level.campaign: ("campaign_id",),
    Level.ad_group: ("ad_group_id",),
    Level.ad: ("ad_id",),
    Level.search_term: ("campaign_id", "search_term"),
}
_LEVELS: dict[Level, tuple[str, ...]] = {
    Level.account: ("account", "campaign", "ad_group", "ad", "keyword", "search_term"),
    Level.campaign: ("campaign", "ad_group", "ad", "keyword", "search_term"),
    Level.ad_group: ("ad_group", "ad", "keyword", "search_term"),
    Level.ad: ("ad",),
    Level.search_term: ("search_term",),
}
_ACCOUNT = ("connector", "account_id", "currency")


@dataclass(frozen=True)
class Asker:
    """Whom to ask, at which data version."""

    principal: Principal
    warehouse: Warehouse
    clock: Clock
    """Stands at the moment that is looked at."""
    version: int
    known: Catalogue
    """Adhelm's metrics, and the workspace's own."""
    documents: Sequence[Document] = ()

    def ask(self, question: dict[str, Any]) -> metrics.Answer:
        """Return the catalogue's answer at the pinned data version."""
        return metrics.ask(
            principal=self.principal, warehouse=self.warehouse, clock=self.clock,
            question=Question(as_of=self.version, **question), metrics=self.known,
            conventions=self.documents,
        )  # fmt: skip


@dataclass
class Figures:
    """What was answered: per entity and window its value, and why others are unknown."""

    known: Catalogue
    values: dict[tuple[Key, Window], Decimal | None] = field(default_factory=dict)
    collected: set[tuple[tuple[str, str], Window]] = field(default_factory=set)
    """Accounts of which somebody has a value."""
    covered: dict[tuple[str, str], set[date]] = field(default_factory=dict)
    """Account -> days that a source answers for."""
    refused: dict[Window, str] = field(default_factory=dict)
    queries: int = 0
    gaps: dict[tuple[tuple[str, str], date, Look], str] = field(default_factory=dict)
    """What was looked up in `covered` before."""

    def value(self, key: Key, today: date, window: Window) -> tuple[Decimal | None, str]:
        """Return an entity's value, and why there is none."""
        metric, look = window
        if window in self.refused:
            return None, self.refused[window]
        account = key[:2]
        place = (account, today, look)
        if place not in self.gaps:
            self.gaps[place] = _missing(self.covered.get(account, set()), today, look)
        if missing := self.gaps[place]:
            return None, f"{missing} was not collected"
        found = self.values.get((key, window))
        if found is None and (account, window) in self.collected and _is_sum(self.known, metric):
            # Others of the account report it: what says nothing had none of it.
            return Decimal(0), ""
        return found, "" if found is not None else f"{metric} was not reported, or has no divisor"


def figures(
    asker: Asker,
    snapshot: Snapshot,
    level: Level,
    windows: Sequence[Window],
    days: Mapping[tuple[str, str], date],
) -> Figures:
    """Return the values of some windows for all entities; `days` are the accounts' local days."""
    made = Figures(asker.known, covered=_covered(snapshot, level, windows, days))
    for anchor, wanted in _by_anchor(windows, days).items():
        _fill(asker, made, level, anchor, wanted)
    return made


def _by_anchor(
    windows: Sequence[Window], days: Mapping[tuple[str, str], date]
) -> dict[date, dict[Window, set[tuple[str, str]]]]:
    """Return last day -> the windows that end on it, and for which accounts."""
    found: dict[date, dict[Window, set[tuple[str, str]]]] = {}
    for account, today in days.items():
        for window in windows:
            anchor = today - timedelta(days=window[1].ago)
            found.setdefault(anchor, {}).setdefault(window, set()).add(account)
    return found


def _fill(
    asker: Asker,
    made: Figures,
    level: Level,
    anchor: date,
    wanted: Mapping[Window, set[tuple[str, str]]],
) -> None:
    try:
        _answered(asker, made, level, anchor, wanted)
    except AdhelmError as error:
        if len(wanted) == 1:
            made.refused |= dict.fromkeys(wanted, error.message)
            return
        # One metric that cannot be answered keeps no other from its answer.
        for window, accounts in wanted.items():
            _fill(asker, made, level, anchor, {window: accounts})


def _answered(
    asker: Asker,
    made: Figures,
    level: Level,
    anchor: date,
    wanted: Mapping[Window, set[tuple[str, str]]],
) -> None:
    for group in _apart(asker.known, list(wanted)):
        names = {window: _column(asker.known, window) for window in group}
        answer = asker.ask(
            {
                "metrics": tuple(dict.fromkeys(names.values())),
                "by": (*_ACCOUNT, *_BY[level]),
                "period": Period.closed(anchor, anchor),
            }
        )
        made.queries += 1
        for row in answer.dicts():
            _take(made, level, row, names, wanted)


def _take(
    made: Figures,
    level: Level,
    row: Mapping[str, Any],
    names: Mapping[Window, str],
    wanted: Mapping[Window, set[tuple[str, str]]],
) -> None:
    account = (str(row["connector"]), str(row["account_id"]))
    inner = [row[name] for name in _BY[level]]
    if any(each is None for each in inner):
        return
    key = (*account, "|".join(map(str, inner)) if inner else account[1])
    for window, name in names.items():
        value = row[name]
        if value is None or account not in wanted[window]:
            continue
        made.values[key, window] = Decimal(value)
        made.collected.add((account, window))


def _apart(known: Catalogue, windows: Sequence[Window]) -> Iterable[list[Window]]:
    """Yield windows that are asked for together: what cannot be added up is asked for alone."""
    alone = [window for window in windows if not _is_additive(known, window[0])]
    together = [window for window in windows if window not in alone]
    yield from ([together] if together else [])
    yield from ([window] for window in alone)


def _column(known: Catalogue, window: Window) -> str:
    metric, look = window
    return metric if not _is_additive(known, metric) else f"{metric}.{look.days}d"


def _is_additive(known: Catalogue, metric: str) -> bool:
    return bool(getattr(known.metrics.get(metric), "additive", True))


def _is_sum(known: Catalogue, metric: str) -> bool:
    return metric in known.metrics and not known.uses(metric) and _is_additive(known, metric)


def _covered(
    snapshot: Snapshot,
    level: Level,
    windows: Sequence[Window],
    days: Mapping[tuple[str, str], date],
) -> dict[tuple[str, str], set[date]]:
    reach = max((look.ago + look.days for _, look in windows), default=0)
    if not days or not reach:
        return {}
    first = min(days.values()) - timedelta(days=reach)
    period = Period(first, max(days.values()) + timedelta(days=1))
    found: dict[tuple[str, str], set[date]] = {}
    for each in snapshot.slices(levels=_LEVELS[level], period=period):
        start, last = max(each.start, period.start), min(each.end, period.last)
        if start <= last:
            account = (each.connector, each.account_id)
            found.setdefault(account, set()).update(Period.closed(start, last))
    return found


def _missing(covered: set[date], today: date, look: Look) -> str:
    last = today - timedelta(days=look.ago)
    gaps = [day for n in range(look.days) if (day := last - timedelta(days=n)) not in covered]
    if not gaps:
        return ""
    return str(gaps[0]) if len(gaps) == 1 else f"{gaps[-1]} and {len(gaps) - 1} more days"
