"""Reports are made, kept, and sent; what was kept makes the same bytes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adhelm.act import alerts
from adhelm.act.reports import store
from adhelm.act.reports.logic import messages, tables
from adhelm.act.reports.logic.keeping import asked_of, json_of, pack, unpack
from adhelm.act.reports.service import links, views
from adhelm.act.reports.service.composing import compose, narrowed
from adhelm.act.reports.service.delivery import with_delivery
from adhelm.act.reports.service.press import Press, author, new_id, noted
from adhelm.act.reports.service.writing import file_name, written
from adhelm.act.reports.types import (
    Asked,
    BadReport,
    Document,
    FileMade,
    Form,
    Made,
    NoSuchReport,
    Recipients,
    Sending,
    Sent,
    Sort,
)
from adhelm.core.errors import AdhelmError
from adhelm.core.principal import Principal, Scope

_MOST_KEPT = 8 * 1024 * 1024
"""Packed; so many rows nobody reads in a document."""


def document(
    *, principal: Principal, press: Press, asked: Asked, form: Form | None = None
) -> Document:
    """
    Return the report that is asked for, in the workspace's looks.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    principal.require(Scope.read)
    asked = views.resolved(principal=principal, press=press, asked=asked)
    brand, _ = views.brand_of(principal=principal, press=press)
    desk = press.desk(principal)
    made = compose(desk, asked, brand=brand, narrator=press.narrator)
    if form is Form.adcp:
        made = with_delivery(replace(desk, principal=narrowed(principal, asked)), asked, made)
    return made


def run(*, principal: Principal, press: Press, asked: Asked, form: Form) -> Made:
    """
    Make a report as a file, without keeping it.

    :raises AdhelmError: as `understand.metrics.ask` does.
    :raises NotInstalled: if what draws it is not there.
    """
    return written(document(principal=principal, press=press, asked=asked, form=form), form)


def make(
    *,
    principal: Principal,
    press: Press,
    asked: Asked,
    forms: Sequence[Form],
    recipients: Recipients | None = None,
    schedule_id: str = "",
    link_days: int = 0,
    key: str = "",
) -> Sent:
    """
    Make a report in some forms, keep it, and send it to its recipients.

    It is kept, and its messages are queued, before this returns. Links in messages open it for
    `link_days`. The same `key` makes and sends one report, however often it is tried.

    :raises BadReport: if there is no form, or more in it than is kept.
    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    principal.require(Scope.write)
    wanted = tuple(dict.fromkeys(forms))
    if not wanted:
        raise BadReport("say in which form: pdf, xlsx, html, csv, json, png, adcp")
    sent_id = (
        f"rep_{tables.digest(f'{principal.workspace_id} {key}')[:20]}" if key else new_id("rep")
    )
    kept = _tried(principal, press, sent_id) if key else None
    if kept is None:
        form = Form.adcp if Form.adcp in wanted else None
        found = document(principal=principal, press=press, asked=asked, form=form)
        files = [written(found, each) for each in wanted]
        pairs = list(zip(wanted, files, strict=True))
        kept = _kept(principal, asked, found, pairs, (sent_id, schedule_id))
        _keep(principal, press, kept)
    else:
        found = unpack(kept.document)
        files = [written(found, each) for each in wanted]
    to = recipients or Recipients()
    told = _sent_to(principal, press, kept, (found, files), (to, link_days))
    return replace(_sent(kept), sendings=told)


def list_reports(
    *,
    principal: Principal,
    press: Press,
    schedule_id: str = "",
    after: tuple[datetime, str] | None = None,
    limit: int = 100,
) -> tuple[list[Sent], tuple[datetime, str] | None]:
    """
    Return reports that were made, the newest first, and where the next page begins.

    A page may be short: it lacks reports on accounts that the principal does not see.
    """
    principal.require(Scope.read)
    with press.database.reading() as connection:
        found = store.list_sent(
            connection, principal.workspace_id, schedule_id=schedule_id,
            for_clients=not principal.staff, after=after, limit=limit,
        )  # fmt: skip
    more = (found[-1].made_at, found[-1].id) if len(found) == limit else None
    return [_sent(one) for one in found if _may_see(principal, one)], more


def get_report(*, principal: Principal, press: Press, sent_id: str) -> Sent:
    """
    Return a report that was made.

    :raises NoSuchReport: if there is none that the principal may see.
    """
    principal.require(Scope.read)
    return _sent(seen(principal, press, sent_id))


def again(*, principal: Principal, press: Press, sent_id: str, form: Form) -> Made:
    """
    Make a kept report again, to the byte, from what is kept of it.

    :raises NoSuchReport: if there is none that the principal may see.
    """
    principal.require(Scope.read)
    return written(unpack(seen(principal, press, sent_id).document), form)


def digest(content: bytes) -> str:
    """Return what names the bytes of a file: the same for the same."""
    return tables.digest(content)


def seen(principal: Principal, press: Press, sent_id: str) -> store.Kept:
    """
    Return a kept report that the principal may see.

    :raises NoSuchReport: if there is none.
    """
    with press.database.reading() as connection:
        found = store.get_sent(connection, principal.workspace_id, sent_id)
    if found is None or not _may_see(principal, found):
        raise NoSuchReport(f"there is no report '{sent_id}'", hint="`adhelm report archive ls`")
    return found


def _tried(principal: Principal, press: Press, sent_id: str) -> store.Kept | None:
    with press.database.reading() as connection:
        return store.get_sent(connection, principal.workspace_id, sent_id)


def _keep(principal: Principal, press: Press, kept: store.Kept) -> None:
    with press.database.durable() as connection:
        store.add_sent(connection, principal.workspace_id, kept)
        noted(connection, press, principal, "make", subject=f"report:{kept.id}",
              after={"title": kept.title, "data_version": kept.data_version,
                     "forms": [one["form"] for one in kept.files]})  # fmt: skip


def _sent_to(
    principal: Principal,
    press: Press,
    kept: store.Kept,
    made: tuple[Document, Sequence[Made]],
    wanted: tuple[Recipients, int],
) -> list[Sending]:
    """Send a report to its recipients, with links that live for so many days."""
    recipients, link_days = wanted
    if not recipients.emails and not recipients.channels:
        return []
    found, files = made
    link = ""
    if link_days and press.web_url:
        form = _first_form(found, files)
        _, token = links.make_link(
            principal=principal, press=press, sent_id=kept.id, form=form, days=link_days
        )
        link = links.address(press, token)
    told = _Posting(principal, press, kept.id, found, files, link).to(recipients)
    rows = [{"to": one.to, "delivery_id": one.delivery_id, "refused": one.refused} for one in told]
    with press.database.durable() as connection:
        store.set_deliveries(connection, principal.workspace_id, kept.id, rows)
    return told


def _may_see(principal: Principal, kept: store.Kept) -> bool:
    """Say whether all that is in a report may be seen: nobody sees more by it than without."""
    if not principal.staff and not kept.for_client:
        return False
    if kept.sort == Sort.audit.value and Scope.admin not in principal.scopes:
        return False
    if principal.accounts is None:
        return True
    return kept.accounts is not None and set(kept.accounts) <= principal.accounts


def _kept(
    principal: Principal,
    asked: Asked,
    found: Document,
    files: Sequence[tuple[Form, Made]],
    ids: tuple[str, str],
) -> store.Kept:
    """Return what is kept of a report; `ids` are its own and that of its schedule."""
    packed = pack(found)
    if len(packed) > _MOST_KEPT:
        raise BadReport("the report is longer than anybody reads", hint="fewer rows or days")
    reader = narrowed(principal, asked)
    return store.Kept(
        id=ids[0],
        schedule_id=ids[1],
        sort=asked.sort.value,
        title=found.title[:200],
        period=found.period,
        asked=json_of(replace(asked, as_of=found.data_version or None)).decode(),
        data_version=found.data_version,
        made_at=found.made_at,
        author=author(principal),
        for_client=not reader.staff,
        accounts=None if reader.accounts is None else tuple(sorted(reader.accounts)),
        document=packed,
        files=[
            {"form": form.value, "name": made.name, "bytes": len(made.content),
             "digest": tables.digest(made.content)}
            for form, made in files
        ],
        deliveries=[],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Posting:
    """A report on its way to those who get it."""

    principal: Principal
    press: Press
    sent_id: str
    found: Document
    files: Sequence[Made]
    link: str

    def to(self, recipients: Recipients) -> list[Sending]:
        attached = [(one.name, one.media_type, one.content) for one in self.files]
        return [
            *(
                self._queued(email, recipients=[email], attachments=attached)
                for email in recipients.emails
            ),
            *(self._queued(channel, channel_id=channel) for channel in recipients.channels),
        ]

    def _queued(self, to: str, **how: Any) -> Sending:
        try:
            made = alerts.deliver(
                principal=self.principal, database=self.press.database, clock=self.press.clock,
                key=f"{self.sent_id} {to}", subject=messages.subject(self.found),
                text=messages.text(self.found), link=self.link, **how,
            )  # fmt: skip
        except AdhelmError as error:
            # One address that is none must not keep the report from the others.
            return Sending(to, "", error.message)
        return Sending(to, made.id)


def _first_form(found: Document, files: Sequence[Made]) -> Form:
    """Return the form that a link opens: one for people, if there is one."""
    by_name = {one.name for one in files}
    people = (Form.pdf, Form.html, Form.xlsx, Form.png, Form.csv, Form.json, Form.adcp)
    return next(form for form in people if file_name(found, form) in by_name)


def _sent(kept: store.Kept) -> Sent:
    return Sent(
        id=kept.id,
        schedule_id=kept.schedule_id,
        asked=asked_of(kept.asked),
        title=kept.title,
        period=kept.period,
        data_version=kept.data_version,
        made_at=kept.made_at,
        author=kept.author,
        files=[
            FileMade(Form(one["form"]), one["name"], one["bytes"], one["digest"])
            for one in kept.files
        ],
        sendings=[
            Sending(one["to"], one["delivery_id"], one["refused"]) for one in kept.deliveries
        ],
    )
