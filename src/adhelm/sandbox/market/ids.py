"""Ids in each platform's own form, made from numbers and read back into them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class _Form:
    accounts: tuple[int, int]
    """First account id, and the step to the next."""
    first: dict[str, int]
    room: int
    """How many entities of a level an account has room for."""
    base: int = 10


_FORMS = MappingProxyType(
    {
        "google_ads": _Form(
            (4_103_217_001, 1_357_739),
            {
                "campaign": 20_000_000_000,
                "ad_group": 150_000_000_000,
                "ad": 700_000_000_000,
                "budget": 13_000_000_000,
                "keyword": 310_000_000_000,
                "asset_group": 6_400_000_000,
                "asset": 47_000_000_000,
            },
            1_000_000,
        ),
        "meta": _Form(
            (102_030_405_060_708, 7_919_111),
            {
                "campaign": 120_210_000_000_000_000,
                "ad_group": 120_220_000_000_000_000,
                "ad": 120_230_000_000_000_000,
                "creative": 120_240_000_000_000_000,
            },
            10_000_000,
        ),
        "tiktok": _Form(
            (7_012_345_678_901_234_567, 1_000_003),
            {
                "campaign": 1_780_000_000_000_000_001,
                "ad_group": 1_790_000_000_000_000_001,
                "ad": 1_800_000_000_000_000_001,
            },
            10_000_000,
        ),
        "linkedin": _Form(
            (512_345_678, 101),
            {"campaign": 600_000_000, "ad_group": 300_000_000, "ad": 100_000_000},
            100_000,
        ),
        "x": _Form(
            (128_937_114_217_001, 1_000_003),
            {
                "campaign": 30_000_000,
                "ad_group": 900_000_000,
                "ad": 2_000_000_000,
                "funding_instrument": 40_000_000_000,
            },
            1_000_000,
            36,
        ),
    }
)


def account(platform: str, index: int) -> str:
    """Return the id of an account by its number."""
    form = _FORMS[platform]
    return _text(form.accounts[0] + index * form.accounts[1], form.base)


def make(platform: str, level: str, account_index: int, ordinal: int) -> str:
    """Return the id of an entity by its account's number and its ordinal in there."""
    form = _FORMS[platform]
    return _text(form.first[level] + account_index * form.room + ordinal, form.base)


def locate(platform: str, level: str, id_: str) -> tuple[int, int] | None:
    """Return (account number, ordinal) of an id, or None if it has not the form of one."""
    form = _FORMS[platform]
    try:
        number = int(id_, form.base) - form.first[level]
    except ValueError:
        return None
    if number < 0 or _text(number + form.first[level], form.base) != id_:
        return None
    return divmod(number, form.room)


def _text(number: int, base: int) -> str:
    if base == len(_DIGITS):
        text = ""
        while number:
            number, digit = divmod(number, base)
            text = _DIGITS[digit] + text
        return text
    return str(number)
