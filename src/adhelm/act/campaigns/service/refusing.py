"""Attempts that were not allowed leave an entry in the audit."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from adhelm.core.errors import Forbidden
from adhelm.govern import audit

P = ParamSpec("P")
T = TypeVar("T")


def refusals_noted(action: str) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Note when a use case with `principal`, `database` and `clock` is refused to its principal."""

    def decorate(use_case: Callable[P, T]) -> Callable[P, T]:
        @wraps(use_case)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return use_case(*args, **kwargs)
            except Forbidden as refused:
                known: dict[str, Any] = dict(kwargs)
                audit.record_refusal(
                    known["database"],
                    principal=known["principal"],
                    clock=known["clock"],
                    action=f"campaigns.{action}",
                    subject=f"campaign:{known.get('campaign_id', '')}",
                    reason=refused.message,
                )
                raise

        return run

    return decorate
