"""Brings what platforms say into the warehouse, from files and from their interfaces.

`import_paths` loads what people name, `sync_drop` what lies in a watched place, `sync` what an
account's platform has to tell since the last time; `decide` and `decide_sync` settle what waits
for a person, `compare_paths` and `reconcile` hold what is there against what others say.
"""

from adhelm.observe.ingest.logic.hints import as_record as hints_as_record
from adhelm.observe.ingest.logic.hints import hint_of
from adhelm.observe.ingest.logic.hints import of_options as hints_of
from adhelm.observe.ingest.logic.playing import address as played_address
from adhelm.observe.ingest.logic.playing import credential as played_credential
from adhelm.observe.ingest.service.comparing import compare_paths
from adhelm.observe.ingest.service.connecting import (
    accept_change,
    add_connection,
    assign_accounts,
    check_connection,
    discover,
    get_connection,
    give_accounts,
    list_accounts,
    list_assignments,
    list_connections,
    remove_connection,
    reschedule,
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
from adhelm.observe.ingest.service.looking import (
    capabilities,
    owned_accounts,
    reached_accounts,
    standings,
)
from adhelm.observe.ingest.service.ordering import ask_decision, ask_sync
from adhelm.observe.ingest.service.playing import connect_sandbox
from adhelm.observe.ingest.service.profiles import list_profiles, remove_profile, show_profile
from adhelm.observe.ingest.service.pushing import receive_events
from adhelm.observe.ingest.service.reaching import Way, ways_to
from adhelm.observe.ingest.service.reconciling import reconcile, reconciliations
from adhelm.observe.ingest.service.replaying import replay
from adhelm.observe.ingest.service.settling import decide_sync, list_held
from adhelm.observe.ingest.service.status import last_successes, stream_states, sync_status
from adhelm.observe.ingest.service.syncing import backfill, sync
from adhelm.observe.ingest.service.tagging import untagged
from adhelm.observe.ingest.service.uploading import ask_import, ask_settling, receive

__all__ = [
    "Way",
    "accept_change",
    "add_connection",
    "add_drop",
    "ask_decision",
    "ask_import",
    "ask_settling",
    "ask_sync",
    "assign_accounts",
    "backfill",
    "capabilities",
    "check_connection",
    "check_drop",
    "compare_paths",
    "connect_sandbox",
    "decide",
    "decide_sync",
    "discover",
    "get_connection",
    "give_accounts",
    "hint_of",
    "hints_as_record",
    "hints_of",
    "import_paths",
    "last_successes",
    "list_accounts",
    "list_assignments",
    "list_connections",
    "list_drops",
    "list_held",
    "list_imports",
    "list_profiles",
    "list_quarantine",
    "owned_accounts",
    "played_address",
    "played_credential",
    "reached_accounts",
    "receive",
    "receive_events",
    "reconcile",
    "reconciliations",
    "remove_connection",
    "remove_drop",
    "remove_profile",
    "replay",
    "reschedule",
    "show_import",
    "show_profile",
    "standings",
    "stream_states",
    "sync",
    "sync_drop",
    "sync_status",
    "untagged",
    "ways_to",
]
