"""Mutates: every operation is checked, then all are applied or, if asked so, the good ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adhelm.core.ads import minor_units
from adhelm.sandbox.google_ads.errors import Fault
from adhelm.sandbox.google_ads.fields import get, snake
from adhelm.sandbox.google_ads.things import BIDDING, TOTAL, Row, Things, days_of
from adhelm.sandbox.market import Status, texts

_STATUSES = {"ENABLED": Status.enabled, "PAUSED": Status.paused}
_KINDS = {"SEARCH": "search", "PERFORMANCE_MAX": "pmax", "VIDEO": "video"}
_CHANNELS = frozenset({*_KINDS, "DISPLAY", "SHOPPING", "DEMAND_GEN"})
_HEADLINES, _DESCRIPTIONS = (3, 15, 30), (2, 4, 90)
_NEVER_CHANGES = frozenset(
    "resource_name id advertising_channel_type campaign ad_group explicitly_shared period".split()
)
_AMOUNTS = frozenset({"amount_micros", "total_amount_micros"})


class Bad(Exception):
    """One operation cannot be done."""

    def __init__(self, family: str, name: str, message: str, *path: str, value: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(family, name, message, path, value)


Apply = Callable[[], str]
"""Do it, and return the resource name."""


@dataclass(slots=True)
class Batch:
    """The operations of one call, what they promise each other, and the account they are for."""

    things: Things
    temporary: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    """Temporary resource name -> level, and the ordinal once it is there."""
    names: set[tuple[str, str]] = field(default_factory=set)
    days: dict[str, int] = field(default_factory=dict)
    """New total by its resource name -> days of the campaign that is made with it."""

    def check(self, kind: str, operation: Mapping[str, Any]) -> Apply:
        """
        Check one operation of a kind such as `campaign`; return how to do it.

        :raises Bad: if it cannot be done.
        """
        verbs = [verb for verb in ("create", "update", "remove") if verb in operation]
        if len(verbs) != 1:
            raise Bad("mutateError", "MUTATE_NOT_ALLOWED", "One of create, update, remove.")
        if kind in _CRITERIA:
            return self._criterion(kind, verbs[0], operation)
        if verbs[0] == "create":
            return self._create(kind, operation["create"])
        if verbs[0] == "remove":
            return self._remove(kind, str(operation["remove"]))
        return self._update(kind, operation["update"], str(operation.get("updateMask", "")))

    def _create(self, kind: str, row: Row) -> Apply:
        made = {
            "campaignBudget": self._new_budget,
            "campaign": self._new_campaign,
            "adGroup": self._new_group,
            "adGroupAd": self._new_ad,
        }[kind](row)
        temporary = str(row.get("resourceName", ""))
        if temporary:
            if temporary in self.temporary or not temporary.rsplit("/", 1)[1].startswith("-"):
                raise Bad(
                    "mutateError", "ID_EXISTS_IN_MULTIPLE_MUTATES", "Use a fresh negative id."
                )
            self.temporary[temporary] = (_LEVELS[kind], None)

        def apply() -> str:
            ordinal = made()
            if temporary:
                self.temporary[temporary] = (_LEVELS[kind], ordinal)
            return self._name(kind, ordinal)

        return apply

    def _new_budget(self, row: Row) -> Callable[[], int]:
        total = row.get("period") == TOTAL
        field = "total_amount_micros" if total else "amount_micros"
        amount = self._amount(get(row, field), field)
        shared = bool(row.get("explicitlyShared", True))
        name = str(row.get("name") or "")
        if total and shared:
            raise Bad("fieldError", "INVALID_VALUE", "A total is not shared.", "explicitly_shared")
        if shared:
            self._unique("budget", name, "campaignBudgetError", "DUPLICATE_NAME")
        fields = {**_kept(row), "name": name, "explicitly_shared": shared}
        fields.pop("amount_micros", None)
        if total:
            fields[field] = int(get(row, field))
        temporary = str(row.get("resourceName", ""))

        def make() -> int:
            # The campaign among the next operations has said by now how long it runs.
            daily = max(amount // self.days.get(temporary, 1), 1) if total else amount
            return self.things.market.create(
                self.things.account, "budget", status=Status.enabled, fields=fields, amount=daily
            ).ordinal

        if total:
            self.days[temporary] = 1
        return make

    def _new_campaign(self, row: Row) -> Callable[[], int]:
        name = _named(row)
        self._unique("campaign", name, "campaignError", "DUPLICATE_CAMPAIGN_NAME")
        channel = row.get("advertisingChannelType")
        if channel not in _CHANNELS:
            raise Bad("fieldError", "REQUIRED", "Say the channel.", "advertising_channel_type")
        if not row.get("containsEuPoliticalAdvertising"):
            raise Bad(
                "mutateError",
                "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED",
                "Say whether the campaign contains EU political advertising.",
                "contains_eu_political_advertising",
            )
        if len(BIDDING & row.keys()) != 1:
            raise Bad(
                "fieldError", "REQUIRED", "Exactly one bidding field.", "campaign_bidding_strategy"
            )
        budget = self._reference("budget", row.get("campaignBudget"), "campaign_budget")
        self._spread(row)
        status = _status(row.get("status", "ENABLED"))
        fields = {**_kept(row), "name": name}
        for gone in ("campaign_budget", "status", "resource_name"):
            fields.pop(gone, None)
        return lambda: (
            self.things.market.create(
                self.things.account,
                "campaign",
                status=status,
                fields=fields,
                kind=_KINDS.get(str(channel), "prospecting"),
                budget=budget(),
            ).ordinal
        )

    def _spread(self, row: Row) -> None:
        """Note over how many days a campaign has the total that it is made with."""
        budget = str(row.get("campaignBudget"))
        if budget not in self.days:
            return
        try:
            self.days[budget] = days_of(row, self.things.today)
        except ValueError as error:
            raise Bad("fieldError", "REQUIRED", "A total needs an end.", "end_date_time") from error

    def _new_group(self, row: Row) -> Callable[[], int]:
        name, status = _named(row), _status(row.get("status", "ENABLED"))
        campaign = self._reference("campaign", row.get("campaign"), "campaign")
        fields = {**_kept(row), "name": name}
        for gone in ("campaign", "status", "resource_name"):
            fields.pop(gone, None)
        return lambda: (
            self.things.market.create(
                self.things.account, "ad_group", parent=campaign(), status=status, fields=fields
            ).ordinal
        )

    def _new_ad(self, row: Row) -> Callable[[], int]:
        group = self._reference("ad_group", row.get("adGroup"), "ad_group")
        status = _status(row.get("status", "ENABLED"))
        ad = row.get("ad") or {}
        if not ad.get("finalUrls"):
            raise Bad("fieldError", "REQUIRED", "An ad leads somewhere.", "ad", "final_urls")
        texts_of = ad.get("responsiveSearchAd") or {}
        for name, (least, most, longest) in (
            ("headlines", _HEADLINES), ("descriptions", _DESCRIPTIONS),
        ):  # fmt: skip
            self._texts(texts_of.get(name) or [], name, least, most, longest)
        fields = {f"ad.{snake(name)}": value for name, value in ad.items()}
        return lambda: (
            self.things.market.create(
                self.things.account, "ad", parent=group(), status=status, fields=fields
            ).ordinal
        )

    def _update(self, kind: str, row: Row, mask: str) -> Apply:
        level, ordinal = self._existing(kind, str(row.get("resourceName", "")))
        paths = [snake(path.strip()) for path in mask.split(",") if path.strip()]
        if not paths:
            raise Bad("fieldMaskError", "FIELD_MASK_MISSING", "Say which fields.", "update_mask")
        fields: dict[str, Any] = {}
        for path in paths:
            if path in _NEVER_CHANGES:
                raise Bad("fieldError", "IMMUTABLE_FIELD", f"'{path}' never changes.", path)
            value = get(row, path)
            if path == "status":
                fields["status"] = _status(value)
            elif path in _AMOUNTS:
                fields |= self._new_amount(ordinal, path, value)
            else:
                fields[path] = value
        if level == "campaign" and "name" in fields:
            self._unique(
                "campaign", str(fields["name"]), "campaignError", "DUPLICATE_CAMPAIGN_NAME"
            )
        return lambda: self._changed(kind, level, ordinal, fields)

    def _new_amount(self, budget: int, path: str, value: object) -> dict[str, Any]:
        row = self.things.budget(budget)
        total = row["period"] == TOTAL
        if total != (path == "total_amount_micros"):
            raise Bad("fieldError", "INVALID_VALUE", "The budget is of the other sort.", path)
        amount = self._amount(value, path)
        if not total:
            return {"amount": amount}
        users = self.things.users(budget)
        days = days_of(self.things.campaign(users[0]), self.things.today) if users else 1
        return {"amount": max(amount // days, 1), path: int(str(value))}

    def _remove(self, kind: str, name: str) -> Apply:
        level, ordinal = self._existing(kind, name)
        if level == "budget" and self._in_use(ordinal):
            raise Bad(
                "campaignBudgetError", "CAMPAIGN_BUDGET_IN_USE", "A campaign uses it.", value=name
            )
        return lambda: self._changed(kind, level, ordinal, {"status": Status.removed})

    def _changed(self, kind: str, level: str, ordinal: int, fields: dict[str, Any]) -> str:
        self.things.market.change(self.things.account, level, ordinal, fields, by="api")
        return self._name(kind, ordinal)

    def _criterion(self, kind: str, verb: str, operation: Mapping[str, Any]) -> Apply:
        parent, level, collection = _CRITERIA[kind]
        if verb == "remove":
            return lambda: self._set_criterion(str(operation["remove"]), {"status": "REMOVED"})
        if verb == "update":
            fields = operation["update"]
            return lambda: self._set_criterion(str(fields["resourceName"]), fields)
        row = dict(operation["create"])
        owner = self._reference(level, row.get(parent), snake(parent))
        words = str((row.get("keyword") or {}).get("text", ""))
        if not words or len(words) > 80 or len(words.split()) > 10:  # noqa: PLR2004 - Google's own
            raise Bad(
                "criterionError", "INVALID_KEYWORD_TEXT", "No such keyword.", "keyword", "text"
            )
        return lambda: self._add_criterion(row, parent, level, collection, owner())

    def _add_criterion(self, row: Row, parent: str, level: str, collection: str, owner: int) -> str:
        things = self.things
        number = 500_000_000_000 + len(things.criteria.added)
        name = things.name(collection, things.book.id(level, owner), str(number))
        parents = {"ad_group": "adGroups", "campaign": "campaigns"}
        things.criteria.added.append(
            {
                "status": "ENABLED",
                "negative": level == "campaign",
                **row,
                "resourceName": name,
                "criterionId": number,
                "type": "KEYWORD",
                parent: things.name(parents[level], things.book.id(level, owner)),
            }
        )
        return name

    def _set_criterion(self, name: str, fields: Mapping[str, Any]) -> str:
        criteria = self.things.criteria
        criteria.edits += 1
        if "status" in fields:
            criteria.status[name] = str(fields["status"])
        if "cpcBidMicros" in fields:
            criteria.bids[name] = int(fields["cpcBidMicros"])
        return name

    def _existing(self, kind: str, name: str) -> tuple[str, int]:
        level = _LEVELS[kind]
        ordinal = self._find(level, name)
        if ordinal is None:
            raise Bad("mutateError", "RESOURCE_NOT_FOUND", f"No {kind} '{name}'.", value=name)
        if self.things.status(level, ordinal) == "REMOVED":
            raise Bad("operationAccessDeniedError", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE",
                      "Removed is final.", value=name)  # fmt: skip
        return level, ordinal

    def _reference(self, level: str, name: object, path: str) -> Callable[[], int]:
        """Return what will give an entity's ordinal when the operations before are done."""
        text = str(name or "")
        if self.temporary.get(text, ("", None))[0] == level:
            return lambda: int(self.temporary[text][1] or 0)
        ordinal = self._find(level, text)
        if ordinal is None or self.things.status(level, ordinal) == "REMOVED":
            raise Bad("mutateError", "RESOURCE_NOT_FOUND", f"No '{text}'.", path, value=text)
        return lambda: ordinal

    def _find(self, level: str, name: str) -> int | None:
        collection = _COLLECTIONS[level]
        start = f"customers/{self.things.account.id}/{collection}/"
        if not name.startswith(start):
            return None
        return self.things.book.find(level, name.removeprefix(start).rpartition("~")[2])

    def _name(self, kind: str, ordinal: int) -> str:
        book, level = self.things.book, _LEVELS[kind]
        parts = [book.id(level, ordinal)]
        if level == "ad":
            parts.insert(0, book.id("ad_group", book.tree.ad_group[ordinal]))
        return self.things.name(_COLLECTIONS[level], *parts)

    def _amount(self, micros: object, path: str) -> int:
        """Turn micros into minor units."""
        try:
            amount = int(str(micros))
        except ValueError as error:
            raise Bad("fieldError", "REQUIRED", "Say the amount.", path) from error
        unit = int(10 ** (6 - minor_units(self.things.account.currency)))
        if amount % unit:
            raise Bad(
                "campaignBudgetError",
                "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT",
                f"A budget is a multiple of {unit} micros.",
                path,
                value=str(micros),
            )
        if amount <= 0:
            raise Bad("campaignBudgetError", "BUDGET_BELOW_PER_DAY_MINIMUM", "Too low.", path)
        return amount // unit

    def _unique(self, level: str, name: str, family: str, code: str) -> None:
        book = self.things.book
        taken = {
            texts.name(book, level, n).lower()
            for n in range(book.count(level))
            if self.things.status(level, n) != "REMOVED"
        }
        if name.lower() in taken or (level, name.lower()) in self.names:
            raise Bad(family, code, f"The name '{name}' is taken.", "name", value=name)
        self.names.add((level, name.lower()))

    def _in_use(self, budget: int) -> bool:
        return any(
            budget in used and self.things.status("campaign", n) != "REMOVED"
            for n, used in enumerate(self.things.book.tree.budget_of_campaign)
        )

    @staticmethod
    def _texts(found: list[Row], name: str, least: int, most: int, longest: int) -> None:
        if not least <= len(found) <= most:
            raise Bad("collectionSizeError", "TOO_FEW" if len(found) < least else "TOO_MANY",
                      f"{least} to {most} {name}.", "ad", "responsive_search_ad", name)  # fmt: skip
        for one in found:
            if not 0 < len(str(one.get("text", ""))) <= longest:
                raise Bad("adError", "LINE_TOO_WIDE", f"At most {longest} letters.", "ad", name)


_LEVELS = {
    "campaignBudget": "budget",
    "campaign": "campaign",
    "adGroup": "ad_group",
    "adGroupAd": "ad",
}
_COLLECTIONS = {
    "budget": "campaignBudgets",
    "campaign": "campaigns",
    "ad_group": "adGroups",
    "ad": "adGroupAds",
}
_CRITERIA = {
    "adGroupCriterion": ("adGroup", "ad_group", "adGroupCriteria"),
    "campaignCriterion": ("campaign", "campaign", "campaignCriteria"),
}
KINDS = (*_LEVELS, *_CRITERIA)


def _status(value: object) -> Status:
    if value not in _STATUSES:
        raise Bad("fieldError", "INVALID_VALUE", "ENABLED or PAUSED.", "status", value=str(value))
    return _STATUSES[str(value)]


def _named(row: Row) -> str:
    if not row.get("name"):
        raise Bad("fieldError", "REQUIRED", "It needs a name.", "name")
    return str(row["name"])


def _kept(row: Row) -> dict[str, Any]:
    """Return what the platform keeps of a new entity, its names in snake case."""
    return {
        snake(name): value for name, value in row.items() if name not in {"resourceName", "status"}
    }
