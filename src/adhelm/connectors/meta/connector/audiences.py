"""Customer lists: hashed here, sent in batches of one session, added to the list of that key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from adhelm.connectors.contract import Account, Applied, Member, UploadAudience
from adhelm.connectors.meta.client import Graph
from adhelm.connectors.meta.connector.finding import keyed, once
from adhelm.connectors.wire import hashed, normal_email, normal_phone

_BATCH = 10_000
_SCHEMA = ("EMAIL", "PHONE")


def upload(
    graph: Graph, account: Account, wish: UploadAudience, *, pause: Callable[[float], None]
) -> Applied:
    """
    Make a customer list, or add to the one of that key; who is on it already stays once.

    :raises Unsettled: if it cannot be told whether the list was made.
    :raises PlatformError: if Meta refuses.
    """
    form = {
        "name": keyed(wish.name, wish.client_key),
        "subtype": "CUSTOM",
        "customer_file_source": "USER_PROVIDED_ONLY",
    }
    made = once(
        graph,
        account,
        "customaudiences",
        form,
        client_key=wish.client_key,
        statuses=frozenset(),
        pause=pause,
    )
    people = [_hashed(member) for member in wish.members]
    _send(graph, account, made.entity_id, [one for one in people if any(one)], wish.client_key)
    failures = tuple(
        (place, "member.unreadable", "neither an email address nor a phone number")
        for place, one in enumerate(people)
        if not any(one)
    )
    return Applied(made.entity_id, made.found, failures)


def _send(
    graph: Graph, account: Account, audience: str, people: list[list[str]], client_key: str
) -> None:
    digest = hashlib.blake2b(client_key.encode(), digest_size=7).digest()
    session = int.from_bytes(digest)
    for start in range(0, len(people), _BATCH):
        part = people[start : start + _BATCH]
        form = {
            "session": {
                "session_id": session,
                "batch_seq": start // _BATCH + 1,
                "last_batch_flag": start + _BATCH >= len(people),
                "estimated_num_total": len(people),
            },
            "payload": {"schema": _SCHEMA, "data": part},
        }
        graph.post(f"{audience}/users", form, account_id=account.id, repeatable=True)


def _hashed(member: Member) -> list[str]:
    return [
        hashed(normal_email(member.email)),
        hashed(normal_phone(member.phone, plus=False)),
    ]
