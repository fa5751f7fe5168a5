"""Pools as they were read lately: the next wish about the same data is answered at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from adhelm.decide.optimization.logic.planner import Learned, learned
from adhelm.decide.optimization.service.pooling import Pooled

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse

_MOST = 4


@dataclass(slots=True, eq=False)
class Known:
    """The pools of a workspace, and what is learned of those that were asked for."""

    pools: tuple[Pooled, ...] | None = None
    learned: dict[int, Learned | None] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock, repr=False)

    def of(self, place: int) -> Learned | None:
        """Return what is known of a pool by its place; None where too little is to plan with."""
        with self.lock:
            if place not in self.learned:
                self.learned[place] = learned((self.pools or ())[place].pool)
            return self.learned[place]


_held: WeakKeyDictionary[Warehouse, dict[Hashable, Known]] = WeakKeyDictionary()
_lock = Lock()


def known(warehouse: Warehouse, key: Hashable, read: Callable[[], tuple[Pooled, ...]]) -> Known:
    """
    Return the pools under a key, which says all that decides about them; read on first use.

    Who asks while they are read waits for them. A process keeps the last few of a warehouse.
    """
    with _lock:
        held = _held.setdefault(warehouse, {})
        found = held.pop(key, None) or Known()
        held[key] = found
        while len(held) > _MOST:
            held.pop(next(iter(held)))
    with found.lock:
        if found.pools is None:
            found.pools = read()
    return found
