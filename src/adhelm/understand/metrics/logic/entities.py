"""Names of things: campaigns and the like by their ids, and which of them a filter means."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adhelm.understand.metrics.logic import where as filters
from adhelm.understand.metrics.logic.definition import Dimension
from adhelm.understand.metrics.logic.where import Test

Key = tuple[str, str, str]
"""connector, account id, entity id"""


@dataclass(frozen=True, slots=True)
class Entity:
    """What is known of one campaign, ad group or the like."""

    name: str | None
    status: str | None
    attributes: str | None
    platform: str | None = None


@dataclass(frozen=True, slots=True)
class Entities:
    """All entities by level and key; `naming` holds the parts of the naming convention."""

    known: Mapping[str, Mapping[Key, Entity]] = field(default_factory=dict)
    naming: Mapping[str, Mapping[Key, str]] = field(default_factory=dict)
    owners: Mapping[str, Mapping[str, Key]] = field(default_factory=dict)
    """Level -> id -> key, for levels whose ids are of one account each."""

    def key(self, level: str, fetched: Mapping[str, Any]) -> Key:
        """Return the key of the entity that a fetched group belongs to."""
        entity_id = str(fetched.get(f"~{level}") or "") if level != "account" else ""
        if "~account_id" in fetched:
            account = str(fetched["~account_id"])
            return str(fetched["~connector"]), account, entity_id or account
        return self.owners.get(level, {}).get(entity_id, ("", "", entity_id))

    def label(self, dimension: Dimension, key: Key) -> str | None:
        """Return what a dimension says of one entity; an account without a name shows its id."""
        if dimension.naming:
            return self.naming.get(dimension.naming, {}).get(key)
        level = str(dimension.entity)
        entity = self.known.get(level, {}).get(key)
        found = _part(entity, dimension.part) if entity else None
        if found is None and level == "account" and dimension.part == "name":
            return key[1]
        return found

    def labels(self, dimension: Dimension) -> Iterator[tuple[Key, str]]:
        """Yield each entity that a dimension says something of."""
        level = str(dimension.entity or "campaign")
        keys: Iterable[Key] = self.known.get(level, {})
        if dimension.naming:
            keys = self.naming.get(dimension.naming, {})
        for key in keys:
            label = self.label(dimension, key)
            if label is not None:
                yield key, label

    def matching(self, dimension: Dimension, test: Test) -> list[Key]:
        """Return the entities for which a filter's comparison holds."""
        return [key for key, label in self.labels(dimension) if filters.holds(test, label, str)]


def _part(entity: Entity, part: str | None) -> str | None:
    if part == "name":
        return entity.name
    if part == "status":
        return entity.status
    return _objective(entity.attributes)


def _objective(attributes: str | None) -> str | None:
    try:
        known: Any = json.loads(attributes) if attributes else {}
    except ValueError:
        return None
    if not isinstance(known, dict):
        return None
    lower = {str(key).lower(): value for key, value in known.items()}
    found = lower.get("objective") or lower.get("campaign_type")
    return str(found) if found is not None else None
