"""The web app's files over HTTP: pages, assets, and what stays the API's."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx  # noqa: TID253 - a client of its own
import pytest
from tests.app.api.conftest import served

from adhelm.app.api.frame import Frame
from adhelm.app.api.page import Page

SCRIPT = "export const helm = 'ahoy';\n" * 100
A_PAGE = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture(scope="module")
def http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = _built(tmp_path_factory.mktemp("static"))
    with (
        served(Frame(Page(_the_api, folder=folder))) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


def _built(folder: Path) -> Path:
    (folder / "assets").mkdir()
    (folder / ".vite").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>Adhelm</title>", "utf-8")
    (folder / "assets/main-1a2b.js").write_text(SCRIPT, "utf-8")
    (folder / "assets/main-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    (folder / ".vite/manifest.json").write_text("{}", "utf-8")
    (folder.parent / "secret.txt").write_text("no page", "utf-8")
    return folder


async def _the_api(scope, receive, send):
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


class TestAPage:
    @pytest.mark.parametrize("path", ["/", "/explore", "/decisions/plan_1.2?w=acme"])
    def test_is_the_one_document_at_every_address(self, http: httpx.Client, path: str):
        told = http.get(path, headers=A_PAGE)

        assert (told.status_code, told.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "<title>Adhelm</title>" in told.text

    def test_lets_no_script_stand_in_it(self, http: httpx.Client):
        policy = http.get("/", headers=A_PAGE).headers["content-security-policy"]

        assert "script-src 'self';" in policy
        assert "default-src 'none'" in policy

    def test_is_asked_for_anew_and_sent_only_if_it_changed(self, http: httpx.Client):
        first = http.get("/", headers=A_PAGE)
        again = http.get("/", headers={**A_PAGE, "if-none-match": first.headers["etag"]})

        assert first.headers["cache-control"] == "no-cache"
        assert (again.status_code, again.content) == (304, b"")

    def test_has_the_headers_that_keep_browsers_safe(self, http: httpx.Client):
        told = http.get("/", headers=A_PAGE)

        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["x-request-id"]


class TestAnAsset:
    def test_is_kept_for_good(self, http: httpx.Client):
        told = http.get("/assets/main-1a2b.js")

        assert told.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert told.headers["content-type"] == "text/javascript; charset=utf-8"

    def test_is_sent_packed_to_who_unpacks(self, http: httpx.Client):
        packed = http.get("/assets/main-1a2b.js")
        plain = http.get("/assets/main-1a2b.js", headers={"accept-encoding": "identity"})

        assert packed.headers["content-encoding"] == "gzip"
        assert int(packed.headers["content-length"]) < len(SCRIPT)
        assert packed.text == plain.text == SCRIPT
        assert "content-encoding" not in plain.headers

    def test_tells_its_size_to_who_asks_for_the_head(self, http: httpx.Client):
        told = http.head("/assets/main-1a2b.js", headers={"accept-encoding": "identity"})

        assert (told.content, told.headers["content-length"]) == (b"", str(len(SCRIPT)))


class TestTheApi:
    @pytest.mark.parametrize(
        "path",
        ["/api/v1/version", "/health/live", "/docs", "/openapi.json", "/metrics", "/graphql"],
    )
    def test_answers_for_itself_even_to_browsers(self, http: httpx.Client, path: str):
        assert http.get(path, headers=A_PAGE).status_code == 418

    def test_answers_whatever_is_no_get(self, http: httpx.Client):
        assert http.post("/", headers=A_PAGE).status_code == 418

    @pytest.mark.parametrize(
        "path",
        [
            "/assets/gone-3c4d.js",
            "/%2e%2e/secret.txt",
            "/assets/..%2f..%2fsecret.txt",
            "/.vite/manifest.json",
        ],
    )
    def test_answers_for_what_is_no_file_of_the_page(self, http: httpx.Client, path: str):
        told = http.get(path)

        assert told.status_code == 418
        assert "no page" not in told.text
