"""Alerts, channels and messages as plain documents, the same over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from adhelm.act.alerts.logic import composing, policies
from adhelm.act.alerts.types import (
    Alert,
    Channel,
    Delivery,
    Happened,
    Mark,
    Policy,
    Tally,
)

WHAT = "alerts by detector, entity and metric; severity by the money at stake"


def alert(one: Alert, *, web_url: str = "", workspace: str = "") -> dict[str, Any]:
    """Return an alert as it stands."""
    signal, entity = one.signal, one.signal.entity
    return {
        "id": one.id, "state": one.state, "severity": signal.severity, "source": signal.source,
        "detector": signal.detector, "claim": signal.claim, "platform": entity.platform,
        "account": entity.account, "level": entity.level, "entity_id": entity.id,
        "entity": entity.name, "metric": signal.metric,
        "facts": [
            {"label": each.label, "value": each.value, "was": each.was} for each in signal.figures
        ],
        "cause": signal.cause, "first_day": signal.days[0] if signal.days else None,
        "last_day": signal.days[1] if signal.days else None,
        "measure": None if signal.measure is None else format(signal.measure, "f"),
        "labels": dict(signal.labels), "episode": one.episode, "first_at": one.first_at,
        "last_at": one.last_at, "told_at": one.told_at, "resolved_at": one.resolved_at,
        "acked_at": one.acked_at, "acked_by": one.acked_by,
        "snoozed": one.snooze is not None,
        "snoozed_until": one.snooze.until if one.snooze else None,
        "inhibited_by": one.inhibited_by, "plan_id": signal.plan_id,
        "chart": [
            {"label": each.label, "value": each.value, "expected": each.expected}
            for each in signal.chart
        ],
        "link": composing.link(signal, web_url=web_url, workspace=workspace, alert_id=one.id),
        "data_version": signal.data_version, "version": one.version,
    }  # fmt: skip


def whole(
    one: Alert, history: Sequence[Happened], *, web_url: str = "", workspace: str = ""
) -> dict[str, Any]:
    """Return an alert with what happened to it, the newest first."""
    return {
        **alert(one, web_url=web_url, workspace=workspace),
        "history": [
            {
                "number": each.number, "at": each.at, "change": each.change, "who": each.who,
                "data": dict(each.data),
            }
            for each in history
        ],
    }  # fmt: skip


def channel(one: Channel) -> dict[str, Any]:
    """Return a channel without its secrets."""
    return {
        "id": one.id, "name": one.name, "kind": one.kind, "settings": dict(one.settings),
        "per_window": one.per_window, "window_s": int(one.window.total_seconds()),
        "paused": one.paused, "ok_at": one.ok_at, "failed_at": one.failed_at,
        "error": one.error, "made_at": one.made_at, "version": one.version,
    }  # fmt: skip


def delivery(one: Delivery) -> dict[str, Any]:
    """Return a message and how it stands."""
    return {
        "id": one.id, "state": one.state, "channel_id": one.channel_id,
        "recipients": list(one.recipients), "subject": one.message.subject,
        "event": one.message.event, "alert_id": one.message.alert_id, "attempts": one.attempts,
        "attachments": one.attachments, "made_at": one.made_at, "next_at": one.next_at,
        "sent_at": one.sent_at, "code": one.code, "error": one.error,
    }  # fmt: skip


def policy(one: Policy) -> dict[str, Any]:
    """Return the routes and mutes that hold."""
    return {**policies.document(one), "version": one.version, "by": one.by, "at": one.at}


def mark(one: Mark) -> dict[str, Any]:
    """Return somebody's opinion."""
    return {
        "id": one.id, "opinion": one.opinion, "alert_id": one.alert_id, "episode": one.episode,
        "detector": one.detector, "who": one.who, "at": one.at, "what": one.what, "day": one.day,
    }  # fmt: skip


def tally(one: Tally) -> dict[str, Any]:
    """Return how the alerts of a detector did."""
    return {
        "detector": one.detector, "alerts": one.alerts, "useful": one.useful,
        "useless": one.useless, "missed": one.missed,
    }  # fmt: skip


def provenance(found: Sequence[Alert]) -> Mapping[str, Any]:
    """Return where alerts come from."""
    versions = [one.signal.data_version for one in found if one.signal.data_version is not None]
    return {"what": WHAT, "data_version": max(versions, default=None)}
