"""Log lines, metrics and traces. No personal data: ids, rules, counts and durations only."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from opentelemetry import trace
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from danvan.services.chassis.health import Health
from danvan.services.chassis.settings import Settings

REQUESTS = Histogram(
    "danvan_http_seconds", "Duration of HTTP requests.", ["service", "method", "route", "status"]
)
TAKEN_IN = Counter("danvan_intake_messages", "Messages taken in.", ["stream"])
OUTCOMES = Counter("danvan_submissions", "Outcomes of submissions.", ["status", "rule"])
POSITION = Gauge("danvan_position", "How far a part is.", ["part"])
LAG = Gauge("danvan_lag", "How many messages or facts a part has before it.", ["part"])
_propagator = TraceContextTextMapPropagator()

WAITING = Gauge("danvan_waiting", "1 while a part waits for an engine.", ["part"])


def configure(settings: Settings, service: str) -> None:
    """Set up log lines for this process."""
    render: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level.lower()),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


@contextmanager
def span(name: str, traceparent: str | None) -> Iterator[str | None]:
    """A span below a W3C trace context; yields the context that what happens inside it carries.

    Where no exporter is set up, that is the context that was given.
    """
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        yield traceparent
        return
    carrier = {} if traceparent is None else {"traceparent": traceparent}
    parent = _propagator.extract(carrier)
    with trace.get_tracer("danvan").start_as_current_span(name, context=parent):
        _propagator.inject(carrier)
        yield carrier.get("traceparent")


def current_trace() -> str | None:
    """The W3C trace context of the running request, where it is traced."""
    carrier: dict[str, str] = {}
    _propagator.inject(carrier)
    return carrier.get("traceparent")


def exposition(health: Health) -> bytes:
    """All metrics in the form Prometheus reads."""
    for name, part in health.report()["parts"].items():
        POSITION.labels(name).set(part["position"])
        LAG.labels(name).set(part["lag"])
        WAITING.labels(name).set("waiting_for" in part)
    return generate_latest()


class Measured:
    """Measures every request of an application. (Its spans are FastAPI's own.)"""

    def __init__(self, app: ASGIApp, service: str) -> None:
        self._app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes everything on; an answer that never began counts as 500."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            seconds = REQUESTS.labels(self._service, scope["method"], route, status)
            seconds.observe(time.perf_counter() - started)
