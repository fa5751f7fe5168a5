"""The parts of an import, as the ingest's own tests have them."""

from tests.observe.ingest.conftest import parts, reader, sandbox, stage, warehouse

__all__ = ["parts", "reader", "sandbox", "stage", "warehouse"]
