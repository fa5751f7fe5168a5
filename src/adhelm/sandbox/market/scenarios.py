"""The scenarios by name: which brands, which accounts, how much goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from adhelm.core.errors import NotFound
from adhelm.sandbox.market import ids
from adhelm.sandbox.market.types import Account

PLATFORMS = ("google_ads", "meta", "tiktok", "linkedin", "x")
# Every currency and every zone is there as soon as a scenario has four accounts.
PLACES = (
    ("USD", "America/New_York", "US"),
    ("EUR", "Europe/Berlin", "DE"),
    ("JPY", "Asia/Kolkata", "IN"),
    ("KWD", "Australia/Lord_Howe", "AU"),
)
_BRANDS = (
    "Northwind", "Alpenglow", "Kitefin", "Juniper", "Saltmarsh", "Copperleaf", "Bluefold",
    "Harbour", "Quillwort", "Redstart", "Fernway", "Oakmoss", "Tidewell", "Larkspur", "Windrow",
    "Stonefly", "Millrace", "Emberline", "Goldcrest", "Palisade",
)  # fmt: skip


class UnknownScenario(NotFound):
    """There is no scenario of that name."""

    code = "sandbox.unknown_scenario"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is played. The history begins at `first_day`; the clock stands at `now` at first."""

    name: str
    what: str
    brands: int
    accounts_each: int
    """Accounts of one brand on one platform."""
    campaigns: int
    groups: int
    """At most so many ad groups in a campaign."""
    ads: int
    """At most so many ads in an ad group."""
    trouble: float
    """Incidents per account in thirty days."""
    trend: float = 0.0
    """Growth of demand in a year."""
    vertical: str = "shop"
    first_day: date = date(2025, 11, 1)
    now: datetime = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def accounts(self) -> tuple[Account, ...]:
        """Return every account of the scenario, platform by platform within a brand."""
        return tuple(self._accounts())

    def _accounts(self) -> Iterator[Account]:
        index = 0
        for brand in range(self.brands):
            for platform in PLATFORMS:
                for _ in range(self.accounts_each):
                    yield self._account(index, brand, platform)
                    index += 1

    def _account(self, index: int, brand: int, platform: str) -> Account:
        currency, zone, country = PLACES[index % len(PLACES)]
        name = _BRANDS[brand % len(_BRANDS)]
        return Account(
            platform=platform,
            id=ids.account(platform, index),
            index=index,
            brand=brand,
            brand_name=name,
            name=f"{name} {country} {index + 1:02d}",
            currency=currency,
            # LinkedIn knows no zone of an account: its days are UTC's.
            zone="UTC" if platform == "linkedin" else zone,
            campaigns=self.campaigns,
            vertical=self.vertical,
        )


SCENARIOS = MappingProxyType(
    {
        one.name: one
        for one in (
            Scenario("calm", "One brand, steady, nothing goes wrong.", 1, 1, 6, 2, 2, 0.0),
            Scenario(
                "growth", "One brand that grows, a mishap a quarter.", 1, 2, 8, 3, 3, 0.3, 0.4
            ),
            Scenario("incidents", "One brand to which everything happens.", 1, 2, 8, 2, 3, 4.0),
            Scenario("agency", "Twenty brands on five platforms.", 20, 1, 8, 2, 2, 0.5, 0.1),
            Scenario(
                "recruiting", "A hiring brand.", 1, 1, 10, 2, 2, 0.3, 0.1, vertical="recruiting"
            ),
            Scenario("scale", "100,000 campaigns, a year of days.", 20, 1, 1000, 1, 1, 0.2, 0.1),
        )
    }
)


def scenario(name: str) -> Scenario:
    """
    Return a scenario by its name.

    :raises UnknownScenario: if there is none.
    """
    if name not in SCENARIOS:
        raise UnknownScenario(f"no scenario '{name}'", hint=f"one of {', '.join(SCENARIOS)}")
    return SCENARIOS[name]
