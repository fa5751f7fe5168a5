"""The one trustworthy store: raw files, canonical facts, versions of them, and their quality."""

from adhelm.observe.warehouse.logic.checks import Check
from adhelm.observe.warehouse.logic.lookback import lookback_days, provisional_from
from adhelm.observe.warehouse.logic.rates import BadRates, MissingRate
from adhelm.observe.warehouse.service.authority import (
    clear_authority,
    list_authorities,
    set_authority,
)
from adhelm.observe.warehouse.service.copying import (
    Holding,
    holding,
    is_empty,
    open_file,
    putting,
)
from adhelm.observe.warehouse.service.fx import ECB, fixings, load_rates, rate_on, rates
from adhelm.observe.warehouse.service.opening import (
    land,
    landing,
    open_raw,
    open_warehouse,
    staging,
)
from adhelm.observe.warehouse.service.pages import (
    land_page,
    landed_pages,
    page_digest,
    page_folder,
    settle_pages,
)
from adhelm.observe.warehouse.service.publishing import ChecksFailed, publish, rehearse
from adhelm.observe.warehouse.service.quality import (
    list_checks,
    quality_results,
    reconcile,
    record_checks,
    run_checks,
)
from adhelm.observe.warehouse.service.refreshing import (
    NoSource,
    RateSource,
    Refreshed,
    refresh,
)
from adhelm.observe.warehouse.service.snapshots import (
    Snapshot,
    restatements,
    snapshot,
    versions,
)
from adhelm.observe.warehouse.service.upkeep import compact, vacuum
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.raw import Landing
from adhelm.observe.warehouse.store.staging import say_alike

__all__ = [
    "ECB",
    "BadRates",
    "Check",
    "ChecksFailed",
    "Holding",
    "Landing",
    "MissingRate",
    "NoSource",
    "RateSource",
    "Refreshed",
    "Snapshot",
    "Warehouse",
    "clear_authority",
    "compact",
    "fixings",
    "holding",
    "is_empty",
    "land",
    "land_page",
    "landed_pages",
    "landing",
    "list_authorities",
    "list_checks",
    "load_rates",
    "lookback_days",
    "open_file",
    "open_raw",
    "open_warehouse",
    "page_digest",
    "page_folder",
    "provisional_from",
    "publish",
    "putting",
    "quality_results",
    "rate_on",
    "rates",
    "reconcile",
    "record_checks",
    "refresh",
    "rehearse",
    "restatements",
    "run_checks",
    "say_alike",
    "set_authority",
    "settle_pages",
    "snapshot",
    "staging",
    "vacuum",
    "versions",
]
