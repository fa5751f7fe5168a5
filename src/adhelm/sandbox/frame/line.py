"""HTTP/1.1 as far as callers of ad platforms speak it: requests out of bytes, and bytes back.

A general server takes ten times as long over a page as the page takes to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus

_LONGEST_HEAD = 1 << 20
_END = b"\r\n\r\n"
_PREFACE = b"PRI * HTTP/2.0\r\n"
_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class BadRequest(Exception):
    """What came is no HTTP/1.1."""


class SpeaksHttp2(Exception):
    """What came begins as HTTP/2 does; `data` is all of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Names of headers are in lower case; of a repeated one the last is kept."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    last: bool
    """The caller will send no other on this connection."""


class Requests:
    """Cuts what arrives on a connection into requests."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: tuple[str, str, bool, dict[str, str]] | None = None
        self._told = False

    def feed(self, data: bytes) -> Iterator[Asked]:
        """
        Take bytes in; yield each request that is complete.

        :raises BadRequest: if they are no requests.
        :raises SpeaksHttp2: if they are requests of that.
        """
        self._buffer += data
        if self._buffer.startswith(_PREFACE):
            raise SpeaksHttp2(bytes(self._buffer))
        while True:
            if self._head is None and not self._read_head():
                return
            body = self._read_body()
            if body is None or self._head is None:
                return
            method, target, last, headers = self._head
            self._head, self._told = None, False
            yield Asked(method, target, headers, body, last)

    def wants_to_be_told(self) -> bool:
        """Say, once, whether the caller waits for a word before it sends its body."""
        if self._head is None or self._told:
            return False
        self._told = self._head[3].get("expect", "").lower() == "100-continue"
        return self._told

    def _read_head(self) -> bool:
        end = self._buffer.find(_END)
        if end < 0:
            if len(self._buffer) > _LONGEST_HEAD:
                raise BadRequest("the head does not end")
            return False
        lines = self._buffer[:end].decode("latin-1").split("\r\n")
        del self._buffer[: end + len(_END)]
        first = lines[0].split(" ")
        if len(first) != 3 or not first[2].startswith("HTTP/1."):  # noqa: PLR2004 - of a first line
            raise BadRequest(lines[0][:80])
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if not colon or not name:
                raise BadRequest(line[:80])
            headers[name.lower()] = value.strip()
        last = first[2] == "HTTP/1.0" or headers.get("connection", "").lower() == "close"
        self._head = (first[0], first[1], last, headers)
        return True

    def _read_body(self) -> bytes | None:
        if self._head is None:
            return None
        headers = self._head[3]
        if "chunked" in headers.get("transfer-encoding", "").lower():
            return self._read_chunks()
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            raise BadRequest(f"content-length: {length[:80]}")
        if len(self._buffer) < int(length):
            return None
        body = bytes(self._buffer[: int(length)])
        del self._buffer[: int(length)]
        return body

    def _read_chunks(self) -> bytes | None:
        body, at = b"", 0
        while True:
            line = self._buffer.find(b"\r\n", at)
            if line < 0:
                return None
            try:
                size = int(self._buffer[at:line].split(b";")[0], 16)
            except ValueError as error:
                raise BadRequest("a chunk has no size") from error
            end = line + 2 + size
            if len(self._buffer) < end + 2:
                return None
            body += self._buffer[line + 2 : end]
            at = end + 2
            if size == 0:
                del self._buffer[:at]
                return body


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Return the first line and the headers of an answer."""
    lines = [f"HTTP/1.1 {status} {_PHRASES.get(status, '')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
