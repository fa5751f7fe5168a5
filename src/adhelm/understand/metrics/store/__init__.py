"""Where plans are run: DuckDB in process, or a Spark cluster; and what is read beside them."""

from adhelm.understand.metrics.store.duck import Desk, desk
from adhelm.understand.metrics.store.engine import Engine, Fetched, Snapshot
from adhelm.understand.metrics.store.spark import SparkEngine

__all__ = ["Desk", "Engine", "Fetched", "Snapshot", "SparkEngine", "desk"]
