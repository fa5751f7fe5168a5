"""What was done, by whom and why: an append-only chain that shows when it was tampered with.

Every slice calls `record` in the transaction of its change, and `record_refusal` for an attempt
that was not allowed. `export` writes the chain as NDJSON; `verify` checks such a file offline.
"""

from adhelm.govern.audit.logic import Broken, verify
from adhelm.govern.audit.service import export, list_entries, record, record_refusal
from adhelm.govern.audit.types import Entry, Outcome, Verified

__all__ = [
    "Broken",
    "Entry",
    "Outcome",
    "Verified",
    "export",
    "list_entries",
    "record",
    "record_refusal",
    "verify",
]
