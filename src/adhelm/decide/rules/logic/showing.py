"""Rules, findings and replays as plain rows, for HTTP and the command line alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from adhelm.decide.rules.logic.drafts import evidence, plain
from adhelm.decide.rules.logic.sentence import sentence
from adhelm.decide.rules.logic.writing import document
from adhelm.decide.rules.types import Finding, Firing, Kept, Replay, RuleVersion
from adhelm.govern.compliance.types import Change


def version(one: RuleVersion) -> dict[str, Any]:
    """Return one version of a rule's text."""
    return {
        "text_version": one.version, "yaml": one.text, "sentence": sentence(one.rule),
        "author": one.author, "at": one.at, "why": one.why,
    }  # fmt: skip


def rule(one: Kept, fired: tuple[int, datetime] | None = None) -> dict[str, Any]:
    """Return a rule and how it runs."""
    return {
        "id": one.id, "version": one.version, "name": one.current.rule.name, "mode": one.mode,
        "paused": one.paused, "source": one.source, "level": one.current.rule.scope.level,
        "document": document(one.current.rule), **version(one.current),
        "fired_30d": fired[0] if fired else 0, "fired_at": fired[1] if fired else None,
    }  # fmt: skip


def finding(one: Finding) -> dict[str, Any]:
    """Return what a rule made of one entity."""
    entity = one.entity
    return {
        "verdict": one.verdict, "branch": one.branch, "connector": entity.connector,
        "account_id": entity.account_id, "platform": entity.platform, "level": entity.level,
        "entity_id": entity.entity_id, "name": entity.name, "currency": entity.currency,
        "evidence": [evidence(each) for each in one.evidence],
        "changes": [change(each) for each in one.changes],
        "alerts": [{"severity": each.severity, "text": each.text} for each in one.alerts],
        "why": one.why,
    }  # fmt: skip


def firing(one: Firing) -> dict[str, Any]:
    """Return a rule that fired on an entity."""
    return {
        "id": one.id, "rule_id": one.rule_id, "rule_version": one.rule_version, "at": one.at,
        "day": one.day, "data_version": one.data_version, "mode": one.mode,
        "recommendation_id": one.recommendation_id, **finding(one.finding),
    }  # fmt: skip


def change(one: Change) -> dict[str, Any]:
    """Return one value that would become another."""
    return {
        "level": one.level, "entity_id": one.entity_id, "name": one.name, "field": one.field,
        "before": plain(one.before) if not isinstance(one.before, str) else one.before,
        "after": plain(one.after) if not isinstance(one.after, str) else one.after,
        "currency": one.currency,
    }  # fmt: skip


def replayed(one: Replay, *, most: int) -> dict[str, Any]:
    """Return a replay with its newest firings."""
    newest = sorted(one.firings, key=lambda each: each.at, reverse=True)[:most]
    return {
        "days": [
            {
                "day": each.day, "looks": each.looks, "fired": each.fired,
                "unknown": each.unknown, "held": each.held, "note": each.note,
            }
            for each in one.days
        ],
        "rows": [firing(each) for each in newest],
        "total": len(one.firings),
        "provenance": one.provenance,
    }  # fmt: skip
