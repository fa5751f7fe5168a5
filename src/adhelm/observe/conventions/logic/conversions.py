"""Turn the platforms' actions into the client's own events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache

from adhelm.core.ads import Period
from adhelm.observe.conventions.logic.validity import stretches
from adhelm.observe.conventions.types import (
    Action,
    Client,
    ConventionKind,
    ConversionMap,
    ConversionRule,
    Document,
    EventSpan,
)


def conversion_events(
    documents: Sequence[Document], actions: Iterable[Action], period: Period
) -> tuple[EventSpan, ...]:
    """
    Say for each platform action which of the client's events it is, and on which days.

    Spans of one action never overlap; an action that no rule names has none.
    """
    runs = list(stretches(documents, ConventionKind.conversions, period))
    spans: list[EventSpan] = []
    for action in actions:
        spans += _joined(_spans(runs, action))
    return tuple(spans)


def client_of(body: ConversionMap, account_id: str) -> Client | None:
    """Return whose account it is; a client without accounts has all that no other has."""
    named = (client for client in body.clients if account_id in client.accounts)
    rest = (client for client in body.clients if not client.accounts)
    return next(named, None) or next(rest, None)


def _spans(runs: Iterable[tuple[date, date, Document]], action: Action) -> Iterator[EventSpan]:
    for start, end, document in runs:
        if not isinstance(document.body, ConversionMap):
            continue
        client = client_of(document.body, action.account_id)
        name = client.client if client else ""
        rules = [
            rule
            for rule in document.body.rules
            if start in rule.valid and _fits(rule, action, name)
        ]
        if rules:
            event = max(rules, key=_weight).event
            primary = client is not None and client.primary_kpi == event
            yield EventSpan(action, start, end, name, event, primary)


def _fits(rule: ConversionRule, action: Action, client: str) -> bool:
    return (
        rule.client in {"", client}
        and rule.platform in {"", action.platform}
        and rule.event_type in {"", action.event_type}
        and _glob(rule.action).fullmatch(action.conversion_name) is not None
    )


def _weight(rule: ConversionRule) -> tuple[bool, bool, bool, bool, int]:
    literal = rule.action.replace("*", "")
    exact = "*" not in rule.action
    return exact, bool(rule.client), bool(rule.platform), bool(rule.event_type), len(literal)


@lru_cache(maxsize=1024)
def _glob(action: str) -> re.Pattern[str]:
    # Only `*` is special: platforms write brackets and question marks into action names.
    return re.compile(".*".join(map(re.escape, action.split("*"))), re.IGNORECASE | re.DOTALL)


def _joined(spans: Iterable[EventSpan]) -> list[EventSpan]:
    joined: list[EventSpan] = []
    for span in spans:
        last = joined[-1] if joined else None
        touches = last is not None and last.end + timedelta(days=1) == span.start
        if last and touches and (last.client, last.event) == (span.client, span.event):
            joined[-1] = EventSpan(
                span.action, last.start, span.end, span.client, span.event, span.primary
            )
        else:
            joined.append(span)
    return joined
