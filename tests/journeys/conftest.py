"""The parts of an import, as the ingest's own tests have them."""

from tests.observe.ingest.conftest import parts, reader, warehouse

__all__ = ["parts", "reader", "warehouse"]
