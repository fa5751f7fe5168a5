"""A question that is asked again is answered from what is kept, as long as nothing has changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.observe.ingest import samples

from adhelm.app.library import Helm
from adhelm.core.principal import Actor, Principal, Scope

_QUESTION = {"metrics": ["impressions"], "by": ["date"]}


def load(house, folder: Path, *, workspace: str = "acme", extra: int = 0) -> None:
    path = samples.write(folder / f"{workspace}-{extra}.csv", samples.rows(extra=extra))
    principal = Principal(Actor.person, "local", workspace, frozenset(Scope))
    (imported,) = Helm(house.services, principal).import_files(
        [path], account="shop", timezone="Europe/Berlin"
    )
    assert imported.state == "loaded"


def asked(house, workspace: str = "acme", **more: Any) -> bytes:
    who = "admin" if workspace == "acme" else "other workspace"
    told = house.call(who, "POST", "/query", json={**_QUESTION, **more}, timeout=60)
    assert told.status_code == 200, told.text
    return bytes(told.content)


@pytest.fixture(scope="module")
def loaded(house, tmp_path_factory: pytest.TempPathFactory):
    load(house, tmp_path_factory.mktemp("files"))
    return house


class TestQuery:
    def test_answers_the_same_question_with_the_same_bytes(self, loaded):
        first = asked(loaded)
        loaded.clock.advance(timedelta(seconds=1))
        # Read a second later, it would say so.
        assert asked(loaded) == first
        assert asked(loaded, limit=1) != first

    def test_tells_the_sql_unless_it_is_not_wanted(self, loaded):
        whole, short = (orjson.loads(asked(loaded, sql=wanted)) for wanted in (True, False))

        assert whole["provenance"].pop("sql")
        assert "sql" not in short["provenance"]
        assert short["rows"] == whole["rows"]
        assert short["provenance"].keys() == whole["provenance"].keys()
        assert orjson.loads(asked(loaded))["provenance"]["sql"]

    def test_sees_new_data_at_once(self, loaded, tmp_path: Path):
        first = asked(loaded)
        load(loaded, tmp_path, extra=500)
        assert asked(loaded) != first

    def test_answers_another_workspace_from_its_own_data(self, loaded, tmp_path: Path):
        mine = asked(loaded)
        theirs = asked(loaded, "globex")
        assert b'"rows":[]' in theirs
        load(loaded, tmp_path, workspace="globex", extra=77)
        assert asked(loaded, "globex") not in {mine, theirs}
        assert asked(loaded) == mine
