"""Customers' addresses as the platforms match them: normalised, then hashed with SHA-256."""

from __future__ import annotations

import hashlib
import re

_GMAIL = ("gmail.com", "googlemail.com")
_NO_DIGIT = re.compile(r"\D")


def normal_email(email: str, *, gmail_dots: bool = True) -> str:
    """
    Return an address trimmed and in lower case; '' for what is none.

    `gmail_dots=False` takes dots and +suffixes out of Gmail's local part, as Google wants it.
    """
    name, at, host = email.strip().lower().partition("@")
    if not (name and at and "." in host):
        return ""
    if not gmail_dots and host in _GMAIL:
        name = name.partition("+")[0].replace(".", "")
    return f"{name}@{host}"


def normal_phone(phone: str, *, plus: bool = True) -> str:
    """Return a number in E.164 (Meta wants it without the plus); '' for what is none."""
    digits = _NO_DIGIT.sub("", phone)
    digits = digits.removeprefix("00") if not phone.strip().startswith("+") else digits
    return f"{'+' if plus else ''}{digits}" if digits else ""


def hashed(normal: str) -> str:
    """Return the SHA-256 of a normalised value in lower-case hexadecimals; '' stays ''."""
    return hashlib.sha256(normal.encode()).hexdigest() if normal else ""
