"""Hands TikTok the client's own knowledge: customer lists as hashes, conversions as events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from adhelm.connectors.contract.errors import Refused, Unsettled
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import (
    Applied,
    Member,
    OwnConversion,
    SendConversions,
    UploadAudience,
)
from adhelm.connectors.tiktok.client import Client
from adhelm.connectors.tiktok.connector.finding import mark
from adhelm.connectors.tiktok.connector.money import exact
from adhelm.connectors.wire import hashed, normal_email, normal_phone

_FILE_ROWS = 500_000
_LISTS_PAGE = 100
_EVENTS_AT_ONCE = 1000
_EVENTS = {
    "purchase": "CompletePayment",
    "lead": "SubmitForm",
    "complete_registration": "CompleteRegistration",
    "add_to_cart": "AddToCart",
    "initiate_checkout": "InitiateCheckout",
    "contact": "Contact",
    "subscribe": "Subscribe",
    "download": "Download",
    "search": "Search",
}
Failure = tuple[int, str, str]


def upload_audience(client: Client, account: Account, wish: UploadAudience) -> Applied:
    """
    Make a list of hashes, or add to the one that carries the client key.

    A list of TikTok's is of one sort: of addresses or of numbers. The sort that names more of the
    members is taken; the others are failures. (Custom Audience: file/upload, create, update.)

    :raises Refused: if no member has an address or a number.
    """
    sort, hashes, failures = _hashes(wish.members)
    if not hashes:
        raise Refused("no member has an e-mail address or a phone number", hint="check the file")
    paths = [
        _uploaded(client, account, sort, hashes[start : start + _FILE_ROWS])
        for start in range(0, len(hashes), _FILE_ROWS)
    ]
    body = {"advertiser_id": account.id, "file_paths": paths}
    there = _list_id(client, account, wish.client_key)
    if there:
        change = body | {"custom_audience_id": there, "action": "APPEND"}
        client.tell("dmp/custom_audience/update/", change, account_id=account.id, again=True)
        return Applied(there, found=True, failures=tuple(failures))
    name = f"{wish.name} {mark(wish.client_key)}"
    new = body | {"custom_audience_name": name, "calculate_type": sort}
    try:
        made = client.tell("dmp/custom_audience/create/", new, account_id=account.id, again=False)
    except Unsettled:
        there = _list_id(client, account, wish.client_key)
        if not there:
            raise
        return Applied(there, found=True, failures=tuple(failures))
    return Applied(str(made["custom_audience_id"]), failures=tuple(failures))


def send_conversions(client: Client, account: Account, wish: SendConversions) -> Applied:
    """
    Tell a pixel or event set of conversions; TikTok counts an event's id once within 48 hours.

    :raises Refused: if TikTok takes none of them.
    """
    failures: list[Failure] = []
    ready: dict[str, list[tuple[int, dict[str, object]]]] = {}
    for position, one in enumerate(wish.conversions):
        wrong = _wrong(one)
        if wrong:
            failures.append((position, *wrong))
        else:
            ready.setdefault(one.action, []).append((position, _event(one)))
    refusal: Refused | None = None
    sent = 0
    for source, events in ready.items():
        for part in _parts(events):
            body = {
                "event_source": "web",
                "event_source_id": source,
                "data": [event for _, event in part],
            }
            try:
                client.tell("event/track/", body, account_id=account.id, again=True)
                sent += len(part)
            except Refused as error:
                refusal = error
                failures.extend((position, error.code, error.message) for position, _ in part)
    if refusal is not None and not sent:
        raise refusal
    return Applied(failures=tuple(sorted(failures)))


def _hashes(members: Sequence[Member]) -> tuple[str, list[str], list[Failure]]:
    emails = [hashed(normal_email(one.email)) for one in members]
    phones = [hashed(normal_phone(one.phone)) for one in members]
    by_email = sum(map(bool, emails)) >= sum(map(bool, phones))
    chosen, word = (emails, "e-mail address") if by_email else (phones, "phone number")
    failures = [
        (position, "audience.no_identifier", f"no {word}, which this list is made of")
        for position, one in enumerate(chosen)
        if not one
    ]
    sort = "EMAIL_SHA256" if by_email else "PHONE_SHA256"
    return sort, list(dict.fromkeys(filter(None, chosen))), failures


def _uploaded(client: Client, account: Account, sort: str, hashes: Sequence[str]) -> str:
    content = "\n".join(hashes).encode()
    # TikTok asks for the MD5 of a file as a checksum; it protects nothing.
    signature = hashlib.md5(content, usedforsecurity=False).hexdigest()
    name = f"adhelm-{signature[:12]}.csv"
    fields = {
        "advertiser_id": account.id,
        "calculate_type": sort,
        "file_name": name,
        "file_signature": signature,
    }
    path = "dmp/custom_audience/file/upload/"
    said = client.upload(path, fields, name=name, content=content, account_id=account.id)
    return str(said["file_path"])


def _list_id(client: Client, account: Account, key: str) -> str:
    lists = client.rows(
        "dmp/custom_audience/list/",
        account_id=account.id,
        size=_LISTS_PAGE,
        advertiser_id=account.id,
    )
    for one in lists:
        # Lists are named in either way by the two calls that return them.
        name = str(one.get("name") or one.get("custom_audience_name") or "")
        if mark(key) in name:
            return str(one.get("audience_id") or one["custom_audience_id"])
    return ""


def _wrong(one: OwnConversion) -> tuple[str, str] | None:
    if one.event_type not in _EVENTS:
        return "event.unknown", f"TikTok has no event '{one.event_type}'"
    if not one.action:
        return "event.no_source", "no pixel or event set is named as its action"
    if not (one.click_id or normal_email(one.member.email) or normal_phone(one.member.phone)):
        return "event.no_person", "neither a click id (ttclid) nor an address or number"
    return None


def _event(one: OwnConversion) -> dict[str, object]:
    user = {
        "ttclid": one.click_id,
        "email": hashed(normal_email(one.member.email)),
        "phone": hashed(normal_phone(one.member.phone)),
    }
    event: dict[str, object] = {
        "event": _EVENTS[one.event_type],
        "event_time": int(one.at.timestamp()),
        "event_id": one.event_id,
        "user": {name: value for name, value in user.items() if value},
    }
    if one.value is not None:
        amount = {"currency": one.value.currency, "value": exact(one.value.amount)}
        event["properties"] = amount
    return event


def _parts(
    events: list[tuple[int, dict[str, object]]],
) -> Iterator[list[tuple[int, dict[str, object]]]]:
    for start in range(0, len(events), _EVENTS_AT_ONCE):
        yield events[start : start + _EVENTS_AT_ONCE]
