"""Tokens and keys: long random texts that are told once and kept as hashes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

ACCESS_LIFETIME = timedelta(minutes=15)
REFRESH_LIFETIME = timedelta(days=30)
INVITATION_LIFETIME = timedelta(days=7)
BROWSER_IDLE = timedelta(hours=12)
"""A browser that asks for nothing as long is signed out."""
ROLLED_AFTER = timedelta(minutes=15)
"""A browser's token gets this old before the next one takes its place."""
BOTH_GOOD = timedelta(minutes=1)
"""Requests under way with a token that was just rolled still get their answer."""
DEPARTURE_LIFETIME = timedelta(minutes=10)
_BYTES = 32
_FREE_TRIES = 4
_LONGEST_LOCK_S = 15 * 60


def made(kind: str) -> str:
    """Return a new token; `kind` ('access', 'browser', 'key', …) shows what was leaked."""
    return f"adh_{kind}_{secrets.token_urlsafe(_BYTES)}"


def digest(token: str) -> str:
    """Return what is kept of a token. It is too random for a slow hash to add anything."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_id(kind: str) -> str:
    """Return a new id, such as 'per_1a2b…'."""
    return f"{kind}_{secrets.token_hex(10)}"


def lock_of(failures: int) -> timedelta:
    """Return how long a name is locked after so many wrong passwords in a row."""
    if failures <= _FREE_TRIES:
        return timedelta(0)
    return timedelta(seconds=min(_LONGEST_LOCK_S, 2 ** min(failures - _FREE_TRIES, 20)))
