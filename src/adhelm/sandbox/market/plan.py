"""What an account is made of from the start: its tree, and the latent truth of each campaign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from adhelm.core.ads import minor_units
from adhelm.sandbox.market import chance
from adhelm.sandbox.market.chance import Floats, Ints
from adhelm.sandbox.market.kinds import HABITS, KINDS, PER_DOLLAR
from adhelm.sandbox.market.types import Account

NEVER = 10_000_000
_STEP = {"JPY": 100, "KWD": 500}
_DEFAULT_STEP = 100
_SHARED = 0.25
_LATE, _ENDING, _REMOVED = 0.25, 0.15, 0.05


@dataclass(slots=True)
class Tree:
    """Who belongs to whom: parents and budgets by ordinal, in order of creation."""

    kinds: list[str]
    group_campaign: list[int]
    ad_group: list[int]
    budget_of_ad: list[int]
    budget_level: list[str]
    """Per campaign: where its budget sits."""
    budget_of_campaign: list[list[int]]


@dataclass(slots=True)
class Latent:
    """The truth of each campaign, hidden from everyone who only sees reports. US dollars."""

    capacity: Floats
    """What it could spend on an ordinary day if its budget allowed."""
    most: Floats
    """Sales per day that no spend can exceed."""
    half: Floats
    """Spend per day that brings half of `most`."""
    cpm: Floats
    ctr: Floats
    anyway: Floats
    basket: Floats
    launch: Ints
    end: Ints
    """Local day (ordinal) from which it no longer delivers."""
    removed: Ints
    """1 where that end is a removal, 0 where it is a pause."""


def tree(account: Account, *, seed: int, groups: int, ads: int) -> Tree:
    """Return the tree an account begins with."""
    habits = HABITS[account.platform]
    campaigns = np.arange(account.campaigns)
    where = chance.uniform(seed, "budget level", account.index, campaigns)
    shared = chance.uniform(seed, "shared budget", account.index, campaigns) < _SHARED
    made = Tree(
        [habits.kinds[n % len(habits.kinds)] for n in range(len(campaigns))], [], [], [], [], []
    )
    budgets = 0
    for campaign, kind in enumerate(made.kinds):
        level = habits.budget_on[int(where[campaign] * len(habits.budget_on))]
        joins = bool(
            habits.shares_budgets and campaign and shared[campaign] and level == "campaign"
        )
        first = made.budget_of_campaign[-1][0] if joins else budgets
        counts = _counts(account, seed, campaign, groups, ads, whole=KINDS[kind].whole)
        used = _grow(made, campaign, counts, first, level)
        budgets = max(budgets, used + 1)
        made.budget_level.append(level)
        made.budget_of_campaign.append(list(range(first, used + 1)))
    return made


def _counts(
    account: Account, seed: int, campaign: int, groups: int, ads: int, *, whole: bool
) -> list[int]:
    if whole or groups == ads == 1:
        return [1]
    draws = chance.uniform(seed, "size", account.index, campaign, range(groups + 1))
    return [1 + int(draw * ads) for draw in draws[1 : 2 + int(draws[0] * groups)]]


def _grow(made: Tree, campaign: int, counts: Sequence[int], first: int, level: str) -> int:
    budget = first
    for number, count in enumerate(counts):
        budget = first + number if level == "ad_group" else first
        made.group_campaign.append(campaign)
        made.ad_group.extend([len(made.group_campaign) - 1] * count)
        made.budget_of_ad.extend([budget] * count)
    return budget


def latent(account: Account, *, seed: int, kinds: Sequence[str], first_day: int) -> Latent:
    """Return the hidden truth of campaigns 0 … n−1 of an account."""
    ordinals = np.arange(len(kinds))

    def draw(stream: str) -> Floats:
        return chance.uniform(seed, stream, account.index, ordinals)

    dollars = _dollars_a_day(account, seed, ordinals)
    sale = np.array([KINDS[kind].cost_per_sale for kind in kinds]) * chance.between(
        0.7, 1.5, draw("sale")
    )
    half = dollars * chance.between(0.5, 2.5, draw("half"))
    ends = draw("end")
    return Latent(
        capacity=dollars * chance.between(0.8, 3.0, draw("capacity")),
        most=dollars / sale * (half + dollars) / dollars,
        half=half,
        cpm=np.array([KINDS[kind].cpm for kind in kinds]) * chance.between(0.75, 1.35, draw("cpm")),
        ctr=np.array([KINDS[kind].ctr for kind in kinds]) * chance.between(0.7, 1.4, draw("ctr")),
        anyway=np.array([KINDS[kind].anyway for kind in kinds])
        * chance.between(0.6, 1.4, draw("anyway")),
        basket=chance.between(45.0, 140.0, draw("basket")),
        launch=first_day + np.where(draw("late") < _LATE, draw("launch") * 240, 0).astype(np.int64),
        end=np.where(
            ends < _ENDING, first_day + 120 + (draw("ending") * 270).astype(np.int64), NEVER
        ),
        removed=(ends < _REMOVED).astype(np.int64),
    )


def first_amounts(account: Account, made: Tree, *, seed: int) -> Ints:
    """Return the daily amount of each budget at the start, in minor units and round figures."""
    count = 1 + max((max(budgets) for budgets in made.budget_of_campaign), default=-1)
    amounts = np.zeros(count)
    dollars = _dollars_a_day(account, seed, np.arange(len(made.kinds)))
    for campaign, budgets in enumerate(made.budget_of_campaign):
        for budget in budgets:
            amounts[budget] += dollars[campaign] / len(budgets)
    return rounded(amounts * minor_per_dollar(account.currency), account.currency)


def minor_per_dollar(currency: str) -> float:
    """Return how many minor units of a currency a US dollar is."""
    return float(PER_DOLLAR.get(currency, 1.0) * 10 ** minor_units(currency))


def rounded(amounts: Floats, currency: str) -> Ints:
    """Return amounts in the figures people type: whole euros, hundreds of yen."""
    step = _STEP.get(currency, _DEFAULT_STEP)
    return np.asarray(np.maximum(np.rint(amounts / step), 1) * step, dtype=np.int64)


def _dollars_a_day(account: Account, seed: int, ordinals: Ints) -> Floats:
    size = chance.uniform(seed, "dollars", account.index, ordinals)
    return np.asarray(60.0 * np.exp(2.2 * size), dtype=np.float64)
