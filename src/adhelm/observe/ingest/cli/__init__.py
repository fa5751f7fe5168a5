"""`adhelm source`: import files, settle what waits, watch drops, compare with another tool."""

from adhelm.observe.ingest.cli import comparing, drops, importing, profiles, records
from adhelm.observe.ingest.cli.root import source

__all__ = ["comparing", "drops", "importing", "profiles", "records", "source"]
