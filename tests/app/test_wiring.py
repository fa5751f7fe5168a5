"""The wiring makes every part from the settings, each once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from adhelm.app.wiring import open_services
from adhelm.connectors.contract import FileReader
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.secrets import Keyring
from adhelm.core.settings import BadSettings, Settings
from adhelm.observe.warehouse import Warehouse

PARTS = [Settings, Clock, Database, Keyring, Warehouse, FileReader]


class TestOpenServices:
    @pytest.mark.parametrize("part", PARTS, ids=lambda part: part.__name__)
    def test_makes_each_part_once(self, part: type, tmp_path: Path):
        services, _ = open_services(home=tmp_path)
        assert services.get(part) is services.get(part)
        services.close()

    def test_makes_nothing_before_it_is_asked_for(self, tmp_path: Path):
        services, _ = open_services(home=tmp_path / "home")
        services.close()
        assert not (tmp_path / "home").exists()

    def test_brings_the_database_up_to_date(self, tmp_path: Path):
        services, _ = open_services(home=tmp_path)
        with services.get(Database).reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM core_secret").scalar() == 0
        services.close()

    def test_acts_as_the_local_person_in_the_workspace_asked_for(self, tmp_path: Path):
        _, principal = open_services(home=tmp_path, workspace="acme")
        assert (principal.id, principal.workspace_id) == ("local", "acme")

    def test_sets_the_clock_in_the_test_profile_only(self, tmp_path: Path, monkeypatch):
        monkeypatch.setenv("ADHELM_CLOCK", "2026-01-31T23:00:00Z")
        with pytest.raises(BadSettings, match="ADHELM_PROFILE"):
            open_services(home=tmp_path)
        monkeypatch.setenv("ADHELM_PROFILE", "test")
        services, _ = open_services(home=tmp_path)
        assert services.get(Clock).now() == datetime(2026, 1, 31, 23, tzinfo=UTC)  # type: ignore[type-abstract]  # the key
