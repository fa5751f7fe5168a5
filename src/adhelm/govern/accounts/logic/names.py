"""What people and workspaces may be called."""

from __future__ import annotations

import re

from adhelm.govern.accounts.types import BadAccount, BadName

_EMAIL = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f.]{2,}")
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,49}")
_WORKSPACE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_ACCOUNT = re.compile(r"[a-z][a-z0-9_]{0,63}/[^\s/\x00-\x1f][^\x00-\x1f]{0,199}")
_LONGEST_EMAIL = 254
_LONGEST_TEXT = 200

NOBODYS = "admin@localhost.local"
"""The address of a first admin who tells none."""


def email(text: str) -> str:
    """
    Return an address as it is kept: trimmed, in small letters.

    :raises BadName: if it is no address.
    """
    plain = text.strip().lower()
    if len(plain) > _LONGEST_EMAIL or not _EMAIL.fullmatch(plain):
        raise BadName(f"'{text[:80]}' is no e-mail address", hint="ada@example.com")
    return plain


def username(text: str) -> str:
    """
    Return a user name as it is kept.

    :raises BadName: if it has other signs than letters, digits, '.', '_' and '-'.
    """
    plain = text.strip()
    if not _USERNAME.fullmatch(plain):
        raise BadName(f"'{text[:80]}' is no user name", hint="2 to 50 letters, digits, . _ or -")
    return plain


def workspace_id(text: str) -> str:
    """
    Return a workspace's id.

    :raises BadName: if it has other signs than small letters, digits, '_' and '-'.
    """
    if not _WORKSPACE.fullmatch(text):
        raise BadName(f"'{text[:80]}' is no workspace id", hint="such as acme or acme-de")
    return text


def account(text: str) -> str:
    """
    Return an ad account as 'connector/account', the account as the platform's rows name it.

    :raises BadAccount: if it is not of that form.
    """
    plain = text.strip()
    connector, _, number = plain.partition("/")
    if not _ACCOUNT.fullmatch(plain):
        raise BadAccount(f"'{text[:80]}' names no account", hint="google_ads/1234567890")
    # People write a customer id with dashes; nowhere else is it written so.
    return plain.replace("-", "") if connector == "google_ads" and number else plain


def free_text(text: str, *, what: str) -> str:
    """
    Return a name for people, such as a company's.

    :raises BadName: if it is too long or has control characters.
    """
    plain = text.strip()
    if len(plain) > _LONGEST_TEXT or any(ord(sign) < ord(" ") for sign in plain):
        raise BadName(f"this {what} is too long or has control characters", hint="200 signs")
    return plain
