"""Requests are the same however they are cut; what is none is refused."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sandbox.conftest import Play

from adhelm.sandbox.frame.line import Asked, BadRequest, Requests

PLAIN = b"POST /a?b=c HTTP/1.1\r\nHost: h\r\nX-Name:  v: w \r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"PUT /d HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
)
LAST = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"
ALL = PLAIN + CHUNKED + LAST


def cut(data: bytes, sizes: list[int]) -> list[Asked]:
    requests, found, at = Requests(), list[Asked](), 0
    for size in [*sizes, len(data)]:
        found += requests.feed(data[at : at + size])
        at += size
    return found


class TestRequests:
    @given(st.lists(st.integers(1, 40), max_size=30))
    def test_are_the_same_however_they_arrive(self, sizes: list[int]):
        plain, chunked, last = cut(ALL, sizes)
        assert (plain.method, plain.target, plain.body) == ("POST", "/a?b=c", b"hello")
        assert plain.headers == {"host": "h", "x-name": "v: w", "content-length": "5"}
        assert (chunked.method, chunked.body, chunked.last) == ("PUT", b"abcde", False)
        assert (last.method, last.last) == ("GET", True)

    @pytest.mark.parametrize(
        "data",
        [b"hello\r\n\r\n", b"GET / HTTP/2\r\n\r\n", b"GET / HTTP/1.1\r\nnothing\r\n\r\n",
         b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n", b"x" * (1 << 21),
         b"GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"],
    )  # fmt: skip
    def test_that_are_none_are_refused(self, data: bytes):
        with pytest.raises(BadRequest):
            list(Requests().feed(data))


class TestServer:
    def said(self, play: Play, data: bytes, then: bytes = b"") -> bytes:
        with socket.create_connection(("127.0.0.1", play.server.port), timeout=10) as line:
            line.sendall(data)
            came = b""
            while part := line.recv(1 << 16):
                came += part
                if b"100 Continue" in part:
                    line.sendall(then)
            return came

    def test_answers_several_requests_sent_at_once(self, play: Play):
        one = b"GET /_sandbox/clock HTTP/1.1\r\nhost: h\r\n\r\n"
        last = one.replace(b"host: h", b"connection: close")
        assert self.said(play, one + one + last).count(b"HTTP/1.1 200 OK") == 3

    def test_tells_a_caller_who_waits_to_go_on(self, play: Play):
        head = (b"POST /_sandbox/limits HTTP/1.1\r\nexpect: 100-continue\r\n"
                b"connection: close\r\ncontent-length: 2\r\n\r\n")  # fmt: skip
        came = self.said(play, head, b"{}")
        assert came.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 400")

    def test_sends_no_body_to_who_wants_the_head(self, play: Play):
        came = self.said(play, b"HEAD /_sandbox/clock HTTP/1.1\r\nconnection: close\r\n\r\n")
        assert came.endswith(b"\r\n\r\n")

    def test_refuses_what_is_no_http(self, play: Play):
        assert self.said(play, b"hello\r\n\r\n").startswith(b"HTTP/1.1 400 Bad Request")
