"""One account's book: its entities, how they are set at each instant, who changed what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from adhelm.sandbox.market import chance, ids, plan
from adhelm.sandbox.market.chance import Floats, Ints
from adhelm.sandbox.market.kinds import KINDS
from adhelm.sandbox.market.response import Curve, hill
from adhelm.sandbox.market.types import Account, Edit, Numbers, Status

_AS_PLANNED = -1
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
LEVELS = ("campaign", "ad_group", "ad", "budget")
BIG_MOVE = 0.2
_BLOCK = 42
_MOST_EDITS = 1_000_000
_MOVED = 0.6


@dataclass(slots=True)
class Settings:
    """How everything is set from an instant on. -1 and NaN: as planned from the start."""

    at: datetime
    status: Mapping[str, Ints]
    amount: Floats
    """Per budget, minor units a day."""
    learning_since: Floats
    """Per campaign: day (ordinal, with its fraction) of the last big edit; NaN: none."""


@dataclass(slots=True)
class Book:
    """Everything an account holds. Entities are named by level and ordinal within the level."""

    account: Account
    seed: int
    first_day: int
    tree: plan.Tree
    latent: plan.Latent
    amounts: Ints
    """What each budget began with, minor units a day."""
    edits: list[Edit] = field(default_factory=list)
    kept: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """What a platform keeps of an entity beyond what the market needs."""
    settings: list[Settings] = field(default_factory=list)
    begun: dict[str, int] = field(default_factory=dict)
    """How many entities of each level there were at the start."""
    altered: int = 0
    """How often the account's own currency or zone was changed."""
    curve: Curve = hill
    """How sales answer to spend."""

    @property
    def version(self) -> int:
        """Return a number that is another one after every change."""
        return len(self.edits) + self.altered * _MOST_EDITS

    def count(self, level: str) -> int:
        """Return how many entities of a level there are, removed ones included."""
        return {
            "campaign": len(self.tree.kinds),
            "ad_group": len(self.tree.group_campaign),
            "ad": len(self.tree.ad_group),
            "budget": len(self.amounts),
        }[level]

    def id(self, level: str, ordinal: int) -> str:
        """Return an entity's id in the platform's form."""
        return ids.make(self.account.platform, level, self.account.index, ordinal)

    def find(self, level: str, id_: str) -> int | None:
        """Return the ordinal of an id, or None if this account has no such entity."""
        found = ids.locate(self.account.platform, level, id_)
        if found is None or found[0] != self.account.index or found[1] >= self.count(level):
            return None
        return found[1]

    def kind(self, campaign: int) -> str:
        """Return the sort of a campaign."""
        return self.tree.kinds[campaign]

    def campaign_of(self, level: str, ordinal: int) -> int:
        """Return the campaign that an ad group or an ad belongs to."""
        if level == "ad":
            ordinal = self.tree.ad_group[ordinal]
        return ordinal if level == "campaign" else self.tree.group_campaign[ordinal]

    def campaign_of_ads(self) -> Ints:
        """Return the campaign of every ad."""
        groups = np.array(self.tree.group_campaign, dtype=np.int64)
        return groups[np.array(self.tree.ad_group, dtype=np.int64)]

    def at_level(self, ads: Numbers, level: str) -> Numbers:
        """Return numbers of all ads added up at a level, 'account' among them."""
        if level == "ad":
            return ads
        if level == "ad_group":
            groups = np.array(self.tree.ad_group, dtype=np.int64)
            return ads.summed(groups, self.count("ad_group"))
        if level == "campaign":
            return ads.summed(self.campaign_of_ads(), self.count("campaign"))
        return ads.summed(np.zeros(self.count("ad"), dtype=np.int64), 1)

    def hidden(self, level: str, ordinal: int) -> bool:
        """Say whether a platform shows nothing of it below its campaign."""
        return (
            level in {"ad_group", "ad"} and KINDS[self.kind(self.campaign_of(level, ordinal))].whole
        )

    def budget_level(self, campaign: int) -> str:
        """Return where a campaign's budget sits: 'campaign' or 'ad_group'."""
        return self.tree.budget_level[campaign]

    def budget_of(self, level: str, ordinal: int) -> int | None:
        """Return the budget that sits on a campaign or an ad group, if one does."""
        campaign = self.campaign_of(level, ordinal)
        if level != self.tree.budget_level[campaign]:
            return None
        if level == "campaign":
            return self.tree.budget_of_campaign[campaign][0]
        groups = [n for n, parent in enumerate(self.tree.group_campaign) if parent == campaign]
        return self.tree.budget_of_campaign[campaign][groups.index(ordinal)]

    def status(self, level: str, ordinal: int, day: int) -> Status:
        """Return how an entity is set now, where `day` is the account's local day (ordinal)."""
        set_to = int(self.settings[-1].status[level][ordinal])
        if set_to != _AS_PLANNED:
            return Status(set_to)
        if level != "campaign" or day < self.latent.end[ordinal]:
            return Status.enabled
        return Status.removed if self.latent.removed[ordinal] else Status.paused

    def amount(self, budget: int, day: int) -> int:
        """Return a budget's daily amount on a day as set now, in minor units."""
        set_to = self.settings[-1].amount[budget]
        if not np.isnan(set_to):
            return int(set_to)
        return int(self.planned_amounts(np.array([day]))[budget, 0])

    def planned_amounts(self, days: Ints) -> Ints:
        """Return the planned daily amounts (budgets × days): people move budgets now and then."""
        factor = _moves(self.seed, self.account.index, np.arange(len(self.amounts)), days)
        whole = plan.rounded(self.amounts[:, None] * factor, self.account.currency)
        return np.where(factor == 1.0, self.amounts[:, None], whole)

    def planned_moves(self, budget: int, first: int, last: int) -> list[tuple[int, int, int]]:
        """Return (day, old amount, new amount) of the planned changes, both ends included."""
        days = np.arange(first - 1, last + 1)
        amounts = self.planned_amounts(days)[budget]
        return [
            (int(days[n]), int(amounts[n - 1]), int(amounts[n]))
            for n in range(1, len(days))
            if amounts[n] != amounts[n - 1]
        ]

    def learning(self, campaigns: Ints, days: Ints) -> Floats:
        """Return, per campaign and day, the days since a planned move that set learning back."""
        firsts = [(self.tree.budget_of_campaign[n] or [0])[0] for n in campaigns]
        budgets = np.array(firsts, dtype=np.int64)
        begins, block = _blocks(self.seed, self.account.index, budgets, days)
        now = _factors(self.seed, self.account.index, budgets, block)
        before = _factors(self.seed, self.account.index, budgets, block - 1)
        big = np.abs(now / before - 1.0) >= BIG_MOVE
        return np.where(big, days[None, :] - begins, np.inf)


def open_book(
    account: Account, *, seed: int, groups: int, ads: int, first_day: int, curve: Curve = hill
) -> Book:
    """Return an account's book as it is before anybody changes anything."""
    tree = plan.tree(account, seed=seed, groups=groups, ads=ads)
    book = Book(
        account=account,
        seed=seed,
        first_day=first_day,
        tree=tree,
        latent=plan.latent(account, seed=seed, kinds=tree.kinds, first_day=first_day),
        amounts=plan.first_amounts(account, tree, seed=seed),
        curve=curve,
    )
    book.begun = {level: book.count(level) for level in LEVELS}
    book.settings = [
        Settings(
            at=_BEGINNING,
            status={level: np.full(book.count(level), _AS_PLANNED) for level in LEVELS},
            amount=np.full(book.count("budget"), np.nan),
            learning_since=np.full(book.count("campaign"), np.nan),
        )
    ]
    return book


def _blocks(seed: int, account: int, budgets: Ints, days: Ints) -> tuple[Ints, Ints]:
    offset = (chance.uniform(seed, "block", account, budgets) * _BLOCK).astype(np.int64)[:, None]
    block = (days[None, :] - offset) // _BLOCK
    return block * _BLOCK + offset, block


def _moves(seed: int, account: int, budgets: Ints, days: Ints) -> Floats:
    _, block = _blocks(seed, account, budgets, days)
    return _factors(seed, account, budgets, block)


def _factors(seed: int, account: int, budgets: Ints, block: Ints) -> Floats:
    moved = chance.uniform(seed, "moved", account, budgets[:, None], block) < _MOVED
    factor = chance.between(
        0.7, 1.5, chance.uniform(seed, "move", account, budgets[:, None], block)
    )
    return np.where(moved, factor, 1.0)
