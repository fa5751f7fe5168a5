"""What accounts for other alerts: whole platforms for their accounts, accounts for campaigns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from adhelm.act.alerts.logic.life import Step
from adhelm.act.alerts.types import Alert, Change, Entity, Figure, Severity, Signal, Source, State
from adhelm.core.ads import PLATFORMS

DARK = frozenset({"zero_delivery", "tracking_break"})
"""What a broken link to a platform looks like from here."""
_TRACKED = frozenset({"conversions", "cvr", "cpa"})
_DELIVERED = frozenset({"spend", "impressions", "clicks"})
_PRICED = frozenset({"cpm", "cpc", "ctr"})
_SHOWS_AS = {
    **dict.fromkeys(_TRACKED, _TRACKED),
    **dict.fromkeys(_DELIVERED, _DELIVERED | _TRACKED),
    **dict.fromkeys(_PRICED, _PRICED | _DELIVERED | _TRACKED),
}
"""As what a change of one metric may show: from price to delivery to conversions, never back."""
_BROKEN = frozenset({"sync_failing", "sync_stale", "token", "interface_retired"})
_TOGETHER = 2
_LEVELS = ("platform", "account", "campaign", "ad_group", "ad")


def platform_wide(signals: Sequence[Signal]) -> list[Signal]:
    """Return one signal for each platform whose accounts show the same at the same time."""
    together: dict[tuple[str, str], dict[str, Signal]] = defaultdict(dict)
    for one in signals:
        if one.source is Source.incident and one.detector in DARK and one.entity.account:
            place = together[one.entity.platform, one.detector]
            kept = place.get(one.entity.account)
            if kept is None or kept.entity.level != "account":
                place[one.entity.account] = one
    return [
        _wide(platform, detector, list(found.values()))
        for (platform, detector), found in sorted(together.items())
        if len(found) >= _TOGETHER
    ]


def inhibited(alerts: Sequence[Alert]) -> list[Step]:
    """Return the alerts that another one accounts for now, and those that none does any more."""
    held = [one for one in alerts if one.open]
    wide = [one for one in held if _may_account_for_others(one.signal)]
    steps = []
    for one in held:
        by = next((other.id for other in wide if _accounts_for(other, one)), "")
        if by == one.inhibited_by:
            continue
        made = replace(one, inhibited_by=by, version=one.version + 1)
        change = Change.inhibited if by else Change.released
        steps.append(Step(made, ((change, {"by": by or one.inhibited_by}),)))
    return steps


def _may_account_for_others(signal: Signal) -> bool:
    return (
        bool(signal.covers)
        or signal.detector in _BROKEN
        or signal.entity.level in {"platform", "account"}
    )


def _accounts_for(wide: Alert, one: Alert) -> bool:
    if one.id in {wide.id, wide.inhibited_by}:
        return False
    if {one.signal.entity.id, one.signal.entity.name} & set(wide.signal.covers):
        return _same_account(wide.signal.entity, one.signal.entity) and _may_show(
            wide.signal, one.signal
        )
    return _blinds(wide.signal, one.signal) or _contains(wide.signal, one.signal)


def _may_show(wide: Signal, one: Signal) -> bool:
    """
    Say whether one may be of the other's making, and not only of a campaign that this one names.

    Fewer conversions make nothing dearer, and less of something is no reason for none at all: an
    account whose sales fall says nothing of a campaign that becomes dearer, or stops, meanwhile.
    """
    if wide.source is not Source.incident or one.source is not Source.incident:
        return True
    if one.detector == "zero_delivery" and wide.detector != one.detector:
        return False
    return one.metric in _SHOWS_AS.get(wide.metric, {one.metric})


def _blinds(wide: Signal, one: Signal) -> bool:
    """Say whether a thing looks dark only because its platform cannot be read."""
    dark = one.source is Source.incident and one.detector in DARK
    return dark and wide.detector in _BROKEN and wide.entity.account == one.entity.account


def _contains(wide: Signal, one: Signal) -> bool:
    same = wide.source is one.source and wide.detector == one.detector
    if not same or wide.metric != one.metric or wide.entity.platform != one.entity.platform:
        return False
    if wide.entity.level not in _LEVELS or one.entity.level not in _LEVELS:
        return False
    above = _LEVELS.index(wide.entity.level) < _LEVELS.index(one.entity.level)
    return above and wide.entity.level in {"platform", "account"} and _holds(wide, one)


def _holds(wide: Signal, one: Signal) -> bool:
    if wide.entity.level == "platform":
        return not wide.covers or one.entity.account in wide.covers
    return _same_account(wide.entity, one.entity)


def _same_account(wide: Entity, one: Entity) -> bool:
    return not wide.account or wide.account == one.account


def _wide(platform: str, detector: str, found: Sequence[Signal]) -> Signal:
    name = PLATFORMS[platform].name if platform in PLATFORMS else platform
    what = "delivers nothing" if detector == "zero_delivery" else "records no conversion"
    worst = max(found, key=lambda one: one.severity.rank)
    severity = Severity.critical if worst.severity.rank >= Severity.high.rank else Severity.high
    days = [one.days for one in found if one.days]
    return Signal(
        source=Source.incident, detector=detector, severity=severity, metric=worst.metric,
        entity=Entity(platform=platform, level="platform", id=platform, name=name),
        claim=f"{name} {what} in {len(found)} accounts at once.",
        figures=(Figure("Accounts", str(len(found))),),
        cause=f"an outage of {name}, or of what all of these accounts share",
        covers=tuple(sorted({one.entity.account for one in found})),
        days=(min(day for day, _ in days), max(day for _, day in days)) if days else None,
        measure=None, data_version=worst.data_version,
    )  # fmt: skip


def loudest(alerts: Iterable[Alert]) -> list[Alert]:
    """Return alerts, the gravest first, firing before acknowledged, the newest before the old."""
    return sorted(
        alerts,
        key=lambda one: (
            -one.severity.rank, one.state is not State.firing, -one.first_at.timestamp(), one.id,
        ),
    )  # fmt: skip
