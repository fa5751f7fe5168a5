"""A decision …"""

from pathlib import Path

import pytest
from tests.observe.ingest import samples

from adhelm.observe import ingest
from adhelm.observe.ingest.types import (
    Decision,
    Imported,
    ImportState,
    NothingToDecide,
    UnknownImport,
)
from adhelm.observe.warehouse.types import Replace


@pytest.fixture
def waiting(request: pytest.FixtureRequest, tmp_path: Path, load) -> Imported:
    """An import in which one of two campaigns is missing, the file itself gone since."""
    replace = getattr(request, "param", Replace.entity_days)
    load(samples.write(tmp_path / "a.csv", samples.rows(campaigns=2)))
    path = samples.write(tmp_path / "b.csv", samples.rows(campaigns=1, extra=3))
    found: list[Imported] = load(path, replace=replace)
    path.unlink()
    return found[0]


both = pytest.mark.parametrize("waiting", list(Replace), indirect=True)
held = pytest.mark.parametrize("waiting", [Replace.window], indirect=True)


class TestErasing:
    @both
    def test_takes_out_what_the_file_lacks(self, waiting: Imported, parts, warehouse, principal):
        one = ingest.decide(**parts, import_id=waiting.id, decision=Decision.erase)
        assert (one.state, one.decision) == (ImportState.loaded, Decision.erase)
        assert samples.impressions(warehouse, principal) == [1003, 1013, 1023]


class TestKeeping:
    @both
    def test_leaves_what_the_file_lacks(self, waiting: Imported, parts, warehouse, principal):
        one = ingest.decide(**parts, import_id=waiting.id, decision=Decision.keep)
        assert (one.state, one.decision) == (ImportState.loaded, Decision.keep)
        assert samples.impressions(warehouse, principal) == [
            1001, 1003, 1011, 1013, 1021, 1023,
        ]  # fmt: skip


class TestDiscarding:
    @held
    def test_drops_a_held_file(self, waiting: Imported, parts, warehouse, principal):
        before = samples.facts(warehouse, principal)
        one = ingest.decide(**parts, import_id=waiting.id, decision=Decision.discard)
        assert one.state is ImportState.discarded
        assert samples.facts(warehouse, principal) == before

    def test_comes_too_late_for_a_loaded_file(self, waiting: Imported, parts):
        with pytest.raises(NothingToDecide):
            ingest.decide(**parts, import_id=waiting.id, decision=Decision.discard)


class TestTwice:
    @both
    def test_is_refused(self, waiting: Imported, parts):
        ingest.decide(**parts, import_id=waiting.id, decision=Decision.keep)
        with pytest.raises(NothingToDecide):
            ingest.decide(**parts, import_id=waiting.id, decision=Decision.erase)


class TestNaming:
    def test_finds_nothing_that_is_not_there(self, parts):
        with pytest.raises(UnknownImport):
            ingest.decide(**parts, import_id="imp_nope", decision=Decision.keep)

    def test_refuses_an_ambiguous_beginning(self, waiting: Imported, parts):
        with pytest.raises(UnknownImport, match="more than one"):
            ingest.decide(**parts, import_id="imp_", decision=Decision.keep)
