"""Plays back what a server answered before: each answer from memory, so that it costs no time.

Run as `python -m bench.playback URL`: says its own address; what it was never asked, it asks there.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_LEFT_OUT = frozenset({"host", "connection", "accept-encoding", "content-length"})
_OF_THE_LINE = frozenset(
    {"content-length", "transfer-encoding", "content-encoding", "connection", "date", "server"}
)


@contextmanager
def played_back(behind: str) -> Iterator[str]:
    """Yield the address of a server in a process of its own that plays back another's answers."""
    command = [sys.executable, "-m", "bench.playback", behind]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, behind: str) -> None:
        import httpx

        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = behind
        self.client = httpx.Client(trust_env=False, timeout=120)
        self.known: dict[tuple[str, str, bytes], bytes] = {}

    def asked(self, method: str, path: str, body: bytes, headers: Any) -> bytes:
        """Ask the server behind; return all of its answer as it goes over the line."""
        kept = {name: value for name, value in headers.items() if name.lower() not in _LEFT_OUT}
        said = self.client.request(method, self.behind + path, content=body, headers=kept)
        told = [(name, text) for name, text in said.headers.items() if name not in _OF_THE_LINE]
        told.append(("content-length", str(len(said.content))))
        head = "".join(f"{name}: {text}\r\n" for name, text in told)
        return f"HTTP/1.1 {said.status_code} .\r\n{head}\r\n".encode() + said.content


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def handle_one_request(self) -> None:
        """Answer one request, whatever its method."""
        self.raw_requestline = self.rfile.readline()
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        key = (self.command, self.path, body)
        if key not in self.server.known:
            self.server.known[key] = self.server.asked(*key, self.headers)
        self.wfile.write(self.server.known[key])
        self.wfile.flush()


if __name__ == "__main__":
    _served = _Server(sys.argv[1])
    print(f"http://127.0.0.1:{_served.server_port}", flush=True)
    _served.serve_forever()
