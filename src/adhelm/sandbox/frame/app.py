"""The one door: which platform a call is for, whether a fault is due, what is written down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from adhelm.sandbox.frame import control, faults
from adhelm.sandbox.frame.calls import Call, Outcome, Platform, Reply, json_reply
from adhelm.sandbox.frame.faults import BENT, Fault, Faults
from adhelm.sandbox.frame.journal import Journal
from adhelm.sandbox.frame.world import World

_log = logging.getLogger(__name__)

Openers = Callable[[World], Sequence[Platform]]

_INSTEAD = frozenset({"500", "429", "html", "retired_version"})


class Frame:
    """Plays every platform, one call after the other."""

    def __init__(self, world: World, openers: Openers) -> None:
        self._openers = openers
        self.faults = Faults()
        self.journal = Journal()
        self.begin(world)

    def begin(self, world: World) -> None:
        """Start over with another world: no edits, no tokens, no faults."""
        self.world = world
        self.faults.clear()
        self._platforms = {one.prefix: one for one in self._openers(world)}

    @property
    def prefixes(self) -> Iterable[str]:
        """Return the first parts of the platforms' paths."""
        return self._platforms

    def answer(self, call: Call) -> Outcome:
        """Answer one call, whose path still has the platform's prefix."""
        prefix, _, rest = call.path[1:].partition("/")
        if prefix == "_sandbox":
            return Outcome(control.answer(self, call))
        platform = self._platforms.get(prefix)
        if platform is None:
            return Outcome(json_reply({"error": f"no platform at /{prefix}"}, 404))
        return self._play(platform, replace(call, path=f"/{rest}", root=f"{call.root}/{prefix}"))

    def _play(self, platform: Platform, call: Call) -> Outcome:
        prefix = platform.prefix
        fault = self.faults.due(prefix, call.path, call.method)
        if fault is None and self.world.limits.over(prefix):
            fault = Fault("429")
        mode = fault.mode if fault else ""
        reply = self._reply(platform, call, mode)
        if fault is not None and mode in BENT:
            changed = faults.bent(reply, fault)
            # What it is about is not in this answer: it waits for the next.
            fault.seen -= changed is None
            reply, mode = changed or reply, mode if changed else ""
        lost = mode in {"drop", "timeout_after_commit"}
        self.journal.note(
            call,
            platform=prefix,
            at=self.world.clock.now(),
            status=0 if lost else reply.status,
            size=len(reply.body),
            fault=mode,
        )
        return Outcome(reply, lost=lost, half=mode == "truncated")

    @staticmethod
    def _reply(platform: Platform, call: Call, mode: str) -> Reply:
        if mode == "drop":
            return Reply(0)
        if mode in _INSTEAD:
            return faults.html() if mode == "html" else platform.trouble(call, mode)
        try:
            return platform.answer(call)
        except Exception:  # noqa: BLE001 - said in the log
            # A call that nobody foresaw: the platform answers as it does when it breaks.
            _log.exception("%s %s", call.method, call.path)
            return platform.trouble(call, "500")
