"""How alerts go on from one look at the sources to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from adhelm.act.alerts.types import Alert, Change, Signal, Source, State

_WORSE = Decimal("1.25")


@dataclass(frozen=True, slots=True)
class Step:
    """An alert as it is to be written, and what happened to it."""

    alert: Alert
    changes: tuple[tuple[Change, Mapping[str, Any]], ...] = ()
    new: bool = False

    @property
    def begun(self) -> bool:
        """Say whether an episode began."""
        return any(change is Change.fired for change, _ in self.changes)

    @property
    def ended(self) -> bool:
        """Say whether it was resolved."""
        return any(change is Change.resolved for change, _ in self.changes)


@dataclass
class Known:
    """The alerts there are: those that hold, and others that a signal may wake."""

    by_id: dict[str, Alert] = field(default_factory=dict)
    by_ref: dict[tuple[Source, str], Alert] = field(init=False)

    def __post_init__(self) -> None:
        self.by_ref = {
            (one.signal.source, one.signal.ref): one
            for one in self.by_id.values()
            if one.open and one.signal.ref
        }

    def of_ref(self, signal: Signal) -> Alert | None:
        """Return the alert that holds and is of the same finding of the same source."""
        return self.by_ref.get((signal.source, signal.ref)) if signal.ref else None


def identity(signal: Signal) -> str:
    """Return the id of an alert: made of detector, entity and metric, never of the text."""
    entity = signal.entity
    parts = (
        signal.source.value, signal.detector, entity.platform, entity.account, entity.level,
        entity.id, signal.metric,
    )  # fmt: skip
    return "alt_" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def absorbed(
    signals: Iterable[Signal], known: Known, *, sources: Sequence[Source], at: datetime
) -> list[Step]:
    """
    Return what becomes of alerts when `sources` say `signals` and nothing else.

    What one of them said before and does not any more is resolved.
    """
    steps: dict[str, Step] = {}
    for signal in sorted(signals, key=lambda one: -one.severity.rank):
        there = known.of_ref(signal)
        name = there.id if there else identity(signal)
        # Of two signals with one identity the graver one is told.
        if name not in steps:
            steps[name] = _said(signal, known.by_id.get(name), name, at)
    for one in known.by_id.values():
        if one.open and one.id not in steps and one.signal.source in sources:
            steps[one.id] = over(one, at=at, why="it is not so any more")
    return list(steps.values())


def over(one: Alert, *, at: datetime, why: str) -> Step:
    """Return the end of an alert."""
    ended = replace(
        one, state=State.resolved, resolved_at=at, last_at=at, version=one.version + 1,
        snooze=None, inhibited_by="",
    )  # fmt: skip
    return Step(ended, ((Change.resolved, {"why": why}),))


def worse(before: Decimal | None, now: Decimal | None) -> bool:
    """Say whether a measure has grown by a quarter."""
    return before is not None and now is not None and now >= before * _WORSE and now > 0


def _said(signal: Signal, before: Alert | None, name: str, at: datetime) -> Step:
    if before is None:
        made = Alert(
            id=name, state=State.firing, signal=signal, episode=1, first_at=at, last_at=at,
            version=1,
        )  # fmt: skip
        return Step(made, ((Change.fired, _told(signal)),), new=True)
    if not before.open:
        return _again(signal, before, at)
    made = replace(before, signal=signal, last_at=at, version=before.version + 1)
    changes: list[tuple[Change, Mapping[str, Any]]] = []
    if signal.severity.rank > before.severity.rank:
        changes.append((Change.worsened, _told(signal)))
        # Who acknowledged the lesser one has not seen this.
        made = replace(made, state=State.firing, acked_at=None, acked_by="", told_at=None)
    elif signal.claim != before.signal.claim:
        changes.append((Change.changed, _told(signal)))
    if _wakes(made):
        changes.append((Change.woken, {"why": "it has worsened"}))
        made = replace(made, snooze=None, told_at=None)
    return Step(made, tuple(changes))


def _again(signal: Signal, before: Alert, at: datetime) -> Step:
    if signal.momentary and signal.ref == before.signal.ref:
        return Step(before)
    made = Alert(
        id=before.id, state=State.firing, signal=signal, episode=before.episode + 1, first_at=at,
        last_at=at, version=before.version + 1,
    )  # fmt: skip
    return Step(made, ((Change.fired, _told(signal)),))


def _wakes(one: Alert) -> bool:
    """Say whether an alert that is put off until it worsens has done so."""
    if one.snooze is None or one.snooze.until is not None:
        return False
    graver = one.severity.rank > one.snooze.severity.rank
    return graver or worse(one.snooze.measure, one.signal.measure)


def _told(signal: Signal) -> Mapping[str, Any]:
    told: dict[str, Any] = {"claim": signal.claim, "severity": signal.severity.value}
    if signal.measure is not None:
        told["measure"] = format(signal.measure, "f")
    if signal.data_version is not None:
        told["data_version"] = signal.data_version
    return told
