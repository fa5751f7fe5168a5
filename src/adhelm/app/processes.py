"""Processes of one server: forked from the command, started again when they die, ended together.

The command itself does nothing else, so that it forks without threads, files or connections open.
"""

from __future__ import annotations

import logging
import math
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_log = logging.getLogger(__name__)
_MOST = 8
_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_STOPS = (signal.SIGINT, signal.SIGTERM)
_GROUP, _AFTER, _LAST, _TRIES = Path("/proc/self/autogroup"), 10, 19, 10
_EARLY_S = 1.0
"""Who dies sooner than that is not started again before as long."""


def offered() -> int:
    """Return how many processes the machine has processors for, one at least and eight at most."""
    able = getattr(os, "sched_getaffinity", None)
    cores = len(able(0)) if able else os.cpu_count() or 1
    return max(1, min(cores, _allowed(), _MOST))


def share(total: int, processes: int, *, least: int = 1) -> int:
    """Return one process's part of a limit that holds for all of them together."""
    return max(min(least, total), math.ceil(total / processes))


def after_others() -> None:
    """
    Let the machine's other processes go first: those for which somebody waits.

    After a start, work by schedule fills a core for minutes, of which a machine may have two. With
    nobody there it is done as soon as ever; else it has a tenth of a turn, and not none, for it may
    hold a lock that they need.
    """
    os.nice(_AFTER)
    # Linux may give each session its turns first, and heed the niceness of processes only within
    # one (`sched(7)`, autogroup): without a session of its own this would not let the browser go
    # first. It ends with its parent all the same.
    # A kernel or a container may have no such group, or let nobody write to it; that of the
    # machine's first processes, before any session, tells no level.
    with suppress(OSError, ValueError, IndexError):
        before = int(_GROUP.read_text("ascii").split()[-1])
        os.setsid()
        _say_group(min(before + _AFTER, _LAST))


def _say_group(level: int) -> None:
    for _ in range(_TRIES):
        try:
            _GROUP.write_text(f"{level}\n", "ascii")
        except BlockingIOError:  # The kernel takes ten a second of all processes together.
            time.sleep(_EARLY_S / 5)
        else:
            return


def _allowed() -> int:
    """Return how many processors a container may use, which its number of cores does not tell."""
    try:
        quota, period = _QUOTA.read_text("ascii").split()
        return math.ceil(int(quota) / int(period))
    except (OSError, ValueError):
        return _MOST


@dataclass(frozen=True, slots=True)
class _Child:
    name: str
    began: float


class Processes:
    """What runs beside each other, each in a process of its own, until all are stopped."""

    def __init__(
        self,
        work: Mapping[str, Callable[[], None]],
        *,
        at_most_s: float,
        stopped: Callable[[], None],
    ) -> None:
        """
        `work` is called in the process of its name, and returns when that gets SIGTERM.

        `stopped` is called here at the first SIGINT or SIGTERM; who has not ended `at_most_s`
        seconds later is killed.
        """
        self._work = dict(work)
        self._at_most_s = at_most_s
        self._stopped = stopped
        self._children: dict[int, _Child] = {}
        self._stopping = False

    def run(self, started: Callable[[], None]) -> None:
        """Run all until they are stopped; calls `started` when each has its process."""
        follow, alive = os.pipe()
        try:
            with self._heeding():
                for name in self._work:
                    self._start(name, follow, alive)
                started()
                while self._children:
                    self._bury(follow, alive)
        finally:
            os.close(follow)
            os.close(alive)

    def _bury(self, follow: int, alive: int) -> None:
        """Wait until one has ended, and start it again unless all shall end."""
        pid, status = os.wait()
        child = self._children.pop(pid, None)
        if child is None or self._stopping:
            return
        code = os.waitstatus_to_exitcode(status)
        _log.error(
            "the process %s (%s) has ended with %s; another takes over", child.name, pid, code
        )
        if time.monotonic() - child.began < _EARLY_S:
            time.sleep(_EARLY_S)
        self._start(child.name, follow, alive)

    def _start(self, name: str, follow: int, alive: int) -> None:
        # A signal that comes amid this is heeded by the parent alone, when the child is known.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            if self._stopping:
                return
            pid = os.fork()
            if pid == 0:
                os.close(alive)
                self._be(name, follow)
            self._children[pid] = _Child(name, time.monotonic())
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def _be(self, name: str, follow: int) -> None:
        """Do the work in the child; nothing of what the parent would do on its way out."""
        code = 1
        try:
            # Ctrl-C reaches the whole group; the parent passes it on as SIGTERM.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            threading.Thread(target=_end_with_parent, args=(follow,), daemon=True).start()
            self._work[name]()
            code = 0
        except BaseException:  # noqa: BLE001 - whatever it was, this process ends here
            _log.exception("the process %s cannot go on", name)
        finally:
            os._exit(code)

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        last = threading.Timer(self._at_most_s, self._send, (signal.SIGKILL,))
        last.daemon = True

        def stop(_: int, __: FrameType | None) -> None:
            if not self._stopping:
                self._stopping = True
                self._stopped()
                last.start()
            self._send(signal.SIGTERM)

        before = {number: signal.signal(number, stop) for number in _STOPS}
        try:
            yield
        finally:
            last.cancel()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _send(self, number: signal.Signals) -> None:
        for pid in list(self._children):
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue


def _end_with_parent(follow: int) -> None:
    # Nothing is ever written: this returns when the parent is gone, however it died. What is under
    # way then ends as if it had been killed itself, and the address is free at once.
    os.read(follow, 1)
    os._exit(1)
