"""Customers' addresses as the platforms match them: normalised, then hashed with SHA-256."""

from __future__ import annotations

import hashlib
import re

_GMAIL = ("gmail.com", "googlemail.com")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
# +49 (0) 151 …: the zero is dialled inside the country only.
_TRUNK = re.compile(r"\(\s*0\s*\)")
_SHORTEST, _LONGEST = 7, 15


def normal_email(email: str, *, gmail_dots: bool = True) -> str:
    """
    Return an address trimmed and in lower case; '' for what is none.

    `gmail_dots=False` takes dots and +suffixes out of Gmail's local part, as Google wants it.
    """
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        return ""
    name, _, host = address.partition("@")
    if not gmail_dots and host in _GMAIL:
        name = name.partition("+")[0].replace(".", "")
    return f"{name}@{host}" if name else ""


def normal_phone(phone: str, *, plus: bool = True) -> str:
    """
    Return a number in E.164 (Meta wants it without the plus); '' for what is none.

    A number without its country's code is none: it would be hashed and match a stranger.
    """
    digits = "".join(str(int(sign)) for sign in _TRUNK.sub("", phone) if sign.isdecimal())
    digits = digits if "+" in phone else digits.removeprefix("00")
    if digits.startswith("0") or not _SHORTEST <= len(digits) <= _LONGEST:
        return ""
    return f"{'+' if plus else ''}{digits}"


def hashed(normal: str) -> str:
    """Return the SHA-256 of a normalised value in lower-case hexadecimals; '' stays ''."""
    return hashlib.sha256(normal.encode()).hexdigest() if normal else ""
