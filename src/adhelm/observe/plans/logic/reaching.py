"""What a plan is for: reading it, and which of several plans holds for a campaign."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fnmatch import translate
from functools import lru_cache
from typing import TypeVar

from adhelm.core.ads import PLATFORMS
from adhelm.core.principal import Principal
from adhelm.observe.plans.types import BadPlan, OutOfReach, Reach, Spending

T = TypeVar("T")
_LONGEST = 200
_ACCOUNT = re.compile(r"[a-z0-9_]{1,40}/[^\s/]{1,150}")
_METRIC = re.compile(r"[a-z][a-z0-9_]{0,99}")
_DIMENSION = re.compile(r"([a-z][a-z0-9_]{0,59})=(\S.*)")


def reach(*, platform: str = "", account: str = "", group: str = "", campaign: str = "") -> Reach:
    """
    Return what a plan is for, trimmed.

    :raises BadPlan: if a part is not of its form, or two parts cannot be together.
    """
    made = Reach(
        platform.strip().lower(), account.strip(), line(group, what="group"),
        line(campaign, what="campaign"),
    )  # fmt: skip
    if made.platform and made.platform not in PLATFORMS:
        raise BadPlan(f"'{made.platform[:80]}' is no platform", hint=f"one of {_known()}")
    if made.account and not _ACCOUNT.fullmatch(made.account):
        raise BadPlan(f"'{made.account[:80]}' is no account", hint="connector/account: meta/123")
    if made.platform and made.account and not made.account.startswith(_connector(made) + "/"):
        raise BadPlan(
            f"{made.platform} does not run on account {made.account}",
            hint=f"an account of {_connector(made)}",
        )
    if made.campaign and not made.platform:
        raise BadPlan("a campaign's id says nothing without its platform", hint="name both")
    if made.campaign and made.group:
        raise BadPlan("a plan is for a campaign or a group, not both", hint="leave one out")
    return made


def metric(text: str) -> str:
    """
    Return the name of a metric, as the catalogue writes names.

    :raises BadPlan: if it cannot be one.
    """
    if not _METRIC.fullmatch(text.strip()):
        raise BadPlan(f"'{text[:40]}' is no metric", hint="such as roas; see `adhelm metric ls`")
    return text.strip()


def line(text: str, *, what: str, longest: int = _LONGEST) -> str:
    """
    Return a line of text, trimmed.

    :raises BadPlan: if it is too long or has control characters.
    """
    plain = text.strip()
    if len(plain) > longest or any(ord(sign) < ord(" ") for sign in plain):
        raise BadPlan(
            f"this {what} is too long or has control characters", hint=f"at most {longest} signs"
        )
    return encodable(plain, what=what)


def encodable(text: str, *, what: str) -> str:
    """
    Return a text that can be kept.

    :raises BadPlan: if it has signs that are none (NUL, half of a pair).
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadPlan(f"this {what} is no text", hint="plain Unicode") from None
    if "\x00" in text:
        raise BadPlan(f"this {what} has a NUL character", hint="leave it out")
    return text


def covers(planned: Reach, spending: Spending) -> bool:
    """Return whether what spends is part of what is planned."""
    return (
        planned.platform in {"", spending.platform}
        and planned.account in {"", spending.account}
        and planned.campaign in {"", spending.campaign}
        and (not planned.group or _in_group(planned.group, spending))
    )


def holding(plans: Iterable[tuple[Reach, T]], spending: Spending) -> T | None:
    """
    Return the plan of the most specific reach that covers what spends; None if none does.

    Of two groups, a dimension goes before a pattern, and the longer pattern before the shorter.
    """
    fitting = [(planned, plan) for planned, plan in plans if covers(planned, spending)]
    return max(fitting, key=lambda each: weight(each[0]))[1] if fitting else None


def weight(planned: Reach) -> tuple[object, ...]:
    """Return how specific a reach is; no two that differ weigh the same."""
    group = planned.group
    return (
        bool(planned.campaign), bool(group), bool(_DIMENSION.fullmatch(group)), len(group),
        bool(planned.account), bool(planned.platform), planned.parts,
    )  # fmt: skip


def twice(reaches: Sequence[T]) -> list[int]:
    """Return the places of those that were there before."""
    seen: set[T] = set()
    found = []
    for at, each in enumerate(reaches):
        if each in seen:
            found.append(at)
        seen.add(each)
    return found


def require_reach(principal: Principal, planned: Reach) -> None:
    """
    Let a principal who is narrowed to ad accounts plan for those alone.

    :raises OutOfReach: if the reach is none of theirs.
    """
    if not is_within(principal, planned):
        raise OutOfReach(
            f"you may not plan for {planned}", hint="name one of your ad accounts: --account"
        )


def is_within(principal: Principal, planned: Reach) -> bool:
    """Return whether a principal may see money that is planned for a reach."""
    return principal.accounts is None or planned.account in principal.accounts


def _in_group(group: str, spending: Spending) -> bool:
    dimension = _DIMENSION.fullmatch(group)
    if dimension:
        return spending.dimensions.get(dimension[1]) == dimension[2]
    return bool(_pattern(group).fullmatch(spending.name.casefold()))


@lru_cache(maxsize=1024)
def _pattern(group: str) -> re.Pattern[str]:
    return re.compile(translate(group.casefold()))


def _connector(planned: Reach) -> str:
    return PLATFORMS[planned.platform].connector


def _known() -> str:
    return ", ".join(PLATFORMS)
