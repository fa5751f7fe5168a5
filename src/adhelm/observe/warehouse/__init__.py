"""The one trustworthy store: raw files, canonical facts, versions of them, and their quality."""

from adhelm.observe.warehouse.logic.lookback import lookback_days, provisional_from
from adhelm.observe.warehouse.service.opening import land, open_raw, open_warehouse, staging
from adhelm.observe.warehouse.service.publishing import ChecksFailed, publish, rehearse
from adhelm.observe.warehouse.service.snapshots import Snapshot, snapshot, versions
from adhelm.observe.warehouse.store.handle import Warehouse

__all__ = [
    "ChecksFailed",
    "Snapshot",
    "Warehouse",
    "land",
    "lookback_days",
    "open_raw",
    "open_warehouse",
    "provisional_from",
    "publish",
    "rehearse",
    "snapshot",
    "staging",
    "versions",
]
