"""Hands LinkedIn the client's own knowledge: customer lists as hashes, conversions as events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from adhelm.connectors.contract import (
    Account,
    Applied,
    BadBody,
    Member,
    OwnConversion,
    Refused,
    SendConversions,
    UploadAudience,
)
from adhelm.connectors.linkedin.client import Client, elements_of, escaped, id_of, urn
from adhelm.connectors.linkedin.connector.creating import keyed, made_id, once
from adhelm.connectors.wire import Answer, hashed, normal_email
from adhelm.core.ads import Level

_AT_ONCE = 5000
_BATCH = "BATCH_CREATE"
Failure = tuple[int, str, str]


class Telling:
    """Uploads lists and events; both name people by the SHA-256 of their address alone."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def audience(self, account: Account, wish: UploadAudience) -> Applied:
        """
        Make a DMP segment of hashed addresses, or add to the one with the same client key.

        :raises Refused: if no member has an e-mail address.
        """
        hashes, failures = _hashes(wish.members)
        if not hashes:
            raise Refused("no member has an e-mail address", hint="LinkedIn matches addresses only")
        body = {
            "name": keyed(wish.name, wish.client_key),
            "type": "USER",
            "account": urn(Level.account, account.id),
            "accessPolicy": "PRIVATE",
            "sourcePlatform": "OTHER",
            "destinations": [{"destination": "LINKEDIN"}],
        }

        def make() -> Applied:
            made = self._client.tell("dmpSegments", body, account_id=account.id, again=False)
            return Applied(made_id(made))

        made = once(lambda: self._segment(account, wish.client_key), make)
        for start in range(0, len(hashes), _AT_ONCE):
            part = hashes[start : start + _AT_ONCE]
            failures += self._add(account, made.entity_id, part)
        return Applied(made.entity_id, found=made.found, failures=tuple(sorted(failures)))

    def conversions(self, account: Account, wish: SendConversions) -> Applied:
        """
        Tell a conversion rule of conversions; LinkedIn counts an event's id once.

        :raises Refused: if none of them can be told.
        """
        failures: list[Failure] = []
        ready: list[tuple[int, dict[str, Any]]] = []
        for position, one in enumerate(wish.conversions):
            if event := _event(one):
                ready.append((position, event))
            else:
                said = "it names no rule, or neither an address nor a click"
                failures.append((position, "incomplete", said))
        if not ready:
            raise Refused("no conversion can be told", hint="give a rule, and an address or click")
        for start in range(0, len(ready), _AT_ONCE):
            part = ready[start : start + _AT_ONCE]
            failures += self._send(account, part)
        return Applied(failures=tuple(sorted(failures)))

    def _segment(self, account: Account, key: str) -> str:
        query = f"q=account&account={escaped(urn(Level.account, account.id))}"
        for answer, _ in self._client.pages("dmpSegments", query, account_id=account.id):
            for row in elements_of(answer):
                if f"[ah-{key}]" in str(row.get("name") or ""):
                    return id_of(row["id"])
        return ""

    def _add(
        self, account: Account, segment: str, hashes: Sequence[tuple[int, str]]
    ) -> Iterator[Failure]:
        elements = [
            {"action": "ADD", "userIds": [{"idType": "SHA256_EMAIL", "idValue": value}]}
            for _, value in hashes
        ]
        answer = self._client.tell(
            f"dmpSegments/{segment}/users", {"elements": elements}, account_id=account.id,
            method=_BATCH,
        )  # fmt: skip
        yield from _refused([position for position, _ in hashes], answer)

    def _send(
        self, account: Account, events: Sequence[tuple[int, dict[str, Any]]]
    ) -> Iterator[Failure]:
        body = {"elements": [event for _, event in events]}
        answer = self._client.tell("conversionEvents", body, account_id=account.id, method=_BATCH)
        yield from _refused([position for position, _ in events], answer)


def _hashes(members: Sequence[Member]) -> tuple[list[tuple[int, str]], list[Failure]]:
    good: list[tuple[int, str]] = []
    failures: list[Failure] = []
    for position, member in enumerate(members):
        value = hashed(normal_email(member.email))
        if value:
            good.append((position, value))
        else:
            failures.append((position, "no_address", "LinkedIn matches e-mail addresses only"))
    return good, failures


def _event(one: OwnConversion) -> dict[str, Any] | None:
    address = hashed(normal_email(one.member.email))
    people = [{"idType": "SHA256_EMAIL", "idValue": address}] if address else []
    if one.click_id:
        kind = "LINKEDIN_FIRST_PARTY_ADS_TRACKING_UUID"
        people.append({"idType": kind, "idValue": one.click_id})
    if not one.action or not people:
        return None
    event: dict[str, Any] = {
        "conversion": f"urn:lla:llaPartnerConversion:{id_of(one.action)}",
        "conversionHappenedAt": int(one.at.timestamp() * 1000),
        "eventId": one.event_id,
        "user": {"userIds": people},
    }
    if one.value:
        amount = f"{one.value.amount:f}"
        event["conversionValue"] = {"currencyCode": one.value.currency, "amount": amount}
    return event


def _refused(positions: Sequence[int], answer: Answer) -> Iterator[Failure]:
    elements = elements_of(answer)
    if len(elements) != len(positions):
        raise BadBody(f"LinkedIn answered for {len(elements)} of {len(positions)} that were sent")
    for position, said in zip(positions, elements, strict=True):
        status = said.get("status")
        if isinstance(status, int) and status >= 300:  # noqa: PLR2004 - HTTP's own
            message = (said.get("error") or {}).get("message") or "refused"
            yield position, str(status), str(message)
