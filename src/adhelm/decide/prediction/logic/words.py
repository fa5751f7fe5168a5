"""What is known of an entity, said as people say it."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, expm1

_EVEN = 0.005

_SAID: dict[str, Callable[[float], str]] = {
    "return against target, 7 days": lambda x: (
        f"its return on money in the last 7 days was {exp(x):.2f} times the target"
    ),
    "return against target, 28 days": lambda x: (
        f"its return on money in the last 28 days was {exp(x):.2f} times the target"
    ),
    "trend of return": lambda x: f"its return {_moved(x)} against the last 28 days",
    "trend of spend": lambda x: f"its spend {_moved(x)} against the last 28 days",
    "conversions, 28 days": lambda x: f"it had {expm1(x):.0f} conversions in the last 28 days",
    "spend at target, 7 days": lambda x: (
        f"a week of its spend would bring {expm1(x):.1f} conversions at target"
    ),
    "age in days": lambda x: f"it has run for {x:.0f} days",
    "trend of click rate": lambda x: f"its click rate {_moved(x)} against the last 28 days",
    "trend of cost per click": lambda x: f"its cost per click {_moved(x)} against the last 28 days",
    "click rate, 28 days": lambda x: f"its click rate was {exp(x):.2%} in the last 28 days",
    "budget headroom": lambda x: f"its budget leaves {exp(x):.2f} times what is spent per day now",
    "days ahead unlike others": lambda x: f"{x:.0f} of the next 7 days are promotions or holidays",
}


def said(feature: str, value: float | str | None) -> str:
    """Return what is known, in words."""
    if value is None:
        return f"{feature}: not known"
    if isinstance(value, str):
        return f"{feature}: {value or 'not named'}"
    words = _SAID.get(feature)
    return words(value) if words else f"{feature}: {value:g}"


def _moved(log: float) -> str:
    change = expm1(log)
    if abs(change) < _EVEN:
        return "is as it was"
    return f"is {'up' if change > 0 else 'down'} {abs(change):.0%}"
