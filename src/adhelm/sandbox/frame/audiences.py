"""Lists of hashed people that were uploaded: each platform keeps its own, account by account."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(slots=True)
class Audience:
    """One list. People are told apart by their hash; who is on it twice is on it once."""

    id: str
    name: str
    account_id: str
    fields: dict[str, object] = field(default_factory=dict)
    """What the platform keeps besides."""
    members: set[str] = field(default_factory=set)

    def add(self, hashes: Iterable[object]) -> list[int]:
        """Put people on the list; return the positions of those that are no SHA-256."""
        return self._each(hashes, add=True)

    def remove(self, hashes: Iterable[object]) -> list[int]:
        """Take people off the list; return the positions of those that are no SHA-256."""
        return self._each(hashes, add=False)

    def _each(self, hashes: Iterable[object], *, add: bool) -> list[int]:
        wrong = []
        for position, one in enumerate(hashes):
            if not is_hash(one):
                wrong.append(position)
            elif add:
                self.members.add(str(one))
            else:
                self.members.discard(str(one))
        return wrong


class Audiences:
    """Every list of a platform, in the order in which they were made."""

    def __init__(self, first_id: int) -> None:
        self._first = first_id
        self._made: list[Audience] = []

    def make(self, account_id: str, name: str, **fields: object) -> Audience:
        """Make an empty list."""
        made = Audience(str(self._first + len(self._made)), name, account_id, fields)
        self._made.append(made)
        return made

    def of(self, account_id: str) -> list[Audience]:
        """Return the lists of an account."""
        return [one for one in self._made if one.account_id == account_id]

    def find(self, id_: str) -> Audience | None:
        """Return a list by its id."""
        return next((one for one in self._made if one.id == id_), None)


def is_hash(text: object) -> bool:
    """Say whether it looks like a SHA-256 in lower-case hexadecimals."""
    return isinstance(text, str) and _HASH.fullmatch(text) is not None
