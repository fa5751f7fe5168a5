"""What runs and checks of feeds work with."""

from __future__ import annotations

from dataclasses import dataclass, field

from adhelm.act.feeds.types import Outside, Progress, silent
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, the parts, and who is told how far it is."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    keyring: Keyring
    clock: Clock
    outside: Outside = field(default_factory=Outside)
    progress: Progress = silent
