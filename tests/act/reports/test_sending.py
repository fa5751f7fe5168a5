"""Reports over HTTP: made, kept, sent by themselves, and opened by links …"""

from __future__ import annotations

import io
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from tests.act.alerts.receivers import Answer
from tests.act.reports.conftest import RANGE, Shop, put

from adhelm.act.reports.service import archiving, scheduling
from adhelm.act.reports.types import Asked, Form, Plan, Recipients, Sort
from adhelm.core.principal import local
from adhelm.observe.warehouse import Warehouse

SUMMARY = {"sort": "summary", "range": RANGE, "currency": "EUR"}
PERFORMANCE = {"sort": "performance", "by": ["platform", "campaign"], "range": RANGE}
MONDAYS = {
    "name": "Mondays", "report": {"sort": "performance", "range": "28d"}, "forms": ["pdf", "xlsx"],
    "recipients": {"emails": ["boss@client.example"]}, "cron": "0 8 * * MON",
    "zone": "Europe/Berlin", "link_days": 7,
}  # fmt: skip


def made(shop: Shop, report: dict[str, Any], *forms: str, **more: Any) -> dict[str, Any]:
    told = shop.call("POST", "/reports/archive", json={"report": report, "forms": forms, **more})
    assert told.status_code == 201, told.text
    found: dict[str, Any] = told.json()
    return found


class TestAReport:
    @pytest.mark.parametrize(
        ("form", "begins"),
        [("html", b"<!doctype html>"), ("pdf", b"%PDF-"), ("xlsx", b"PK"), ("csv", b"platform,"),
         ("json", b'{"sort"'), ("png", b"\x89PNG"), ("adcp", b'{"reporting_period"')],
    )  # fmt: skip
    def test_is_made_in_every_form(self, shop: Shop, form, begins):
        told = shop.call("POST", "/reports/run", json={**SUMMARY, "form": form})
        assert told.status_code == 200, told.text
        assert told.content.startswith(begins)
        assert "default-src 'none'" in told.headers["content-security-policy"]

    def test_of_nothing_is_a_delivery_only_in_a_currency(self, shop: Shop):
        body = {"sort": "budget", "accounts": ["meta/nobody"], "form": "adcp"}
        told = shop.call("POST", "/reports/run", json=body)
        assert (told.status_code, told.json()["code"]) == (422, "report.bad")
        told = shop.call("POST", "/reports/run", json={**body, "currency": "EUR"})
        assert told.status_code == 200, told.text
        assert told.json()["media_buy_deliveries"] == []

    def test_holds_the_numbers_of_the_query_to_the_digit(self, shop: Shop):
        names = ["spend", "clicks", "conversions", "cpa", "roas"]
        body = {"metrics": names, "by": ["platform", "campaign"], "range": RANGE}
        asked = shop.call("POST", "/query", json={**body, "sort": ["-spend"]}).json()["rows"]
        told = shop.call("POST", "/reports/run", json={
            **PERFORMANCE, "metrics": names, "compare": "", "form": "xlsx",
        })  # fmt: skip
        book = openpyxl.load_workbook(io.BytesIO(told.content))
        sheet = book["By platform, campaign"]
        head, *rows = list(sheet.iter_rows(values_only=True))
        assert head[2:] == ("Spend, EUR", "Clicks", "Conversions", "CPA, EUR", "ROAS")
        assert sheet.freeze_panes == "A2"
        for row, expected in zip(rows, asked, strict=False):
            for cell, name in zip(row[2:], names, strict=True):
                wanted = Decimal(str(expected[name]))
                # A sheet's numbers are doubles: it is the nearest one.
                assert cell == float(wanted)
        whole = shop.call("POST", "/query", json={**body, "by": []}).json()["rows"][0]
        assert rows[len(asked)][2] == float(whole["spend"])
        assert rows[len(asked) + 1][2:] == ("sum", "sum", "sum", *["ratio of sums"] * 2)

    @pytest.mark.parametrize("form", ["csv", "xlsx"])
    def test_runs_no_formula(self, shop: Shop, form):
        told = shop.call("POST", "/reports/run", json={**PERFORMANCE, "form": form})
        if form == "csv":
            cells = [cell for line in told.text.splitlines() for cell in line.split(",")]
        else:
            sheets = openpyxl.load_workbook(io.BytesIO(told.content))
            cells = [str(cell) for sheet in sheets for row in sheet.values for cell in row]
        assert any("'=cmd" in cell for cell in cells)
        assert not any(cell.lstrip('"').startswith("=") for cell in cells)

    def test_says_what_changed_and_what_of_it_is_mix(self, shop: Shop):
        told = shop.call("POST", "/reports/run", json={**SUMMARY, "form": "json"}).json()
        (cost,) = [line for line in told["story"] if line.startswith("CPA rose")]
        assert "Spend rose 20.0%" in " ".join(told["story"])
        assert "+12.45 EUR by the rates" in cost
        assert "0.00 EUR by the mix" in cost

    @pytest.mark.parametrize("sort", ["budget", "changes", "audit"])
    def test_is_made_of_records_too(self, shop: Shop, sort):
        told = shop.call("POST", "/reports/run", json={"sort": sort, "form": "json"})
        assert told.status_code == 200, told.text
        (table,) = told.json()["tables"]
        assert table["columns"]

    def test_knows_the_metrics_that_the_workspace_defines(self, shop: Shop):
        names = ["per_click", "left_over"]
        body = {"name": "Mine", "metrics": names, "by": ["platform"], "range": RANGE}
        unknown = shop.call("POST", "/reports/views", json=body)
        assert unknown.status_code == 422
        text = (
            "ratios:\n  per_click: {of: conversion_value, per: clicks}\n"
            "derived:\n  left_over: {is: conversion_value - spend, unit: money}\n"
        )
        shop.call("PUT", "/metric-definitions", json={"text": text}, headers={"if-match": '"v0"'})
        asked = {key: body[key] for key in ("metrics", "by", "range")}
        told = shop.call("POST", "/query", json={**asked, "sort": ["-per_click"]}).json()

        view = shop.call("POST", "/reports/views", json=body).json()
        run = {"sort": "view", "view": view["id"]}
        made = shop.call("POST", "/reports/run", json={**run, "form": "json"}).json()
        (table,) = made["tables"]
        assert [one["per_click"] for one in table["rows"]] == [
            one["per_click"] for one in told["rows"]
        ]
        versions = told["provenance"]["metrics"]
        assert all(f"{name} {versions[name]}" in str(made) for name in names)
        form = {"form": "xlsx"}
        book = openpyxl.load_workbook(io.BytesIO(
            shop.call("POST", "/reports/run", json={**run, **form}).content
        ))  # fmt: skip
        head = next(book["By platform"].iter_rows(values_only=True))
        assert {"Per click", "Left over, EUR"} <= set(head)
        for kind in ("csv", "xlsx", "parquet"):
            file = shop.call("POST", "/reports/export", json={**asked, "format": kind})
            assert file.status_code == 200, file.text
        shop.call("PUT", "/metric-definitions", json={"text": ""}, headers={"if-match": '"v1"'})
        gone = shop.call("POST", "/reports/run", json={**run, "form": "json"})
        assert (gone.status_code, gone.json()["code"]) == (
            unknown.status_code,
            unknown.json()["code"],
        )

    def test_of_one_campaign_is_its_days(self, shop: Shop):
        body = {"sort": "campaign", "campaign": "tiktok/1/c1", "range": RANGE, "form": "json"}
        told = shop.call("POST", "/reports/run", json=body).json()
        (table,) = told["tables"]
        assert (told["title"], len(table["rows"])) == ("Campaign: Brand", 28)
        assert table["total"]["spend"] == "3360.000000000"
        missing = shop.call("POST", "/reports/run", json={**body, "campaign": "tiktok/1/none"})
        assert missing.status_code == 404

    def test_of_a_view_asks_its_question(self, shop: Shop):
        body = {"name": "Brand by week", "metrics": ["spend"], "by": ["week"], "range": RANGE,
                "where": "campaign_id = c1"}  # fmt: skip
        kept = shop.call("POST", "/reports/views", json=body)
        assert kept.status_code == 201, kept.text
        view = kept.json()
        told = shop.call(
            "POST", "/reports/run", json={"sort": "view", "view": view["id"], "form": "json"}
        ).json()
        spent = sum(Decimal(row["spend"]) for row in told["tables"][0]["rows"])
        assert (told["title"], spent) == ("Brand by week", Decimal(3360))
        wrong = shop.call("POST", "/reports/views", json={**body, "metrics": ["nothing"]})
        assert wrong.status_code == 422
        path = f"/reports/views/{view['id']}"
        tag = {"if-match": kept.headers["etag"]}
        changed = shop.call("PUT", path, json={**body, "by": ["date"]}, headers=tag)
        assert changed.json()["version"] == 2
        assert shop.call("DELETE", path, headers=tag).status_code == 412
        fresh = {"if-match": changed.headers["etag"]}
        assert shop.call("DELETE", path, headers=fresh).status_code == 204
        assert shop.call("GET", path).status_code == 404
        assert view["id"] not in {one["id"] for one in shop.get("/reports/views")["rows"]}

    def test_is_drawn_in_the_clients_colours(self, shop: Shop):
        tag = {"if-match": shop.call("GET", "/reports/brand").headers["etag"]}
        logo = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
            "RU5ErkJggg=="
        )
        body = {"name": "Fjord", "colour": "#123456", "accent": "#654321", "logo": logo}
        told = shop.call("PUT", "/reports/brand", json=body, headers=tag)
        assert told.json() == {
            "name": "Fjord", "colour": "#123456", "accent": "#654321", "has_logo": True,
            "version": 1,
        }  # fmt: skip
        assert shop.call("PUT", "/reports/brand", json=body, headers=tag).status_code == 412
        page = shop.call("POST", "/reports/run", json={**SUMMARY, "form": "html"}).text
        assert "Fjord" in page
        assert logo in page
        now = {"if-match": told.headers["etag"]}
        script = {**body, "logo": "PHN2Zy8+"}
        assert shop.call("PUT", "/reports/brand", json=script, headers=now).status_code == 422


class TestTheArchive:
    def test_makes_the_same_bytes_again_when_the_data_have_changed(self, shop: Shop):
        forms = ("html", "pdf", "xlsx", "csv", "json", "png", "adcp")
        kept = made(shop, SUMMARY, *forms)
        first = {
            form: shop.call("GET", f"/reports/archive/{kept['id']}/files/{form}").content
            for form in forms
        }
        put(shop.press.warehouse, local("acme"), batch="b2", factor="3")
        shop.house.clock.advance(timedelta(minutes=5))
        try:
            for form in forms:
                told = shop.call("GET", f"/reports/archive/{kept['id']}/files/{form}")
                assert told.content == first[form], form
            digests = {one["form"]: one["sha256"] for one in kept["files"]}
            assert digests == {form: archiving.digest(first[form]) for form in forms}
            # From the data of then, as they were known, too.
            asked = {**PERFORMANCE, "currency": "EUR", "form": "csv"}
            then = shop.call("POST", "/reports/run", json={**asked, "as_of": kept["data_version"]})
            now = shop.call("POST", "/reports/run", json=asked)
            assert then.content != now.content
            assert (
                shop.get(f"/reports/archive/{kept['id']}")["data_version"] == kept["data_version"]
            )
        finally:
            put(shop.press.warehouse, local("acme"), batch="b3")

    def test_shows_nobody_more_than_they_see(self, shop: Shop):
        whole = made(shop, PERFORMANCE, "json")
        theirs = made(shop, {**PERFORMANCE, "accounts": ["tiktok/1"], "for_client": True}, "json")
        other = made(
            shop, {**PERFORMANCE, "accounts": ["google_ads/2"], "for_client": True}, "json"
        )
        seen = {one["id"] for one in shop.get("/reports/archive", "client")["rows"]}
        assert theirs["id"] in seen
        assert not {whole["id"], other["id"]} & seen
        for one, status in ((theirs, 200), (whole, 404), (other, 404)):
            told = shop.call("GET", f"/reports/archive/{one['id']}/files/json", "client")
            assert told.status_code == status
        own = shop.call("GET", f"/reports/archive/{theirs['id']}/files/json", "client").text
        assert "Brand" in own
        assert "Shopping" not in own
        assert shop.call(
            "GET", f"/reports/archive/{whole['id']}", "other workspace"
        ).status_code == 404  # fmt: skip

    def test_gives_a_clients_people_neither_advice_nor_the_audit(self, shop: Shop):
        told = shop.call("POST", "/reports/run", "client", json={**SUMMARY, "form": "html"})
        assert told.status_code == 200, told.text
        assert "Suggestions" not in told.text
        assert "Shopping" not in told.text
        for body in ({"sort": "audit", "form": "json"}, {**PERFORMANCE, "metrics": ["margin"]}):
            assert shop.call("POST", "/reports/run", "client", json=body).status_code in {403, 422}
        assert shop.call("GET", "/reports/schedules", "client").status_code == 403


class TestALink:
    def test_opens_one_file_until_it_expires(self, shop: Shop):
        kept = made(shop, PERFORMANCE, "html", "csv")
        path = f"/reports/archive/{kept['id']}/links"
        told = shop.call("POST", path, json={"form": "html", "days": 2})
        assert told.status_code == 201, told.text
        link = told.json()
        shared = link["path"].removeprefix("/api/v1")
        opened = shop.call("GET", shared, "anonymous")
        assert opened.status_code == 200
        assert (
            opened.content == shop.call("GET", f"/reports/archive/{kept['id']}/files/html").content
        )
        assert opened.headers["cache-control"] == "no-store"
        (listed,) = shop.get(path)["rows"]
        assert (listed["opened"], "token" in listed) == (1, False)
        assert shop.call("GET", f"{shared[:-2]}xx", "anonymous").status_code == 404
        shop.house.clock.advance(timedelta(days=2))
        assert shop.call("GET", shared, "anonymous").json()["code"] == "report.no_link"

    def test_opens_nothing_when_it_was_taken_back(self, shop: Shop):
        kept = made(shop, PERFORMANCE, "csv")
        path = f"/reports/archive/{kept['id']}/links"
        link = shop.call("POST", path, json={"form": "csv", "days": 9}).json()
        assert shop.call("POST", path, json={"form": "pdf", "days": 9}).status_code == 404
        assert shop.call("POST", path, json={"form": "csv", "days": 91}).status_code == 422
        stranger = shop.call("DELETE", f"/reports/links/{link['id']}", "other workspace")
        assert stranger.status_code == 403
        assert shop.call("DELETE", f"/reports/links/{link['id']}").status_code == 204
        shared = link["path"].removeprefix("/api/v1")
        assert shop.call("GET", shared, "anonymous").status_code == 404


class TestASchedule:
    def test_sends_its_report_at_its_time_in_its_zone_once(self, shop: Shop):
        told = shop.call("POST", "/reports/schedules", json=MONDAYS)
        assert told.status_code == 201, told.text
        schedule = told.json()
        # Eight o'clock in Berlin, on the first Monday to come.
        assert schedule["next_at"][11:16] == "07:00"
        path = f"/reports/schedules/{schedule['id']}"
        shop.work()
        before = len(shop.mailbox.letters)
        shop.house.clock.advance(timedelta(days=7))
        shop.work()
        (to, letter) = shop.mailbox.letters[before]
        assert len(shop.mailbox.letters) == before + 1
        assert to == ["boss@client.example"]
        assert "Performance" in str(letter["subject"])
        names = [part.get_filename() for part in letter.iter_attachments()]
        assert [name.rsplit(".", 1)[1] for name in names if name] == ["pdf", "xlsx"]
        (kept,) = shop.get(f"/reports/archive?schedule={schedule['id']}")["rows"]
        (pdf, _) = list(letter.iter_attachments())
        assert archiving.digest(bytes(pdf.get_payload(decode=True))) == kept["files"][0]["sha256"]
        assert kept["sendings"][0]["delivery_id"]
        body = letter.get_body(("plain",))
        assert body is not None
        assert "https://adhelm.example.com/api/v1/reports/shared/" in body.get_content()
        tag = {"if-match": shop.call("GET", path).headers["etag"]}
        assert shop.call("DELETE", path, headers=tag).status_code == 204
        shop.house.clock.advance(timedelta(days=7))
        shop.work()
        assert len(shop.mailbox.letters) == before + 1

    def test_sends_its_report_to_slack_once_however_busy_slack_is(self, shop: Shop):
        hook = {
            "name": "Clients",
            "kind": "slack",
            "secrets": {"url": f"{shop.web.url}/T/B/sEcReT"},
        }
        channel = shop.call("POST", "/alerts/channels", json=hook).json()
        monday = {**MONDAYS, "name": "To Slack", "recipients": {"channels": [channel["id"]]}}
        schedule = shop.call("POST", "/reports/schedules", json=monday).json()
        shop.web.then(Answer(429, b"rate_limited", {"retry-after": "30"}))
        for step in (timedelta(days=7), timedelta(minutes=1), timedelta(minutes=1)):
            shop.house.clock.advance(step)
            shop.work()
        (kept,) = shop.get(f"/reports/archive?schedule={schedule['id']}")["rows"]
        assert len(shop.web.calls) == 2
        (arrived,) = shop.web.arrived
        assert arrived.path == "/T/B/sEcReT"
        said = json.loads(arrived.body)
        assert said["text"].startswith("Performance, ")
        assert any("Spend, EUR: " in str(block) for block in said["blocks"])
        (button,) = said["blocks"][-1]["elements"]
        shared = button["url"].removeprefix("https://adhelm.example.com/api/v1")
        opened = shop.call("GET", shared, "anonymous").content
        assert archiving.digest(opened) == kept["files"][0]["sha256"]
        sent = shop.get(f"/alerts/deliveries/{kept['sendings'][0]['delivery_id']}")
        assert sent["state"] == "sent"

    def test_sends_one_report_however_often_its_job_is_tried(self, shop: Shop):
        how: dict[str, Any] = {
            "principal": local("acme"), "press": shop.press, "key": "job 7",
            "asked": Asked(sort=Sort.performance, range=RANGE), "forms": [Form.csv],
            "recipients": Recipients(("twice@client.example",)),
        }  # fmt: skip
        first = archiving.make(**how)
        again = archiving.make(**how)
        shop.work()
        assert again.id == first.id
        assert [to for to, _ in shop.mailbox.letters].count(["twice@client.example"]) == 1

    def test_goes_to_the_others_when_one_address_is_none(self, shop: Shop):
        told = made(
            shop, PERFORMANCE, "csv",
            recipients={"emails": ["not an address", "right@client.example"]},
        )  # fmt: skip
        shop.work()
        wrong, right = told["sendings"]
        assert wrong["refused"]
        assert (right["refused"], bool(right["delivery_id"])) == ("", True)
        assert ["right@client.example"] in [to for to, _ in shop.mailbox.letters]

    @pytest.mark.parametrize(
        "wrong",
        [{"cron": "every monday"}, {"zone": "Berlin"}, {"recipients": {}}, {"forms": []},
         {"report": {"sort": "view", "view": "none"}}, {"recipients": {"channels": ["none"]}}],
    )  # fmt: skip
    def test_is_refused_where_it_could_not_work(self, shop: Shop, wrong):
        told = shop.call("POST", "/reports/schedules", json={**MONDAYS, **wrong})
        assert told.status_code in {404, 422}, told.text
        assert "Mondays" not in {one["name"] for one in shop.get("/reports/schedules")["rows"]}

    def test_is_changed_paused_and_run_by_hand(self, shop: Shop):
        kept = shop.call("POST", "/reports/schedules", json={**MONDAYS, "name": "By hand"})
        path = f"/reports/schedules/{kept.json()['id']}"
        tag = {"if-match": kept.headers["etag"]}
        paused = shop.call("PUT", path, json={**MONDAYS, "paused": True}, headers=tag)
        assert (paused.json()["paused"], paused.json()["next_at"]) == (True, None)
        assert shop.call("PUT", path, json=MONDAYS, headers=tag).status_code == 412
        job = shop.call("POST", f"{path}/run")
        assert job.status_code == 202
        shop.work()
        assert shop.get(job.headers["location"].removeprefix("/api/v1"))["state"] == "done"
        whose = json.loads(shop.call("GET", path, "other workspace").text)
        assert whose["code"] == "report.no_schedule"

    def test_shows_no_more_than_its_maker_sees(self, shop: Shop):
        narrow = local("acme")
        seen = type(narrow)(
            narrow.actor, narrow.id, "acme", narrow.scopes, frozenset({"tiktok/1"}), staff=True
        )
        plan = Plan(
            "Mine", Asked(sort=Sort.performance, by=("campaign",), range=RANGE), (Form.csv,),
            Recipients(("me@client.example",)), "0 8 * * *",
        )  # fmt: skip
        kept = scheduling.add_schedule(principal=seen, press=shop.press, plan=plan)
        assert kept.plan.asked.accounts == ("tiktok/1",)
        sent = scheduling.send(
            workspace_id="acme", press=shop.press, schedule_id=kept.id, key="mine"
        )
        made_again = archiving.again(
            principal=narrow, press=shop.press, sent_id=sent.id, form=Form.csv
        )
        assert b"Brand" in made_again.content
        assert b"Shopping" not in made_again.content
        assert isinstance(shop.press.warehouse, Warehouse)
