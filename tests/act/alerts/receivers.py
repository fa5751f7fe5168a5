"""What stands at the other end: a mail server and web services on this machine, with faults."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Call:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    """What is answered; `hang`: nothing at all, after the request was taken or before."""

    status: int = 200
    body: bytes = b"ok"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    taken: bool = True
    """Whether the message counts as arrived at the other side."""


class WebReceiver:
    """A web service: answers what it is told to, then 200."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.calls: list[Call] = []
        self.arrived: list[Call] = []
        self.answers: list[Answer] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def then(self, *answers: Answer) -> None:
        self.answers += answers

    def take(self, call: Call) -> Answer:
        self.calls.append(call)
        answer = self.answers.pop(0) if self.answers else Answer()
        if answer.taken and answer.status < 300:
            self.arrived.append(call)
        return answer


@contextmanager
def web() -> Iterator[WebReceiver]:
    """Run a web service for the time of the block."""
    holder: list[WebReceiver] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", "0"))
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = holder[0].take(Call(self.path, headers, body))
            if answer.hang:
                # The connection ends without an answer, as a process does that is killed.
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    holder.append(WebReceiver(server.server_address[1]))
    with _running(server):
        yield holder[0]


class MailReceiver:
    """A mail server: takes letters, or says what it is told to at a command."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.answers: dict[str, list[str]] = {}
        """Command -> what is answered to it next; '' breaks off, 'after' takes it and breaks off"""

    def then(self, command: str, *answers: str) -> None:
        self.answers.setdefault(command, []).extend(answers)

    def said(self, command: str, usual: str) -> str:
        told = self.answers.get(command)
        return told.pop(0) if told else usual


class _Conversation(socketserver.StreamRequestHandler):
    """One client of the mail server."""

    server: _MailServer

    def handle(self) -> None:
        to: list[str] = []
        going = self._say(self.server.receiver.said("connect", "220 here"))
        while going and (raw := self.rfile.readline()):
            line = raw.decode().strip()
            command = line.split(":")[0].split(" ")[0].upper()
            if command == "RCPT":
                to.append(line.partition("<")[2].partition(">")[0])
            going = self._letter(to) if command == "DATA" else self._answered(command)

    def _answered(self, command: str) -> bool:
        return self._say(self.server.receiver.said(command, "250 well"))

    def _letter(self, to: list[str]) -> bool:
        self._say("354 go on")
        content = self._content()
        answer = self.server.receiver.said("DATA", "250 taken")
        if answer.startswith("2") or answer == "after":
            letter = BytesParser(policy=policy.default).parsebytes(content)
            self.server.receiver.letters.append((list(to), letter))
        to.clear()
        return self._say(answer)

    def _content(self) -> bytes:
        lines = []
        while (raw := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(raw[1:] if raw.startswith(b"..") else raw)
        return b"".join(lines)

    def _say(self, line: str) -> bool:
        if line in {"", "after"}:
            return False
        self.wfile.write(f"{line}\r\n".encode())
        return True


class _MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    receiver: MailReceiver


@contextmanager
def mail() -> Iterator[MailReceiver]:
    """Run a mail server for the time of the block."""
    server = _MailServer(("127.0.0.1", 0), _Conversation)
    server.receiver = MailReceiver(server.server_address[1])
    with _running(server):
        yield server.receiver


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
