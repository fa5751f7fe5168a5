"""Judge advice whose days are over and final, each once; say of the rest when they will be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import Period, minor_units
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.decide import optimization
from adhelm.learn.outcomes import store
from adhelm.learn.outcomes.logic.comparing import BEFORE
from adhelm.learn.outcomes.logic.grouping import (
    Advice,
    advised,
    disturbances,
    foreign,
    outcome_id,
    touched,
)
from adhelm.learn.outcomes.logic.judging import Disturbance, Judgement
from adhelm.learn.outcomes.logic.judging import figures as behind
from adhelm.learn.outcomes.logic.judging import judge as passed
from adhelm.learn.outcomes.service.figures import Figures, Source, figures
from adhelm.learn.outcomes.types import (
    Applied,
    Basis,
    Foreign,
    Outcome,
    Promise,
    Unsayable,
    Verdict,
)
from adhelm.observe import plans
from adhelm.observe.plans.types import DayKind, Spending

if TYPE_CHECKING:
    from adhelm.decide.optimization import Recommendation
    from adhelm.observe.warehouse import Warehouse

Others = Callable[[Applied], Sequence[Foreign]]
_DEFAULT = "conversions"
_LESS = frozenset({"spend"})
"""Of these less is better."""
_UNLIKE = frozenset({DayKind.promotion, DayKind.holiday, DayKind.outage})


def judge(
    *,
    principal: Principal,
    database: Database,
    warehouse: Warehouse,
    clock: Clock,
    applied: Sequence[Applied],
    others: Others | None = None,
) -> list[Outcome]:
    """
    Pass the verdicts that are due on changes that platforms took; return what is new.

    What stands is never judged again, and the same advice is judged once, however many changes
    and plans carried it out. A change whose days are not final yet is kept as waiting. `others`
    tells what other people and the platform changed of the same thing.
    """
    principal.require(Scope.write)
    principal.require_whole("verdicts")
    source = Source(principal, database, warehouse, clock)
    known = figures(source) if applied else None
    if known is None:
        return []
    with database.reading() as connection:
        stands = store.settled(connection, principal.workspace_id)
    advice = _advice(source, applied)
    days = {name: each.effect.days for name, each in advice.items() if each.effect}
    found = [
        _outcome(known, one, advice.get(one.id), _Beside(applied, others))
        for one in advised(applied, days=days, zones=known.zones)
        if outcome_id(one.id) not in stands
    ]
    with database.transaction() as connection:
        store.put(connection, principal.workspace_id, found)
    return found


def _advice(source: Source, applied: Sequence[Applied]) -> dict[str, Recommendation]:
    found = {}
    for name in dict.fromkeys(one.recommendation_id for one in applied):
        if not name:
            continue
        try:
            found[name] = optimization.recommendation(
                principal=source.principal, database=source.database, clock=source.clock,
                recommendation_id=name,
            )  # fmt: skip
        except optimization.NoSuchRecommendation:
            continue
    return found


def _outcome(
    known: Figures, one: Advice, advice: Recommendation | None, beside: _Beside
) -> Outcome:
    effect = advice.effect if advice else None
    metric = effect.metric if effect else _DEFAULT
    if known.is_ripe(one, metric):
        judged = _judged(known, one, metric, beside)
    else:
        why = f"its days are final on {known.ripe_on(one, metric)}"
        judged = Judgement(Verdict.waiting, why)
    first, compared = one.changes[0], judged.compared
    currency = first.change.currency

    def exact(value: float) -> Decimal:
        money = metric != _DEFAULT and currency
        unit = Decimal(1).scaleb(-minor_units(currency)) if money else Decimal("0.0001")
        return Decimal(repr(float(value))).quantize(unit)

    return Outcome(
        id=outcome_id(one.id),
        advice_id=one.id,
        recommender=advice.source if advice else first.source,
        field=one.fields,
        account=first.change.account,
        platform=first.change.platform,
        account_id=first.change.account_id,
        currency=currency,
        metric=metric,
        applied_at=one.at,
        first_day=one.first_day,
        last_day=one.last_day,
        verdict=judged.verdict,
        why=judged.why[:500],
        effect=exact(compared.effect) if compared else None,
        low=exact(compared.low) if compared else None,
        high=exact(compared.high) if compared else None,
        promise=Promise(effect.expected, effect.low, effect.high) if effect else None,
        basis=compared.basis if compared else Basis.none,
        details=_details(one, judged),
        made_at=known.source.clock.now(),
        data_version=known.version,
    )


def _judged(known: Figures, one: Advice, metric: str, beside: _Beside) -> Judgement:
    changed = touched(
        beside.applied, first=one.first_day - timedelta(days=2 * BEFORE),
        last=one.last_day + timedelta(days=1),
    )  # fmt: skip
    try:
        case, missing = known.case(one, metric, changed)
    except Unsayable as error:
        return Judgement(Verdict.unsayable, error.message)
    return passed(case, beside.of(known, one), missing=missing, less=metric in _LESS)


@dataclass(frozen=True, slots=True)
class _Beside:
    """What else happened."""

    applied: Sequence[Applied]
    others: Others | None

    def of(self, known: Figures, one: Advice) -> list[Disturbance]:
        """Return what else happened to what was changed inside its days."""
        found = disturbances(one, self.applied, zones=known.zones)
        if self.others is not None:
            told = [each for change in one.changes for each in self.others(change)]
            found += foreign(one, told, zones=known.zones)
        return [*found, *_calendar(known, one)]


def _calendar(known: Figures, one: Advice) -> list[Disturbance]:
    entries = plans.events_in(
        principal=known.source.principal, database=known.source.database,
        period=Period.closed(one.first_day, one.last_day),
    )  # fmt: skip
    spending = [
        Spending(each.change.platform, each.change.account, each.change.entity_id, each.change.name)
        for each in one.changes
    ]
    return [
        Disturbance(
            max(entry.first_day, one.first_day),
            f"there was {entry.kind.value} '{entry.name[:80]}'",
            spoils=entry.kind is DayKind.outage,
        )
        for entry in entries
        if entry.kind in _UNLIKE and any(plans.covers(entry.reach, each) for each in spending)
    ]


def _details(one: Advice, judged: Judgement) -> dict[str, Any]:
    changes: list[Mapping[str, Any]] = [
        {
            "action_id": each.action_id, "plan_id": each.plan_id,
            "level": each.change.level.value, "entity_id": each.change.entity_id,
            "name": each.change.name, "field": each.change.field.value,
            "before": _plain(each.change.before), "after": _plain(each.change.after),
        }
        for each in one.changes
    ]  # fmt: skip
    figured = behind(judged.compared) if judged.compared else {}
    return {"changes": changes, "beside": list(judged.beside), **figured}


def _plain(value: Decimal | str | None) -> str | None:
    return format(value, "f") if isinstance(value, Decimal) else value
