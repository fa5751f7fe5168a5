"""`adhelm source`: connect platforms and sync them, import files, settle what waits, compare."""

from adhelm.observe.ingest.cli import (
    comparing,
    connecting,
    drops,
    importing,
    profiles,
    records,
    sources,
    syncing,
)
from adhelm.observe.ingest.cli.root import source

__all__ = [
    "comparing",
    "connecting",
    "drops",
    "importing",
    "profiles",
    "records",
    "source",
    "sources",
    "syncing",
]
