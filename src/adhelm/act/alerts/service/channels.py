"""Channels: made, changed and removed, with their secrets sealed; and a test of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from adhelm.act.alerts.logic import kinds, words
from adhelm.act.alerts.service.carriers.email import refuse_strangers, server_of
from adhelm.act.alerts.service.looking import see_to_it
from adhelm.act.alerts.service.post import SECRET, Post, new_id
from adhelm.act.alerts.service.queueing import queue
from adhelm.act.alerts.store import alerts as lives
from adhelm.act.alerts.store import channels as store
from adhelm.act.alerts.types import (
    BadChannel,
    Changed,
    Channel,
    ChannelExists,
    ChannelKind,
    Delivered,
    Delivery,
    Message,
    NoSuchChannel,
)
from adhelm.core.db import Connection, Database
from adhelm.core.principal import Principal, Scope
from adhelm.core.secrets import NoSuchSecret, delete_secret, get_secret, put_secret
from adhelm.govern import audit

_MOST = 200
_MOST_A_WINDOW = 10_000
_WINDOWS = (timedelta(minutes=1), timedelta(days=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a channel is to be; None leaves as it is what is changed."""

    name: str | None = None
    settings: Mapping[str, Any] | None = None
    secrets: Mapping[str, Any] | None = None
    per_window: int | None = None
    window: timedelta | None = None
    paused: bool | None = None


def list_channels(*, principal: Principal, database: Database) -> list[Channel]:
    """Return the channels of the workspace by name, without their secrets."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return store.every(connection, principal.workspace_id)


def get_channel(*, principal: Principal, database: Database, channel_id: str) -> Channel:
    """
    Return one channel, by its id or its name.

    :raises NoSuchChannel: if there is none.
    """
    principal.require(Scope.read)
    with database.reading() as connection:
        return named(connection, principal.workspace_id, channel_id)


def add_channel(*, principal: Principal, post: Post, kind: ChannelKind, draft: Draft) -> Channel:
    """
    Make a channel; its secrets are sealed and never shown again.

    :raises BadChannel: if something of it is missing or wrong.
    :raises ChannelExists: if there is one of that name.
    :raises adhelm.core.http.OutboundRefused: if its address may not be reached.
    """
    principal.require(Scope.admin)
    principal.require_whole("a channel")
    settings = kinds.checked_settings(kind, draft.settings or {})
    secrets = _checked(post, kind, settings, draft.secrets or {})
    made = _bounded(
        Channel(
            id=new_id("chn"), name=_name(draft.name), kind=kind, made_at=post.clock.now(),
            settings=_shown(kind, settings, secrets), paused=bool(draft.paused),
        ),
        draft,
    )  # fmt: skip
    with post.database.durable() as connection:
        lives.lock(connection, principal.workspace_id)
        there = store.every(connection, principal.workspace_id)
        if len(there) >= _MOST:
            raise BadChannel(f"a workspace has at most {_MOST} channels")
        _refuse_twin(there, made)
        store.put(connection, principal.workspace_id, made, before=0)
        see_to_it(connection, principal.workspace_id, post.clock.now())
        _seal(post, connection, principal.workspace_id, made.id, secrets)
        _note(connection, principal, post, "add_channel", made, before=None)
    return made


def change_channel(
    *, principal: Principal, post: Post, channel_id: str, draft: Draft, version: int | None = None
) -> Channel:
    """
    Change what is given of a channel; new secrets replace all of the old ones.

    :raises NoSuchChannel: if there is none.
    :raises Changed: if it is not at `version` any more.
    :raises BadChannel: if something of it is wrong.
    """
    principal.require(Scope.admin)
    principal.require_whole("a channel")
    with post.database.durable() as connection:
        lives.lock(connection, principal.workspace_id)
        before = named(connection, principal.workspace_id, channel_id)
        if version is not None and version != before.version:
            raise Changed("the channel has changed meanwhile", hint="read it again")
        made = _bounded(replace(before, version=before.version + 1), draft)
        made = _resettled(post, made, draft)
        if draft.name is not None:
            made = replace(made, name=_name(draft.name))
            _refuse_twin(store.every(connection, principal.workspace_id), made)
        if draft.secrets is not None:
            secrets = _checked(post, made.kind, made.settings, draft.secrets)
            made = replace(made, settings=_shown(made.kind, made.settings, secrets))
            _seal(post, connection, principal.workspace_id, made.id, secrets)
        store.put(connection, principal.workspace_id, made, before=before.version)
        _note(connection, principal, post, "change_channel", made, before=before)
    return made


def remove_channel(
    *, principal: Principal, post: Post, channel_id: str, version: int | None = None
) -> None:
    """
    Remove a channel and forget its secrets; what waits for it is not sent.

    :raises NoSuchChannel: if there is none.
    :raises Changed: if it is not at `version` any more.
    """
    principal.require(Scope.admin)
    principal.require_whole("a channel")
    with post.database.durable() as connection:
        lives.lock(connection, principal.workspace_id)
        before = named(connection, principal.workspace_id, channel_id)
        if version is not None and version != before.version:
            raise Changed("the channel has changed meanwhile", hint="read it again")
        gone = replace(before, removed=True, version=before.version + 1)
        store.put(connection, principal.workspace_id, gone, before=before.version)
        name = f"{SECRET}{before.id}"
        delete_secret(connection, workspace_id=principal.workspace_id, name=name)
        _note(connection, principal, post, "remove_channel", gone, before=before)


def probe(*, principal: Principal, post: Post, channel_id: str, key: str = "") -> Delivery:
    """
    Queue a message that says nothing but that it arrives.

    :raises NoSuchChannel: if there is none.
    """
    principal.require(Scope.write)
    now = post.clock.now()
    with post.database.durable() as connection:
        channel = named(connection, principal.workspace_id, channel_id)
        message = Message(
            subject=f"Adhelm can reach '{channel.name}'", at=now,
            text=f"A test of the workspace '{principal.workspace_id}'. Nothing has happened.",
            link=f"{post.web_url}/automations/alerts" if post.web_url else "",
        )  # fmt: skip
        made = Delivery(
            id=new_id("dlv"), key=key or f"test {new_id('tst')}", channel_id=channel.id,
            recipients=(), message=message, state=Delivered.queued, attempts=0, made_at=now,
            next_at=None,
        )  # fmt: skip
        queued = queue(connection, principal.workspace_id, made, clock=post.clock)
        _note(connection, principal, post, "test_channel", channel, before=None)
    return queued


def named(connection: Connection, workspace: str, name: str) -> Channel:
    """
    Return the channel of an id or a name.

    :raises NoSuchChannel: if there is none, or it was removed.
    """
    found = store.find(connection, workspace, name[:64])
    if found is None or found.removed:
        there = [one for one in store.every(connection, workspace) if one.name == name]
        if not there:
            raise NoSuchChannel(
                f"there is no channel '{name[:64]}'", hint="`adhelm alert channel list`"
            )
        return there[0]
    return found


def opened(post: Post, connection: Connection, workspace: str, channel: Channel) -> dict[str, str]:
    """Return the secrets of a channel; {} if it has none."""
    name = f"{SECRET}{channel.id}"
    try:
        sealed = get_secret(connection, post.keyring, workspace_id=workspace, name=name)
    except NoSuchSecret:
        return {}
    found: dict[str, str] = json.loads(sealed.reveal())
    return found


def _checked(
    post: Post, kind: ChannelKind, settings: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, str]:
    secrets = kinds.checked_secrets(kind, given)
    if kind in kinds.CALLED:
        post.refuse(secrets["url"])
    if kind is ChannelKind.apprise:
        from adhelm.act.alerts.service.carriers.apprise import LOCAL

        scheme = secrets["url"].partition(":")[0].lower()
        if "://" not in secrets["url"] or scheme in LOCAL:
            raise BadChannel("this address tells nobody", hint="such as twilio://…")
    if kind is ChannelKind.email and post.mail is not None:
        refuse_strangers(server_of(post), list(settings["to"]))
    return secrets


def _resettled(post: Post, made: Channel, draft: Draft) -> Channel:
    if draft.settings is None:
        return made
    settings = kinds.checked_settings(made.kind, draft.settings)
    if made.kind is ChannelKind.email and post.mail is not None:
        refuse_strangers(server_of(post), list(settings["to"]))
    shown = {"where": made.settings["where"]} if "where" in made.settings else {}
    return replace(made, settings={**settings, **shown})


def _bounded(one: Channel, draft: Draft) -> Channel:
    per_window = one.per_window if draft.per_window is None else draft.per_window
    window = one.window if draft.window is None else draft.window
    paused = one.paused if draft.paused is None else draft.paused
    if not 1 <= per_window <= _MOST_A_WINDOW:
        raise BadChannel(f"`per_window` is 1 to {_MOST_A_WINDOW} messages")
    if not _WINDOWS[0] <= window <= _WINDOWS[1]:
        raise BadChannel("`window` is a minute to a week")
    return replace(one, per_window=per_window, window=window, paused=paused)


def _shown(
    kind: ChannelKind, settings: Mapping[str, Any], secrets: Mapping[str, str]
) -> dict[str, Any]:
    host = kinds.where(kind, secrets)
    return {**settings, "where": host} if host else dict(settings)


def _name(given: str | None) -> str:
    made = words.plain(given or "", most=120)
    if not made:
        raise BadChannel("a channel needs a name")
    return made


def _refuse_twin(there: list[Channel], made: Channel) -> None:
    if any(one.name == made.name and one.id != made.id for one in there):
        raise ChannelExists(f"there is a channel '{made.name}'", hint="another name")


def _seal(
    post: Post, connection: Connection, workspace: str, channel_id: str, secrets: Mapping[str, str]
) -> None:
    if secrets:
        put_secret(
            connection, post.keyring, workspace_id=workspace, name=f"{SECRET}{channel_id}",
            value=json.dumps(dict(secrets)), clock=post.clock,
        )  # fmt: skip


def _note(
    connection: Connection,
    principal: Principal,
    post: Post,
    action: str,
    one: Channel,
    *,
    before: Channel | None,
) -> None:
    audit.record(
        connection, principal=principal, clock=post.clock, action=f"alerts.{action}",
        subject=f"channel:{one.id}", before=None if before is None else _told(before),
        after=_told(one),
    )  # fmt: skip


def _told(one: Channel) -> dict[str, object]:
    return {
        "name": one.name, "kind": one.kind.value, "settings": dict(one.settings),
        "paused": one.paused, "per_window": one.per_window, "removed": one.removed,
    }  # fmt: skip
