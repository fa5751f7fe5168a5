"""Advice said again keeps its id: what is new, what goes on, and what is over."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from adhelm.decide.optimization.types import Draft, Recommendation, State

QUIET = timedelta(days=30)
"""So long nobody hears again what was dismissed."""
SETTLING = timedelta(days=7)
"""So long nobody hears again what was taken: it has not shown yet what it does."""
_WORSE = Decimal("1.25")
SUPERSEDED = "newer data no longer say so"
_DRAFT = tuple(one.name for one in fields(Draft))


def renewed(
    drafts: Sequence[Draft], known: Mapping[str, Recommendation], *, source: str, at: datetime
) -> Iterator[Recommendation]:
    """Yield what each draft comes to; `known` holds by key the newest that there was before."""
    for draft in drafts:
        before = known.get(draft.key)
        if before is None:
            yield _fresh(draft, source, at, generation=1)
        elif _open_again(before):
            yield _again(draft, before, at)
        elif _at_rest(before, at):
            yield before
        else:
            yield _fresh(draft, source, at, generation=before.generation + 1)


def superseded(one: Recommendation, *, at: datetime) -> Recommendation:
    """Return advice that is given no more."""
    return replace(
        one, state=State.expired, closed_at=at, reason=SUPERSEDED, entries=one.entries + 1
    )


def as_of(one: Recommendation, now: datetime) -> Recommendation:
    """Return it with the state that it has by now: time passes without anybody writing."""
    if one.state is State.open and one.expires_at <= now:
        reason = one.reason or "its time has passed"
        return replace(one, state=State.expired, closed_at=one.expires_at, reason=reason)
    return one


def awake(one: Recommendation) -> Recommendation:
    """Return advice that nobody has put off."""
    return replace(one, snoozed_until=None, snoozed_effect=None)


def _worsened(draft: Draft, before: Recommendation) -> bool:
    """Say whether advice that was put off until then has a quarter more at stake by now."""
    if before.snoozed_effect is None or draft.effect is None:
        return False
    return abs(draft.effect.expected) >= abs(Decimal(before.snoozed_effect)) * _WORSE


def _fresh(draft: Draft, source: str, at: datetime, *, generation: int) -> Recommendation:
    said = "\x1f".join((source, draft.key, str(generation)))
    return Recommendation(
        **_parts(draft),
        id="rec_" + hashlib.sha256(said.encode()).hexdigest()[:20],
        source=source,
        state=State.open,
        made_at=at,
        renewed_at=at,
        generation=generation,
    )


def _again(draft: Draft, before: Recommendation, at: datetime) -> Recommendation:
    told = (draft.claim, draft.effect, draft.changes)
    news = before.state is not State.open or told != (before.claim, before.effect, before.changes)
    return replace(
        awake(before) if _worsened(draft, before) else before,
        **_parts(draft),
        state=State.open,
        renewed_at=at,
        closed_at=None,
        closed_by="",
        reason="",
        entries=before.entries + news,
    )


def _parts(draft: Draft) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in _DRAFT}


def _open_again(one: Recommendation) -> bool:
    return one.state in {State.open, State.expired}


def _at_rest(one: Recommendation, at: datetime) -> bool:
    rest = QUIET if one.state is State.dismissed else SETTLING
    return one.closed_at is not None and at - one.closed_at < rest
