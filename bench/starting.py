"""How soon `adhelm up` answers from an empty home, whose tables it makes on the way.

Beside it uvicorn with one route and nothing else: nobody on the same server answers sooner.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench.measure import Contender, Ratio, at_most, compete, keep
from bench.stopwatch import Stopwatch

_LIMIT_S = 5.0
_UP, _BARE = "adhelm up, empty home", "uvicorn, one route"
_ONE_ROUTE = """
import socket, uvicorn
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})
taken = socket.create_server(("127.0.0.1", 0))
print('"url": "http://127.0.0.1:%d"' % taken.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error")).run(sockets=[taken])
"""


def main(*, rows: int, repeats: int, data: Path, results: Path, name: str) -> Path:
    """Start each `repeats` times."""
    del rows, data
    contenders = [Contender(_UP, "bench.starting:up"), Contender(_BARE, "bench.starting:bare")]
    found = compete(contenders, repeats=repeats)
    own, least = found[_UP].median_s, found[_BARE].median_s
    ratios = [
        at_most("seconds to the first answer", own, _LIMIT_S),
        Ratio("against one route alone", own / least, "nobody has less than 1", met=True),
    ]
    # Neither processor time nor memory: those of who starts a server say nothing of it.
    seconds = {each: [round(took, 3) for took in one.seconds] for each, one in found.items()}
    settings = {"repeats": repeats, "seconds": seconds}
    return keep(name, parts={}, ratios=ratios, settings=settings, folder=results)


def up() -> dict[str, Any]:
    """Start the product in a folder that is not there yet."""
    with tempfile.TemporaryDirectory() as folder:
        home = str(Path(folder) / "home")
        command = ["-m", "adhelm.app", "--home", home, "up", "--port", "0", "-o", "json"]
        return _answered(command, path="/api/v1/version")


def bare() -> dict[str, Any]:
    """Start a server that knows one answer."""
    return _answered(["-c", _ONE_ROUTE], path="/")


def _answered(command: Sequence[str], *, path: str) -> dict[str, Any]:
    """Start Python; return the seconds until it has said where it serves, and answers there."""
    process = None
    try:
        with Stopwatch() as watch:
            process = subprocess.Popen(
                [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True,
            )  # fmt: skip
            assert process.stdout is not None
            told = next((line for line in process.stdout if '"url"' in line), "")
            if not told:
                return {"failed": "it ended before it served"}
            url = told.split('"url":')[1].strip().strip('",')
            with urllib.request.urlopen(url + path, timeout=60) as answer:
                answer.read()
        return watch.figures
    finally:
        if process is not None:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.communicate(timeout=30)
