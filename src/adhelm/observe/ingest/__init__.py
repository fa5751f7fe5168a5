"""Brings the platforms' own files into the warehouse, whole or not at all.

`import_paths` loads what people name, `sync_drop` what lies in a watched place; `decide` settles
what waits for a person, `compare_paths` holds another tool's files against what is there.
"""

from adhelm.observe.ingest.logic.hints import as_record as hints_as_record
from adhelm.observe.ingest.logic.hints import hint_of
from adhelm.observe.ingest.logic.hints import of_options as hints_of
from adhelm.observe.ingest.service.comparing import compare_paths
from adhelm.observe.ingest.service.connecting import (
    accept_change,
    add_connection,
    assign_accounts,
    check_connection,
    discover,
    list_accounts,
    list_assignments,
    list_connections,
    remove_connection,
)
from adhelm.observe.ingest.service.deciding import (
    decide,
    list_imports,
    list_quarantine,
    show_import,
)
from adhelm.observe.ingest.service.drops import (
    add_drop,
    check_drop,
    list_drops,
    remove_drop,
    sync_drop,
)
from adhelm.observe.ingest.service.importing import import_paths
from adhelm.observe.ingest.service.profiles import list_profiles, remove_profile, show_profile
from adhelm.observe.ingest.service.syncing import backfill, sync

__all__ = [
    "accept_change",
    "add_connection",
    "add_drop",
    "assign_accounts",
    "backfill",
    "check_connection",
    "check_drop",
    "compare_paths",
    "decide",
    "discover",
    "hint_of",
    "hints_as_record",
    "hints_of",
    "import_paths",
    "list_accounts",
    "list_assignments",
    "list_connections",
    "list_drops",
    "list_imports",
    "list_profiles",
    "list_quarantine",
    "remove_connection",
    "remove_drop",
    "remove_profile",
    "show_import",
    "show_profile",
    "sync",
    "sync_drop",
]
