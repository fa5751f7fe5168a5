"""Somebody with journeys, on each database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adhelm.core.ads import Period
from adhelm.core.clock import SetClock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.core.secrets import Keyring
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import attribution
from adhelm.understand.attribution.types import Asked, Attribution, Conversion, Touchpoint

FEBRUARY = Period.closed(datetime(2026, 2, 1).date(), datetime(2026, 2, 28).date())  # noqa: DTZ001


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 2, day, hour, tzinfo=UTC)


@dataclass
class Desk:
    """What the use cases are handed."""

    database: Database
    warehouse: Warehouse
    keyring: Keyring
    clock: SetClock
    who: Principal

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "principal": self.who, "database": self.database, "keyring": self.keyring,
            "clock": self.clock,
        }  # fmt: skip

    def touch(self, *found: Touchpoint) -> Any:
        return attribution.push_touchpoints(**self.parts, touchpoints=found)

    def sell(self, *found: Conversion) -> Any:
        return attribution.push_conversions(**self.parts, conversions=found)

    def run(self, **asked: Any) -> Attribution:
        return attribution.attribute(
            principal=self.who, database=self.database, warehouse=self.warehouse,
            clock=self.clock, asked=Asked(**{"period": FEBRUARY, **asked}),
        )  # fmt: skip


@pytest.fixture
def desk(
    database: Database, warehouse: Warehouse, clock: SetClock, principal: Principal, tmp_path: Path
) -> Desk:
    keyring = Keyring.from_file(tmp_path / "secret.key")
    return Desk(database, warehouse, keyring, clock, principal)
