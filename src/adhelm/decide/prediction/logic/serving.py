"""One thread a call: for single rows the threads of a pool cost more than they bring."""

from __future__ import annotations

from functools import cache
from typing import Any


def one_thread() -> Any:
    """Return a context in which numeric libraries use one thread."""
    return _controller().limit(limits=1)


@cache
def _controller() -> Any:
    # Looking for the loaded libraries takes longer than a prediction: it is done once.
    import sklearn.ensemble  # noqa: F401 - so that its pool is loaded when it is looked for
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()
