"""What the slices below say is wrong, one module for each source, in the words of alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.act.alerts.types import Signal, Source
from adhelm.core.ads import PLATFORMS
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal

if TYPE_CHECKING:
    from adhelm.observe.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Scene:
    """What sources are asked with."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    clock: Clock


Ask = Callable[[Scene], Iterable[Signal]]

KEPT = (
    Source.incident, Source.rule, Source.quality, Source.reconciliation, Source.sync,
    Source.connection, Source.interface, Source.action, Source.stop, Source.approval, Source.slo,
)  # fmt: skip
"""What was written down already and only has to be read; pacing is computed."""
_MODULES: Mapping[Source, str] = {
    Source.incident: "incidents", Source.pacing: "pacing", Source.quality: "quality",
    Source.reconciliation: "quality", Source.rule: "rules", Source.sync: "syncs",
    Source.connection: "syncs", Source.interface: "syncs", Source.action: "plans",
    Source.stop: "plans", Source.approval: "plans", Source.slo: "slo",
}  # fmt: skip


def asker(source: Source) -> Ask:
    """Return what asks a source; loaded when it is needed."""
    from importlib import import_module

    module = import_module(f"{__name__}.{_MODULES[source]}")
    found: Ask = getattr(module, f"of_{source.value}")
    return found


def platform_name(platform: str) -> str:
    """Return the name people know a platform by."""
    return PLATFORMS[platform].name if platform in PLATFORMS else platform


def connector_of(platform: str) -> str:
    """Return who delivers and bills what people see on a platform."""
    return PLATFORMS[platform].connector if platform in PLATFORMS else platform
