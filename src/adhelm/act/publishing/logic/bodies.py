"""A plan as the one text that people approve, its hash, and the way back from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from adhelm.act.publishing.logic.values import as_text, of_text
from adhelm.act.publishing.types import Altered, BadPlanFile, Item, Plan, Who
from adhelm.core.ads import Level
from adhelm.govern.compliance.types import Change, Field, Verdict

_FORMAT = 1
_SAID = (
    "id", "workspace_id", "reason", "source", "needed", "recommendation_id", "data_version",
    "undo_of", "subject",
)  # fmt: skip


def text_of(plan: Plan) -> str:
    """Return all that a plan says, as JSON with sorted keys; amounts as text."""
    told: dict[str, Any] = {name: getattr(plan, name) for name in _SAID}
    told |= {
        "format": _FORMAT,
        "made_at": plan.made_at.isoformat(),
        "expires_at": plan.expires_at.isoformat(),
        "proposer": asdict(plan.proposer),
        "needed_why": list(plan.needed_why),
        "expected": dict(plan.expected),
        "items": [_item(item) for item in plan.items],
    }
    return canonical(told)


def canonical(told: Mapping[str, Any]) -> str:
    """Return JSON that is the same for the same content."""
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of(text: str, known: str) -> Plan:
    """
    Return the plan that a text tells of.

    :raises Altered: if the text has not the hash that is known of it.
    """
    if hash_of(text) != known:
        raise Altered(
            "the plan was altered since it was made",
            hint="propose it anew: what is approved is the text, to the letter",
        )
    told = json.loads(text)
    return Plan(
        **{name: told[name] for name in _SAID},
        made_at=datetime.fromisoformat(told["made_at"]),
        expires_at=datetime.fromisoformat(told["expires_at"]),
        proposer=Who(**told["proposer"]),
        needed_why=tuple(told["needed_why"]),
        expected=told["expected"],
        items=tuple(_item_of(one) for one in told["items"]),
        hash=known,
    )


def file_of(text: str, known: str) -> str:
    """Return a plan as a file for people to read and keep."""
    whole = {"plan": json.loads(text), "hash": known}
    return json.dumps(whole, sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def opened(content: str) -> tuple[str, str]:
    """
    Return id and hash of the plan in a file.

    :raises BadPlanFile: if there is none in it.
    :raises Altered: if somebody has changed it.
    """
    try:
        whole = json.loads(content)
        told, known = whole["plan"], str(whole["hash"])
        found = hash_of(canonical(told))
        plan_id = str(told["id"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadPlanFile(
            "this file holds no plan", hint="`adhelm plan -o plan.json` writes one"
        ) from error
    if found != known:
        raise Altered(
            "the plan in this file was altered by hand",
            hint="a plan is changed by proposing another one",
        )
    return plan_id, known


def change_record(change: Change) -> dict[str, Any]:
    """Return a change in JSON's own types."""
    return {
        "connector": change.connector,
        "account_id": change.account_id,
        "platform": change.platform,
        "level": change.level.value,
        "entity_id": change.entity_id,
        "name": change.name,
        "field": change.field.value,
        "before": as_text(change.before),
        "after": as_text(change.after),
        "currency": change.currency,
    }


def change_of(told: Mapping[str, Any]) -> Change:
    """Return the change of a record."""
    field = Field(told["field"])
    values = {name: of_text(field, told[name]) for name in ("before", "after")}
    return Change(**{**told, **values, "level": Level(told["level"]), "field": field})


def _item(item: Item) -> dict[str, Any]:
    return {
        "change": change_record(item.change),
        "verdicts": [asdict(one) for one in item.verdicts],
        "bid": item.bid,
        "detail": dict(item.detail),
        "under": item.under,
        "undoes": item.undoes,
        "undo": item.undo,
    }


def _item_of(told: Mapping[str, Any]) -> Item:
    return Item(
        change=change_of(told["change"]),
        verdicts=tuple(Verdict(**one) for one in told["verdicts"]),
        bid=told["bid"],
        detail=told["detail"],
        under=told["under"],
        undoes=told["undoes"],
        undo=told["undo"],
    )
