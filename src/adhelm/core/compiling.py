"""Compile loops over numbers with numba (`adhelm[fast]`) where it is installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any


@cache
def can_compile() -> bool:
    """Say whether numba is here."""
    return find_spec("numba") is not None


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function compiled; kept on disk where the installation can be written."""
    import numba

    made: Callable[..., Any]
    try:
        made = numba.njit(function, cache=True, nogil=True)
    except RuntimeError:
        made = numba.njit(function, nogil=True)
    return made
