"""Keep rules in versions: written, changed, set on and off; each change is audited."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any

from adhelm.core.clock import Clock
from adhelm.core.db import Connection, Database, lock_in_transaction
from adhelm.core.principal import Principal, Scope
from adhelm.decide.rules.logic import reading
from adhelm.decide.rules.logic.clashes import clashes
from adhelm.decide.rules.service.knowing import LENIENT, knowledge, read_any
from adhelm.decide.rules.service.timing import keep_schedule
from adhelm.decide.rules.store import rules as store
from adhelm.decide.rules.store.rules import Head, Text
from adhelm.decide.rules.types import (
    BadRule,
    Clash,
    Clashing,
    Conflicting,
    Kept,
    Mode,
    NoSuchRule,
    PingPong,
    Problem,
    Rule,
    RuleChanged,
    RuleExists,
    RuleVersion,
    TriggersItself,
)
from adhelm.govern import audit

SHIPPED = "shipped"
_BORN = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_RULES = 500
_MOST_WHY = 1_000
_CLASHING: Mapping[str, type[Clashing]] = {
    "rule.conflict": Conflicting, "rule.triggers_itself": TriggersItself,
    "rule.ping_pong": PingPong,
}  # fmt: skip


def list_rules(*, principal: Principal, database: Database) -> list[Kept]:
    """Return the rules of the workspace by name, those that come with Adhelm among them."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return [one for one in _all(connection, principal.workspace_id) if not one.removed]


def get_rule(*, principal: Principal, database: Database, rule_id: str) -> Kept:
    """
    Return one rule.

    :raises NoSuchRule: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return _one(connection, principal.workspace_id, rule_id)


def rule_history(*, principal: Principal, database: Database, rule_id: str) -> list[RuleVersion]:
    """
    Return all versions of a rule, the newest first.

    :raises NoSuchRule: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        found = _one(connection, principal.workspace_id, rule_id)
        told = store.versions(connection, principal.workspace_id, rule_id)
    if not told:
        return [found.current]
    return [_version(each) for each in told]


def create_rule(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    text: str | Mapping[str, Any],
    why: str = "",
    source: str = "",
) -> Kept:
    """
    Keep a new rule, which only watches; the text is YAML, or a document of the same shape.

    :raises BadRule: if the rule cannot be; every problem is told.
    :raises Clashing: if it works against itself or another rule.
    :raises RuleExists: if there is a rule of that name.
    """
    principal.require(Scope.write)
    principal.require_whole("a rule")
    rule, written = read_any(text, known=knowledge(principal, database))
    with _changing(principal, database, clock, "rules.create", rule.name) as connection:
        there = [one for one in _all(connection, principal.workspace_id) if not one.removed]
        if len(there) >= _MOST_RULES:
            raise BadRule(
                [Problem("rule.too_many", f"a workspace has at most {_MOST_RULES} rules")]
            )
        _check_name(rule, there)
        _refuse(clashes(rule, rivals(there)))
        head = Head(f"rule_{secrets.token_hex(8)}", rule.name, 1, 1, Mode.watch, paused=False,
                    source=source)  # fmt: skip
        made = Text(head.id, 1, written, _author(principal), clock.now(), _why(why))
        store.put(connection, principal.workspace_id, head, new=True)
        store.add_text(connection, principal.workspace_id, made)
        keep_schedule(connection, principal.workspace_id, head.id, rule, clock)
        _note(
            connection, principal, clock, "create", rule_id=head.id, before=None,
            after={"text": written}, why=why,
        )  # fmt: skip
    return _kept(head, made)


def change_rule(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    rule_id: str,
    text: str | Mapping[str, Any],
    why: str = "",
    expected: int | None = None,
) -> Kept:
    """
    Give a rule another text: a new version, in the mode it has; the same text makes none.

    :raises NoSuchRule: if there is none of that id in the workspace.
    :raises RuleChanged: if it is at another version than `expected`.
    :raises BadRule: if the rule cannot be.
    :raises Clashing: if it works against itself or another rule.
    """
    principal.require(Scope.write)
    principal.require_whole("a rule")
    rule, written = read_any(text, known=knowledge(principal, database))
    with _changing(principal, database, clock, "rules.change", rule_id) as connection:
        before = _expected(connection, principal.workspace_id, rule_id, expected)
        if before.current.rule == rule and before.current.text == written:
            return before
        others = [
            one
            for one in _all(connection, principal.workspace_id)
            if one.id != rule_id and not one.removed
        ]
        _check_name(rule, others)
        _refuse(clashes(rule, rivals(others)))
        head = _moved(connection, principal.workspace_id, before, name=rule.name,
                      current=before.current.version + 1)  # fmt: skip
        made = Text(rule_id, head.current, written, _author(principal), clock.now(), _why(why))
        store.add_text(connection, principal.workspace_id, made)
        if not before.paused:
            keep_schedule(connection, principal.workspace_id, rule_id, rule, clock)
        _note(
            connection, principal, clock, "change", rule_id=rule_id,
            before={"text": before.current.text}, after={"text": written}, why=why,
        )  # fmt: skip
    return _kept(head, made)


def set_mode(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    rule_id: str,
    mode: Mode,
    why: str = "",
    expected: int | None = None,
) -> Kept:
    """
    Let a rule watch, propose, or act as far as the accounts' autopilot lets it.

    :raises Forbidden: if the principal may not propose, or for autopilot not approve.
    :raises NoSuchRule: if there is none of that id in the workspace.
    :raises RuleChanged: if it is at another version than `expected`.
    :raises Clashing: if it may do more, and works against another rule.
    """
    principal.require(Scope.write)
    principal.require_whole("a rule")
    if mode is not Mode.watch:
        principal.require(Scope.approve if mode is Mode.autopilot else Scope.propose)
    return _set(
        principal, database, clock, rule_id, values={"mode": mode.value}, why=why,
        expected=expected,
    )  # fmt: skip


def pause_rule(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    rule_id: str,
    paused: bool = True,
    why: str = "",
    expected: int | None = None,
) -> Kept:
    """
    Stop looking at a rule, or begin again.

    :raises NoSuchRule: if there is none of that id in the workspace.
    :raises RuleChanged: if it is at another version than `expected`.
    :raises Clashing: if it begins again and works against another rule.
    """
    principal.require(Scope.write)
    principal.require_whole("a rule")
    return _set(
        principal, database, clock, rule_id, values={"paused": paused}, why=why, expected=expected
    )


def remove_rule(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    rule_id: str,
    why: str = "",
    expected: int | None = None,
) -> None:
    """
    Take a rule away; its versions and firings stay.

    :raises NoSuchRule: if there is none of that id in the workspace.
    :raises RuleChanged: if it is at another version than `expected`.
    """
    principal.require(Scope.write)
    principal.require_whole("a rule")
    _set(principal, database, clock, rule_id, values={"removed": True}, why=why, expected=expected)


def rivals(kept: Iterable[Kept], *, but: str = "") -> list[Rule]:
    """
    Return the rules that another one must not work against.

    What came with Adhelm and nobody has touched only watches, and stands in nobody's way.
    """
    return [
        one.current.rule
        for one in kept
        if one.id != but and one.version and not one.paused and not one.removed
    ]


def active(connection: Connection, workspace_id: str) -> list[Kept]:
    """Return the rules that are looked at, by id."""
    found = [one for one in _all(connection, workspace_id) if not one.removed and not one.paused]
    return sorted(found, key=lambda one: one.id)


def _set(
    principal: Principal,
    database: Database,
    clock: Clock,
    rule_id: str,
    *,
    values: dict[str, Any],
    why: str,
    expected: int | None,
) -> Kept:
    (name,) = values
    with _changing(principal, database, clock, f"rules.{name}", rule_id) as connection:
        before = _expected(connection, principal.workspace_id, rule_id, expected)
        if getattr(before, name) == values[name]:
            return before
        if values.get("paused") is False or values.get("mode", Mode.watch) != Mode.watch:
            others = _all(connection, principal.workspace_id)
            _refuse(clashes(before.current.rule, rivals(others, but=rule_id)))
        head = _moved(connection, principal.workspace_id, before, **values)
        made = _text_of(before)
        if before.version == 0:
            store.add_text(connection, principal.workspace_id, made)
        stopped = head.paused or head.removed
        keep_schedule(connection, principal.workspace_id, rule_id,
                      None if stopped else before.current.rule, clock)  # fmt: skip
        _note(
            connection, principal, clock, name, rule_id=rule_id,
            before={name: getattr(before, name)}, after=values, why=why,
        )  # fmt: skip
    return _kept(head, made)


def _moved(connection: Connection, workspace_id: str, before: Kept, **values: Any) -> Head:
    """Return and write how a rule stands after a change; a shipped one is written for the first."""
    head = Head(
        before.id, before.current.rule.name, before.version + 1, before.current.version,
        before.mode.value, before.paused, before.source, before.removed,
    )  # fmt: skip
    made = replace(head, **values)
    store.put(connection, workspace_id, made, new=before.version == 0)
    if before.version == 0 and "current" in values:
        store.add_text(connection, workspace_id, _text_of(before))
    return made


def _all(connection: Connection, workspace_id: str) -> list[Kept]:
    heads = store.heads(connection, workspace_id)
    texts = store.texts(connection, workspace_id, [head.id for head in heads])
    found = {head.id: _kept(head, texts[head.id]) for head in heads}
    together = {**{one.id: one for one in shipped()}, **found}
    return sorted(together.values(), key=lambda one: (one.current.rule.name.casefold(), one.id))


def _one(connection: Connection, workspace_id: str, rule_id: str) -> Kept:
    for one in _all(connection, workspace_id):
        if one.id == rule_id and not one.removed:
            return one
    raise NoSuchRule(f"there is no rule '{rule_id[:80]}' here", hint="see `adhelm rule list`")


def _expected(
    connection: Connection, workspace_id: str, rule_id: str, expected: int | None
) -> Kept:
    found = _one(connection, workspace_id, rule_id)
    if expected is not None and found.version != expected:
        raise RuleChanged(
            f"the rule was changed meanwhile: it is at version {found.version}",
            hint="read it again, then decide",
        )
    return found


@lru_cache(maxsize=1)
def shipped() -> tuple[Kept, ...]:
    """Return the rules that come with Adhelm; a workspace that changes one gets its own."""
    import yaml

    text = (files("adhelm.decide.rules") / "rules.yaml").read_text(encoding="utf-8")
    told: dict[str, dict[str, Any]] = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    made = []
    for name, document in told.items():
        rule = reading.read_document(document, known=LENIENT)
        version = RuleVersion(1, rule, read_any(document, known=LENIENT)[1], SHIPPED, _BORN)
        made.append(Kept(f"shipped-{name}", 0, Mode.watch, paused=False, current=version,
                         source=SHIPPED))  # fmt: skip
    return tuple(made)


def _kept(head: Head, text: Text) -> Kept:
    return Kept(
        head.id, head.version, Mode(head.mode), head.paused, _version(text), head.source,
        head.removed,
    )  # fmt: skip


def _version(text: Text) -> RuleVersion:
    rule = _parsed(text.text)
    return RuleVersion(text.version, rule, text.text, text.author, text.at, text.why)


@lru_cache(maxsize=2_000)
def _parsed(text: str) -> Rule:
    # What a catalogue no longer has stays readable, and is not known of any entity.
    return reading.read(text, known=LENIENT)


def _text_of(kept: Kept) -> Text:
    current = kept.current
    return Text(kept.id, current.version, current.text, current.author, current.at, current.why)


def _check_name(rule: Rule, others: Sequence[Kept]) -> None:
    if any(one.current.rule.name.casefold() == rule.name.casefold() for one in others):
        raise RuleExists(f"there is a rule '{rule.name}'", hint="change that one, or name it anew")


def _refuse(found: Sequence[Clash]) -> None:
    if found:
        raise _CLASHING[found[0].code](list(found))


@contextmanager
def _changing(
    principal: Principal, database: Database, clock: Clock, action: str, subject: str
) -> Iterator[Connection]:
    """Open a transaction in which nobody else changes rules; what is refused is audited too."""
    try:
        with database.durable() as connection:
            lock_in_transaction(connection, f"rules {principal.workspace_id}")
            yield connection
    except (Clashing, RuleExists) as error:
        audit.record_refusal(
            database, principal=principal, clock=clock, action=action,
            subject=f"rule:{subject[:120]}", reason=error.message,
        )  # fmt: skip
        raise


def _note(
    connection: Connection,
    principal: Principal,
    clock: Clock,
    action: str,
    *,
    rule_id: str,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
    why: str,
) -> None:
    audit.record(
        connection, principal=principal, clock=clock, action=f"rules.{action}",
        subject=f"rule:{rule_id}", before=before, after=after, reason=_why(why),
    )  # fmt: skip


def _author(principal: Principal) -> str:
    whose = f" of person:{principal.behind}" if principal.behind else ""
    return f"{principal.actor.value}:{principal.id}{whose}"[:200]


def _why(text: str) -> str:
    return text.strip()[:_MOST_WHY]
