import base64
import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from adhelm.core.settings import BadSettings, explain, load, variable

KEY = base64.b64encode(b"k" * 32).decode()


class TestLoad:
    def test_puts_everything_in_home_by_default(self, tmp_path: Path):
        settings = load({}, home=tmp_path)
        assert settings.home == tmp_path
        assert settings.database.url == f"sqlite:///{tmp_path}/adhelm.db"
        assert settings.warehouse.location == str(tmp_path / "warehouse")
        assert settings.secrets.key_file == tmp_path / "secret.key"
        assert (settings.profile, settings.workspace, settings.clock) == (
            "default",
            "default",
            None,
        )

    def test_finds_home_beside_the_work_without_being_told(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.chdir(tmp_path)
        assert load({}).home == tmp_path / ".adhelm"

    def test_takes_the_argument_then_the_environment_then_the_file(self, tmp_path: Path):
        _write(tmp_path, 'workspace = "file"\n[warehouse]\nthreads = 1\nas_of_days = 30\n')
        environ = {"ADHELM_HOME": "/nowhere", "ADHELM_WAREHOUSE__THREADS": "2"}
        settings = load(environ, home=tmp_path)
        assert settings.workspace == "file"
        assert (settings.warehouse.threads, settings.warehouse.as_of_days) == (2, 30)

    def test_reads_the_environment_of_the_process(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setenv("ADHELM_HOME", str(tmp_path))
        monkeypatch.setenv("ADHELM_WORKSPACE", "acme")
        assert load().workspace == "acme"

    def test_reads_sizes_lists_and_keys(self, tmp_path: Path):
        environ = {
            "ADHELM_IMPORTS__MAX_BYTES": "2GiB",
            "ADHELM_OUTBOUND__ALLOW": "127.0.0.1:9100, 10.0.0.0/8",
            "ADHELM_SECRETS__KEY": f"{KEY},{KEY}",
        }
        settings = load(environ, home=tmp_path)
        assert settings.imports.max_bytes == 2 * 1024**3
        assert settings.outbound.allow == ("127.0.0.1:9100", "10.0.0.0/8")
        assert settings.secrets.key is not None
        assert KEY not in repr(settings)

    def test_takes_an_empty_variable_as_not_set(self, tmp_path: Path):
        assert load({"ADHELM_WORKSPACE": ""}, home=tmp_path).workspace == "default"

    def test_sets_the_clock_in_the_test_profile_only(self, tmp_path: Path):
        environ = {"ADHELM_CLOCK": "2026-01-31T23:00:00+02:00"}
        settings = load({**environ, "ADHELM_PROFILE": "test"}, home=tmp_path)
        assert settings.clock == datetime(2026, 1, 31, 21, tzinfo=UTC)
        with pytest.raises(BadSettings, match="ADHELM_PROFILE=test"):
            load(environ, home=tmp_path)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("ADHELM_PROFILE", "prod"),
            ("ADHELM_WORKSPACE", "../acme"),
            ("ADHELM_CLOCK", "2026-01-31T23:00:00"),
            ("ADHELM_DATABASE__URL", "mysql://x/y"),
            ("ADHELM_WAREHOUSE__MEMORY_LIMIT", "lots"),
            ("ADHELM_WAREHOUSE__THREADS", "0"),
            ("ADHELM_WAREHOUSE__AS_OF_DAYS", "1.5"),
            ("ADHELM_IMPORTS__MAX_BYTES", "many"),
            ("ADHELM_OUTBOUND__ALLOW", "http://127.0.0.1/"),
            ("ADHELM_SECRETS__KEY", "c2hvcnQ="),
        ],
    )
    def test_names_the_variable_that_is_wrong(self, tmp_path: Path, name: str, value: str):
        with pytest.raises(BadSettings, match=name) as raised:
            load({name: value}, home=tmp_path)
        assert raised.value.hint

    def test_names_all_that_is_wrong_at_once(self, tmp_path: Path):
        environ = {"ADHELM_PROFILE": "x", "ADHELM_IMPORTS__MAX_COLUMNS": "-1"}
        with pytest.raises(BadSettings, match=r"ADHELM_PROFILE.*ADHELM_IMPORTS__MAX_COLUMNS"):
            load(environ, home=tmp_path)

    def test_never_repeats_a_wrong_secret(self, tmp_path: Path):
        with pytest.raises(BadSettings) as raised:
            load({"ADHELM_SECRETS__KEY": "my-s3cret"}, home=tmp_path)
        assert "my-s3cret" not in str(raised.value.as_dict())

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("ADHELM_WAREHOUSE__LOCATON", "ADHELM_WAREHOUSE__LOCATION"),
            ("ADHELM_WORKSPCE", "ADHELM_WORKSPACE"),
            ("ADHELM_DATABASE_URL", "ADHELM_DATABASE__URL"),
            ("ADHELM_DATABASE__URI", "ADHELM_DATABASE__URL"),
        ],
    )
    def test_names_the_variable_that_was_meant(self, tmp_path: Path, name: str, meant: str):
        with pytest.raises(BadSettings, match=name) as raised:
            load({name: "x"}, home=tmp_path)
        assert meant in raised.value.hint

    def test_leaves_variables_of_other_parts_alone(self, tmp_path: Path):
        load({"ADHELM_ELSEWHERE__ADDRESS": "x", "PATH": "/bin"}, home=tmp_path)

    @pytest.mark.parametrize(
        ("content", "found"),
        [
            ("workspac = 'x'", "workspac"),
            ("[warehouse]\nlocatoin = 'x'", "warehouse.locatoin"),
            ("warehouse = 3", "warehouse"),
            ("workspace = ", "adhelm.toml"),
            ("home = '/x'", "ADHELM_HOME"),
            ("[imports]\nmax_columns = 'x'", "adhelm.toml"),
        ],
    )
    def test_refuses_a_file_that_is_wrong(self, tmp_path: Path, content: str, found: str):
        _write(tmp_path, content)
        with pytest.raises(BadSettings) as raised:
            load({}, home=tmp_path)
        assert found in f"{raised.value} {raised.value.hint}"

    @given(content=st.binary(max_size=40))
    @hypothesis_settings(max_examples=50, deadline=None)
    def test_takes_any_file_or_says_what_is_wrong(
        self, tmp_path_factory: pytest.TempPathFactory, content: bytes
    ):
        home = tmp_path_factory.mktemp("home")
        (home / "adhelm.toml").write_bytes(content)
        with contextlib.suppress(BadSettings):
            load({}, home=home)


class TestExplain:
    def test_shows_each_setting_with_its_origin_and_no_secret(self, tmp_path: Path):
        _write(tmp_path, "[warehouse]\nthreads = 1\n")
        environ = {
            "ADHELM_DATABASE__URL": "postgresql://adhelm:s3cret@db/adhelm",
            "ADHELM_SECRETS__KEY": KEY,
        }
        rows = {row.name: row for row in explain(load(environ, home=tmp_path))}
        assert rows["database.url"].value == "postgresql://adhelm:********@db/adhelm"
        assert rows["database.url"].origin == "environment ADHELM_DATABASE__URL"
        assert rows["warehouse.threads"].origin == str(tmp_path / "adhelm.toml")
        assert rows["workspace"].origin == "default"
        assert rows["home"].origin == "argument"
        assert rows["secrets.key"].value == "********"
        assert all(row.what for row in rows.values())

    def test_names_are_variables(self, tmp_path: Path):
        for row in explain(load({}, home=tmp_path)):
            value = {"threads": "2", "clock": ""}.get(row.name.split(".")[-1], row.value)
            if row.name != "secrets.key":
                load({variable(row.name): value}, home=tmp_path)


def _write(home: Path, content: str) -> None:
    (home / "adhelm.toml").write_text(content)
