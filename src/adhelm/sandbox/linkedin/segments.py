"""DMP segments: made for an account, filled with hashed people in batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adhelm.sandbox.frame.audiences import Audience, Audiences
from adhelm.sandbox.linkedin.errors import Refused, bad, missing
from adhelm.sandbox.linkedin.things import Row, Things

_FIRST = 90_001
_MOST = 5_000
_URN = "urn:li:sponsoredAccount:"
_NEEDED = ("name", "type", "account", "destinations", "sourcePlatform", "accessPolicy")
_KINDS = frozenset({"SHA256_EMAIL", "SHA512_EMAIL", "GOOGLE_AID", "HASHED_EMAIL"})


class Segments:
    """The segments of all accounts."""

    def __init__(self) -> None:
        self._kept = Audiences(_FIRST)

    def make(self, seen: list[Things], body: Mapping[str, Any]) -> str:
        """
        Make a segment and return its id.

        :raises Refused: if a field is missing or wrong, or the account is not seen.
        """
        for name in _NEEDED:
            if not body.get(name):
                raise bad(name, "MISSING_FIELD", f"{name} is required.")
        if body["type"] not in {"USER", "COMPANY", "USER_LIST_UPLOAD", "COMPANY_LIST_UPLOAD"}:
            raise bad("type", "FIELD_INVALID", f"No type {body['type']}.")
        account = str(body["account"])
        _visible(seen, account)
        return self._kept.make(account, str(body["name"]), type=body["type"]).id

    def listed(self, seen: list[Things], query: Mapping[str, Any]) -> list[Row]:
        """
        Return the segments of an account.

        :raises Refused: if it is not seen.
        """
        account = str(query.get("account", ""))
        _visible(seen, account)
        return [_row(one) for one in self._kept.of(account)]

    def one(self, seen: list[Things], id_: str) -> Row:
        """
        Return a segment.

        :raises Refused: if there is none.
        """
        return _row(self._find(seen, id_))

    def users(self, seen: list[Things], id_: str, body: Mapping[str, Any]) -> list[Row]:
        """
        Add or remove people; return what became of each.

        :raises Refused: if there is no such segment, or too many at once.
        """
        segment, elements = self._find(seen, id_), body.get("elements") or []
        if not 0 < len(elements) <= _MOST:
            raise bad("elements", "FIELD_VALUE_TOO_HIGH", "A batch holds 1 to 5,000 users.")
        return [_taken(segment, one) for one in elements]

    def _find(self, seen: list[Things], id_: str) -> Audience:
        found = self._kept.find(id_)
        if found is None:
            raise missing(f"dmpSegment {id_}")
        _visible(seen, found.account_id)
        return found


def _taken(segment: Audience, element: Mapping[str, Any]) -> Row:
    ids = element.get("userIds") or []
    hashes = [one.get("idValue") for one in ids if one.get("idType") in _KINDS]
    if element.get("action") not in {"ADD", "REMOVE"} or not hashes:
        return {"status": 400, "error": {"status": 400, "message": "userIds are required."}}
    wrong = segment.add(hashes) if element["action"] == "ADD" else segment.remove(hashes)
    if wrong:
        return {"status": 400, "error": {"status": 400, "message": "idValue is no SHA256."}}
    return {"status": 201}


def _visible(seen: list[Things], account: str) -> None:
    if account not in {one.urn("account", 0) for one in seen}:
        raise Refused(403, "ACCESS_DENIED", "Not enough permissions to access: dmpSegments")


def _row(one: Audience) -> Row:
    size = len(one.members)
    destination: Row = {
        "destination": "LINKEDIN",
        "status": "READY" if size else "BUILDING",
        "audienceSize": size,
        "matchedCount": size,
    }
    return {
        "id": int(one.id),
        "name": one.name,
        "type": one.fields["type"],
        "account": one.account_id,
        "accessPolicy": "PRIVATE",
        "sourcePlatform": "CUSTOM",
        "destinations": [destination],
    }
