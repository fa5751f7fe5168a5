"""The bench of alerts runs, small: what is planted is told, forty workspaces are one message."""

from __future__ import annotations

from bench.alerts import calm, digest, many


class TestTheBench:
    def test_sends_one_message_for_many_workspaces(self):
        told = digest(4)
        assert (told["letters"], told["named"]) == (1, 4)

    def test_looks_at_a_calm_day(self):
        told = calm(1, [11])
        assert told["workspaces"] == 1
        assert told["told"] <= told["seen"]

    def test_takes_in_many_at_once(self):
        assert many(50)["signals"] == 50
