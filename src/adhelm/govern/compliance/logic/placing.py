"""What a setting or a stop may hold for, as people write it."""

from __future__ import annotations

import re

from adhelm.core.ads import PLATFORMS
from adhelm.core.principal import Narrowed, Principal
from adhelm.govern.compliance.types import BadPlace, Place

_ID = re.compile(r"[!-.0-~]{1,200}")
_CONNECTORS = frozenset(platform.connector for platform in PLATFORMS.values())
_PARTS = 3


def place(connector: str = "", account_id: str = "", entity_id: str = "") -> Place:
    """
    Return a place as it is kept.

    :raises BadPlace: if it names no platform's connector, or no account or thing of one.
    """
    if not connector and not account_id and not entity_id:
        return Place()
    if connector not in _CONNECTORS:
        known = ", ".join(sorted(_CONNECTORS))
        raise BadPlace(f"there is no connector '{connector[:40]}'", hint=f"one of {known}")
    if not _ID.fullmatch(account_id) or (entity_id and not _ID.fullmatch(entity_id)):
        raise BadPlace(
            f"'{account_id[:80]}' '{entity_id[:80]}' names no account, or nothing in one",
            hint="google_ads/1234567890, and for a campaign its id besides",
        )
    # People write a customer id with dashes; nowhere else is it written so.
    plain = account_id.replace("-", "") if connector == "google_ads" else account_id
    return Place(connector, plain, entity_id)


def parse(text: str) -> Place:
    """
    Return the place that 'connector/account' or 'connector/account/entity' names; '' is all.

    :raises BadPlace: if it names none.
    """
    parts = text.strip().split("/")
    if text.strip() and not 1 < len(parts) <= _PARTS:
        raise BadPlace(f"'{text[:80]}' names no account", hint="google_ads/1234567890")
    return place(*parts)


def require_within(principal: Principal, where: Place) -> None:
    """
    Let a principal pass that sees all that something holds for.

    :raises Narrowed: if it is narrowed to other accounts.
    """
    if where.sort == "workspace":
        principal.require_whole("this")
    elif not principal.sees(where.connector, where.account_id):
        raise Narrowed(
            f"{where.connector}/{where.account_id} is not among your accounts",
            hint="ask somebody who sees it",
        )


def is_within(principal: Principal, where: Place) -> bool:
    """Say whether a principal is concerned: the workspace's own concerns everybody in it."""
    return where.sort == "workspace" or principal.sees(where.connector, where.account_id)
