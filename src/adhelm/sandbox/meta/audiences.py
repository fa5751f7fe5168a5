"""Custom audiences: made on an account, filled with hashed people through their `users` edge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from adhelm.sandbox.frame.audiences import Audience, Audiences
from adhelm.sandbox.meta.asking import Node, chosen
from adhelm.sandbox.meta.errors import bad

_FIRST = 120_250_000_000_000_000
_MOST = 10_000
_KEYS = frozenset(
    "EMAIL PHONE EMAIL_SHA256 PHONE_SHA256 EXTERN_ID FN LN COUNTRY GEN DOB MADID".split()
)
_SOURCES = frozenset(
    "USER_PROVIDED_ONLY PARTNER_PROVIDED_ONLY BOTH_USER_AND_PARTNER_PROVIDED".split()
)


class Custom:
    """The custom audiences of all accounts."""

    def __init__(self) -> None:
        self._kept = Audiences(_FIRST)
        self._sessions = 0

    def find(self, id_: str, seen: set[str]) -> Audience | None:
        """Return an audience of one of the accounts that are seen."""
        found = self._kept.find(id_)
        return found if found is not None and found.account_id in seen else None

    def listed(self, account_id: str, fields: str) -> list[Node]:
        """Return the audiences of an account."""
        return [chosen(_node(one), fields, "CustomAudience") for one in self._kept.of(account_id)]

    def make(self, account_id: str, form: Mapping[str, str]) -> Node:
        """
        Make an audience.

        :raises Refused: if a field is missing or wrong.
        """
        if not form.get("name"):
            raise bad("The parameter name is required.", "name")
        if form.get("subtype", "CUSTOM") != "CUSTOM":
            raise bad("Param subtype must be CUSTOM here.", "subtype")
        if form.get("customer_file_source") not in _SOURCES:
            raise bad("The parameter customer_file_source is required.", "customer_file_source")
        kept = {k: form[k] for k in ("description", "customer_file_source") if k in form}
        return {"id": self._kept.make(account_id, form["name"], **kept).id}

    def answer(self, one: Audience, method: str, edge: str, params: Mapping[str, str]) -> Node:
        """
        Answer a call on an audience: what it is, or people put on it or taken off.

        :raises Refused: if the payload is none.
        """
        if edge == "users" and method in {"POST", "DELETE"}:
            return self._users(one, params, add=method == "POST")
        return chosen(_node(one), params.get("fields", ""), "CustomAudience")

    def _users(self, one: Audience, params: Mapping[str, str], *, add: bool) -> Node:
        schema, rows = _payload(params)
        if not 0 < len(rows) <= _MOST:
            raise bad("The payload holds 1 to 10,000 users.", "payload", 1870090)
        invalid = 0
        for row in rows:
            cells = row if isinstance(row, list) else [row]
            if len(cells) != len(schema):
                raise bad("Your data does not fit the schema.", "payload", 1870056)
            hashes = [cell for cell in cells if cell]
            wrong = one.add(hashes) if add else one.remove(hashes)
            invalid += not hashes or len(wrong) == len(hashes)
        self._sessions += 1
        return {
            "audience_id": one.id,
            "session_id": str(self._sessions),
            "num_received": len(rows),
            "num_invalid_entries": invalid,
            "invalid_entry_samples": {},
        }


def _node(one: Audience) -> Node:
    """Return an audience; its size is told roughly, and -1 below a thousand."""
    size = len(one.members)
    rough = -1 if size < 1000 else size // 100 * 100  # noqa: PLR2004 - Meta's own
    return {
        "id": one.id,
        "account_id": one.account_id,
        "name": one.name,
        "description": one.fields.get("description"),
        "subtype": "CUSTOM",
        "customer_file_source": one.fields.get("customer_file_source"),
        "approximate_count_lower_bound": rough,
        "approximate_count_upper_bound": rough,
        "operation_status": {"code": 200, "description": "Normal"},
        "delivery_status": {"code": 200, "description": "This audience is ready for use."},
    }


def _payload(params: Mapping[str, str]) -> tuple[list[str], list[Any]]:
    said = params.get("payload", "")
    try:
        found = orjson.loads(said) if isinstance(said, str) else said
        schema = found["schema"]
        rows = list(found["data"])
    except (KeyError, TypeError, ValueError) as error:
        raise bad("Param payload must hold schema and data.", "payload") from error
    keys = schema if isinstance(schema, list) else [schema]
    if not keys or not set(keys) <= _KEYS:
        raise bad(f"Invalid schema: {keys}", "payload", 1870057)
    return keys, rows
