"""Answers that are read page by page: made once, kept as JSON, the oldest forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import orjson

_MOST_BYTES = 48_000_000


class Rows:
    """Rows already written as JSON, one after the other; a slice of them is a JSON array."""

    def __init__(self, rows: Iterable[Any]) -> None:
        text = bytearray()
        self._ends = [0]
        for row in rows:
            text += orjson.dumps(row)
            text += b","
            self._ends.append(len(text))
        self._text = bytes(text)

    @property
    def size(self) -> int:
        """Return how many bytes they are."""
        return len(self._text)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, part: slice) -> orjson.Fragment:
        start, end, _ = part.indices(len(self))
        inside = self._text[self._ends[start] : self._ends[max(start, end)] - 1]
        return orjson.Fragment(b"[" + (inside if start < end else b"") + b"]")


class Kept:
    """The last answers."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Rows] = OrderedDict()
        self._bytes = 0

    def rows(self, key: Hashable, make: Callable[[], Iterable[Any]]) -> Rows:
        """Return the rows of an answer; `make` is called if they are not kept."""
        found = self._answers.get(key)
        if found is None:
            found = self._answers[key] = Rows(make())
            self._bytes += found.size
            while self._bytes > _MOST_BYTES and len(self._answers) > 1:
                self._bytes -= self._answers.popitem(last=False)[1].size
        self._answers.move_to_end(key)
        return found
