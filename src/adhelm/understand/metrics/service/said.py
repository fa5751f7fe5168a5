"""What the team says about its own data, as the catalogue joins it: names, events, costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from adhelm.core.ads import Period
from adhelm.observe import conventions
from adhelm.observe.conventions import ConventionKind, Document
from adhelm.observe.warehouse.types import Slice
from adhelm.understand.metrics.logic.costs import Costs
from adhelm.understand.metrics.logic.needs import QuestionRefused
from adhelm.understand.metrics.logic.words import UnknownName
from adhelm.understand.metrics.store import Desk

_Key = tuple[str, str, str]


@dataclass(frozen=True)
class Said:
    """The team's documents, all versions."""

    documents: Sequence[Document] = ()

    @property
    def cost_levels(self) -> tuple[str, ...]:
        """Return the levels that rows must know so that each fee finds its scope."""
        return ("campaign",) if self._scoped() else ()

    def names(self, desk: Desk, on: date, parts: Sequence[str]) -> Mapping[str, Mapping[_Key, str]]:
        """
        Return what campaign names spell, for each part asked for.

        :raises UnknownName: if no naming convention has such a part.
        """
        known = conventions.dimensions(self.documents)
        for part in parts:
            if part not in known:
                raise UnknownName("part of a campaign name", part, known)
        return {part: self._spelled(desk, on, part) for part in parts}

    def mapped(self, desk: Desk, grain: str, days: Period) -> list[tuple[Any, ...]]:
        """
        Return which action is which of the client's events, and when.

        :raises QuestionRefused: if no conversion map was loaded.
        """
        self._want(ConventionKind.conversions, "conversion map", "conversions.yaml")
        actions = [conventions.Action(*row) for row in desk.actions(grain)]
        spans = conventions.conversion_events(self.documents, actions, days)
        return [
            (
                *(each.action.platform, each.action.account_id),
                *(each.action.event_type, each.action.conversion_name),
                *(each.start, each.end, each.event, int(each.primary)),
            )
            for each in spans
        ]

    def costs(self, desk: Desk, slices: Sequence[Slice], on: date, days: Period) -> Costs:
        """
        Return what lies on top of the media cost of some accounts.

        :raises QuestionRefused: if no fees were loaded.
        """
        self._want(ConventionKind.fees, "fees", "fees.yaml")
        campaigns = self._campaigns(desk, on) if self._scoped() else {}
        accounts = sorted({(each.platform, each.account_id) for each in slices})
        scopes = [
            conventions.Scope(platform, account, *parts)
            for platform, account in accounts
            for parts in sorted(
                {(None, None), *(v for (a, _), v in campaigns.items() if a == account)}, key=str
            )
        ]
        factors = conventions.cost_factors(self.documents, scopes, days)
        return Costs(factors.spans, factors.fixed, campaigns)

    def _want(self, kind: ConventionKind, what: str, file: str) -> None:
        if not any(each.kind is kind for each in self.documents):
            raise QuestionRefused(f"no {what} was loaded", hint=f"adhelm convention load {file}")

    def _scoped(self) -> bool:
        rules = [rule for each in self.documents for rule in each.body.rules]
        return any(getattr(rule, "market", "") or getattr(rule, "product", "") for rule in rules)

    def _campaigns(
        self, desk: Desk, on: date
    ) -> dict[tuple[str, str], tuple[str | None, str | None]]:
        market, product = (self._spelled(desk, on, part) for part in ("market", "product"))
        return {
            (account, campaign): (
                market.get((connector, account, campaign)),
                product.get((connector, account, campaign)),
            )
            for connector, account, campaign in sorted({*market, *product})
        }

    def _spelled(self, desk: Desk, on: date, part: str) -> dict[_Key, str]:
        entities = [
            conventions.EntityName(
                platform=each.platform or key[0],
                account_id=key[1],
                level="campaign",
                entity_id=key[2],
                name=each.name,
                connector=key[0],
            )
            for key, each in desk.entities("campaign").items()
            if each.name
        ]
        table = conventions.naming_table(self.documents, entities, on=on)
        return {
            (each.connector, each.account_id, each.entity_id): each.values[part]
            for each in table.rows
            if part in each.values
        }
