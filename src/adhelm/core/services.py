"""A small container: the wiring registers how each part is made, doors ask for it by its type."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar

T = TypeVar("T")


class Services:
    """Parts by type, each made once, on first use, and closed in reverse order."""

    def __init__(self) -> None:
        self._makers: dict[type[Any], tuple[Callable[[], Any], Callable[[Any], None] | None]] = {}
        self._named: dict[str, Callable[[], Any]] = {}
        self._made: dict[type[Any], Any] = {}
        self._making = RLock()

    def register(
        self, kind: type[T], make: Callable[[], T], *, close: Callable[[T], None] | None = None
    ) -> None:
        """Say how the part of type `kind` is made, and closed."""
        self._makers[kind] = (make, close)

    def register_named(self, name: str, make: Callable[[], Any]) -> None:
        """Say how the part of a type is made that is too dear to import: 'package.module.Type'."""
        self._named[name] = make

    def get(self, kind: type[T]) -> T:
        """Return the part of type `kind`, making it on first use."""
        if kind not in self._made:
            # Threads that ask first at the same time get the same part; making may ask for more.
            with self._making:
                if kind not in self._made:
                    self._made[kind] = self._maker(kind)()
        part: T = self._made[kind]
        return part

    def close(self) -> None:
        """Close what was made, last made first."""
        while self._made:
            kind, part = self._made.popitem()
            closing = self._makers[kind][1] if kind in self._makers else None
            if closing:
                closing(part)

    def _maker(self, kind: type[Any]) -> Callable[[], Any]:
        if kind in self._makers:
            return self._makers[kind][0]
        return self._named[f"{kind.__module__}.{kind.__qualname__}"]
