"""Signatures, against a vector and against the sandbox's own check of them."""

from datetime import UTC, datetime

import httpx  # noqa: TID253 - tests call over HTTP
from hypothesis import given
from hypothesis import strategies as st

from adhelm.connectors.x.client import Dialect, Keys, sign
from adhelm.core.clock import SetClock
from adhelm.sandbox.frame import Call
from adhelm.sandbox.x import signing

KEYS = Keys("ck", "cs", "tk", "ts")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ROOT = "http://127.0.0.1:1/xads"


def signed(request: httpx.Request) -> httpx.Request:
    Dialect(KEYS, base_url=ROOT, clock=SetClock(NOW)).authorize(request)
    return request


def seen(request: httpx.Request) -> Call:
    """What the other side sees of a request."""
    path = request.url.raw_path.decode().partition("?")[0].removeprefix("/xads")
    return Call(
        method=request.method,
        path=path,
        query_text=request.url.query.decode(),
        headers=dict(request.headers),
        body=request.content,
        root=ROOT,
    )


class TestASignature:
    def test_is_the_one_that_oauthlib_makes(self):
        params = [
            ("entity", "CAMPAIGN"),
            ("entity_ids", "a,b"),
            ("start_time", "2026-11-01T08:00:00Z"),
        ]
        url = "https://ads-api.x.com/12/stats/accounts/x"
        header = sign("GET", url, params, keys=KEYS, nonce="n1", stamp="1763600000")
        assert 'oauth_signature="TiJW9gRSP4jZfhlFiMawa2FBigs%3D"' in header
        assert header.startswith('OAuth oauth_consumer_key="ck", oauth_nonce="n1"')

    @given(st.lists(st.tuples(st.sampled_from(["a", "b", "ü ö", "a b"]), st.text()), max_size=6))
    def test_holds_for_any_parameters_repeated_ones_too(self, params: list[tuple[str, str]]):
        clean = [(name, value.encode("utf-8", "ignore").decode()) for name, value in params]
        request = signed(httpx.Request("GET", f"{ROOT}/12/accounts", params=tuple(clean)))
        call = seen(request)
        said = signing.given(call)
        assert said["oauth_signature"] == signing.signature(call, said, "cs", "ts")

    @given(st.dictionaries(st.text("ab&=+% é", min_size=1), st.text("xy&=+% é"), max_size=4))
    def test_covers_a_form(self, form: dict[str, str]):
        request = signed(httpx.Request("POST", f"{ROOT}/12/accounts/x/campaigns", data=form))
        call = seen(request)
        said = signing.given(call)
        assert said["oauth_signature"] == signing.signature(call, said, "cs", "ts")

    def test_is_made_by_the_clock_and_never_twice(self):
        both = [signed(httpx.Request("GET", f"{ROOT}/12/accounts")) for _ in range(2)]
        said = [signing.given(seen(one)) for one in both]
        assert {one["oauth_timestamp"] for one in said} == {str(int(NOW.timestamp()))}
        assert said[0]["oauth_nonce"] != said[1]["oauth_nonce"]

    def test_goes_to_nobody_but_the_interface(self):
        for url in (f"{ROOT}/files/stats_job_1.json.gz", "https://ton.twimg.com/12/job.json.gz"):
            assert "authorization" not in signed(httpx.Request("GET", url)).headers

    def test_keeps_its_secrets_out_of_what_is_shown(self):
        assert "cs" not in repr(KEYS)
        assert "ts" not in repr(KEYS)
