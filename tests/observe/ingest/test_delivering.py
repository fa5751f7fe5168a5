"""What a sync brings is published while it goes on fetching."""

import threading
from typing import Any

import pytest
from tests.observe.ingest.stage import Stage
from tests.observe.ingest.test_syncing import FIRST, TODAY

from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.service import delivering

_PATIENCE_S = 60


class TestADelivery:
    def test_is_published_while_others_are_fetched(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ):
        fetched = threading.Event()
        publish = warehouses.publish
        seen: set[str] = set()
        went_on: list[bool] = []

        def held_up(*args: Any, **kwargs: Any) -> Any:
            went_on.append(fetched.wait(_PATIENCE_S))
            return publish(*args, **kwargs)

        def told(_done: int, _total: int | None, what: str) -> None:
            seen.add(what)
            # Of two accounts side by side, one at least has gone on to its next stream.
            if len(seen) > 2:
                fetched.set()

        monkeypatch.setattr(delivering, "ENOUGH", 1)
        monkeypatch.setattr(warehouses, "publish", held_up)
        stage.connect()
        report = stage.sync(progress=told)
        assert len(went_on) == len(report.published) > 1
        assert went_on[0]
        assert stage.facts("ad") == stage.play.truth(FIRST, TODAY, "ad", "tiktok")

    def test_keeps_the_order_of_what_one_account_brings(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ):
        at_once: list[int] = []
        publish, within = warehouses.publish, threading.Semaphore(1)

        def alone(*args: Any, **kwargs: Any) -> Any:
            free = within.acquire(blocking=False)
            at_once.append(1 if free else 2)
            try:
                return publish(*args, **kwargs)
            finally:
                within.release()

        monkeypatch.setattr(delivering, "ENOUGH", 1)
        monkeypatch.setattr(warehouses, "publish", alone)
        stage.connect()
        report = stage.sync()
        assert at_once == [1] * len(report.published)
        versions = [one.data_version for one in report.published]
        assert versions == sorted(versions)
