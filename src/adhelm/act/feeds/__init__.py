"""Data out: after each sync, what changed is merged into the team's own warehouse.

PostgreSQL, BigQuery or a Google sheet receive the tables of a versioned contract. A merge is one
transaction: readers see one data version; what was carried over before a kill is used again.
"""

from adhelm.act.feeds.logic.contract import CONTRACT, Contract
from adhelm.act.feeds.service.checking import check_feed
from adhelm.act.feeds.service.desk import Desk
from adhelm.act.feeds.service.keeping import (
    add_feed,
    get_feed,
    history,
    list_feeds,
    remove_feed,
    status,
)
from adhelm.act.feeds.service.ordering import RUN, ask_all, ask_run
from adhelm.act.feeds.service.running import run_feed
from adhelm.act.feeds.types import (
    BadCredential,
    BadPlace,
    CheckItem,
    Feed,
    FeedBusy,
    FeedExists,
    FeedRun,
    Kind,
    NoSuchFeed,
    Outside,
    State,
    Status,
    TargetChanged,
    TargetIsNewer,
    TargetRefused,
    TargetUnavailable,
)

__all__ = [
    "CONTRACT",
    "RUN",
    "BadCredential",
    "BadPlace",
    "CheckItem",
    "Contract",
    "Desk",
    "Feed",
    "FeedBusy",
    "FeedExists",
    "FeedRun",
    "Kind",
    "NoSuchFeed",
    "Outside",
    "State",
    "Status",
    "TargetChanged",
    "TargetIsNewer",
    "TargetRefused",
    "TargetUnavailable",
    "add_feed",
    "ask_all",
    "ask_run",
    "check_feed",
    "get_feed",
    "history",
    "list_feeds",
    "remove_feed",
    "run_feed",
    "status",
]
