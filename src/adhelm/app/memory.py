"""How a process takes memory and gives it back: told before anything large is loaded."""

from __future__ import annotations

import ctypes
import gc
import os

_M_ARENA_MAX, _ARENAS = -8, 2


def sparing() -> None:
    """
    Look for garbage less often, and let Arrow take its memory where all others do.

    Answers of platforms are trees of a million parts, none of them garbage. Arrow's own pool keeps
    what each thread has freed, for itself: a sync of a million rows takes 40 MB more with it, and
    no less time.
    """
    gc.set_threshold(20_000, 20, 50)
    # Heeded by Arrow when it is loaded, which takes long: not now.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # noqa: TID251 - not ours


def settled() -> None:
    """
    Let the collector of garbage leave alone what is there by now.

    A look at everything that was imported takes a tenth of a second, for which nobody is answered;
    and what is not looked at stays shared with the processes that are forked hereafter.
    """
    gc.collect()
    gc.freeze()


def few_arenas() -> None:
    """
    Let the threads of one process take their memory from two pools, not from one each.

    What a thread has freed is given out again in its own pool only: with sixteen threads that
    answer by turns, each keeps what its largest answer needed. glibc alone has such pools
    (`mallopt(3)`, M_ARENA_MAX); elsewhere nothing is done.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "gnu_get_libc_version"):
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
