"""Putting a play together: a scenario, its platforms, one port."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from adhelm.sandbox.frame import Ask, Frame, Front, Platform, Server, World
from adhelm.sandbox.google_ads import GoogleAds
from adhelm.sandbox.linkedin import LinkedIn
from adhelm.sandbox.meta import Meta
from adhelm.sandbox.tiktok import TikTok
from adhelm.sandbox.x import X


def frame(name: str, *, seed: int, now: datetime | None = None) -> Frame:
    """
    Return what plays a scenario, ready to be served.

    :raises UnknownScenario: if there is no scenario of that name.
    """
    return Frame(World(name, seed=seed, now=now), platforms)


def serve(name: str, *, seed: int, port: int = 0, now: datetime | None = None) -> Server:
    """
    Return a server of a scenario on 127.0.0.1; port 0 takes a free one.

    :raises UnknownScenario: if there is no scenario of that name.
    :raises CannotListen: if the port is taken.
    """
    return Server(frame(name, seed=seed, now=now), port=port, http2=_grpc)


def platforms(world: World) -> Sequence[Platform]:
    """Return every platform that is played, in a world."""
    return [GoogleAds(world), Meta(world), TikTok(world), LinkedIn(world), X(world)]


def _grpc(ask: Ask) -> Front:
    from adhelm.sandbox.google_ads.front import GrpcFront

    return GrpcFront(ask)
