"""Text that came from elsewhere, made harmless before it goes anywhere."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from adhelm.act.alerts.types import BadMessage, Figure, Message

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+\-−]?[\d.,\u202f\u00a0 ]+(%|\s?[A-Z]{3})?$")
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250})")
_LONGEST = 250


def plain(text: str, *, most: int = 2_000) -> str:
    """Return text of one line: no control characters, no formula at its begin."""
    kept = "".join(" " if _is_control(each) else each for each in text)
    line = " ".join(kept.split())
    if len(line) > most:
        line = line[: most - 1].rstrip() + "…"
    return unformula(line)


def lines(text: str, *, most: int = 20_000) -> str:
    """Return text whose lines are plain, each for itself."""
    return "\n".join(plain(line) for line in text[:most].splitlines())


def unformula(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; numbers stay as they are."""
    if text.startswith(_FORMULA) and not _NUMBER.match(text):
        return "'" + text
    return text


def harmless(message: Message, mask: Callable[[str], str]) -> Message:
    """
    Return a message whose texts are plain; `mask` takes credentials out of them.

    :raises BadMessage: if no subject is left.
    """

    def line(text: str) -> str:
        return plain(mask(text))

    facts = [Figure(line(one.label), line(one.value), line(one.was)) for one in message.facts]
    return replace(
        message, subject=subject(mask(message.subject)), text=lines(mask(message.text)),
        html=mask(message.html), facts=tuple(facts), cause=line(message.cause),
        labels={name: line(value) for name, value in message.labels.items()},
    )  # fmt: skip


def subject(text: str) -> str:
    """
    Return a subject of one line.

    :raises BadMessage: if nothing is left of it.
    """
    made = plain(text, most=_LONGEST)
    if not made:
        raise BadMessage("a message needs a subject")
    return made


def address(text: str) -> str:
    """
    Return the address of a mailbox.

    :raises BadMessage: if it is none.
    """
    made = text.strip()
    if not _ADDRESS.fullmatch(made) or ".." in made:
        raise BadMessage(f"'{plain(made, most=80)}' is no address", hint="anna@example.com")
    return made


def short(text: str) -> str:
    """Return a short name of a long text: the same text has the same one."""
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _is_control(character: str) -> bool:
    # Cf holds the marks that turn the direction of writing, with which names can lie.
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}
