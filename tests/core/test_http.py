import gc
import gzip
import io
import logging
import threading
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adhelm.core.http import (
    MASK,
    Allowed,
    BadAllowEntry,
    NoAnswer,
    OutboundRefused,
    RedactingFilter,
    carried,
    client,
    may_reach,
    redact,
)
from adhelm.core.http.transport import AnswerTooLarge, BadAnswer, Way

if TYPE_CHECKING:
    import httpx


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self):
        self.server.seen.append((self.path, self.headers))
        self.server.slow.wait()
        status, headers, body = self.server.answers.get(self.path.split("?")[0], (404, {}, b""))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {"/": (200, {}, b"hello")}
        self.seen: list[Any] = []
        self.slow = threading.Event()
        self.slow.set()
        self.port = self.server_address[1]


@contextmanager
def _serving() -> Iterator[_Server]:
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server() -> Iterator[_Server]:
    with _serving() as server:
        yield server


@pytest.fixture
def other_server() -> Iterator[_Server]:
    with _serving() as server:
        yield server


class TestClient:
    def test_reaches_a_loopback_address_only_when_allowed(self, server: _Server):
        url = f"http://127.0.0.1:{server.port}/"
        with client(allow=[f"127.0.0.1:{server.port}"]) as http:
            assert http.get(url).text == "hello"
        with client() as http, pytest.raises(OutboundRefused):
            http.get(url)
        assert len(server.seen) == 1

    @pytest.mark.parametrize(
        "allow", ["127.0.0.1", "127.0.0.0/8", "127.0.0.1:{port}", "localhost:{port}", "*.0.0.1"]
    )
    def test_reads_each_form_of_the_list(self, server: _Server, allow: str):
        host = "localhost" if "localhost" in allow else "127.0.0.1"
        with client(allow=[allow.format(port=server.port)]) as http:
            assert http.get(f"http://{host}:{server.port}/").status_code == 200

    def test_minds_the_port(self, server: _Server, other_server: _Server):
        with (
            client(allow=[f"127.0.0.1:{other_server.port}"]) as http,
            pytest.raises(OutboundRefused) as raised,
        ):
            http.get(f"http://127.0.0.1:{server.port}/")
        assert f"ADHELM_OUTBOUND__ALLOW=127.0.0.1:{server.port}" in raised.value.hint
        assert server.seen == []

    def test_leaves_no_answer_to_the_collector_of_garbage(self, server: _Server):
        collecting = gc.isenabled()
        gc.disable()
        try:
            with client(allow=["127.0.0.1"]) as http:
                answer = http.get(f"http://127.0.0.1:{server.port}/")
                left = weakref.ref(answer)
                assert (answer.text, answer.read()) == ("hello", b"hello")
                del answer
                assert left() is None
        finally:
            if collecting:
                gc.enable()

    def test_says_how_to_allow_an_ipv6_address(self):
        with client() as http, pytest.raises(OutboundRefused) as raised:
            http.get("https://[::1]:9100/")
        entry = raised.value.hint.rpartition("=")[2]
        assert Allowed.parse(entry).holds(ip_address("::1"), 9100)

    def test_refuses_a_redirect_to_a_private_address(self, server: _Server, other_server: _Server):
        target = f"http://127.0.0.1:{other_server.port}/"
        server.answers["/go"] = (302, {"Location": target}, b"")
        with client(allow=[f"127.0.0.1:{server.port}"]) as http, pytest.raises(OutboundRefused):
            http.get(f"http://127.0.0.1:{server.port}/go")
        assert (len(server.seen), other_server.seen) == (1, [])

    def test_follows_an_allowed_redirect_without_the_credentials(
        self, server: _Server, other_server: _Server
    ):
        target = f"http://127.0.0.1:{other_server.port}/"
        server.answers["/go"] = (302, {"Location": target}, b"")
        with client(allow=["127.0.0.1"], headers={"Authorization": "Bearer secret"}) as http:
            assert http.get(f"http://127.0.0.1:{server.port}/go").text == "hello"
        assert server.seen[0][1]["Authorization"] == "Bearer secret"
        assert other_server.seen[0][1]["Authorization"] is None

    def test_ends_a_circle_of_redirects(self, server: _Server):
        server.answers["/go"] = (302, {"Location": "/go"}, b"")
        with client(allow=["127.0.0.1"]) as http, pytest.raises(BadAnswer, match="circles"):
            http.get(f"http://127.0.0.1:{server.port}/go")

    @pytest.mark.parametrize(
        "host", ["localhost", "localhost.", "LOCALHOST", "2130706433", "0x7f.1", "127.1"]
    )
    def test_refuses_a_name_that_resolves_to_loopback(self, server: _Server, host: str):
        with client(resolve=None) as http, pytest.raises((OutboundRefused, NoAnswer)):
            http.get(f"https://{host}:{server.port}/")
        assert server.seen == []

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104

            "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
            "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
        ],
    )  # fmt: skip
    def test_refuses_every_kind_of_private_address(self, address: str):
        def resolve(host: str, port: int) -> list[str]:
            return ["93.184.216.34", address]

        with client(resolve=resolve) as http, pytest.raises(OutboundRefused):
            http.get("https://innocent.example/")

    def test_connects_to_the_very_address_it_checked(self, server: _Server):
        asked: list[str] = []

        def resolve(host: str, port: int) -> list[str]:
            asked.append(host)
            return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

        with client(allow=["rebinding.example"], resolve=resolve) as http:
            url = f"http://rebinding.example:{server.port}/"
            assert http.get(url).text == "hello"
        assert asked == ["rebinding.example"]
        assert server.seen[0][1]["Host"] == f"rebinding.example:{server.port}"

    def test_keeps_to_the_hosts_of_its_service(self):
        with client(hosts=["graph.facebook.com"]) as http, pytest.raises(OutboundRefused):
            http.get("https://evil.example/")

    @pytest.mark.parametrize("url", ["http://example.org/", "ftp://example.org/", "file:///etc/x"])
    def test_refuses_what_is_not_https(self, url: str):
        with client() as http, pytest.raises(OutboundRefused, match="not https"):
            http.get(url)

    def test_says_that_nobody_answers(self, server: _Server):
        def resolve(host: str, port: int) -> list[str]:
            raise OSError(1, "no such name")

        with (
            client(allow=["127.0.0.1"]) as http,
            pytest.raises(NoAnswer, match="cannot be reached"),
        ):
            http.get("http://127.0.0.1:1/?access_token=s3cret")
        with client(resolve=resolve) as http, pytest.raises(NoAnswer, match="no such name"):
            http.get("https://nowhere.example/")

    def test_says_that_an_answer_was_cut_off(self, server: _Server):
        server.answers["/half"] = (200, {"Content-Length": "10"}, b"half")
        with client(allow=["127.0.0.1"]) as http, pytest.raises(BadAnswer):
            http.get(f"http://127.0.0.1:{server.port}/half")

    def test_says_that_an_answer_takes_too_long(self, server: _Server):
        server.slow = threading.Event()
        with client(allow=["127.0.0.1"], timeout_s=0.2) as http, pytest.raises(NoAnswer):
            http.get(f"http://127.0.0.1:{server.port}/slow")
        server.slow.set()

    def test_stops_at_an_answer_that_is_too_large(self, server: _Server):
        server.answers["/big"] = (200, {}, b"x" * 5000)
        with client(allow=["127.0.0.1"], max_bytes=4999) as http, pytest.raises(AnswerTooLarge):
            http.get(f"http://127.0.0.1:{server.port}/big")
        with client(allow=["127.0.0.1"], max_bytes=5000) as http:
            assert len(http.get(f"http://127.0.0.1:{server.port}/big").content) == 5000

    def test_stops_at_a_packed_answer_that_unpacks_too_large(self, server: _Server):
        packed = gzip.compress(b"\0" * 50_000_000)
        assert len(packed) < 60_000
        server.answers["/bomb"] = (200, {"Content-Encoding": "gzip"}, packed)
        with client(allow=["127.0.0.1"], max_bytes=10**6) as http, pytest.raises(AnswerTooLarge):
            http.get(f"http://127.0.0.1:{server.port}/bomb")

    def test_unpacks_gzip(self, server: _Server):
        server.answers["/z"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"hello" * 999))
        with client(allow=["127.0.0.1"]) as http:
            assert http.get(f"http://127.0.0.1:{server.port}/z").content == b"hello" * 999

    @pytest.mark.parametrize(
        ("encoding", "body"),
        [
            ("gzip", b"no gzip at all"),
            ("gzip", gzip.compress(b"hello", mtime=0)[:-9]),
            ("br", b"x"),
            ("deflate", zlib.compress(b"x")),
        ],
    )
    def test_refuses_what_it_cannot_unpack(self, server: _Server, encoding: str, body: bytes):
        server.answers["/z"] = (200, {"Content-Encoding": encoding}, body)
        with client(allow=["127.0.0.1"]) as http, pytest.raises(BadAnswer):
            http.get(f"http://127.0.0.1:{server.port}/z")

    def test_ignores_proxies_of_the_environment(
        self, server: _Server, monkeypatch: pytest.MonkeyPatch
    ):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        with client(allow=["127.0.0.1"]) as http:
            assert http.get(f"http://127.0.0.1:{server.port}/").status_code == 200

    def test_keeps_no_cookies(self, server: _Server):
        server.answers["/"] = 200, {"Set-Cookie": "account=1; Path=/"}, b"hello"
        with client(allow=["127.0.0.1"]) as http:
            answers = [http.get(f"http://127.0.0.1:{server.port}/") for _ in range(2)]
        assert [answer.text for answer in answers] == ["hello", "hello"]
        assert [headers.get("Cookie") for _, headers in server.seen] == [None, None]

    def test_logs_no_token(self, server: _Server, caplog: pytest.LogCaptureFixture):
        with caplog.at_level(logging.DEBUG), client(allow=["127.0.0.1"]) as http:
            http.get(
                f"http://127.0.0.1:{server.port}/?access_token=s3cret1&fields=spend",
                headers={"Authorization": "Bearer s3cret2"},
            )
        assert "fields=spend" in caplog.text
        assert "s3cret" not in caplog.text


class Pigeon:
    """Carries a request to nobody, and remembers the way it was shown."""

    def __init__(self) -> None:
        self.flown: list[list[str]] = []
        self.home = False

    def carry(self, request: "httpx.Request", way: Way) -> "httpx.Response":
        from httpx import Response

        self.flown.append(way.addresses())
        return Response(200, content=b"%d" % way.max_bytes)

    def close(self) -> None:
        self.home = True


class TestCarried:
    def test_is_shown_the_addresses_that_were_checked(self) -> None:
        pigeon = Pigeon()
        with (
            client(hosts=["ads.example"], resolve=lambda *_: ["8.8.8.8"], max_bytes=7) as http,
            carried(http, pigeon) as line,
        ):
            assert line.get("https://ads.example/").text == "7"
        assert (pigeon.flown, pigeon.home) == ([["8.8.8.8"]], True)

    @pytest.mark.parametrize(
        "url", ["https://other.example", "http://ads.example", "https://10.0.0.1"]
    )
    def test_never_leaves_for_what_may_not_be_reached(self, url: str) -> None:
        pigeon = Pigeon()
        with (
            client(hosts=["ads.example"]) as http,
            carried(http, pigeon) as line,
            pytest.raises(OutboundRefused),
        ):
            line.get(url)
        assert pigeon.flown == []

    def test_is_shown_no_private_address(self) -> None:
        pigeon = Pigeon()
        with (
            client(hosts=["ads.example"], resolve=lambda *_: ["10.0.0.1"]) as http,
            carried(http, pigeon) as line,
            pytest.raises(OutboundRefused),
        ):
            line.get("https://ads.example/")
        assert pigeon.flown == []

    def test_needs_a_client_that_knows_its_bounds(self) -> None:
        from httpx import Client

        with Client() as anybody, pytest.raises(TypeError):
            carried(anybody, Pigeon())
        with client() as http, carried(http, Pigeon()) as line, pytest.raises(TypeError):
            carried(line, Pigeon())


class TestAllowed:
    @pytest.mark.parametrize(
        "entry", ["", "*.", "http://x.example/", "a b", "x:0", "x:99999", "x:y"]
    )
    def test_refuses_what_is_no_host(self, entry: str):
        with pytest.raises(BadAllowEntry):
            Allowed.parse(entry)

    def test_takes_a_star_for_what_is_below_only(self):
        entry = Allowed.parse("*.example.com")
        assert entry.names("api.example.com", 443)
        assert not entry.names("example.com", 443)
        assert not entry.names("evilexample.com", 443)

    def test_reads_ipv6_with_a_port(self):
        assert Allowed.parse("[::1]:9100").port == 9100
        assert Allowed.parse("::1").port is None


_SECRETS = st.text("abcdefghijklmnopqrstuvwxyz0123456789XYZ", min_size=12, max_size=40)


class TestMayReach:
    @pytest.mark.parametrize(
        "url",
        [
            "http://example.com/x", "https://127.0.0.1/x", "https://[::1]/x", "https://10.0.0.8/x",
            "https://169.254.169.254/latest", "https://localhost/x",
            "https://user:word@example.com/x", "https://user@example.com/x", "file:///etc/passwd",
            "https://", "no address", "https://example.com:99999/x",
        ],
    )  # fmt: skip
    def test_refuses_what_a_client_could_not_call(self, url):
        with pytest.raises(OutboundRefused):
            may_reach(url)

    @pytest.mark.parametrize(
        "url", ["https://example.com/x?sig=1", "http://127.0.0.1:9100/x", "https://8.8.8.8/x"]
    )
    def test_lets_pass_what_is_public_or_allowed(self, url):
        may_reach(url, allow=["127.0.0.1:9100"])

    def test_holds_to_the_hosts_of_a_service(self):
        with pytest.raises(OutboundRefused):
            may_reach("https://example.org/", hosts=["example.com"])


class TestRedact:
    @pytest.mark.parametrize(
        "template",
        [
            "https://x.example/?code={}",
            "GET https://graph.facebook.com/v23.0/me?access_token={}&fields=id",
            "https://x.example/?client_secret={}",
            "https://user:{}@host.example/path",
            "postgresql://adhelm:{}@127.0.0.1/db",
            "Authorization: Bearer {}",
            "{{'authorization': 'Bearer {}', 'accept': '*/*'}}",
            '{{"Authorization": "Basic {}"}}',
            "(b'Authorization', b'Bearer {}')",
            '{{"access_token": "{}", "expires_in": 3600}}',
            '{{\\"refresh_token\\": \\"{}\\"}}',
            "developer-token={}",
            "api_key={}",
            "password={}",
            "token EAA{} is invalid",
            "ya29.{}",
            "Cookie: session={}",
            "https://hooks.slack.com/services/T1/B1/{}",
            '{{"routing_key": "{}"}}',
        ],
    )
    @given(secret=_SECRETS)
    @settings(max_examples=15)
    def test_leaves_no_secret_and_is_done_after_once(self, template: str, secret: str):
        redacted = redact(template.format("S" + "X9" * 8 + secret))
        assert secret not in redacted
        assert MASK in redacted
        assert redact(redacted) == redacted

    @pytest.mark.parametrize(
        "text",
        [
            "54,708,638 impressions on 2023-01-01",
            "campaign 'Brand | DE' has no rows",
            "https://example.org/?fields=spend&limit=10",
            "2 tokens left",
            "ended with code=1, key=day",
        ],
    )
    def test_leaves_other_text_alone(self, text: str):
        assert redact(text) == text

    def test_covers_arguments_and_tracebacks_of_a_log_record(self):
        stream = io.StringIO()
        handler = logging.StreamHandler(stream)
        handler.addFilter(RedactingFilter())
        logger = logging.getLogger("tests.redacting")
        logger.propagate = False
        logger.addHandler(handler)
        try:
            int("https://x.example/?access_token=s3cret1")
        except ValueError:
            logger.exception("asked with %s", "api_key=s3cret2")
        assert "s3cret" not in stream.getvalue()
        assert "Traceback" in stream.getvalue()
