"""Progress of long work on standard error: a bar on a terminal after a second, NDJSON otherwise."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from adhelm.core.terminal.formats import as_line

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_PATIENCE_S = 1.0
_EVERY_S = 0.5


class Lines:
    """Progress as `{"type":"progress",…}` lines, at most two a second, the last one always."""

    def __init__(self, stream: TextIO, title: str) -> None:
        self._stream = stream
        self._title = title
        self._said: float | None = None
        self._latest: dict[str, object] | None = None

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """Take note: `done` of `total` (None: unknown) units of `what`."""
        self._latest = {"task": self._title, "what": what, "done": done, "total": total}
        now = time.monotonic()
        if self._said is None or now - self._said >= _EVERY_S:
            self._said = now
            self._say()

    def close(self) -> None:
        """Say the last step if it has not been said."""
        self._say()

    def _say(self) -> None:
        if self._latest is not None:
            self._stream.write(as_line({"type": "progress", **self._latest}))
            self._stream.flush()
            self._latest = None


class Bar:
    """A progress bar that appears once the work has taken a second, and goes when it is done."""

    def __init__(
        self, stream: TextIO, title: str, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._title = title
        self._monotonic = monotonic
        self._started = monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """Take note: `done` of `total` (None: unknown) units of `what`."""
        if self._bar is None and self._monotonic() - self._started < _PATIENCE_S:
            return
        if self._bar is None:
            self._bar = self._open()
            self._task = self._bar.add_task(self._title, total=total)
        if self._task is not None:
            self._bar.update(
                self._task, completed=done, total=total, description=f"{self._title} {what}"
            )

    def close(self) -> None:
        """Take the bar off the screen."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _open(self) -> Progress:
        from rich.progress import Progress

        from adhelm.core.terminal.table import open_console

        bar = Progress(console=open_console(self._stream), transient=True)
        bar.start()
        return bar
