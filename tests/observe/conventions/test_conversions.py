"""A conversion map turns platform actions into the client's events."""

from datetime import UTC, date, datetime

from adhelm.core.ads import Period
from adhelm.observe.conventions import Action, Document, conversion_events
from adhelm.observe.conventions.types import (
    Client,
    ConventionKind,
    ConversionMap,
    ConversionRule,
    Validity,
)

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def mapping(*rules, clients=()):
    at = datetime(2026, 3, 1, tzinfo=UTC)
    body = ConversionMap(rules, clients)
    return Document(ConventionKind.conversions, 1, Validity(), body, "", "", at)


def events(document, *actions):
    spans = conversion_events([document], actions, MARCH)
    return [(span.client, span.event, span.primary) for span in spans]


def test_most_specific_rule_wins():
    document = mapping(
        ConversionRule("*", "other"),
        ConversionRule("purchase*", "order"),
        ConversionRule("purchase*", "meta order", platform="meta"),
        ConversionRule("Purchase (test)", "ignored"),
    )
    assert events(
        document,
        Action("meta", "1", "purchase", "purchase_7d"),
        Action("x", "1", "purchase", "Purchase_7d"),
        Action("x", "1", "purchase", "purchase (test)"),
        Action("x", "1", "lead", "sign-up"),
    ) == [("", "meta order", False), ("", "order", False), ("", "ignored", False),
          ("", "other", False)]  # fmt: skip


def test_each_client_has_its_own_events_and_primary_kpi():
    document = mapping(
        ConversionRule("lead", "enquiry", client="acme"),
        ConversionRule("lead", "test drive", client="wheels"),
        clients=(Client("acme", "enquiry"), Client("wheels", "order", ("22",))),
    )
    assert events(
        document, Action("meta", "1", "lead", "lead"), Action("meta", "22", "lead", "lead")
    ) == [("acme", "enquiry", True), ("wheels", "test drive", False)]


def test_action_without_a_rule_has_no_event():
    assert events(mapping(ConversionRule("lead", "x")), Action("meta", "1", "", "purchase")) == []


def test_event_changes_on_its_day():
    document = mapping(
        ConversionRule("lead", "enquiry", valid=Validity(None, date(2026, 3, 9))),
        ConversionRule("lead", "contact", valid=Validity(date(2026, 3, 10))),
    )
    spans = conversion_events([document], [Action("meta", "1", "lead", "lead")], MARCH)
    assert [(span.start, span.end, span.event) for span in spans] == [
        (date(2026, 3, 1), date(2026, 3, 9), "enquiry"),
        (date(2026, 3, 10), date(2026, 3, 31), "contact"),
    ]
