"""Work for later: a job is a row, written in the transaction of the change that asks for it.

Workers lease rows. A lease that its holder does not renew runs out, so the job of a killed worker
is taken again; `Run.finish` makes what a job writes and its end one transaction. Only what is
`unavailable` is tried again, after a growing while; any other error ends the job.
"""

from adhelm.core.jobs.queue import (
    Job,
    KeyReused,
    NoSuchJob,
    State,
    cancel,
    enqueue,
    get_job,
    list_jobs,
    schedule,
    unschedule,
)
from adhelm.core.jobs.worker import Cancelled, Handler, LeaseLost, Run, Worker

__all__ = [
    "Cancelled",
    "Handler",
    "Job",
    "KeyReused",
    "LeaseLost",
    "NoSuchJob",
    "Run",
    "State",
    "Worker",
    "cancel",
    "enqueue",
    "get_job",
    "list_jobs",
    "schedule",
    "unschedule",
]
