"""What can be set of a thing, and the values it has by all that is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from adhelm.act.publishing.logic.values import SETTABLE
from adhelm.act.publishing.service import books as known
from adhelm.act.publishing.service.books import Books
from adhelm.act.publishing.service.desk import Desk
from adhelm.act.publishing.store.values import Thing
from adhelm.act.publishing.types import Value
from adhelm.core.ads import Level
from adhelm.core.principal import Principal, Scope
from adhelm.govern.compliance.types import Change, Field

_ORDER = tuple(field for field in Field if field in SETTABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settable:
    """A thing with the values that a proposal can change, amounts in its account's currency."""

    thing: Thing
    platform: str
    name: str
    currency: str
    values: tuple[tuple[Field, Value], ...]
    sharing: int
    """How many things spend from its budget, itself among them; 0 if none is its own."""
    known_at: datetime | None
    """When the account's data were read last."""


def settable(
    *, principal: Principal, desk: Desk, level: Level, entity_id: str, account: str = ""
) -> list[Settable]:
    """
    Return what can be set of the things of an id, each with its values as last seen.

    Ids are an account's own: where no `account` ('connector/id') is named, all that the principal
    sees are looked through. A field that a thing does not have, such as a lifetime budget beside a
    daily one, is not among its values.
    """
    principal.require(Scope.read)
    books = known.load(desk, principal, changes=_meant(level, entity_id))
    return [
        _told(books, thing)
        for thing in sorted(books.things)
        if thing[2:] == (level.value, entity_id)
        and account in {"", f"{thing[0]}/{thing[1]}"}
        and thing[:2] in books.accounts
        and principal.sees(thing[0], thing[1])
    ]


def _meant(level: Level, entity_id: str) -> Iterator[Change]:
    """Yield what makes the books read the ads or keywords of an id too."""
    yield Change(
        connector="", account_id="", platform="", level=level, entity_id=entity_id, name="",
        field=Field.status, before=None, after=None, currency="",
    )  # fmt: skip


def _told(books: Books, thing: Thing) -> Settable:
    found, account = books.things[thing], books.accounts[thing[:2]]
    budget = books.budget(thing)
    own = budget is not None and thing in budget.owners
    return Settable(
        thing=thing,
        platform=found.platform,
        name=found.name,
        currency=account.currency,
        values=tuple(_values(books, thing)),
        sharing=len(budget.owners) if budget and own else 0,
        known_at=account.data_at,
    )


def _values(books: Books, thing: Thing) -> Iterator[tuple[Field, Value]]:
    for field in _ORDER:
        value = books.current(thing, field)
        if value is not None:
            yield field, value
