"""Reports that are too large come in smaller parts, whole all the same; jobs may die or stall."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import httpx  # noqa: TID253 - the stand-in is one of its transports
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.connectors.suite import Desk, mapped, sums, table

from adhelm.connectors.contract import BadBody, Link, NotThere, Page, Refused, TooMuch
from adhelm.connectors.meta import MetaReader
from adhelm.connectors.meta.client import paged, plain

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 7)
REDUCE = {
    "error": {
        "message": "Please reduce the amount of data you're asking for, then retry your request",
        "type": "OAuthException",
        "code": 1,
        "fbtrace_id": "A1",
    }
}


@dataclass
class Narrow(httpx.BaseTransport):
    """The sandbox's Meta on a bad day: it cannot answer as much as it was asked."""

    inner: httpx.Client
    days: int = 1000
    """Most days of a whole account that it can report."""
    rows: int = 5000
    """Most rows of a page that is not the first."""
    dies: bool = True
    """Whether jobs of more days fail; if not, they never end."""
    doomed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(f"{request.method} {request.url.path}")
        if self._refuses(request):
            return httpx.Response(500, json=REDUCE)
        sent = self.inner.request(
            request.method,
            request.url,
            content=request.content,
            headers={k: request.headers.get(k, "") for k in ("authorization", "content-type")},
        )
        return self._spoiled(request, sent)

    def _refuses(self, request: httpx.Request) -> bool:
        params = request.url.params
        later = "after" in params or request.url.path.endswith("ads")
        if later and int(params["limit"]) > self.rows:
            return True
        return request.method == "GET" and self._is_large(request, dict(params))

    def _is_large(self, request: httpx.Request, params: dict[str, str]) -> bool:
        whole = "/act_" in request.url.path and "time_range" in params
        if not whole:
            return False
        asked = {k: date.fromisoformat(v) for k, v in json.loads(params["time_range"]).items()}
        return (asked["until"] - asked["since"]).days + 1 > self.days

    def _spoiled(self, request: httpx.Request, sent: httpx.Response) -> httpx.Response:
        said: Any = sent.json()
        if request.method == "POST":
            form = dict(httpx.QueryParams(request.content.decode()))
            if self._is_large(request, form):
                self.doomed.add(said["report_run_id"])
        if said.get("id") in self.doomed:
            state = "Job Failed" if self.dies else "Job Running"
            said |= {"async_status": state, "async_percent_completion": 0}
        return httpx.Response(sent.status_code, json=said)


def reader(desk: Desk, narrow: Narrow) -> MetaReader:
    link: Link = replace(desk.link(), http=httpx.Client(transport=narrow))
    made = MetaReader(link)
    desk.opened.append(made)
    return made


def pages(desk: Desk, made: MetaReader, stream: str, last: date = LAST) -> dict[Any, Any]:
    return sums(mapped(made, desk.fetch(made, stream, FIRST, last, desk.account())))


class TestReports:
    @pytest.mark.parametrize("days", [3, 1])
    @pytest.mark.parametrize("stream", ["account_daily", "ad_daily"])
    def test_are_asked_for_in_halves(self, desk: Desk, days: int, stream: str):
        narrow = Narrow(desk.http, days=days)
        level = stream.removesuffix("_daily")
        found = pages(desk, reader(desk, narrow), stream)
        assert found == desk.truth(desk.account(), level, FIRST, LAST)
        assert narrow.doomed

    @pytest.mark.parametrize("level", ["campaign", "ad_group", "ad"])
    def test_of_one_day_are_asked_for_entity_by_entity(self, desk: Desk, level: str):
        narrow = Narrow(desk.http, days=0)
        found = pages(desk, reader(desk, narrow), f"{level}_daily", FIRST)
        assert found == desk.truth(desk.account(), level, FIRST, FIRST)
        assert [one for one in narrow.asked if "/1202" in one and one.endswith("insights")]

    def test_of_an_account_that_cannot_be_split_say_so(self, desk: Desk):
        with pytest.raises(Refused, match="2026-11-01"):
            pages(desk, reader(desk, Narrow(desk.http, days=0)), "account_daily", FIRST)

    def test_whose_jobs_stall_are_split_too(self, desk: Desk):
        found = pages(desk, reader(desk, Narrow(desk.http, days=6, dies=False)), "ad_daily")
        assert found == desk.truth(desk.account(), "ad", FIRST, LAST)
        assert sum(desk.pauses) > 1800

    def test_get_smaller_pages_halfway(self, desk: Desk):
        narrow = Narrow(desk.http, rows=300)
        made = reader(desk, narrow)
        last = date(2026, 11, 14)
        assert pages(desk, made, "ad_daily", last) == desk.truth(desk.account(), "ad", FIRST, last)

    def test_whose_pages_cannot_get_smaller_fail(self, desk: Desk):
        with pytest.raises(TooMuch):
            pages(desk, reader(desk, Narrow(desk.http, rows=5)), "ad_daily", date(2026, 11, 14))

    def test_of_ads_with_all_their_texts_come_in_smaller_pages(self, desk: Desk):
        counts = []
        for rows in (5000, 20):
            made = reader(desk, Narrow(desk.http, rows=rows))
            fetch = desk.fetch(made, "ads", FIRST, FIRST, desk.account())
            counts.append(len(table(mapped(made, fetch), "entities")))
        assert counts[0] == counts[1] > 20

    @pytest.mark.parametrize("days", [1000, 4])
    def test_continue_after_any_page(self, desk: Desk, days: int):
        made = reader(desk, Narrow(desk.http, days=days))
        fetch = desk.fetch(made, "ad_daily", FIRST, date(2026, 11, 14), desk.account())
        whole = list(made.pages(fetch))
        assert len(whole) > 2
        for place, page in enumerate(whole[:-1], 1):
            rest = reader(desk, Narrow(desk.http, days=days)).pages(fetch, cursor=page.cursor)
            assert _sums(made, fetch, list(rest)) == _sums(made, fetch, whole[place:])
        assert whole[-1].cursor is None

    def test_of_a_job_that_meta_forgot_are_not_there(self, desk: Desk):
        made = desk.reader()
        fetch = desk.fetch(made, "ad_daily", FIRST, LAST, desk.account())
        gone = '[["2026-11-01","2026-11-07","","",true,"6023","x"]]'
        with pytest.raises(NotThere):
            list(made.pages(fetch, cursor=gone))

    def test_hold_no_token_and_no_link(self, desk: Desk):
        made = desk.reader()
        for name in ("ad_daily", "ads"):
            for page in made.pages(desk.fetch(made, name, FIRST, LAST, desk.account())):
                assert b'"next"' not in page.body
                assert not [one for one in desk.secrets if one in f"{page.body!r}{page.cursor}"]


def _sums(made: MetaReader, fetch: Any, some: list[Page]) -> dict[Any, Any]:
    return sums([made.rows(fetch, page.body) for page in some])


TEXT = st.text(max_size=30) | st.sampled_from(['"paging":', '{"paging": {', "next", '\\"paging":'])

NEXT = {"next": "https://graph.example/x?access_token=EAABsecret&after=x"}


class TestPages:
    @given(
        st.lists(st.dictionaries(TEXT, TEXT, max_size=3), max_size=5),
        TEXT,
        st.sampled_from([{}, NEXT]),
    )
    def test_lose_their_links_and_nothing_else(
        self, rows: list[dict[str, str]], cursor: str, link: dict[str, str]
    ):
        paging: dict[str, Any] = {"cursors": {"before": "b", "after": cursor}}
        page = paged(orjson.dumps({"data": rows, "paging": paging | link}))
        assert orjson.loads(page.body) == {"data": rows, "paging": paging}
        assert page.after == (cursor if link else "")

    @given(st.integers(1, 200))
    def test_that_are_cut_off_are_never_taken_for_the_last(self, cut: int):
        whole = orjson.dumps(
            {"data": [{"a": "}" * 9}] * 9, "paging": {"cursors": {"after": "x"}, "next": "y"}}
        )
        with pytest.raises((BadBody, orjson.JSONDecodeError)):
            orjson.loads(paged(whole[:-cut]).body)

    def test_mask_a_token_wherever_it_is(self):
        body = b'{"data":[{"url":"https://x/?access_token=EAABsecret&y=1"}]}'
        assert plain(body) == b'{"data":[{"url":"https://x/?access_token=********&y=1"}]}'
