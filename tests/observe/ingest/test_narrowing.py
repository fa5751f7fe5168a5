"""Who is narrowed to some accounts …"""

from dataclasses import replace

import pytest
from tests.observe.ingest import samples
from tests.observe.ingest.stage import Stage

from adhelm.core.principal import Principal
from adhelm.observe import ingest
from adhelm.observe.ingest.types import UnknownConnection, UnknownImport


def only(principal: Principal, *accounts: str) -> Principal:
    return replace(principal, accounts=frozenset(accounts))


class TestImports:
    def test_are_there_if_all_that_the_file_holds_is_theirs(self, load, parts, tmp_path):
        one = load(samples.write(tmp_path / "a.csv", samples.rows(campaigns=2)))[0]
        report = one.staged.report
        database = parts["database"]
        mine = only(parts["principal"], f"{report.connector}/{report.account_id}")

        assert [each.id for each in ingest.list_imports(principal=mine, database=database)] == [
            one.id
        ]
        assert ingest.show_import(principal=mine, database=database, import_id=one.id).id == one.id

    def test_of_others_are_absent(self, load, parts, tmp_path):
        one = load(samples.write(tmp_path / "a.csv", samples.rows(campaigns=2)))[0]
        other, database = only(parts["principal"], "meta/9"), parts["database"]

        assert ingest.list_imports(principal=other, database=database, limit=1) == []
        with pytest.raises(UnknownImport):
            ingest.show_import(principal=other, database=database, import_id=one.id)
        with pytest.raises(UnknownImport):
            ingest.list_quarantine(
                principal=other, database=database, warehouse=parts["warehouse"], import_id=one.id
            )

    def test_are_not_theirs_to_make(self, load, parts, tmp_path):
        other = {**parts, "principal": only(parts["principal"], "meta/9")}
        path = samples.write(tmp_path / "a.csv", samples.rows(campaigns=2))
        (one,) = ingest.import_paths(**other, paths=[str(path)], hints=samples.HINTS)
        assert (one.error or {})["code"] == "access.narrowed"
        assert samples.facts(parts["warehouse"], parts["principal"]) == []


class TestSources:
    def test_show_one_s_own_accounts_alone(self, stage: Stage):
        stage.connect()
        stage.sync(only=["campaigns", "campaign_daily"])
        given = ingest.list_assignments(**stage.records)
        assert len(given) > 1
        mine = f"{given[0].connector}/{given[0].account_id}"
        records = {**stage.records, "principal": only(stage.principal, mine)}

        assert len(ingest.list_connections(**records)) == 1
        assert len(ingest.list_accounts(**records, name="tiktok")) == 1
        assert len(ingest.list_assignments(**records)) == 1
        assert {one.account_id for one in ingest.sync_status(**records)} == {given[0].account_id}

    def test_of_others_are_absent(self, stage: Stage):
        stage.connect()
        records = {**stage.records, "principal": only(stage.principal, "meta/9")}

        assert ingest.list_connections(**records) == []
        assert ingest.list_held(**records) == []
        assert ingest.list_drops(**records) == []
        with pytest.raises(UnknownConnection):
            ingest.list_accounts(**records, name="elsewhere")
