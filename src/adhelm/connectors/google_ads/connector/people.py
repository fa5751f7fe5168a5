"""Hands Google the client's own knowledge: customer lists as hashes, conversions of its clicks."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from adhelm.connectors.contract.errors import Clash, PlatformError, Refused
from adhelm.connectors.contract.reading import Account
from adhelm.connectors.contract.writing import (
    Applied,
    Member,
    OwnConversion,
    SendConversions,
    UploadAudience,
)
from adhelm.connectors.google_ads.client import Client, failures
from adhelm.connectors.google_ads.connector.finding import keyed, mark, once, resource_name
from adhelm.connectors.wire import hashed, normal_email, normal_phone

_PEOPLE_AT_ONCE = 10_000
_CONVERSIONS_AT_ONCE = 2000
_DAYS_ON_LIST = 540
# An earlier call had told it: the platform counts it once.
_COUNTED = ("CLICK_CONVERSION_ALREADY_EXISTS", "ORDER_ID_ALREADY_IN_USE")
_STARTED = "JOB_ALREADY_STARTED"
Failure = tuple[int, str, str]


def upload_audience(
    client: Client, account: Account, wish: UploadAudience, pause: Callable[[float], None]
) -> Applied:
    """
    Make a customer list, or add to the one of that key; who is on it already stays once.

    What Google matches is known to it only, hours later. No consent is claimed for the members:
    the list's own settings in Google Ads say it.

    :raises Refused: if no member has an address or a number.
    :raises Unsettled: if it cannot be told whether the list was made.
    """
    people = [(place, _identifiers(one)) for place, one in enumerate(wish.members)]
    ready = [(place, found) for place, found in people if found]
    if not ready:
        raise Refused("no member has an e-mail address or a phone number", hint="check the file")
    made = once(
        lambda: keyed(client, account, "user_list", wish.client_key),
        lambda: _list(client, account, wish),
        pause,
    )
    refused = [
        (place, "member.unreadable", "neither an e-mail address nor a phone number")
        for place, found in people
        if not found
    ]
    refused += _filled(client, account, made.entity_id, ready)
    return Applied(made.entity_id, made.found, tuple(sorted(refused)))


def send_conversions(client: Client, account: Account, wish: SendConversions) -> Applied:
    """
    Tell conversion actions of conversions; `action` is an action's id or resource name.

    `event_id` becomes the order's id, by which Google counts a repeat once. A click id is a gclid.

    :raises PlatformError: if a call as a whole is refused.
    """
    refused: list[Failure] = []
    ready = []
    for place, one in enumerate(wish.conversions):
        wrong = _wrong(one)
        if wrong:
            refused.append((place, *wrong))
        else:
            ready.append((place, _conversion(account, one)))
    for start in range(0, len(ready), _CONVERSIONS_AT_ONCE):
        part = ready[start : start + _CONVERSIONS_AT_ONCE]
        try:
            refused += _told(client, account, part)
        except Refused as error:
            if not start:
                raise
            # What went before has been taken: the rest is told as not.
            refused += [(place, error.code, error.message) for place, _ in part]
    return Applied(failures=tuple(sorted(refused)))


def _told(
    client: Client, account: Account, part: list[tuple[int, dict[str, object]]]
) -> list[Failure]:
    """Send conversions and return those that Google does not take."""
    body = {"conversions": [row for _, row in part], "partialFailure": True}
    said = client.tell(account, ":uploadClickConversions", body, again=True)
    found = failures(said.get("partialFailureError") or {})
    return [
        (part[position][0], code, message)
        for position, code, message in found
        if not code.endswith(_COUNTED)
    ]


def _identifiers(member: Member) -> list[dict[str, str]]:
    email = hashed(normal_email(member.email, gmail_dots=False))
    phone = hashed(normal_phone(member.phone))
    found = (("hashedEmail", email), ("hashedPhoneNumber", phone))
    return [{name: value} for name, value in found if value]


def _list(client: Client, account: Account, wish: UploadAudience) -> str:
    row = {
        "name": f"{wish.name} {mark(wish.client_key)}",
        "membershipLifeSpan": str(_DAYS_ON_LIST),
        "crmBasedUserList": {"uploadKeyType": "CONTACT_INFO"},
    }
    body = {"operations": [{"create": row}]}
    said = client.tell(account, "userLists:mutate", body, again=False)
    return str(said["results"][0]["resourceName"]).rpartition("/")[2]


def _filled(
    client: Client, account: Account, list_id: str, people: list[tuple[int, list[dict[str, str]]]]
) -> list[Failure]:
    """Put people on a list, by a job of its own; return those that Google refused."""
    metadata = {"userList": resource_name(account, "userLists", list_id)}
    job = {"type": "CUSTOMER_MATCH_USER_LIST", "customerMatchUserListMetadata": metadata}
    # A job more, after a lost answer, is one that is never run.
    said = client.tell(account, "offlineUserDataJobs:create", {"job": job}, again=True)
    path = "offlineUserDataJobs/" + str(said["resourceName"]).rpartition("/")[2]
    refused: list[Failure] = []
    for start in range(0, len(people), _PEOPLE_AT_ONCE):
        part = people[start : start + _PEOPLE_AT_ONCE]
        body = {
            "operations": [{"create": {"userIdentifiers": found}} for _, found in part],
            "enablePartialFailure": True,
        }
        # Whoever is added twice is on the list once.
        done = client.tell(account, f"{path}:addOperations", body, again=True)
        found = failures(done.get("partialFailureError") or {})
        refused += [(part[position][0], code, message) for position, code, message in found]
    _run(client, account, path)
    return refused


def _run(client: Client, account: Account, path: str) -> None:
    try:
        client.tell(account, f"{path}:run", {}, again=True)
    except (Clash, Refused) as error:
        if not _is(error, _STARTED):
            raise


def _is(error: PlatformError, name: str) -> bool:
    return str(error.facts.get("platform_code", "")).endswith(name)


def _wrong(one: OwnConversion) -> tuple[str, str] | None:
    if not one.action:
        return "event.no_action", "no conversion action is named"
    if one.at.tzinfo is None:
        return "event.no_zone", "its time has no time zone"
    if not (one.click_id or _identifiers(one.member)):
        return "event.no_person", "neither a click id (gclid) nor an address or number"
    if one.value is not None and not _is_exact(one.value.amount):
        return "event.value", "its value has more digits than Google keeps"
    return None


def _is_exact(amount: Decimal) -> bool:
    return Decimal(str(float(amount))) == amount


def _conversion(account: Account, one: OwnConversion) -> dict[str, object]:
    action = one.action
    row: dict[str, object] = {
        "conversionAction": (
            resource_name(account, "conversionActions", action) if action.isdecimal() else action
        ),
        "conversionDateTime": one.at.isoformat(sep=" ", timespec="seconds"),
        "orderId": one.event_id,
    }
    if one.click_id:
        row["gclid"] = one.click_id
    if found := _identifiers(one.member):
        row["userIdentifiers"] = found
    if one.value is not None:
        row["conversionValue"] = float(one.value.amount)
        row["currencyCode"] = one.value.currency
    return row
