"""Where an answer is kept: the one place in which keys are made."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from adhelm.core.errors import Invalid


class Nameless(Invalid):
    """An answer would be kept for no workspace in particular."""

    code = "cache.nameless"


@dataclass(frozen=True, slots=True)
class Kept:
    """
    Names an answer: whose it is, of what sort, and everything it depends on.

    `parts` are texts, numbers, None and tuples of these, whose `repr` says all there is to them.
    """

    workspace_id: str
    sort: str
    parts: tuple[object, ...]

    def __post_init__(self) -> None:
        if not self.workspace_id or not self.sort:
            raise Nameless("a kept answer needs a workspace and a sort")

    @property
    def key(self) -> str:
        """Return the key: no two names share one, and none shows what it was made of."""
        # As one tuple: repr quotes its texts, so that no two of them can run together.
        named = repr((self.workspace_id, self.sort, self.parts))
        return f"adhelm:{hashlib.sha256(named.encode('utf-8', 'surrogatepass')).hexdigest()}"
