"""The parts of an import, as the ingest's own tests have them."""

from tests.journeys.browsing import browser, chromium, house
from tests.observe.ingest.conftest import parts, reader, sandbox, stage, warehouse

__all__ = ["browser", "chromium", "house", "parts", "reader", "sandbox", "stage", "warehouse"]
