"""Passwords: Argon2id as RFC 9106 advises (its second choice), and what is too weak."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from adhelm.govern.accounts.types import WeakPassword

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_SHORTEST, _LONGEST = 10, 200
_FEW_SIGNS = 5


def check(password: str, *, known_words: tuple[str, ...] = ()) -> None:
    """
    Let a password pass that takes some guessing; length counts, not kinds of signs (NIST 800-63B).

    :raises WeakPassword: if it is short, of few different signs, or made of the person's own names.
    """
    plain = password.lower()
    if not _SHORTEST <= len(password) <= _LONGEST:
        raise WeakPassword("the password is too short or too long", hint="10 to 200 signs")
    if len(set(plain)) < _FEW_SIGNS:
        raise WeakPassword("the password repeats a few signs", hint="several unrelated words")
    if any(word and (word in plain or plain in word) for word in map(str.lower, known_words)):
        raise WeakPassword("the password holds your own name", hint="several unrelated words")


def hashed(password: str) -> str:
    """Return the hash of a password; takes tens of milliseconds on purpose."""
    return _hasher().hash(password)


def fits(password: str, kept: str) -> bool:
    """Say whether a password has this hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Say whether a hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(kept)


@lru_cache(maxsize=1)
def nobody() -> str:
    """Return the hash of no password: checked for unknown names, so that they take as long."""
    return hashed("nobody has this password")


@lru_cache(maxsize=1)
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()
