"""A local server that plays the European Central Bank, well or badly."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from adhelm.core import http
from adhelm.observe.warehouse import RateSource

LATEST, HISTORY = "/eurofxref-hist-90d.xml", "/eurofxref-hist.zip"
Days = Mapping[date, Mapping[str, str]]
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
    'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
    "<gesmes:subject>Reference rates</gesmes:subject><Cube>{}</Cube></gesmes:Envelope>"
)


def xml(days: Days) -> bytes:
    """Return rates as the file of ninety days has them, the newest day first."""
    told = ""
    for day in sorted(days, reverse=True):
        cubes = "".join(
            f'<Cube currency="{code}" rate="{rate}"/>' for code, rate in days[day].items()
        )
        told += f'<Cube time="{day}">{cubes}</Cube>'
    return _ENVELOPE.format(told).encode()


def packed(days: Days) -> bytes:
    """Return rates as the zip of the whole history has them."""
    codes = sorted({code for rates in days.values() for code in rates})
    lines = [",".join(["Date", *codes, ""])]
    lines += [
        ",".join([str(day), *(days[day].get(code, "N/A") for code in codes), ""])
        for day in sorted(days, reverse=True)
    ]
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", "\n".join(lines))
    return file.getvalue()


@dataclass
class Bank:
    """What it answers with, by path, and what it was asked for."""

    url: str = ""
    status: int = 200
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False
    over: threading.Event = field(default_factory=threading.Event)

    def publish(self, days: Days) -> None:
        """Put rates into both files."""
        self.files = {LATEST: xml(days), HISTORY: packed(days)}

    def source(self, *, timeout_s: float = 10, max_bytes: int = 1 << 20) -> RateSource:
        """Return the source whose address is this server's."""
        allow = [self.url.removeprefix("http://")]
        return RateSource(
            self.url,
            lambda: http.client(allow=allow, hosts=(), timeout_s=timeout_s, max_bytes=max_bytes),
        )


@contextmanager
def playing() -> Iterator[Bank]:
    """Play the bank on a free port of this machine."""
    bank = Bank()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bank.asked.append(self.path)
            if bank.silent:
                bank.over.wait()
                return
            body = bank.files.get(self.path, b"")
            self.send_response(bank.status if body else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    bank.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield bank
    finally:
        bank.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
