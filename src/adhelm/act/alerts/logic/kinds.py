"""What each kind of channel needs, and what of it is secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from adhelm.act.alerts.logic import words
from adhelm.act.alerts.logic.forms import hook
from adhelm.act.alerts.types import BadChannel, BadMessage, ChannelKind, Doubt

SECRETS: Mapping[ChannelKind, tuple[str, ...]] = {
    ChannelKind.email: (),
    ChannelKind.slack: ("url",),
    ChannelKind.slack_app: ("token", "signing_secret"),
    ChannelKind.teams: ("url",),
    ChannelKind.pagerduty: ("routing_key",),
    ChannelKind.webhook: ("url", "secret"),
    ChannelKind.apprise: ("url",),
    ChannelKind.browser: (),
}
SETTINGS: Mapping[ChannelKind, tuple[str, ...]] = {
    ChannelKind.email: ("to", "in_doubt"),
    ChannelKind.slack: ("in_doubt",),
    ChannelKind.slack_app: ("channel", "people", "in_doubt"),
    ChannelKind.teams: ("in_doubt",),
    ChannelKind.pagerduty: (),
    ChannelKind.webhook: (),
    ChannelKind.apprise: ("in_doubt",),
    ChannelKind.browser: (),
}
CALLED = frozenset({ChannelKind.slack, ChannelKind.teams, ChannelKind.webhook})
"""Kinds whose URL we call ourselves."""
_MOST_RECIPIENTS, _MOST_PEOPLE, _LONGEST = 50, 200, 2_000
_ROUTING_KEY = re.compile(r"[A-Za-z0-9]{20,64}")
_SLACK_ID = re.compile(r"[CDGUW][A-Z0-9]{2,20}")
_PERSON = re.compile(r"[A-Za-z0-9_-]{1,64}")


def checked_settings(kind: ChannelKind, given: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the settings of a channel.

    :raises BadChannel: if one is unknown, missing or wrong.
    """
    _refuse_unknown(kind, given, SETTINGS[kind], "setting")
    made = dict(given)
    if kind is ChannelKind.email:
        made["to"] = _recipients(given.get("to"))
    if kind is ChannelKind.slack_app:
        made |= {"channel": _slack_channel(given.get("channel")), "people": _people(given)}
    if "in_doubt" in given and given["in_doubt"] not in {one.value for one in Doubt}:
        raise BadChannel("`in_doubt` is 'stop' or 'resend'")
    return made


def checked_secrets(kind: ChannelKind, given: Mapping[str, Any]) -> dict[str, str]:
    """
    Return what is secret of a channel.

    :raises BadChannel: if something is unknown, missing or wrong.
    """
    _refuse_unknown(kind, given, SECRETS[kind], "secret")
    made: dict[str, str] = {}
    for name in SECRETS[kind]:
        value = given.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
            raise BadChannel(f"a {kind} channel needs its {name}", hint=_needs(kind))
        made[name] = value.strip()
    if kind is ChannelKind.pagerduty and not _ROUTING_KEY.fullmatch(made["routing_key"]):
        raise BadChannel("the routing key is no integration key", hint="32 letters and digits")
    if kind is ChannelKind.webhook:
        hook.key_of(made["secret"])
    return made


def where(kind: ChannelKind, secrets: Mapping[str, str]) -> str:
    """Return what may be shown of where messages go: the host, never the path."""
    if kind not in CALLED:
        return ""
    try:
        return urlsplit(secrets["url"]).hostname or ""
    except ValueError as error:
        raise BadChannel("the address cannot be read") from error


def _needs(kind: ChannelKind) -> str:
    return f"it needs {' and '.join(SECRETS[kind])}"


def _refuse_unknown(
    kind: ChannelKind, given: Mapping[str, Any], known: tuple[str, ...], what: str
) -> None:
    for name in given:
        if name not in known:
            told = ", ".join(known) or "none"
            raise BadChannel(
                f"a {kind} channel has no {what} '{words.plain(str(name), most=40)}'",
                hint=f"it has: {told}",
            )


def _recipients(given: object) -> list[str]:
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, (list, tuple)) or not 1 <= len(listed) <= _MOST_RECIPIENTS:
        raise BadChannel(
            f"say to whom: 1 to {_MOST_RECIPIENTS} addresses", hint='to: ["anna@example.com"]'
        )
    try:
        return list(dict.fromkeys(words.address(str(one)) for one in listed))
    except BadMessage as error:
        raise BadChannel(error.message, hint=error.hint) from error


def _slack_channel(given: object) -> str:
    if not isinstance(given, str) or not _SLACK_ID.fullmatch(given):
        raise BadChannel("`channel` is the id of a channel in Slack", hint="such as C024BE91L")
    return given


def _people(given: Mapping[str, Any]) -> dict[str, str]:
    people = given.get("people", {})
    if not isinstance(people, Mapping) or len(people) > _MOST_PEOPLE:
        raise BadChannel("`people` says who is who: {'U024BE7LH': 'per_1a2b'}")
    for slack, person in people.items():
        if not _SLACK_ID.fullmatch(str(slack)) or not _PERSON.fullmatch(str(person)):
            raise BadChannel("`people` says who is who: {'U024BE7LH': 'per_1a2b'}")
    return {str(slack): str(person) for slack, person in people.items()}
