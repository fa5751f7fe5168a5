"""Work for later: a job is a row, written in the transaction of the change that asks for it.

Workers lease rows. A lease that its holder does not renew runs out, so the job of a killed worker
is taken again; `Run.finish` makes what a job writes and its end one transaction. Only what is
`unavailable` is tried again by itself, after a growing while; any other error ends the job.
`Worker` runs jobs in threads of its own; `Relay` hands them to the workers of Celery.
"""

from adhelm.core.jobs.following import Arrivals, ask_next
from adhelm.core.jobs.lines import read_lines
from adhelm.core.jobs.queue import (
    cancel,
    counts,
    ended_since,
    enqueue,
    get_job,
    list_jobs,
    oldest_wait,
    purge,
    retry,
)
from adhelm.core.jobs.relay import Relay
from adhelm.core.jobs.running import Handler, Run, Runner, Task
from adhelm.core.jobs.schedules import (
    add_schedule,
    change_schedule,
    get_schedule,
    list_schedules,
    remove_schedule,
    schedule,
    unschedule,
)
from adhelm.core.jobs.telling import JobChanged
from adhelm.core.jobs.types import (
    AlreadyEnded,
    BadSchedule,
    Cancelled,
    Depth,
    Job,
    KeyReused,
    LeaseLost,
    Line,
    NoSuchJob,
    NoSuchSchedule,
    NotRetried,
    Schedule,
    ScheduleChanged,
    ScheduleExists,
    ScheduleKept,
    State,
    Times,
    TooLong,
    WorkerStops,
)
from adhelm.core.jobs.upkeep import Upkeep
from adhelm.core.jobs.worker import Worker

__all__ = [
    "AlreadyEnded",
    "Arrivals",
    "BadSchedule",
    "Cancelled",
    "Depth",
    "Handler",
    "Job",
    "JobChanged",
    "KeyReused",
    "LeaseLost",
    "Line",
    "NoSuchJob",
    "NoSuchSchedule",
    "NotRetried",
    "Relay",
    "Run",
    "Runner",
    "Schedule",
    "ScheduleChanged",
    "ScheduleExists",
    "ScheduleKept",
    "State",
    "Task",
    "Times",
    "TooLong",
    "Upkeep",
    "Worker",
    "WorkerStops",
    "add_schedule",
    "ask_next",
    "cancel",
    "change_schedule",
    "counts",
    "ended_since",
    "enqueue",
    "get_job",
    "get_schedule",
    "list_jobs",
    "list_schedules",
    "oldest_wait",
    "purge",
    "read_lines",
    "remove_schedule",
    "retry",
    "schedule",
    "unschedule",
]
