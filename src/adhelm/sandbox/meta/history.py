"""Activities: what was changed on an account, by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import orjson

from adhelm.sandbox.market.calendar import midnight
from adhelm.sandbox.meta.asking import Node
from adhelm.sandbox.meta.nodes import Nodes

_DAYS = 30
_KINDS = {"campaign": "campaign", "ad_group": "ad_set", "ad": "ad"}


def activities(nodes: Nodes, params: Mapping[str, str]) -> Iterator[Node]:
    """Return the changes of the last thirty days, newest first; only the fields asked for."""
    asked = [name.strip() for name in params.get("fields", "").split(",") if name.strip()]
    found = sorted([*_edits(nodes), *_planned(nodes)], key=lambda one: str(one["event_time"]))
    for event in reversed(found):
        yield {name: event[name] for name in asked if name in event} if asked else event


def _edits(nodes: Nodes) -> Iterator[Node]:
    for edit in nodes.book.edits:
        if edit.level == "budget":
            said = {
                "old": str(edit.before.get("amount", "")),
                "new": str(edit.fields.get("amount", "")),
            }
            yield _event(nodes, edit.ordinal, nodes.moment(edit.at), said, "API")
            continue
        level = _KINDS.get(edit.level, edit.level)
        said = {
            "old": str(edit.before.get("status", "")),
            "new": str(edit.fields.get("status", "")),
        }
        verb = "create" if edit.kind == "create" else "update"
        yield {
            "event_type": f"{verb}_{level}" + ("_run_status" if "status" in edit.fields else ""),
            "event_time": nodes.moment(edit.at),
            "actor_name": "API",
            "object_id": nodes.book.id(edit.level, edit.ordinal),
            "object_type": level.upper(),
            "extra_data": orjson.dumps(said).decode(),
        }


def _planned(nodes: Nodes) -> Iterator[Node]:
    last = nodes.today.toordinal()
    taken = {e.ordinal: e.at.toordinal() for e in reversed(nodes.book.edits) if e.level == "budget"}
    for budget in range(nodes.book.begun["budget"]):
        for day, old, new in nodes.book.planned_moves(budget, last - _DAYS, last):
            if day < taken.get(budget, last + 1):
                moment = nodes.moment(midnight(date.fromordinal(day), nodes.account.zone))
                yield _event(nodes, budget, moment, {"old": str(old), "new": str(new)}, "A person")


def _event(nodes: Nodes, budget: int, moment: str, said: Node, actor: str) -> Node:
    level, ordinal = _holder(nodes, budget)
    return {
        "event_type": f"update_{_KINDS[level]}_budget",
        "event_time": moment,
        "actor_name": actor,
        "object_id": nodes.book.id(level, ordinal),
        "object_type": _KINDS[level].upper(),
        "extra_data": orjson.dumps(said).decode(),
    }


def _holder(nodes: Nodes, budget: int) -> tuple[str, int]:
    """Return the campaign or the ad set that a budget sits on."""
    tree = nodes.book.tree
    campaign = next(n for n, used in enumerate(tree.budget_of_campaign) if budget in used)
    if tree.budget_level[campaign] == "campaign":
        return "campaign", campaign
    groups = [n for n, parent in enumerate(tree.group_campaign) if parent == campaign]
    return "ad_group", groups[tree.budget_of_campaign[campaign].index(budget)]
