"""What is said of one alert, of several together, and of all in a digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from adhelm.act.alerts.logic.silencing import loudest
from adhelm.act.alerts.types import Alert, Event, Figure, Message, Severity, Signal, State

_LISTED = 15
_BEFORE = timedelta(days=14)
_LONGEST_LINE = 240
_OPENS = frozenset({"campaign", "ad_group", "ad"})
"""Levels whose rows open into a panel in the web app; of others, the campaigns are listed."""


def message(alert: Alert, event: Event, *, web_url: str, workspace: str, at: datetime) -> Message:
    """Return what is said of one alert."""
    signal = alert.signal
    told = "" if event is not Event.acknowledge else f"By {alert.acked_by.partition(':')[2]}."
    return Message(
        subject=signal.claim, text=told, event=event, severity=signal.severity,
        facts=signal.figures, cause=signal.cause, chart=signal.chart,
        link=link(signal, web_url=web_url, workspace=workspace, alert_id=alert.id),
        alert_id=alert.id, episode=alert.episode, labels=labels(signal, workspace),
        plan_id=signal.plan_id, at=at,
    )  # fmt: skip


def together(
    alerts: Sequence[Alert], event: Event, *, web_url: str, workspace: str, at: datetime
) -> Message:
    """Return what is said of alerts that came together."""
    ordered = loudest(alerts)
    word = "resolved" if event is Event.resolve else "alerts"
    counted = f"{len(ordered)} {word} in {workspace}"
    if event is Event.resolve:
        counted = f"{len(ordered)} alerts are over in {workspace}"
    return Message(
        subject=f"{counted}: {ordered[0].signal.claim}"[:_LONGEST_LINE],
        text="\n".join(_lines(ordered)), event=event, severity=ordered[0].severity,
        link=_inbox(web_url, workspace), alert_id=ordered[0].id, episode=ordered[0].episode,
        labels={"workspace": workspace}, at=at,
    )  # fmt: skip


def digest(
    alerts: Mapping[str, Sequence[Alert]], *, web_url: str, at: datetime, quiet: Sequence[str] = ()
) -> Message:
    """Return all that is to be said of one or many workspaces in one message."""
    every = [one for found in alerts.values() for one in found]
    firing = sum(one.open for one in every)
    ended = len(every) - firing
    named = [name for name, found in alerts.items() if found]
    where = named[0] if len(named) == 1 else f"{len(named)} workspaces"
    subject = f"{firing} alerts hold in {where}" if every else "All is quiet"
    parts: list[str] = []
    for name in sorted(named):
        ordered = loudest(alerts[name])
        head = f"{name}: {sum(one.open for one in ordered)} hold"
        parts += [head, *_lines(ordered), ""]
    if quiet:
        parts.append(f"Quiet: {', '.join(sorted(quiet))}")
    worst = max((one.severity for one in every), key=lambda one: one.rank, default=Severity.low)
    return Message(
        subject=subject, text="\n".join(parts).strip(), event=Event.message, severity=worst,
        facts=(Figure("Hold", str(firing)), Figure("Over since the last digest", str(ended))),
        link=_inbox(web_url, where if len(named) == 1 else ""), at=at,
    )  # fmt: skip


def link(signal: Signal, *, web_url: str, workspace: str, alert_id: str) -> str:
    """Return where to look: the slice, already filtered; '' without a web app."""
    if not web_url:
        return ""
    if signal.path:
        joint = "&" if "?" in signal.path else "?"
        return f"{web_url}{signal.path}{joint}{_written({'w': workspace})}"
    if not signal.days or not signal.metric:
        return f"{_inbox(web_url, workspace)}&alert={quote(alert_id, safe='')}"
    return f"{web_url}/explore?{_written(_slice(signal, workspace))}"


def labels(signal: Signal, workspace: str) -> dict[str, str]:
    """Return what names an alert for programs."""
    entity = signal.entity
    told = {
        **signal.labels, "workspace": workspace, "source": signal.source.value,
        "detector": signal.detector, "platform": entity.platform, "account": entity.account,
        "level": entity.level, "entity": entity.id, "metric": signal.metric,
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _slice(signal: Signal, workspace: str) -> dict[str, str]:
    """Return what the address of the slice says: its days with two weeks before, its row opened."""
    entity = signal.entity
    opens = entity.level in _OPENS and bool(entity.id)
    told = {"w": workspace, "range": "28d", "metrics": signal.metric}
    if signal.days:
        told["range"] = f"{signal.days[0] - _BEFORE}..{signal.days[1]}"
    told["platforms"] = entity.platform
    told["accounts"] = entity.account
    told["by"] = entity.level if opens else "campaign"
    told["open"] = entity.id if opens else ""
    return {name: value for name, value in told.items() if value}


def _written(search: Mapping[str, str]) -> str:
    return urlencode(search, safe=",/:~", quote_via=quote)


def _lines(ordered: Sequence[Alert]) -> list[str]:
    lines = [_line(one) for one in ordered[:_LISTED]]
    if len(ordered) > _LISTED:
        lines.append(f"… and {len(ordered) - _LISTED} more")
    return lines


def _line(one: Alert) -> str:
    state = {State.firing: "", State.acknowledged: "acknowledged, ", State.resolved: "over, "}
    head = f"[{state[one.state]}{one.severity.value}] "
    return (head + one.signal.claim)[:_LONGEST_LINE]


def _inbox(web_url: str, workspace: str) -> str:
    if not web_url:
        return ""
    return f"{web_url}/automations/alerts?{_written({'w': workspace})}" if workspace else web_url
