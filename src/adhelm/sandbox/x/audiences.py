"""Custom audiences: made by name, filled with hashed people by operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from adhelm.sandbox.frame.audiences import Audience, Audiences
from adhelm.sandbox.x.errors import Refused, bad, needed
from adhelm.sandbox.x.things import Row, Things, stamp

_FIRST = 5_100_000_000
_MOST = 2_500
_HASHED = ("email", "phone_number", "handle", "device_id", "twitter_id")


class Custom:
    """The custom audiences of all accounts."""

    def __init__(self) -> None:
        self._kept = Audiences(_FIRST)

    def make(self, things: Things, params: Mapping[str, Any]) -> Row:
        """
        Make an audience.

        :raises Refused: if it has no name.
        """
        if not params.get("name"):
            raise needed("name")
        now = stamp(things.market.clock.now())
        said = str(params.get("description") or "") or None
        return _row(self._kept.make(things.account.id, params["name"], description=said, at=now))

    def listed(self, things: Things) -> list[Row]:
        """Return the audiences of an account."""
        return [_row(one) for one in self._kept.of(things.account.id)]

    def one(self, things: Things, id_: str) -> Row:
        """
        Return one audience.

        :raises Refused: if there is none.
        """
        return _row(self._find(things, id_))

    def users(self, things: Things, id_: str, operations: Any) -> Row:
        """
        Add or take off people, all or none.

        :raises Refused: if an operation is none, or a person is not hashed.
        """
        audience = self._find(things, id_)
        if not isinstance(operations, list) or not 0 < len(operations) <= _MOST:
            raise bad("operations", "Expected 1 to 2500 operations")
        ready = [_checked(one) for one in operations]
        for kind, hashes in ready:
            wrong = audience.add(hashes) if kind == "Update" else audience.remove(hashes)
            if wrong:
                raise bad("users", "Expected SHA256 hashes", "INVALID_USER_IDENTIFIER")
        count = sum(len(one["params"]["users"]) for one in operations)
        return {"success_count": count, "total_count": count}

    def _find(self, things: Things, id_: str) -> Audience:
        found = self._kept.find(id_)
        if found is None or found.account_id != things.account.id:
            message = f"CUSTOM_AUDIENCE {id_} was not found"
            raise Refused(404, "CUSTOM_AUDIENCE_NOT_FOUND", message, "id")
        return found


def _checked(one: Any) -> tuple[str, list[str]]:
    kind = one.get("operation_type") if isinstance(one, dict) else None
    if kind not in {"Update", "Delete"}:
        raise bad("operation_type", "Update or Delete")
    users = (one.get("params") or {}).get("users")
    if not isinstance(users, list) or not users:
        raise needed("users")
    return kind, list(_hashes(users))


def _hashes(users: list[Any]) -> Iterator[str]:
    for user in users:
        for name in _HASHED:
            yield from user.get(name) or []


def _row(one: Audience) -> Row:
    size = len(one.members)
    return {
        "id": one.id,
        "name": one.name,
        "description": one.fields["description"],
        "owner_account_id": one.account_id,
        "audience_type": "CRM",
        "audience_size": size or None,
        "targetable": size >= 100,  # noqa: PLR2004 - X's own
        "reasons_not_targetable": [] if size >= 100 else ["TOO_SMALL"],  # noqa: PLR2004 - same
        "created_at": one.fields["at"],
        "updated_at": one.fields["at"],
        "deleted": False,
    }
