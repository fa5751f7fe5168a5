"""Traces for OpenTelemetry, if somebody wants them (`adhelm[otel]`); else nothing is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from adhelm.core.errors import Invalid
from adhelm.core.request import request_id

Post = Callable[[bytes], bool]
"""Hands a package of spans (OTLP, protobuf) to the receiver; says whether it took it."""
Note = Callable[..., None]
"""Adds attributes to a span."""


class ExtraMissing(Invalid):
    """Traces are wanted, and what makes them is not installed."""

    code = "otel.extra_missing"


class _Kept:
    tracer: Any = None
    sql: bool = False


@contextmanager
def send_traces(post: Post, *, version: str, sql: bool = False) -> Iterator[None]:
    """
    Make traces inside the block, and hand over the last of them when it ends.

    `sql`: also a span for each statement, without the values in it.

    :raises ExtraMissing: if OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise ExtraMissing(
            "traces need OpenTelemetry", hint="pip install 'adhelm[otel]'"
        ) from error
    resource = Resource.create({"service.name": "adhelm", "service.version": version})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(_exporter(post)))
    _Kept.tracer, _Kept.sql = provider.get_tracer("adhelm", version), sql
    try:
        yield
    finally:
        _Kept.tracer, _Kept.sql = None, False
        provider.shutdown()


@contextmanager
def span(
    name: str, *, kind: str = "internal", parent: str = "", **attributes: object
) -> Iterator[Note]:
    """
    Trace the block; yields what adds attributes to it. Without `send_traces`, does nothing.

    `kind`: internal, server or client; `parent`: the `traceparent` of who called.
    """
    if _Kept.tracer is None:
        yield _nothing
        return
    from opentelemetry.trace import SpanKind, StatusCode

    about = {"adhelm.request_id": request_id(), **attributes}
    kept = {_dotted(key): value for key, value in about.items() if value not in {"", None}}
    with _Kept.tracer.start_as_current_span(
        name, context=_context(parent), kind=SpanKind[kind.upper()], attributes=kept,
        record_exception=False, set_status_on_exception=False,
    ) as made:  # fmt: skip

        def note(rename: str = "", /, **more: Any) -> None:
            made.set_attributes({_dotted(key): value for key, value in more.items()})
            if rename:
                made.update_name(rename)

        try:
            yield note
        except BaseException as error:
            # Its name and not its text, which may hold what nobody else should read.
            made.set_status(StatusCode.ERROR, type(error).__name__)
            raise


def begin_sql(statement: str) -> Any:
    """Begin the span of a statement, if these are wanted inside of another span."""
    if not _Kept.sql or _Kept.tracer is None:
        return None
    from opentelemetry.trace import SpanKind, get_current_span

    if not get_current_span().get_span_context().is_valid:
        return None
    verb = re.match(r"\s*(\w+)", statement)
    return _Kept.tracer.start_span(
        f"SQL {verb[1].upper() if verb else ''}".strip(),
        kind=SpanKind.CLIENT,
        attributes={"db.query.text": statement[:2000]},
    )


def end_sql(begun: Any) -> None:
    """End the span of a statement."""
    if begun is not None:
        begun.end()


def _nothing(_: str = "", /, **__: Any) -> None:
    return


def _dotted(name: str) -> str:
    # `http_route` in Python is `http.route` there.
    return name.replace("__", ".")


def _context(parent: str) -> Any:
    if not parent:
        return None
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    carrier: Mapping[str, str] = {"traceparent": parent}
    return TraceContextTextMapPropagator().extract(carrier)


def _exporter(post: Post) -> Any:
    from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Exporter(SpanExporter):
        """Hands spans to `post`: by our own client, which reaches only what it may."""

        def export(self, spans: Any) -> Any:
            """Hand over some spans."""
            taken = post(encode_spans(spans).SerializeToString())
            return SpanExportResult.SUCCESS if taken else SpanExportResult.FAILURE

    return Exporter()
