"""The door for whoever has something to send: a subject, a text, documents; once by its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from adhelm.act.alerts.logic import words
from adhelm.act.alerts.service.channels import named
from adhelm.act.alerts.service.post import Post, new_id
from adhelm.act.alerts.service.queueing import ask, queue
from adhelm.act.alerts.store import deliveries as store
from adhelm.act.alerts.types import (
    Attachment,
    BadMessage,
    Delivered,
    Delivery,
    Message,
    NoSuchDelivery,
    NotNow,
)
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.http import redact
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit

MOST_BYTES = 20 * 1024**2
"""All attachments of one message together."""
_MOST_ATTACHED, _MOST_RECIPIENTS, _LONGEST_KEY, _LONGEST_HTML = 20, 50, 180, 2_000_000
_RESENT = (Delivered.failed, Delivered.doubtful, Delivered.sent, Delivered.dropped)


def deliver(
    *,
    principal: Principal,
    database: Database,
    clock: Clock,
    key: str,
    subject: str,
    text: str = "",
    html: str = "",
    link: str = "",
    channel_id: str = "",
    recipients: Sequence[str] = (),
    attachments: Sequence[Attachment] = (),
) -> Delivery:
    """
    Queue a message to a channel, or to e-mail addresses; the same `key` is delivered once.

    It is handed over by a job: on return it is on disk and will be tried until it arrives or
    `deliveries` says why not. Attachments go with e-mail alone; elsewhere say where they are
    (`link`). `html` takes the place of the usual layout of an e-mail.

    :raises NoSuchChannel: if there is no such channel.
    :raises BadMessage: if there is no subject, nobody to send it to, or too much of it.
    """
    principal.require(Scope.write)
    to = tuple(dict.fromkeys(words.address(one) for one in recipients))
    if bool(channel_id) == bool(to):
        raise BadMessage("say either a channel or recipients")
    _refuse(key, to, html, attachments)
    now = clock.now()
    message = words.harmless(
        Message(subject=subject, text=text, html=html, link=link, at=now), redact
    )
    workspace = principal.workspace_id
    with database.durable() as connection:
        channel = named(connection, workspace, channel_id) if channel_id else None
        made = Delivery(
            id=new_id("dlv"), key=f"own {key}", channel_id=channel.id if channel else "",
            recipients=to, message=message, state=Delivered.queued, attempts=0, made_at=now,
            next_at=None, attachments=len(attachments),
        )  # fmt: skip
        named_ones = [_named(one) for one in attachments]
        queued = queue(connection, workspace, made, clock=clock, attachments=named_ones)
        if queued.id == made.id:
            audit.record(
                connection, principal=principal, clock=clock, action="alerts.send",
                subject=f"delivery:{made.id}",
                after={
                    "subject": message.subject, "channel": made.channel_id, "to": list(to),
                    "attachments": [name for name, _, _ in attachments],
                },
            )  # fmt: skip
    return queued


def get_delivery(*, principal: Principal, database: Database, delivery_id: str) -> Delivery:
    """
    Return one message, and how it stands.

    :raises NoSuchDelivery: if there is none in the workspace.
    """
    principal.require(Scope.read)
    principal.require_whole("what was sent")
    with database.reading() as connection:
        found = store.find(connection, principal.workspace_id, delivery_id)
    if found is None:
        raise NoSuchDelivery(f"there is no delivery '{delivery_id[:64]}'")
    return found


def list_deliveries(
    *,
    principal: Principal,
    database: Database,
    wanted: Mapping[str, str] | None = None,
    before: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> list[Delivery]:
    """
    Return messages, the newest first; `wanted` names columns: state, channel_id, alert_id.

    `before` are `made_at` and `id` of the last one of the page before.
    """
    principal.require(Scope.read)
    principal.require_whole("what was sent")
    with database.reading() as connection:
        return store.page(
            connection, principal.workspace_id, wanted=wanted or {}, before=before, limit=limit
        )


def resend(*, principal: Principal, post: Post, delivery_id: str) -> Delivery:
    """
    Hand a message over once more, under its own id, because a person says so.

    :raises NoSuchDelivery: if there is none in the workspace.
    :raises NotNow: if it is on its way.
    """
    principal.require(Scope.write)
    found = get_delivery(principal=principal, database=post.database, delivery_id=delivery_id)
    now = post.clock.now()
    with post.database.durable() as connection:
        moved = store.move(
            connection, principal.workspace_id, found.id, was=_RESENT, to=Delivered.queued,
            attempts=0, next_at=now, code="", error="",
        )  # fmt: skip
        if not moved:
            raise NotNow(f"it is {found.state}", hint="only what has ended is sent again")
        ask(connection, principal.workspace_id, found, clock=post.clock, at=now)
        audit.record(
            connection, principal=principal, clock=post.clock, action="alerts.resend",
            subject=f"delivery:{found.id}", before={"state": found.state.value},
        )  # fmt: skip
    return replace(found, state=Delivered.queued, attempts=0, next_at=now, code="", error="")


def _refuse(key: str, to: Sequence[str], html: str, attachments: Sequence[Attachment]) -> None:
    if not key or len(key) > _LONGEST_KEY:
        raise BadMessage(f"the key has 1 to {_LONGEST_KEY} characters")
    if len(to) > _MOST_RECIPIENTS or len(attachments) > _MOST_ATTACHED:
        raise BadMessage(f"at most {_MOST_RECIPIENTS} recipients and {_MOST_ATTACHED} attachments")
    if sum(len(content) for *_, content in attachments) > MOST_BYTES or len(html) > _LONGEST_HTML:
        raise BadMessage(
            f"a message carries at most {MOST_BYTES // 1024**2} MiB", hint="send a link instead"
        )


def _named(one: Attachment) -> Attachment:
    name, media_type, content = one
    plain = words.plain(name, most=150).replace("/", "-").replace("\\", "-").lstrip(".'")
    kind = media_type if media_type.isascii() and media_type.count("/") == 1 else ""
    return plain or "attachment", kind[:100] or "application/octet-stream", bytes(content)
