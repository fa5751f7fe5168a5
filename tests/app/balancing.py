"""A reverse proxy in front of several processes: nginx, or a few lines that do the same."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

import httpx  # noqa: TID253 - a client of its own
import pytest

_NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log stderr error;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    upstream adhelm {{ {servers} }}
    server {{
        listen unix:{folder}/door;
        client_max_body_size 3m;
        location / {{
            proxy_pass http://adhelm;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For 198.51.100.7;
            add_header x-answered-by $upstream_addr always;
        }}
    }}
}}
"""


@contextmanager
def balanced(ports: Sequence[int], kind: str) -> Iterator[httpx.Client]:
    """Yield a client whose requests go to each port in turn; `kind`: nginx or plain."""
    if kind == "nginx" and not shutil.which("nginx"):
        pytest.skip("needs nginx")
    folder = Path(tempfile.mkdtemp(prefix="lb-"))
    try:
        with {"nginx": _nginx, "plain": _plain}[kind](ports, folder):
            transport = httpx.HTTPTransport(uds=str(folder / "door"), retries=10)
            with httpx.Client(transport=transport, base_url="http://adhelm") as http:
                # One connection a request: the plain one turns with connections.
                http.headers["connection"] = "close"
                yield http
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _nginx(ports: Sequence[int], folder: Path) -> Iterator[None]:
    servers = " ".join(f"server 127.0.0.1:{port};" for port in ports)
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, servers=servers))
    with subprocess.Popen(["nginx", "-p", str(folder), "-c", str(config)]) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def _plain(ports: Sequence[int], folder: Path) -> Iterator[None]:
    turns = cycle(ports)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(folder / "door"))
        door.listen(64)
        threading.Thread(target=_accept, args=(door, turns), daemon=True).start()
        yield
        door.shutdown(socket.SHUT_RDWR)


def _accept(door: socket.socket, turns: Iterator[int]) -> None:
    while True:
        try:
            near, _ = door.accept()
        except OSError:
            return
        threading.Thread(target=_join, args=(near, next(turns)), daemon=True).start()


def _join(near: socket.socket, port: int) -> None:
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        asking = threading.Thread(target=_carry, args=(near, far), daemon=True)
        asking.start()
        _carry(far, near)
        asking.join()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    # Either side may go away amid it, as a proxy's sides do.
    with suppress(OSError):
        while content := source.recv(65536):
            sink.sendall(content)
        sink.shutdown(socket.SHUT_WR)
