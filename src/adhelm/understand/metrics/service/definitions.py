"""A workspace's own metrics: what holds, what a text would make, and the next version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from adhelm.core.clock import Clock
from adhelm.core.db import Database, lock_in_transaction
from adhelm.core.errors import AdhelmError, Conflict, Invalid
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.own import Problem, checked
from adhelm.understand.metrics.service.catalogues import built_in_text, catalogue
from adhelm.understand.metrics.store import definitions as store
from adhelm.understand.metrics.types import Own, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adhelm.observe.conventions import Document
    from adhelm.observe.warehouse import Warehouse


class BadMetrics(Invalid):
    """A text defines no metrics; each problem has its line."""

    code = "metrics.bad_definition"


class OtherVersion(Conflict):
    """Somebody else has changed them meanwhile."""

    code = "metrics.other_version"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a text would make."""

    names: tuple[str, ...]
    problems: tuple[Problem, ...]
    catalogue: Catalogue | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a metric comes to: over all days, and day by day."""

    name: str
    total: Any
    days: tuple[tuple[Any, Any], ...]
    why: str
    """Why there is no figure; ''."""


def standing(*, principal: Principal, database: Database) -> Own:
    """Return the workspace's own metrics as they hold now; version 0: there are none."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.newest(connection, principal.workspace_id)


def catalogue_of(own: Own) -> Catalogue:
    """Return Adhelm's catalogue with a workspace's own metrics; without them if they break it."""
    return _read(own.text).catalogue or catalogue()


def catalogue_for(*, principal: Principal, database: Database) -> Catalogue:
    """Return the workspace's catalogue: Adhelm's, and its own metrics as they hold now."""
    return catalogue_of(standing(principal=principal, database=database))


def check(text: str) -> Checked:
    """Return what a text would make, and all that is wrong with it."""
    return _read(text)


def keep(*, principal: Principal, database: Database, clock: Clock, text: str, version: int) -> Own:
    """
    Make the next version, of a text that replaces version `version`.

    :raises BadMetrics: if something in it is wrong, each with its line.
    :raises OtherVersion: if somebody else has changed them meanwhile.
    """
    principal.require(Scope.write)
    made = check(text)
    if made.problems:
        first = made.problems[0]
        raise BadMetrics(
            f"line {first.line}: {first.message}", hint=first.hint,
            problems=[f"line {one.line}: {one.message}" for one in made.problems],
        )  # fmt: skip
    with database.transaction() as connection:
        lock_in_transaction(connection, f"metrics {principal.workspace_id}")
        before = store.newest(connection, principal.workspace_id)
        if before.version != version:
            raise OtherVersion("they have changed since you read them", hint="read them again")
        if before.text == text:
            return before
        author = f"{principal.actor}:{principal.id}"
        own = Own(version + 1, text, author, clock.now())
        store.add(connection, principal.workspace_id, own)
        audit.record(
            connection, principal=principal, clock=clock, action="metrics.define",
            subject="metrics", before={"version": before.version},
            after={"version": own.version, "metrics": list(made.names)},
        )  # fmt: skip
        return own


def preview(
    *,
    principal: Principal,
    warehouse: Warehouse,
    clock: Clock,
    conventions: Sequence[Document],
    text: str,
    question: Question,
) -> list[Preview]:
    """
    Return what each metric of a text comes to in the days and the currency of a question.

    :raises BadMetrics: if something in the text is wrong.
    """
    from adhelm.understand.metrics.service import ask

    made = check(text)
    if made.catalogue is None:
        raise BadMetrics("the text is wrong", hint="check it first")
    found = []
    for name in made.names:
        asked: dict[str, Any] = {
            "principal": principal, "warehouse": warehouse, "clock": clock,
            "metrics": made.catalogue, "conventions": conventions,
        }  # fmt: skip
        try:
            whole = ask(**asked, question=replace(question, metrics=(name,)))
            days = ask(**asked, question=replace(question, metrics=(name,), by=("date",)))
        except AdhelmError as error:
            found.append(Preview(name, None, (), error.message))
            continue
        total = next((row[name] for row in whole.dicts()), None)
        told = tuple((row["date"], row[name]) for row in days.dicts())
        why = "" if total is not None else "nothing of it was reported in these days"
        found.append(Preview(name, total, told, why))
    return found


@lru_cache(maxsize=128)
def _read(text: str) -> Checked:
    made, names, problems = checked(text, built_in_text())
    return Checked(tuple(names), tuple(problems), made)
