"""Files become versions, or nothing does."""

from datetime import date

import pytest

from adhelm.core.errors import Forbidden
from adhelm.core.principal import Actor, Principal, Scope, local
from adhelm.observe import conventions
from adhelm.observe.conventions import BadConvention, ConventionKind, UnreadableFile
from adhelm.observe.conventions.types import Validity

ALL = """\
valid_from: 2026-01-01
naming:
  - pattern: "{market}_{product}_{objective}[_{audience}]"
    platforms: [google_ads, meta]
lookups:
  market: {DE: Germany, NO: Norway}
  product: products.csv
clients:
  - {client: acme, primary_kpi: order}
conversions:
  - {platform: meta, action: purchase, event: order}
fees:
  - {name: agency, kind: fee, percent: 7.5}
  - {name: agency, kind: fee, percent: "6%", platform: meta}
  - {name: retainer, kind: fee, fixed: 3000, currency: EUR, per: month}
  - {name: margin, kind: margin, percent: 35}
"""


@pytest.fixture
def load(principal, sqlite_database, clock):
    def load(*paths, **more):
        return conventions.load(
            principal=principal, database=sqlite_database, clock=clock, paths=paths, **more
        )

    return load


@pytest.fixture
def stored(principal, sqlite_database):
    def stored():
        return conventions.documents(principal=principal, database=sqlite_database)

    return stored


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_one_file_may_hold_all_kinds(load, stored, write):
    write("products.csv", "code,value\nSH,Shoes\nBG,Bags\n")
    loaded = load(write("all.yaml", ALL))
    assert [(one.kind, one.version, one.rules, one.changed) for one in loaded] == [
        ("naming", 1, 1, True),
        ("conversions", 1, 1, True),
        ("fees", 1, 4, True),
    ]
    naming = next(one for one in stored() if one.kind == "naming")
    assert naming.body.lookups["market"] == {"DE": "Germany", "NO": "Norway"}
    assert naming.body.lookups["product"] == {"SH": "Shoes", "BG": "Bags"}
    assert naming.valid == Validity(date(2026, 1, 1), None)
    assert naming.author == "person:local"


def test_same_words_make_no_new_version(load, stored, write):
    write("products.csv", "SH,Shoes\n")
    path = write("all.yaml", ALL)
    load(path)
    assert not any(one.changed for one in load(path))
    assert len(stored()) == 3
    changed = load(write("fees.csv", "name,kind,percent\nagency,fee,8\n"))
    assert [(one.kind, one.version) for one in changed] == [("fees", 2)]


def test_versions_hold_on_their_days(load, principal, sqlite_database, write):
    load(write("a.csv", "name,kind,percent\nagency,fee,8\n"), valid=Validity(date(2026, 1, 1)))
    (second,) = load(
        write("b.csv", "name,kind,percent\nagency,fee,9\n"),
        valid=Validity(date(2026, 2, 1), date(2026, 2, 28)),
    )
    assert "overrides version 1" in second.warnings[0].found
    held = [
        conventions.current(
            principal=principal, database=sqlite_database, kind=ConventionKind.fees, on=day
        ).version
        for day in (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))
    ]
    assert held == [1, 2, 2, 1]
    with pytest.raises(conventions.NoConvention):
        conventions.current(
            principal=principal,
            database=sqlite_database,
            kind=ConventionKind.fees,
            on=date(2025, 12, 31),
        )


def test_days_between_two_versions_are_told(load, write):
    load(
        write("a.csv", "name,kind,percent\nagency,fee,8\n"),
        valid=Validity(date(2026, 1, 1), date(2026, 1, 31)),
    )
    (second,) = load(
        write("b.csv", "name,kind,percent\nagency,fee,9\n"), valid=Validity(date(2026, 3, 1))
    )
    assert [one.found for one in second.warnings] == [
        "no fees convention holds in 2026-02-01..2026-02-28"
    ]


@pytest.mark.parametrize(
    ("row", "right"),
    [
        ('agency,fee,"7,5",,,,,,', "digits with a point"),
        ("agency,fee,0.075,,,,,,", "7.500% or 0.075%"),
        ("agency,fee,,3000,,month,,,", "ISO 4217"),
        ("agency,fee,,3000,EUR,week,,,", "month, day"),
        ("agency,fees,5,,,,,,", "'fee'?"),
        ("agency,fee,5,,,,facebok,,", "known: google_ads"),
        ("agency,fee,5,5,EUR,day,,,", "exactly one"),
        ("agency,fee,,,,,,,", "exactly one"),
        ("agency,fee,500,,,,,,", "between -100 and 100"),
        ("value,margin,-1,,,,,,", "between 0 and 100"),
        ("agency,fee,5,,,,,31.03.2026,", "2026-03-31"),
        ("agency,fee,5,,,,,2026-03-31,2026-03-01", "swap"),
        ("dst,fee,5,,,,meta,,", "one kind per name"),
        ("dst,platform_tax,5,,,,,,", "the day before"),
    ],
)
def test_wrong_row_is_named_and_nothing_is_loaded(load, stored, write, row, right):
    header = "name,kind,percent,fixed,currency,per,platform,valid_from,valid_to\n"
    path = write("fees.csv", f"{header}dst,platform_tax,2,,,,,,\n{row}\n")
    with pytest.raises(BadConvention) as refused:
        load(path)
    (problem,) = refused.value.problems
    assert problem.where == "fees.csv line 3"
    assert right in problem.right
    assert stored() == []


def test_one_wrong_kind_keeps_the_others_out(load, stored, write):
    write("products.csv", "SH,Shoes\n")
    with pytest.raises(BadConvention) as refused:
        load(write("all.yaml", ALL.replace("primary_kpi: order", "primary_kpi: ordr")))
    assert refused.value.problems[0].where == "all.yaml line 9"
    assert "did you mean 'order'?" in refused.value.hint
    assert stored() == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("naming: [", "is no YAML"),
        ("just text", "holds no tables"),
        ("", "holds no tables"),
        ("namings: []", "did you mean 'naming'?"),
        ("naming: {pattern: x}", "is no list"),
        ("naming:\n  - {patern: '{a}_{b}'}", "did you mean 'pattern'?"),
        ("naming:\n  - {pattern: '{campaign}_{b}'}", "column of every answer"),
        ("naming:\n  - {pattern: '{a}_{b}', levels: adgroup}", "did you mean 'ad_group'?"),
        ("naming:\n  - {pattern: '{a}_{b}'}\nlookups: {c: {x: y}}", "no pattern has the part 'c'"),
        ("naming:\n  - {pattern: '{a}_{b}'}\nlookups: {a: missing.csv}", "cannot be read"),
        ("naming:\n  - {pattern: '{a}_{b}'}\nlookups: {a: {x: y, X: z}}", "stands for 'y' already"),
        ("conversions:\n  - {action: a, event: b, client: c}", "no client 'c'"),
        ("clients:\n  - {client: a, primary_kpi: b}", "has no rows"),
        ("fees: []", "holds no tables"),
    ],
)
def test_wrong_yaml_says_what_would_be_right(load, stored, write, text, says):
    with pytest.raises(BadConvention) as refused:
        load(write("wrong.yaml", text))
    assert any(says in str(problem) for problem in refused.value.problems)
    assert stored() == []


def test_look_up_file_stays_in_the_folder(load, tmp_path, write):
    (tmp_path / "inside").mkdir()
    write("secret.csv", "a,b\n")
    path = write("inside/naming.yaml", "naming:\n  - {pattern: '{a}'}\nlookups: {a: ../secret.csv}")
    with pytest.raises(BadConvention, match="leaves the folder"):
        load(path)


def test_workbook_is_read_sheet_by_sheet(load, stored, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Fees"
    sheet.append(["Name", "Kind", "Percent", "Fixed", "Currency", "Per", "Valid from"])
    sheet.append(["agency", "fee", 7.5, None, None, None, date(2026, 1, 1)])
    sheet.append(["retainer", "fee", None, 3000, "EUR", "month", None])
    path = tmp_path / "ours.xlsx"
    book.save(path)
    load(path)
    (document,) = stored()
    agency, retainer = document.body.rules
    assert str(agency.share) == "0.075"
    assert agency.valid.start == date(2026, 1, 1)
    assert (str(retainer.fixed), retainer.per) == ("3000", "month")


def test_percent_kept_by_a_spreadsheet_as_a_fraction_is_asked_for(load, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "fees"
    book.active.append(["name", "kind", "percent"])
    book.active.append(["agency", "fee", 0.075])
    path = tmp_path / "ours.xlsx"
    book.save(path)
    with pytest.raises(BadConvention, match="of hundred, or of one"):
        load(path)


def test_versions_can_be_compared(load, principal, sqlite_database, write):
    load(write("fees.csv", "name,kind,percent\nagency,fee,8\ndst,platform_tax,2\n"))
    load(write("fees.csv", "name,kind,percent\ndst,platform_tax,2\nagency,fee,9\n"))
    changes = conventions.diff(
        principal=principal, database=sqlite_database, kind=ConventionKind.fees, old=1, new=2
    )
    assert [(one.change, one.cells["percent"]) for one in changes] == [
        ("removed", "8"),
        ("added", "9"),
    ]


def test_file_that_is_not_there_is_told(load, tmp_path):
    with pytest.raises(UnreadableFile, match="No such file"):
        load(tmp_path / "fees.yaml")


def test_dry_run_stores_nothing(load, stored, write):
    assert load(write("f.csv", "name,kind,percent\na,fee,8\n"), dry_run=True)[0].changed
    assert stored() == []


def test_workspaces_see_only_their_own(load, sqlite_database, write):
    load(write("f.csv", "name,kind,percent\na,fee,8\n"))
    assert conventions.documents(principal=local("other"), database=sqlite_database) == []


def test_reader_may_not_load(sqlite_database, clock, write):
    reader = Principal(Actor.key, "k", "acme", frozenset({Scope.read}))
    with pytest.raises(Forbidden):
        conventions.load(
            principal=reader,
            database=sqlite_database,
            clock=clock,
            paths=[write("f.csv", "name,kind,percent\na,fee,8\n")],
        )


def test_documents_are_the_same_on_both_engines(principal, database, clock, write):
    path = write("f.csv", "name,kind,percent,valid_from\na,fee,8,2026-01-01\n")
    valid = Validity(date(2026, 1, 1), None)
    conventions.load(principal=principal, database=database, clock=clock, paths=[path], valid=valid)
    (document,) = conventions.documents(principal=principal, database=database)
    assert document.valid == valid
    assert document.at == clock.now()
    assert document.body.rules[0].valid.start == date(2026, 1, 1)
