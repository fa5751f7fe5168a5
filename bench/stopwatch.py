"""Wall and processor time of a block. Imports nothing, so that any environment can use it."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self


class Stopwatch:
    """Use it in a `with` block; `figures` are its seconds, and those of all its threads."""

    def __enter__(self) -> Self:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seconds = time.perf_counter() - self._wall
        self.cpu_s = time.process_time() - self._cpu

    @property
    def figures(self) -> dict[str, float]:
        """Return what the process that compares contenders wants to know."""
        return {"seconds": self.seconds, "cpu_s": self.cpu_s}
