"""Turn names into dimensions, and say which names follow no convention."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from adhelm.observe.conventions.logic.patterns import Pattern
from adhelm.observe.conventions.types import (
    ConventionKind,
    Document,
    EntityName,
    NamedEntity,
    Naming,
    NamingRule,
    NamingTable,
    Unmatched,
)


@dataclass(frozen=True, slots=True)
class _Try:
    rule: NamingRule
    pattern: Pattern
    version: int


def naming_table(
    documents: Iterable[Document], names: Iterable[EntityName], *, on: date
) -> NamingTable:
    """
    Give each entity the dimensions that its name spells.

    What holds on the day `on` is tried first, then earlier wordings, newest first: a campaign
    named under last year's convention keeps its dimensions.
    """
    tries = list(_tries(documents, on))
    rows: list[NamedEntity] = []
    unmatched: list[Unmatched] = []
    for entity in names:
        fitting = [each for each in tries if _meant_for(each.rule, entity)]
        row = _first_match(fitting, entity)
        if row is not None:
            rows.append(row)
        elif fitting:
            unmatched.append(Unmatched(entity, fitting[0].pattern.why_not(entity.name)))
    parts = dict.fromkeys(part for each in tries for part in each.pattern.parts)
    return NamingTable(tuple(parts), tuple(rows), tuple(unmatched))


def dimensions(documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the names of all dimensions that any version of the naming speaks of."""
    newest = sorted(documents, key=lambda each: -each.version)
    bodies = [each.body for each in newest if isinstance(each.body, Naming)]
    return tuple(dict.fromkeys(name for body in bodies for name in body.dimensions))


def _tries(documents: Iterable[Document], on: date) -> Iterator[_Try]:
    named = [each for each in documents if each.kind is ConventionKind.naming]
    for document in sorted(named, key=lambda each: (on not in each.valid, -each.version)):
        if isinstance(document.body, Naming):
            rules = sorted(document.body.rules, key=lambda rule: on not in rule.valid)
            for rule in rules:
                pattern = Pattern(rule.pattern, document.body.lookups)
                yield _Try(rule, pattern, document.version)


def _meant_for(rule: NamingRule, entity: EntityName) -> bool:
    return (
        (not rule.platforms or entity.platform in rule.platforms)
        and (not rule.accounts or entity.account_id in rule.accounts)
        and (not rule.levels or entity.level in rule.levels)
    )


def _first_match(tries: Sequence[_Try], entity: EntityName) -> NamedEntity | None:
    for each in tries:
        values = each.pattern.match(entity.name)
        if values is not None:
            return NamedEntity(
                platform=entity.platform,
                account_id=entity.account_id,
                level=entity.level,
                entity_id=entity.entity_id,
                values=values,
                version=each.version,
                connector=entity.connector,
            )
    return None
