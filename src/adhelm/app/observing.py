"""Switches on what a process that serves or works says of itself: logs, figures, traces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import adhelm
from adhelm.core import http, logs, telemetry
from adhelm.core.errors import AdhelmError
from adhelm.core.settings import Settings

FIGURES = "metrics"
"""The folder in home where processes keep their figures."""
_SEND_S = 10


@contextmanager
def observed(settings: Settings) -> Iterator[None]:
    """
    Log, count and, where an address is set, trace all that this process does inside the block.

    :raises ExtraMissing: if traces are wanted and OpenTelemetry is not installed.
    """
    logs.set_up(form=settings.log.format, level=settings.log.level)
    telemetry.keep_in(settings.home / FIGURES)
    with ExitStack() as stack:
        if settings.otel.endpoint:
            stack.enter_context(_traced(settings))
        yield


@contextmanager
def _traced(settings: Settings) -> Iterator[None]:
    endpoint = settings.otel.endpoint
    # Whoever set the address allowed it.
    allow = (urlsplit(endpoint).netloc.rpartition("@")[2], *settings.outbound.allow)
    with http.client(allow=allow, timeout_s=_SEND_S, told=False) as client:

        def post(spans: bytes) -> bool:
            headers = {"content-type": "application/x-protobuf"}
            try:
                answer = client.post(f"{endpoint}/v1/traces", content=spans, headers=headers)
            except AdhelmError:
                return False
            return answer.is_success

        with telemetry.send_traces(post, version=adhelm.__version__, sql=settings.otel.sql):
            yield
