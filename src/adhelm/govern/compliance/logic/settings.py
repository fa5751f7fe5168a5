"""The limits as people set them: what each may be, which is stricter, what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import MappingProxyType
from typing import Any

from adhelm.core import ads
from adhelm.core.errors import Invalid
from adhelm.govern.compliance.types import Action, BadSetting, Limits, Place

_LONGEST = 40


class Sort(Enum):
    """What sort of value a setting has."""

    flag = "flag"
    actions = "actions"
    share = "share"
    count = "count"
    hours = "hours"
    factor = "factor"
    amount = "amount"
    currency = "currency"


class Stricter(Enum):
    """Which of two values allows less."""

    lower = "lower"
    higher = "higher"


@dataclass(frozen=True, slots=True)
class Setting:
    """One limit that can be set."""

    name: str
    sort: Sort
    what: str
    stricter: Stricter = Stricter.lower
    most: Decimal = Decimal(10) ** 15
    least: Decimal = Decimal(0)
    places: frozenset[str] = frozenset({"workspace", "account", "entity"})


_WORKSPACE, _ACCOUNT = frozenset({"workspace"}), frozenset({"account"})
_BELOW = frozenset({"account", "entity"})
_ONE, _TEN, _YEAR, _MANY = Decimal(1), Decimal(10), Decimal(8760), Decimal(100_000)
_OVERSHOT = ("google_ads", "meta", "tiktok", "linkedin", "x")

SETTINGS: Mapping[str, Setting] = MappingProxyType(
    {
        one.name: one
        for one in (
            Setting("live", Sort.flag, "false: a dry run, nothing is written", places=_ACCOUNT),
            Setting(
                "autopilot", Sort.actions, "what may be applied without a person", places=_ACCOUNT
            ),
            Setting("max_raise", Sort.share, "longest raise of one change", most=_TEN),
            Setting("max_cut", Sort.share, "longest cut of one change", most=_ONE),
            Setting(
                "max_raise_day", Sort.share, "farthest from the day's opening value", most=_TEN
            ),
            Setting("raises_per_day", Sort.count, "raises of one thing a day", most=_MANY),
            Setting(
                "cooldown_after_raise_hours", Sort.hours, "from one raise to the next",
                Stricter.higher, _YEAR,
            ),
            Setting(
                "cooldown_after_raise_tiktok_hours", Sort.hours, "the same on TikTok",
                Stricter.higher, _YEAR,
            ),
            Setting(
                "cooldown_after_cut_hours", Sort.hours, "from a cut to the next change",
                Stricter.higher, _YEAR,
            ),
            Setting(
                "meta_ad_set_writes_per_hour", Sort.count, "writes to one ad set", most=_MANY
            ),
            Setting(
                "floor", Sort.amount, "least daily budget, in the account's currency",
                Stricter.higher, places=_BELOW,
            ),
            Setting("ceiling", Sort.amount, "most daily budget", places=_BELOW),
            Setting("lifetime_ceiling", Sort.amount, "most lifetime budget", places=_BELOW),
            Setting("bid_ceiling", Sort.amount, "most bid or target cost", places=_BELOW),
            Setting(
                "exposure_cap", Sort.amount, "most that all may spend in one day at worst",
                places=_WORKSPACE,
            ),
            Setting("currency", Sort.currency, "of the cap", places=_WORKSPACE),
            *(
                Setting(
                    f"overshoot_{connector}", Sort.factor, "times the day's highest budget",
                    Stricter.higher, _TEN, _ONE, _WORKSPACE,
                )
                for connector in _OVERSHOT
            ),
            Setting(
                "max_data_age_hours", Sort.hours, "of the data behind a raise", most=_YEAR
            ),
            Setting(
                "second_approver_share", Sort.share, "of the workspace's budgets, in one batch",
                most=_ONE,
            ),
            Setting(
                "second_approver_entities", Sort.count, "things in one batch", most=_MANY
            ),
        )
    }
)  # fmt: skip
_TAKEN_APART = {
    f"{name}_hours": name
    for name in (
        "cooldown_after_raise", "cooldown_after_raise_tiktok", "cooldown_after_cut", "max_data_age",
    )
}  # fmt: skip


def parse(raw: Mapping[str, object], place: Place) -> dict[str, Any]:
    """
    Return settings as they are kept: JSON, numbers as text; those that are None are left out.

    :raises BadSetting: if a name or a value is none, or the limit is not set at such a place.
    """
    kept = {
        name: as_json(_read(_known(name, place), value))
        for name, value in raw.items()
        if value is not None
    }
    if "exposure_cap" in kept and "currency" not in kept:
        raise BadSetting("a cap needs its currency", hint="currency=EUR")
    return dict(sorted(kept.items()))


def loosened(before: Mapping[str, Any], after: Mapping[str, Any], place: Place) -> list[str]:
    """Return the names of the limits that would allow more than before."""
    names = sorted({*before, *after})
    return [name for name in names if _is_looser(SETTINGS[name], before, after, place)]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the limits that would not be what they were."""
    return [name for name in sorted({*before, *after}) if before.get(name) != after.get(name)]


def limits_of(documents: Iterable[tuple[Place, Mapping[str, Any]]]) -> Limits:
    """
    Return what holds from all settings that apply to one thing: the strictest of each.

    A workspace's own value stands in the default's place.
    """
    made = Limits()
    for place, values in sorted(documents, key=lambda each: str(each[0]) != "workspace"):
        for name, kept in values.items():
            made = _with(made, SETTINGS[name], _read(SETTINGS[name], kept), place)
    return made


def as_json(value: object) -> Any:
    """Return a value as it is kept and answered."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    return value


def spoken(limits: Limits) -> dict[str, Any]:
    """Return limits under the names they are set by."""
    told: dict[str, Any] = {}
    for name, setting in SETTINGS.items():
        found = _value_in(limits, setting)
        told[name] = as_json(found) if found != "" else None
    return told


def _known(name: str, place: Place) -> Setting:
    setting = SETTINGS.get(name)
    if setting is None:
        hint = f"one of {', '.join(SETTINGS)}"
        raise BadSetting(f"there is no limit '{name[:_LONGEST]}'", hint=hint)
    if place.sort not in setting.places:
        where = " or ".join(sorted(setting.places))
        raise BadSetting(f"{name} is not set for a {place.sort}", hint=f"for a {where}")
    return setting


def _read(setting: Setting, value: object) -> Any:
    if setting.sort is Sort.flag:
        return _flag(setting, value)
    if setting.sort is Sort.actions:
        return _actions(setting, value)
    if setting.sort is Sort.currency:
        try:
            return ads.currency(str(value))
        except Invalid as error:
            raise BadSetting(error.message, hint=error.hint) from None
    return _number(setting, value)


def _flag(setting: Setting, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in {"true", "false"}:
        return value == "true"
    raise BadSetting(f"{setting.name} is true or false")


def _actions(setting: Setting, value: object) -> frozenset[Action]:
    named = value.split(",") if isinstance(value, str) else value
    known = {one.value for one in Action}
    if not isinstance(named, (list, tuple, frozenset)) or not set(map(str, named)) <= known:
        raise BadSetting(
            f"{setting.name} has something that is no action", hint=f"of {', '.join(sorted(known))}"
        )
    return frozenset(Action(str(one)) for one in named)


def _number(setting: Setting, value: object) -> Decimal:
    wanted = f"{setting.name} is from {setting.least:f} to {setting.most:f}"
    if isinstance(value, (bool, float)) or len(str(value)) > _LONGEST:
        raise BadSetting(wanted)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise BadSetting(wanted) from None
    if not number.is_finite() or not setting.least <= number <= setting.most:
        raise BadSetting(wanted)
    if setting.sort is Sort.amount and number == 0:
        raise BadSetting(f"{setting.name} is above zero", hint="a freeze stops all raises")
    if setting.sort is Sort.count and number != number.to_integral_value():
        raise BadSetting(f"{setting.name} is a whole number")
    return number


def _is_looser(
    setting: Setting, before: Mapping[str, Any], after: Mapping[str, Any], place: Place
) -> bool:
    if setting.sort is Sort.currency:
        # Without a cap it is the currency of nothing.
        return "exposure_cap" in before and before.get(setting.name) != after.get(setting.name)
    old, new = (_or_default(setting, each, place) for each in (before, after))
    if setting.sort is Sort.flag:
        return bool(new and not old)
    if setting.sort is Sort.actions:
        return not new <= old
    if old is None or new is None:
        return old is not None
    return bool(new > old if setting.stricter is Stricter.lower else new < old)


def _or_default(setting: Setting, values: Mapping[str, Any], place: Place) -> Any:
    """Return what holds at a place: the default stands in only for a workspace's own value."""
    if setting.name in values:
        return _read(setting, values[setting.name])
    if setting.sort is Sort.flag:
        return False
    if setting.sort is Sort.actions:
        return frozenset()
    return _value_in(Limits(), setting) if place.sort == "workspace" else None


def _with(limits: Limits, setting: Setting, value: Any, place: Place) -> Limits:
    """Return limits with one more setting."""
    held = _value_in(limits, setting)
    narrower = place.sort != "workspace" and setting.sort not in {Sort.flag, Sort.actions}
    if narrower and held is not None:
        value = min(held, value) if setting.stricter is Stricter.lower else max(held, value)
    if setting.sort is Sort.factor:
        factors = {**limits.overshoot, setting.name.removeprefix("overshoot_"): value}
        return replace(limits, overshoot=MappingProxyType(factors))
    named: dict[str, Any] = {setting.name: value}
    if setting.sort is Sort.hours:
        named = {_TAKEN_APART[setting.name]: timedelta(hours=float(value))}
    elif setting.sort is Sort.count:
        named = {setting.name: int(value)}
    return replace(limits, **named)


def _value_in(limits: Limits, setting: Setting) -> Any:
    """Return what limits say, as a setting would."""
    if setting.sort is Sort.factor:
        return limits.factor(setting.name.removeprefix("overshoot_"))
    if setting.sort is Sort.hours:
        span: timedelta = getattr(limits, _TAKEN_APART[setting.name])
        return Decimal(str(span / timedelta(hours=1))).normalize()
    found = getattr(limits, setting.name)
    return Decimal(found) if setting.sort is Sort.count else found
