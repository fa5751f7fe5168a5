"""Links that open one file of a report without signing in, until they expire."""

from __future__ import annotations

import secrets
from datetime import timedelta

from adhelm.act.reports import store
from adhelm.act.reports.logic import tables
from adhelm.act.reports.logic.keeping import unpack
from adhelm.act.reports.service.press import Press, author, new_id, noted
from adhelm.act.reports.service.writing import written
from adhelm.act.reports.types import BadReport, Form, Made, NoSuchLink, NoSuchReport, Shared
from adhelm.core.principal import Principal, Scope

MOST_DAYS = 90


def make_link(
    *, principal: Principal, press: Press, sent_id: str, form: Form, days: int
) -> tuple[Shared, str]:
    """
    Return a link to one file of a kept report and its token, which is shown this once.

    The caller has seen the report. :raises NoSuchReport: if it was not made in that form.
    :raises BadReport: if it would live for less than a day or more than ninety.
    """
    principal.require(Scope.write)
    if not 1 <= days <= MOST_DAYS:
        raise BadReport(f"a link lives for 1 to {MOST_DAYS} days")
    token = secrets.token_urlsafe(32)
    now = press.clock.now()
    made = store.Link(
        id=new_id("link"),
        sent_id=sent_id,
        form=form.value,
        digest=tables.digest(token),
        author=author(principal),
        made_at=now,
        expires_at=now + timedelta(days=days),
        revoked=False,
        opened=0,
    )
    with press.database.transaction() as connection:
        kept = store.get_sent(connection, principal.workspace_id, sent_id)
        if kept is None or form.value not in {one["form"] for one in kept.files}:
            raise NoSuchReport(f"'{sent_id}' was not made as {form.value}")
        store.add_link(connection, principal.workspace_id, made)
        told = {"link": made.id, "form": made.form, "expires_at": made.expires_at}
        noted(connection, press, principal, "share", subject=f"report:{sent_id}", after=told)
    return _shared(made), token


def address(press: Press, token: str) -> str:
    """Return where a link is opened; '' where the settings do not say where Adhelm is."""
    return f"{press.web_url}/api/v1/reports/shared/{token}" if press.web_url else ""


def list_links(*, principal: Principal, press: Press, sent_id: str) -> list[Shared]:
    """Return the links to a kept report that the caller has seen, the newest first."""
    principal.require(Scope.read)
    with press.database.reading() as connection:
        return list(map(_shared, store.links_of(connection, principal.workspace_id, sent_id)))


def revoke_link(*, principal: Principal, press: Press, link_id: str) -> None:
    """
    Let a link open nothing from now on.

    :raises NoSuchLink: if there is none of that id in the workspace.
    """
    principal.require(Scope.write)
    with press.database.transaction() as connection:
        found = store.revoke(connection, principal.workspace_id, link_id)
        if found is None:
            raise NoSuchLink(f"there is no link '{link_id}'", hint="`adhelm report link ls`")
        noted(connection, press, principal, "unshare", subject=f"report:{found.sent_id}",
              before={"link": link_id})  # fmt: skip


def open_link(*, press: Press, token: str) -> Made:
    """
    Return the file that a link opens, whoever holds it: to the byte the one that was made.

    :raises NoSuchLink: if there is none, it has expired, or was taken back.
    """
    nothing = NoSuchLink("the link opens nothing any more", hint="ask who sent it for another")
    with press.database.transaction() as connection:
        found = store.find_link(connection, tables.digest(token))
        if found is None:
            raise nothing
        workspace_id, link = found
        if link.revoked or link.expires_at <= press.clock.now():
            raise nothing
        kept = store.get_sent(connection, workspace_id, link.sent_id)
        if kept is None:
            raise nothing
        store.count_opened(connection, workspace_id, link.id)
    return written(unpack(kept.document), Form(link.form))


def _shared(link: store.Link) -> Shared:
    return Shared(
        link.id, link.sent_id, Form(link.form), link.author, link.made_at, link.expires_at,
        link.revoked, link.opened,
    )  # fmt: skip
