"""The transport below the client: checks each hop, connects to the address it checked."""

from __future__ import annotations

import logging
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, Protocol

import httpcore
import httpx  # noqa: TID253 - imported only when a client is made

from adhelm.core import telemetry
from adhelm.core.errors import Invalid, Unavailable
from adhelm.core.http.policy import NoAnswer, NotReached, Policy
from adhelm.core.http.redaction import redact

_log = logging.getLogger("adhelm.outbound")
_PORTS = {"http": 80, "https": 443}
_PIECE = 1 << 20


class BadAnswer(Unavailable):
    """The answer is not what HTTP allows."""

    code = "outbound.bad_answer"


class AnswerTooLarge(Invalid):
    """The answer is larger than what is read."""

    code = "outbound.too_large"


@dataclass(frozen=True, slots=True)
class Way:
    """How a carrier gets to a host that may be reached, and what it may bring back."""

    addresses: Callable[[], list[str]]
    """Resolves the host and checks what it finds: raises OutboundRefused or NoAnswer."""
    max_bytes: int
    total_s: float


class Carrier(Protocol):
    """Takes requests to a host by another protocol than HTTP/1.1, such as gRPC."""

    def carry(self, request: httpx.Request, way: Way) -> httpx.Response:
        """
        Send one request to one of the way's addresses, within its bounds.

        :raises NoAnswer: if none came in time.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class Client(httpx.Client):
    """httpx's client, whose own errors are ours too, and which says whom it called; no cookies."""

    def __init__(self, transport: httpx.BaseTransport, *, told: bool = True, **more: Any) -> None:
        super().__init__(transport=transport, **more)
        # What one account's answer sets must not go out with another's request.
        self._cookies = _NoCookies()
        self._told = told

    def carried(self, carrier: Carrier) -> Client:
        """
        Return a client that may go where this one may, and goes by a carrier.

        :raises TypeError: if this one is carried already.
        """
        if not isinstance(self._transport, GuardedTransport):
            raise TypeError("this client has a carrier")
        transport = _Carried(self._transport, carrier)
        return Client(transport, told=self._told, timeout=self.timeout, trust_env=False)

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:
        """Send a request and follow its redirects."""
        if not self._told:
            return self._sent(request, **options)
        with _telling(request) as answered:
            response = self._sent(request, **options)
            answered(response.status_code)
        return response

    def _sent(self, request: httpx.Request, **options: Any) -> httpx.Response:
        try:
            response = super().send(request, **options)
        except httpx.TooManyRedirects:
            raise BadAnswer(f"{_shown(request.url)} redirects in circles") from None
        except (httpx.InvalidURL, httpx.RemoteProtocolError) as error:
            raise BadAnswer(f"{_shown(request.url)}: {redact(str(error))}") from None
        if not options.get("stream"):
            # It refers back to the response: bodies would wait for the collector of garbage.
            response.stream = httpx.ByteStream(response.content)
        return response


class _NoCookies(httpx.Cookies):
    def extract_cookies(self, response: httpx.Response) -> None:
        """Take none."""


@contextmanager
def _telling(request: httpx.Request) -> Iterator[Callable[[int], None]]:
    """Log one call and trace it: to whom, what came of it, how long it took; never its query."""
    began, result = time.perf_counter(), "no answer"
    url = _shown(request.url)
    about = {"server__address": request.url.host, "url__full": url}
    with telemetry.span(request.method, kind="client", **about) as note:

        def answered(status: int) -> None:
            nonlocal result
            result = str(status)
            note(http__response__status_code=status)

        try:
            yield answered
        finally:
            took = (time.perf_counter() - began) * 1000
            _log.info("%s %s %s %.1f ms", request.method, url, result, took)


class GuardedTransport(httpx.HTTPTransport):
    """httpx's own transport, with our policy at both of its ends."""

    def __init__(self, policy: Policy, *, max_bytes: int, total_s: float) -> None:
        super().__init__(verify=_trust(), trust_env=False)
        self._policy = policy
        self._max_bytes = max_bytes
        self._total_s = total_s
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trust(),
            network_backend=_PinnedBackend(policy),
            keepalive_expiry=5,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; each hop of a redirect comes through here again."""
        url = request.url
        self.check(url)
        with _typed(url):
            response = super().handle_request(request)
        response.stream = _Bounded(response, url, self._max_bytes, self._total_s)
        # The body is unpacked here, where its size is watched.
        for header in ("content-encoding", "content-length"):
            response.headers.pop(header, None)
        return response

    def check(self, url: httpx.URL) -> None:
        """
        Let a URL pass if its host may be reached.

        :raises OutboundRefused: if not.
        """
        self._policy.check_url(url.scheme, url.host, _port(url))

    def way(self, url: httpx.URL) -> Way:
        """Return how a carrier gets to a URL's host."""
        addresses = partial(self._policy.addresses, url.host, _port(url))
        return Way(addresses, self._max_bytes, self._total_s)


class _Carried(httpx.BaseTransport):
    def __init__(self, guard: GuardedTransport, carrier: Carrier) -> None:
        self._guard = guard
        self._carrier = carrier

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request by the carrier, under the same rules."""
        self._guard.check(request.url)
        return self._carrier.carry(request, self._guard.way(request.url))

    def close(self) -> None:
        """Let go of connections."""
        self._carrier.close()


def _port(url: httpx.URL) -> int:
    return url.port or _PORTS.get(url.scheme, 0)


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    """Read the authorities' certificates once: that takes longer than a call on this machine."""
    return httpx.create_ssl_context(trust_env=False)


class _PinnedBackend(httpcore.NetworkBackend):
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        """Resolve once, check, and connect to what was checked; TLS still sees the name."""
        failure: Exception = NotReached(f"the name {host} has no address")
        for address in self._policy.addresses(host, port):
            try:
                return self._backend.connect_tcp(address, port, *args, **kwargs)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it between retries."""
        self._backend.sleep(seconds)


class _Bounded(httpx.SyncByteStream):
    def __init__(
        self, response: httpx.Response, url: httpx.URL, max_bytes: int, total_s: float
    ) -> None:
        if not isinstance(response.stream, httpx.SyncByteStream):
            raise TypeError("only the synchronous client is bounded")
        self._inner = response.stream
        self._encoding = response.headers.get("content-encoding", "identity").strip().lower()
        self._url = url
        self._max_bytes = max_bytes
        self._deadline = time.monotonic() + total_s

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        with _typed(self._url):
            for piece in self._unpacked():
                size += len(piece)
                if size > self._max_bytes:
                    raise AnswerTooLarge(
                        f"{_shown(self._url)} sent more than {self._max_bytes} bytes",
                        hint="raise ADHELM_OUTBOUND__MAX_BYTES",
                    )
                if time.monotonic() > self._deadline:
                    raise NoAnswer(f"{_shown(self._url)} sends too slowly")
                yield piece

    def close(self) -> None:
        """Give the connection back."""
        self._inner.close()

    def _unpacked(self) -> Iterator[bytes]:
        if self._encoding in {"identity", ""}:
            yield from self._inner
        elif self._encoding == "gzip":
            yield from self._gunzipped(self._inner)
        else:
            raise BadAnswer(f"{_shown(self._url)} answered in '{self._encoding}', not gzip")

    def _gunzipped(self, packed: Iterable[bytes]) -> Iterator[bytes]:
        unpack = zlib.decompressobj(wbits=31)
        for piece in packed:
            rest = piece
            while rest:
                yield unpack.decompress(rest, _PIECE)
                rest = unpack.unconsumed_tail
        yield unpack.flush()
        if not unpack.eof:
            raise BadAnswer(f"{_shown(self._url)} sent half of a gzip file")


@contextmanager
def _typed(url: httpx.URL) -> Iterator[None]:
    # `from None`: the original error may carry a URL with a token in it.
    try:
        yield
    except (httpx.ConnectTimeout, httpx.PoolTimeout):
        raise NotReached(f"{_shown(url)} did not answer in time") from None
    except httpx.ConnectError as error:
        raise NotReached(f"{_shown(url)} cannot be reached: {redact(str(error))}") from None
    except httpx.TimeoutException:
        raise NoAnswer(f"{_shown(url)} did not answer in time") from None
    except (httpx.ProtocolError, zlib.error) as error:
        raise BadAnswer(f"{_shown(url)}: {redact(str(error))}") from None
    except httpx.TransportError as error:
        raise NoAnswer(f"{_shown(url)} cannot be reached: {redact(str(error))}") from None


def _shown(url: httpx.URL) -> str:
    # Put together: `copy_with` would read all of the query again, to leave it out.
    path = url.raw_path.partition(b"?")[0]
    return redact(f"{url.scheme}://{url.netloc.decode()}{path.decode()}")
