"""The truth behind the platforms: who may spend what, what it brings, and what each one claims."""

from adhelm.sandbox.market.book import Book
from adhelm.sandbox.market.kinds import PER_DOLLAR
from adhelm.sandbox.market.market import Market
from adhelm.sandbox.market.scenarios import SCENARIOS, Scenario, scenario
from adhelm.sandbox.market.types import Account, Created, Incident, Numbers, Status

__all__ = [
    "PER_DOLLAR",
    "SCENARIOS",
    "Account",
    "Book",
    "Created",
    "Incident",
    "Market",
    "Numbers",
    "Scenario",
    "Status",
    "scenario",
]
