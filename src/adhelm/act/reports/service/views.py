"""Saved views, and the looks of a workspace's reports."""

from __future__ import annotations

import re
from dataclasses import replace

from adhelm.act.reports import store
from adhelm.act.reports.logic.keeping import asked_of, json_of
from adhelm.act.reports.service.asking import in_one_currency
from adhelm.act.reports.service.press import Press, author, new_id, noted
from adhelm.act.reports.types import (
    Asked,
    BadReport,
    Brand,
    Changed,
    NoSuchView,
    Sort,
    View,
)
from adhelm.core.principal import Principal, Scope
from adhelm.understand.metrics import Question, period

_COLOUR = re.compile(r"#[0-9a-f]{6}\Z")
_MOST_LOGO = 512 * 1024
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_AGAIN = "read it again, then change it"


def list_views(
    *,
    principal: Principal,
    press: Press,
    after: tuple[str, str] | None = None,
    limit: int = 100,
) -> list[View]:
    """Return saved views by name; `after` are name and id of the last one of the page before."""
    principal.require(Scope.read)
    with press.database.reading() as connection:
        found = store.list_views(connection, principal.workspace_id, after=after, limit=limit)
    return list(map(_view, found))


def get_view(*, principal: Principal, press: Press, view_id: str) -> View:
    """
    Return a saved view.

    :raises NoSuchView: if there is none of that id in the workspace.
    """
    principal.require(Scope.read)
    with press.database.reading() as connection:
        found = store.get_view(connection, principal.workspace_id, view_id)
    if found is None:
        raise NoSuchView(f"there is no view '{view_id}'", hint="`adhelm report view ls`")
    return _view(found)


def save_view(*, principal: Principal, press: Press, name: str, asked: Asked) -> View:
    """
    Keep a question as a view; it must be one that can be asked.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    principal.require(Scope.write)
    asked = _askable(principal, press, asked, view_id=(made := new_id("view")))
    kept = store.Saved(
        made, _named(name), json_of(asked).decode(), 1, author(principal), press.clock.now()
    )
    with press.database.transaction() as connection:
        store.add_view(connection, principal.workspace_id, kept)
        noted(connection, press, principal, "save_view", subject=f"view:{made}",
              after={"name": kept.name, "asked": kept.asked})  # fmt: skip
    return _view(kept)


def change_view(
    *, principal: Principal, press: Press, view_id: str, name: str, asked: Asked, expected: int
) -> View:
    """
    Put another question in place of a view's.

    :raises NoSuchView: if there is none of that id in the workspace.
    :raises Changed: if it is not version `expected` any more.
    """
    principal.require(Scope.write)
    before = get_view(principal=principal, press=press, view_id=view_id)
    asked = _askable(principal, press, asked, view_id=view_id)
    kept = store.Saved(
        view_id, _named(name), json_of(asked).decode(), expected + 1, author(principal),
        press.clock.now(),
    )  # fmt: skip
    with press.database.transaction() as connection:
        if not store.change_view(connection, principal.workspace_id, kept, before=expected):
            raise Changed(f"view '{view_id}' has changed", hint=_AGAIN)
        noted(connection, press, principal, "change_view", subject=f"view:{view_id}",
              before={"name": before.name, "asked": json_of(before.asked).decode()},
              after={"name": kept.name, "asked": kept.asked})  # fmt: skip
    return _view(kept)


def remove_view(*, principal: Principal, press: Press, view_id: str) -> None:
    """
    Forget a view; reports that were made of it stay.

    :raises NoSuchView: if there is none of that id in the workspace.
    """
    principal.require(Scope.write)
    before = get_view(principal=principal, press=press, view_id=view_id)
    with press.database.transaction() as connection:
        store.remove_view(connection, principal.workspace_id, view_id)
        noted(connection, press, principal, "remove_view", subject=f"view:{view_id}",
              before={"name": before.name, "asked": json_of(before.asked).decode()})  # fmt: skip


def resolved(*, principal: Principal, press: Press, asked: Asked) -> Asked:
    """
    Return what is asked for, with the question of its view where it names one.

    :raises NoSuchView: if there is none of that id in the workspace.
    """
    if asked.sort is not Sort.view:
        return asked
    view = get_view(principal=principal, press=press, view_id=asked.view)
    kept = view.asked
    return replace(
        asked,
        title=asked.title or view.name,
        range=asked.range or kept.range,
        compare=asked.compare or kept.compare,
        currency=asked.currency or kept.currency,
        metrics=kept.metrics,
        by=kept.by,
        where=kept.where,
    )


def brand_of(*, principal: Principal, press: Press) -> tuple[Brand, int]:
    """Return the looks of a workspace's reports and their version; 0: nothing was said."""
    principal.require(Scope.read)
    with press.database.reading() as connection:
        return store.brand_of(connection, principal.workspace_id)


def set_brand(
    *, principal: Principal, press: Press, brand: Brand, expected: int | None = None
) -> tuple[Brand, int]:
    """
    Say how a workspace's reports look; `expected` is the version that is replaced.

    :raises BadReport: if a colour or the logo is none.
    :raises Changed: if it is not version `expected` any more.
    """
    principal.require(Scope.write)
    principal.require_whole("the looks of reports")
    _check_brand(brand)
    with press.database.transaction() as connection:
        old, version = store.brand_of(connection, principal.workspace_id)
        current = version if expected is None else expected
        if current != version or not store.put_brand(
            connection, principal.workspace_id, brand, before=current
        ):
            raise Changed("the looks of reports have changed", hint=_AGAIN)
        noted(connection, press, principal, "set_brand", subject="brand:reports",
              before=_plain(old), after=_plain(brand))  # fmt: skip
    return brand, current + 1


def _askable(principal: Principal, press: Press, asked: Asked, *, view_id: str) -> Asked:
    """Return a question as it is kept, if the catalogue can answer it."""
    if not asked.metrics:
        raise BadReport("a view has metrics", hint="spend, roas")
    question = Question(
        metrics=asked.metrics, by=asked.by, where=asked.where, currency=asked.currency,
        compare=asked.compare,
        period=period(asked.range, clock=press.clock) if asked.range else None, limit=1,
        sort=(f"-{asked.metrics[0]}",),
    )  # fmt: skip
    in_one_currency(press.desk(principal), question)
    return replace(asked, sort=Sort.view, view=view_id, title="")


def _check_brand(brand: Brand) -> None:
    for colour in (brand.colour, brand.accent):
        if colour and not _COLOUR.match(colour):
            raise BadReport(f"'{colour}' is no colour", hint="#0b5c6b")
    if brand.logo and (len(brand.logo) > _MOST_LOGO or not brand.logo.startswith(_PICTURES)):
        raise BadReport("a logo is a PNG or JPEG of at most 512 KiB")
    if len(brand.name) > 120:  # noqa: PLR2004 - as its column
        raise BadReport("a name has at most 120 characters")


def _named(name: str) -> str:
    bare = name.strip()
    if not bare or len(bare) > 120:  # noqa: PLR2004 - as its column
        raise BadReport("a view has a name of at most 120 characters")
    return bare


def _plain(brand: Brand) -> dict[str, object]:
    return {
        "name": brand.name, "colour": brand.colour, "accent": brand.accent,
        "logo_bytes": len(brand.logo),
    }  # fmt: skip


def _view(kept: store.Saved) -> View:
    return View(kept.id, kept.name, asked_of(kept.asked), kept.version, kept.author, kept.at)
