"""Counts and durations in the words of Prometheus, exact over all processes of one home.

Labels come from short lists only: templates of routes, kinds of tasks, names of models. None says
anything of a workspace.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from adhelm.core.telemetry import figures
from adhelm.core.telemetry.counting import Spent
from adhelm.core.telemetry.slots import Slots

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
    from prometheus_client.core import GaugeMetricFamily

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_LONG = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600)
_STATEMENTS = (0, 1, 2, 3, 5, 10, 20, 50, 100)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure that is read when somebody asks for it: a value for each set of labels."""

    name: str
    what: str
    label: str = ""
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Meters:
    registry: CollectorRegistry
    requests: Counter
    request_seconds: Histogram
    database_seconds: Histogram
    statements: Histogram
    tasks: Counter
    task_seconds: Histogram
    prediction_seconds: Histogram


class _Kept:
    slots: Slots | None = None
    folder: Path | None = None


def keep_in(folder: Path) -> None:
    """
    Keep what this process counts in a folder, beside what others count there.

    Called once, before anything is counted.
    """
    from prometheus_client import values

    _Kept.slots, _Kept.folder = Slots(folder), folder
    # At once, so that this process is seen before it has counted anything.
    _Kept.slots.mine()
    values.ValueClass = figures.value_class(folder, _Kept.slots)
    _meters.cache_clear()


def request_ended(
    *, method: str, route: str, status: int, seconds: float | None, spent: Spent
) -> None:
    """Count an API call; without `seconds`, how long it took says nothing (a stream of events)."""
    meters = _meters()
    meters.requests.labels(method, route, str(status)).inc()
    meters.database_seconds.labels(route).observe(spent.seconds)
    meters.statements.labels(route).observe(spent.statements)
    if seconds is not None:
        meters.request_seconds.labels(method, route).observe(seconds)


def task_ended(*, kind: str, outcome: str, seconds: float) -> None:
    """Count an attempt at a task: how it ended, and after how many seconds."""
    meters = _meters()
    meters.tasks.labels(kind, outcome).inc()
    meters.task_seconds.labels(kind).observe(seconds)


def predicted(*, model: str, seconds: float) -> None:
    """Count one inference of a model; `model` is a name from our own list, never of a workspace."""
    _meters().prediction_seconds.labels(model).observe(seconds)


@contextmanager
def predicting(model: str) -> Iterator[None]:
    """Count what is done inside as one inference of a model, unless it fails."""
    began = time.perf_counter()
    yield
    predicted(model=model, seconds=time.perf_counter() - began)


def exposition(readings: Iterable[Reading] = ()) -> bytes:
    """Return all figures as Prometheus reads them."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = _meters().registry
    if _Kept.folder is not None:
        registry = CollectorRegistry()
        registry.register(_Summed(_Kept.folder))
    now = CollectorRegistry()
    now.register(_Now([*readings, _memory()]))
    return generate_latest(registry) + generate_latest(now)


class _Summed:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        from prometheus_client.multiprocess import MultiProcessCollector

        merged: Iterable[Metric] = MultiProcessCollector.merge(figures.readable(self._folder))  # type: ignore[no-untyped-call]
        return merged


class _Now:
    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings = readings

    def collect(self) -> Iterable[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily

        for reading in self._readings:
            labels = [reading.label] if reading.label else []
            family = GaugeMetricFamily(reading.name, reading.what, labels=labels)
            for label, value in reading.values.items():
                family.add_metric([label] if labels else [], value)
            yield family


@lru_cache(maxsize=1)
def _meters() -> _Meters:
    from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

    disable_created_metrics()  # type: ignore[no-untyped-call]
    registry = CollectorRegistry()

    def histogram(name: str, what: str, *labels: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, what, labels, buckets=buckets, registry=registry)

    return _Meters(
        registry=registry,
        requests=Counter(
            "adhelm_http_requests", "Answered API calls.", ("method", "route", "status"),
            registry=registry,
        ),
        request_seconds=histogram(
            "adhelm_http_request_seconds", "How long an API call took.", "method", "route",
            buckets=_SECONDS,
        ),
        database_seconds=histogram(
            "adhelm_http_database_seconds", "Time in the database per API call.", "route",
            buckets=_SECONDS,
        ),
        statements=histogram(
            "adhelm_http_database_statements", "SQL statements per API call.", "route",
            buckets=_STATEMENTS,
        ),
        tasks=Counter(
            "adhelm_tasks", "Ended attempts at tasks.", ("kind", "outcome"), registry=registry
        ),
        task_seconds=histogram(
            "adhelm_task_seconds", "How long an attempt at a task took.", "kind", buckets=_LONG
        ),
        prediction_seconds=histogram(
            "adhelm_prediction_seconds", "How long one inference of a model took.", "model",
            buckets=_SECONDS,
        ),
    )  # fmt: skip


def _memory() -> Reading:
    found = dict(_Kept.slots.processes()) if _Kept.slots else {0: os.getpid()}
    values = {str(slot): size for slot, pid in found.items() if (size := _resident(pid))}
    what = "Resident memory of each process that counts here."
    return Reading("adhelm_process_memory_bytes", what, "process", values)


def _resident(pid: int) -> float:
    # Linux says it of every process of this user; elsewhere the figure is missing.
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
        return float(pages * os.sysconf("SC_PAGE_SIZE"))
    return 0.0
