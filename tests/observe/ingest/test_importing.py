"""An import …"""

import gzip
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from tests.observe.ingest import samples

from adhelm.connectors.contract import Hints
from adhelm.core.clock import SetClock
from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope
from adhelm.observe import ingest
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.types import Decision, ImportState, Limits
from adhelm.observe.warehouse.types import Replace


class TestLoading:
    def test_brings_the_rows_of_a_file(self, tmp_path: Path, load, warehouse, principal):
        (one,) = load(samples.write(tmp_path / "a.csv"))
        assert one.state is ImportState.loaded
        assert one.staged is not None
        assert one.published is not None
        assert one.staged.report.platform == "meta"
        assert one.staged.sums["spend"] == Decimal("84.03")
        assert (one.published.added, one.published.changed) == (6, 0)
        assert len(samples.facts(warehouse, principal)) == 6

    def test_is_remembered_with_all_it_said(self, tmp_path: Path, load, parts):
        (one,) = load(samples.write(tmp_path / "a.csv"))
        who = {"principal": parts["principal"], "database": parts["database"]}
        assert ingest.show_import(**who, import_id=one.id) == one
        assert ingest.show_import(**who, import_id=one.id[:12]) == one
        assert ingest.list_imports(**who) == [one]

    def test_takes_many_files_and_stops_at_no_bad_one(
        self, tmp_path: Path, load, warehouse, principal
    ):
        folder = tmp_path / "drop"
        folder.mkdir()
        samples.write(folder / "a.csv", samples.rows(days=1))
        (folder / "b.csv").write_bytes(b"")
        samples.write(folder / "c.csv", samples.rows(first=date(2026, 1, 2), days=1))
        (folder / "README.md").write_text("hello")
        states = [(Path(one.file).name, one.state.value) for one in load(folder)]
        assert sorted(states) == [
            ("README.md", "skipped"), ("a.csv", "loaded"), ("b.csv", "failed"),
            ("c.csv", "loaded"),
        ]  # fmt: skip
        assert len(samples.facts(warehouse, principal)) == 4

    def test_reads_archives_and_standard_input(self, tmp_path: Path, load, warehouse, principal):
        days = [samples.rows(first=date(2026, 1, day), days=1) for day in (1, 2, 3)]
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr("in/a.csv", samples.text(days[0]))
        (tmp_path / "b.csv.gz").write_bytes(gzip.compress(samples.text(days[1]).encode()))
        stdin = io.BytesIO(samples.text(days[2]).encode())
        found = load(tmp_path / "a.zip", tmp_path / "b.csv.gz", "-", stdin=stdin)
        assert [one.state for one in found] == [ImportState.loaded] * 3
        assert found[0].file.endswith("a.zip/in/a.csv")
        assert len(samples.facts(warehouse, principal)) == 6

    def test_needs_the_right_to_write(self, tmp_path: Path, parts):
        reads = Principal(Actor.person, "eve", "acme", frozenset({Scope.read}))
        with pytest.raises(Forbidden):
            ingest.import_paths(**{**parts, "principal": reads}, paths=["a.csv"])

    def test_tells_how_far_it_is(self, tmp_path: Path, load):
        told: list[str] = []
        load(
            samples.write(tmp_path / "a.csv"),
            progress=lambda *step: told.append(step[2]),
        )
        assert told
        assert all(what.startswith(str(tmp_path / "a.csv")) for what in told)

    def test_keeps_the_file_as_it_was_received(self, tmp_path: Path, load, parts):
        path = samples.write(tmp_path / "a.csv")
        (one,) = load(path)
        with warehouses.open_raw(
            parts["warehouse"], principal=parts["principal"], sha256=one.sha256
        ) as stream:
            assert stream.read() == path.read_bytes()


class TestAgain:
    def test_changes_nothing(self, tmp_path: Path, load, warehouse, principal):
        path = samples.write(tmp_path / "a.csv")
        (first,) = load(path)
        before = warehouses.snapshot(warehouse, principal=principal).version
        (again,) = load(path)
        assert (again.state, again.same_as) == (ImportState.unchanged, first.id)
        assert warehouses.snapshot(warehouse, principal=principal).version == before

    def test_under_another_name_changes_nothing(self, tmp_path: Path, load):
        (first,) = load(samples.write(tmp_path / "a.csv"))
        (again,) = load(samples.write(tmp_path / "copy of a.csv"))
        assert again.same_as == first.id

    def test_with_other_hints_is_read_anew(self, tmp_path: Path, load, warehouse, principal):
        path = samples.write(tmp_path / "a.csv")
        load(path)
        (other,) = load(path, hints=Hints(account="other", timezone="UTC"))
        assert other.state is ImportState.loaded
        assert len(samples.facts(warehouse, principal)) == 12

    def test_after_a_correction_goes_back(
        self, tmp_path: Path, load, warehouse, principal, clock: SetClock
    ):
        path = samples.write(tmp_path / "a.csv")
        load(path)
        before = samples.facts(warehouse, principal)
        clock.advance(timedelta(hours=1))
        load(samples.write(tmp_path / "b.csv", samples.rows(extra=5)))
        clock.advance(timedelta(hours=1))
        (back,) = load(path)
        assert back.state is ImportState.loaded
        assert samples.facts(warehouse, principal) == before

    def test_with_the_same_facts_in_other_bytes_changes_nothing(self, tmp_path: Path, load):
        load(samples.write(tmp_path / "a.csv"))
        (other,) = load(samples.write(tmp_path / "b.csv", delimiter=";"))
        assert other.state is ImportState.unchanged
        assert other.same_as is None


class TestCorrection:
    def test_replaces_the_entity_days_it_holds(self, tmp_path: Path, load, warehouse, principal):
        load(samples.write(tmp_path / "a.csv", samples.rows(days=3)))
        (one,) = load(samples.write(tmp_path / "b.csv", samples.rows(days=1, extra=7)))
        assert one.published is not None
        assert (one.published.changed, one.published.added, one.published.removed) == (2, 0, 0)
        assert samples.impressions(warehouse, principal) == [1007, 1008, 1010, 1011, 1020, 1021]

    def test_sums_equal_keys_and_counts_them(self, tmp_path: Path, load, warehouse, principal):
        table = samples.rows(days=1, campaigns=1)
        (one,) = load(samples.write(tmp_path / "a.csv", [*table, *table]))
        assert one.published is not None
        assert one.published.merged == 1
        assert [row[5] for row in samples.facts(warehouse, principal)] == [2000]


class TestVanishing:
    @pytest.fixture
    def filtered(self, tmp_path: Path, load) -> Path:
        """A file without the second of two campaigns, which the warehouse has."""
        load(samples.write(tmp_path / "a.csv", samples.rows(campaigns=2)))
        return samples.write(tmp_path / "b.csv", samples.rows(campaigns=1, extra=3))

    def test_erases_nothing_and_asks(self, filtered: Path, load, warehouse, principal):
        (one,) = load(filtered)
        assert (one.state, one.decision) == (ImportState.loaded, Decision.open)
        assert one.published is not None
        assert one.published.vanished is not None
        assert one.published.vanished.entities == 1
        assert len(samples.facts(warehouse, principal)) == 6

    def test_holds_a_whole_window(self, filtered: Path, load, warehouse, principal):
        before = samples.facts(warehouse, principal)
        (one,) = load(filtered, replace=Replace.window)
        assert (one.state, one.decision) == (ImportState.held, Decision.open)
        assert samples.facts(warehouse, principal) == before

    def test_of_nothing_publishes_the_window(self, tmp_path: Path, filtered: Path, load):
        (one,) = load(
            samples.write(tmp_path / "c.csv", samples.rows(extra=1)), replace=Replace.window
        )
        assert (one.state, one.decision) == (ImportState.loaded, None)

    def test_holds_the_same_file_once(self, filtered: Path, load):
        (one,), (again,) = (load(filtered, replace=Replace.window) for _ in range(2))
        assert one.id == again.id


class TestDryRun:
    def test_tells_what_would_change_and_keeps_nothing(
        self, tmp_path: Path, load, parts, warehouse, principal
    ):
        load(samples.write(tmp_path / "a.csv"))
        before = warehouses.snapshot(warehouse, principal=principal).version
        (one,) = load(samples.write(tmp_path / "b.csv", samples.rows(days=4)), dry_run=True)
        assert one.state is ImportState.dry_run
        assert one.published is not None
        assert (one.published.added, one.published.changed, one.published.unchanged) == (2, 0, 6)
        assert warehouses.snapshot(warehouse, principal=principal).version == before
        who = {"principal": principal, "database": parts["database"]}
        assert len(ingest.list_imports(**who)) == 1

    def test_tells_what_would_vanish(self, tmp_path: Path, load):
        load(samples.write(tmp_path / "a.csv"))
        (one,) = load(samples.write(tmp_path / "b.csv", samples.rows(campaigns=1)), dry_run=True)
        assert one.published is not None
        assert one.published.vanished is not None


class TestQuestions:
    def test_load_nothing_until_answered(self, tmp_path: Path, load, warehouse, principal):
        (one,) = load(samples.write(tmp_path / "a.csv"), hints=Hints(timezone="UTC"))
        assert one.state is ImportState.asked
        assert any("--account" in question.flag for question in one.questions)
        assert samples.facts(warehouse, principal) == []

    def test_may_be_answered_at_once(self, tmp_path: Path, load, parts):
        asked: list[str] = []

        def answer(file, questions):
            asked.append(file)
            return {ingest.hint_of(question): "shop" for question in questions}

        path = samples.write(tmp_path / "a.csv")
        (one,) = load(path, hints=Hints(timezone="UTC"), ask=answer)
        assert one.state is ImportState.loaded
        assert asked == [str(path)]
        who = {"principal": parts["principal"], "database": parts["database"]}
        assert len(ingest.list_imports(**who)) == 1

    def test_may_stay_open(self, tmp_path: Path, load):
        path = samples.write(tmp_path / "a.csv")
        (one,) = load(path, hints=Hints(timezone="UTC"), ask=lambda *_: None)
        assert one.state is ImportState.asked


class TestProfiles:
    # Headers that nobody can know, so that a person must say what they are.
    HEADER = ("Datum X", "Was", "Nummer", "Gesehen", "Gedrückt", "Bezahlt (EUR)")
    HINTS = Hints(
        platform="meta",
        account="shop",
        timezone="UTC",
        level=None,
        columns={
            "date": "Datum X", "campaign_name": "Was", "campaign_id": "Nummer",
            "impressions": "Gesehen", "clicks": "Gedrückt", "spend": "Bezahlt (EUR)",
        },
    )  # fmt: skip

    def test_are_found_again_by_the_headers(self, tmp_path: Path, load, parts):
        path = samples.write(tmp_path / "a.csv", header=self.HEADER)
        (first,) = load(path, hints=self.HINTS, save_profile="house")
        assert first.state is ImportState.loaded, first.error
        later = samples.write(
            tmp_path / "b.csv", samples.rows(first=date(2026, 2, 1)), header=self.HEADER
        )
        (second,) = load(later, hints=samples.HINTS)
        assert second.state is ImportState.loaded, second.error
        assert second.notes == ("read by the mapping profile 'house'",)

    def test_say_nothing_about_whose_account_it_is(self, tmp_path: Path, load):
        path = samples.write(tmp_path / "a.csv", header=self.HEADER)
        load(path, hints=self.HINTS, save_profile="house")
        later = samples.write(
            tmp_path / "b.csv", samples.rows(first=date(2026, 2, 1)), header=self.HEADER
        )
        (second,) = load(later, hints=Hints())
        assert second.state is ImportState.asked

    def test_say_all_when_named(self, tmp_path: Path, load):
        path = samples.write(tmp_path / "a.csv", header=self.HEADER)
        load(path, hints=self.HINTS, save_profile="house")
        later = samples.write(
            tmp_path / "b.csv", samples.rows(first=date(2026, 2, 1)), header=self.HEADER
        )
        (second,) = load(later, hints=Hints(), profile="house")
        assert second.state is ImportState.loaded

    def test_can_be_listed_shown_and_forgotten(self, tmp_path: Path, load, parts):
        load(
            samples.write(tmp_path / "a.csv", header=self.HEADER),
            hints=self.HINTS,
            save_profile="house",
        )
        who = {"principal": parts["principal"], "database": parts["database"]}
        (one,) = ingest.list_profiles(**who)
        assert ingest.show_profile(**who, name="house") == one
        assert one.hints == self.HINTS
        ingest.remove_profile(**who, name="house")
        assert ingest.list_profiles(**who) == []


class TestLimits:
    def test_hold_for_every_file(self, tmp_path: Path, load, warehouse, principal):
        small = samples.write(tmp_path / "a.csv")
        with (tmp_path / "b.csv").open("wb") as sparse:
            sparse.truncate(2 * 1024**3)
        found = load(tmp_path / "b.csv", small, limits=Limits(max_bytes=1024**3))
        assert [one.state for one in found] == [ImportState.failed, ImportState.loaded]
        assert found[0].error is not None
        assert found[0].error["code"] == "file.too_large"
