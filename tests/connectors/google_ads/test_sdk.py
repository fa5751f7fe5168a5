"""Google's own package carries the same calls, within the same bounds, to the same pages."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from typing import Any

import orjson
import pytest
from tests.connectors.suite import GOOGLES, Desk, needing

from adhelm.connectors.contract import Reader
from adhelm.connectors.google_ads import CONNECTOR
from adhelm.connectors.google_ads.client.sdk import NoSdk
from adhelm.core.http import OutboundRefused, client

FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
both_ways = pytest.mark.parametrize(
    "google", [needing(one) for one in GOOGLES if one.transport], indirect=True
)


def by_rest(google: Desk) -> Desk:
    return Desk(GOOGLES[0], google.url, google.http, google.clock)


def pages(desk: Desk, reader: Reader, stream: str) -> Iterator[Any]:
    """Return what the pages of a stream say, without the words that are each answer's own."""
    for page in reader.pages(desk.fetch(reader, stream, FIRST, LAST, desk.account())):
        content = orjson.loads(page.body)
        for one in content if isinstance(content, list) else [content]:
            yield {name: one[name] for name in ("results", "nextPageToken") if name in one}


@both_ways
class TestTheSdk:
    def test_brings_the_very_pages_of_rest(self, google: Desk) -> None:
        rest = by_rest(google)
        reader, other = google.reader(), rest.reader()
        names = [one.name for one in reader.streams]
        found = {name: list(pages(google, reader, name)) for name in names}
        right = {name: list(pages(rest, other, name)) for name in names}
        rest.close()
        assert found == right
        assert sum(len(one.get("results", ())) for said in right.values() for one in said) > 100

    def test_goes_only_where_settings_let_it(self, google: Desk) -> None:
        barred = replace(google.link(), http=client(allow=[]))
        reader = CONNECTOR.open_reader(barred)
        google.opened.append(reader)
        with pytest.raises(OutboundRefused) as raised:
            list(pages(google, reader, "campaigns"))
        assert "ADHELM_OUTBOUND__ALLOW=127.0.0.1" in raised.value.hint
        assert google.calls() == []

    def test_looks_at_the_address_behind_a_name(self, google: Desk) -> None:
        link = google.link()
        port = google.url.rpartition(":")[2]
        address = replace(link.address, base_url=f"https://ads.example:{port}/google")
        http = client(hosts=["ads.example"], resolve=lambda *_: ["127.0.0.1"])
        reader = CONNECTOR.open_reader(replace(link, address=address, http=http))
        google.opened.append(reader)
        with pytest.raises(OutboundRefused) as raised:
            list(pages(google, reader, "campaigns"))
        assert "no public address" in raised.value.message
        assert google.calls() == []


@pytest.mark.skipif(find_spec("grpc") is not None, reason="the extra google-sdk is installed")
@pytest.mark.parametrize("google", [GOOGLES[0]], ids=["without"], indirect=True)
def test_says_what_is_missing_without_the_package(google: Desk) -> None:
    reader = CONNECTOR.open_reader(replace(google.link(), transport="sdk"))
    google.opened.append(reader)
    with pytest.raises(NoSdk) as raised:
        list(pages(google, reader, "campaigns"))
    assert "adhelm[google-sdk]" in raised.value.hint
    assert not raised.value.retry
    assert google.pauses == []
