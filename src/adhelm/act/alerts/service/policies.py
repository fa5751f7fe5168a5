"""Routes and mutes of a workspace, in versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adhelm.act.alerts.logic import policies, routing
from adhelm.act.alerts.service.post import Post, author
from adhelm.act.alerts.service.telling import begun, told
from adhelm.act.alerts.store import alerts as lives
from adhelm.act.alerts.store import channels, waiting
from adhelm.act.alerts.types import BadPolicy, Changed, Policy
from adhelm.core.db import Database
from adhelm.core.principal import Principal, Scope
from adhelm.govern import audit


def get_policy(*, principal: Principal, database: Database) -> Policy:
    """Return the routes and mutes that hold; version 0 are those that come with Adhelm."""
    principal.require(Scope.read)
    with database.reading() as connection:
        return waiting.policy(connection, principal.workspace_id) or routing.USUAL


def set_policy(
    *, principal: Principal, post: Post, document: Mapping[str, Any], version: int | None = None
) -> Policy:
    """
    Put routes and mutes in place of those that hold.

    :raises BadPolicy: if something of them is wrong, or a channel is not there.
    :raises Changed: if those that hold are not of `version` any more.
    """
    principal.require(Scope.write)
    principal.require_whole("the routes")
    read = policies.read(document)
    with post.database.durable() as connection:
        lives.lock(connection, principal.workspace_id)
        before = waiting.policy(connection, principal.workspace_id) or routing.USUAL
        if version is not None and version != before.version:
            raise Changed("the routes have changed meanwhile", hint="read them again")
        there = channels.every(connection, principal.workspace_id)
        known = {routing.EVERY, *(one.id for one in there), *(one.name for one in there)}
        if missing := sorted(policies.channels(read.root) - known):
            raise BadPolicy(
                f"there is no channel '{missing[0][:80]}'", hint="`adhelm alert channel list`"
            )
        now = post.clock.now()
        made = replace(read, version=before.version + 1, by=author(principal), at=now)
        waiting.put_policy(connection, principal.workspace_id, made, at=now)
        told(begun(post, connection, principal.workspace_id))
        audit.record(
            connection, principal=principal, clock=post.clock, action="alerts.set_policy",
            subject=f"alert-policy:{made.version}", before=policies.document(before),
            after=policies.document(made),
        )  # fmt: skip
    return made
