"""What other parts say of entities: scores, incidents, and what the next unit of money brings."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.ads import PLATFORMS, Period
from adhelm.core.db import Database
from adhelm.decide import prediction
from adhelm.decide.rules.logic.marginal import Point, marginal_returns
from adhelm.decide.rules.service.figures import Asker
from adhelm.decide.rules.types import Term
from adhelm.understand import analysis

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Snapshot

KINDS = frozenset({"score", "incident", "marginal_return"})
_RECENT = timedelta(days=3)
"""An incident whose last day is so near to the newest day may still go on."""
_SEARCHED = 10
_LEARNT, _IMMATURE = 56, 7


@dataclass(frozen=True, slots=True)
class Signals:
    """
    What was said of entities ('connector/account/id') by those kinds that somebody asked for.

    A kind that is not there was not asked for; an entity that is not there has none.
    """

    score: Mapping[str, str] | None = None
    incident: Mapping[str, list[str]] | None = None
    marginal_return: Mapping[str, str] | None = None
    notes: tuple[str, ...] = field(default=())

    def packed(self) -> bytes | None:
        """Return them as they are kept beside a run; None: there are none."""
        import orjson

        if self.score is None and self.incident is None and self.marginal_return is None:
            return None
        return zlib.compress(orjson.dumps(asdict(self)))

    def has(self, kinds: Iterable[str]) -> bool:
        """Say whether all of some kinds were asked for."""
        return all(getattr(self, kind) is not None for kind in kinds)


def unpacked(data: bytes | None) -> Signals:
    """Return signals as they were kept."""
    import orjson

    if data is None:
        return Signals()
    told: dict[str, Any] = orjson.loads(zlib.decompress(data))
    return Signals(**{**told, "notes": tuple(told["notes"])})


def kinds_of(terms: Iterable[Term]) -> frozenset[str]:
    """Return the kinds of signals that terms ask for."""
    return KINDS & {term.name for term in terms}


def signals(asker: Asker, snapshot: Snapshot, database: Database, kinds: Iterable[str]) -> Signals:
    """Return the signals of some kinds, as they were known at the asker's moment."""
    wanted = set(kinds)
    if not snapshot.version.version:
        nothing: dict[str, Any] = {kind: {} for kind in wanted}
        return Signals(**nothing)
    return Signals(
        score=_scores(asker, database) if "score" in wanted else None,
        incident=_incidents(asker, database) if "incident" in wanted else None,
        marginal_return=_marginal(asker) if "marginal_return" in wanted else None,
    )


def _scores(asker: Asker, database: Database) -> dict[str, str]:
    """Return the newest scores that had been told, of yesterday where today's came later."""
    now = asker.clock.now()
    found: dict[str, str] = {}
    for back in (1, 0):
        told = prediction.scores_as_of(
            principal=asker.principal, database=database, day=now.date() - timedelta(days=back)
        )
        for one in told:
            if one.made_at > now or one.score is None:
                continue
            found[_key(one.platform, one.account_id, one.entity_id)] = repr(one.score)
    return found


def _incidents(asker: Asker, database: Database) -> dict[str, list[str]]:
    now = asker.clock.now().date()
    searched = Period(now - timedelta(days=_SEARCHED), now + timedelta(days=2))
    told = analysis.incidents(
        principal=asker.principal, warehouse=asker.warehouse, clock=asker.clock, period=searched,
        as_of=asker.version, database=database,
    )  # fmt: skip
    last = told.period.last
    found: dict[str, set[str]] = {}
    for one in told.incidents:
        if (one.last_date or one.date) > last - _RECENT:
            key = _key(one.platform, one.account_id, one.entity_id)
            found.setdefault(key, set()).add(one.detector)
    return {key: sorted(kinds) for key, kinds in found.items()}


def _marginal(asker: Asker) -> dict[str, str]:
    end = asker.clock.now().date() - timedelta(days=_IMMATURE)
    period = Period(end - timedelta(days=_LEARNT), end)
    answer = asker.ask(
        {
            "metrics": ("spend", "conversion_value"),
            "by": ("connector", "account_id", "currency", "campaign_id", "date"),
            "period": period,
        }
    )
    days: dict[str, list[Point]] = {}
    for row in answer.dicts():
        if row["campaign_id"] is None or row["conversion_value"] is None or not row["spend"]:
            continue
        key = f"{row['connector']}/{row['account_id']}/{row['campaign_id']}"
        days.setdefault(key, []).append(
            Point(row["date"], float(row["spend"]), float(row["conversion_value"]))
        )
    return {key: f"{value:.4f}" for key, value in marginal_returns(days).items()}


def value_of(told: Signals, term: Term, key: str) -> Decimal | bool | None:
    """Return what the signals say of an entity."""
    if term.name == "incident":
        kinds = (told.incident or {}).get(key, [])
        return bool(kinds) if term.of == "any" else term.of in kinds
    found = (told.score if term.name == "score" else told.marginal_return) or {}
    return Decimal(found[key]) if key in found else None


def _key(platform: str, account_id: str, entity_id: str) -> str:
    known = PLATFORMS.get(platform)
    return f"{known.connector if known else platform}/{account_id}/{entity_id}"
