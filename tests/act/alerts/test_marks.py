"""What people think of alerts, counted by detector."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.act.alerts.conftest import Office
from tests.act.alerts.test_life import signal

from adhelm.act import alerts
from adhelm.act.alerts.types import NotNow, Opinion


class TestMarks:
    def test_are_counted_by_detector_one_opinion_each(self, desk: Office):
        desk.say(signal("c1"), signal("c2", detector="level_shift"))
        about: dict[str, Any] = {
            "principal": desk.principal, "database": desk.database, "clock": desk.clock,
        }  # fmt: skip
        for one in desk.held():
            alerts.mark(**about, opinion=Opinion.useless, alert_id=one.id)
            alerts.mark(**about, opinion=Opinion.useful, alert_id=one.id)
        alerts.mark(**about, opinion=Opinion.missed, what="the pixel", day=date(2026, 2, 27))
        found = alerts.tallies(
            principal=desk.principal, database=desk.database,
            since=desk.clock.now() - timedelta(days=30),
        )  # fmt: skip
        counted = {one.detector: (one.alerts, one.useful, one.useless, one.missed) for one in found}
        assert counted == {"": (0, 0, 0, 1), "level_shift": (1, 1, 0, 0), "robust_z": (1, 1, 0, 0)}

    def test_are_of_an_alert_or_of_none(self, desk: Office):
        desk.say(signal())
        [one] = desk.held()
        for opinion, alert_id in ((Opinion.missed, one.id), (Opinion.useful, "")):
            with pytest.raises(NotNow):
                alerts.mark(
                    principal=desk.principal, database=desk.database, clock=desk.clock,
                    opinion=opinion, alert_id=alert_id,
                )  # fmt: skip
