"""The FastAPI application of a service: its own routes, and those that all services have."""
# No postponed annotations: FastAPI could not read those that name the parameters of a function.

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from danvan import __version__
from danvan.contracts.base import Refused, Text
from danvan.contracts.catalogue import UnknownType
from danvan.contracts.roles import READERS, UNIT_PEOPLE
from danvan.contracts.strict_json import MAX_BYTES, read_object
from danvan.services.chassis import observability
from danvan.services.chassis.auth import IssuerAway, NotSignedIn, Tokens
from danvan.services.chassis.database import Db
from danvan.services.chassis.erasures import erasures_router
from danvan.services.chassis.faults import DATABASE_AWAY
from danvan.services.chassis.ground import Ground, Service
from danvan.services.chassis.health import Health
from danvan.services.chassis.history import AUDITOR, history_router
from danvan.services.chassis.http import PROBLEMS, Api, BodyLimit, Caller, Forbidden, Malformed
from danvan.services.chassis.journal import Conflict, StoredFact
from danvan.services.chassis.lists import Limit, Page, page
from danvan.services.chassis.log_api import log_router
from danvan.services.chassis.master_keys import OtherKey
from danvan.services.chassis.persons import NoMasterKey
from danvan.services.chassis.submissions import submissions_of

PROBLEM = "application/problem+json"
EXPORT_BATCH = 1000
#: What FastAPI answers to a body that its parser gives up on.
UNPARSED = 400
#: Errors that say in English what is wrong: status, rule, and the sentence in Vietnamese.
PLAIN: dict[type[Exception], tuple[int, str, str]] = {
    NotSignedIn: (401, "not-signed-in", "Bạn chưa đăng nhập."),
    Forbidden: (403, "not-allowed", "Bạn không có quyền này."),
    Conflict: (503, "busy", "Người khác đang ghi cùng hồ sơ; hãy thử lại."),
    IssuerAway: (503, "issuer-away", "Nơi cấp thẻ không trả lời; hãy thử lại."),
    NoMasterKey: (503, "master-key-missing", "Hãy đặt DANVAN_MASTER_KEY; chưa ghi gì."),
    OtherKey: (503, "master-key-changed", "Khóa chính đã đổi; hãy thêm lại khóa cũ vào cài đặt."),
    UnknownType: (503, "release-too-old", "Phiên bản này cũ hơn dữ liệu; hãy nâng cấp dịch vụ."),
} | dict.fromkeys(
    DATABASE_AWAY, (503, "store-away", "Kho dữ liệu tạm thời không trả lời; hãy thử lại.")
)
#: Errors that the framework answers with, or that say in English what exactly is not there.
FRAMEWORK: dict[int, tuple[str, Text]] = {
    404: (
        "not-found",
        Text(
            vi="Không có gì ở địa chỉ này; hãy kiểm tra địa chỉ và mã.",
            en="There is nothing here; check the address and the id.",
        ),
    ),
    405: (
        "method-not-allowed",
        Text(
            vi="Địa chỉ này không nhận phương thức đó; hãy xem /docs.",
            en="This address does not take that method; see /docs.",
        ),
    ),
    413: (
        "message-too-large",
        Text(
            vi=f"Nội dung lớn hơn {MAX_BYTES} byte; hãy rút gọn.",
            en=f"The body is larger than {MAX_BYTES} bytes; shorten it.",
        ),
    ),
}


def create_app(service: Service, ground: Ground, health: Health) -> FastAPI:
    """The whole HTTP side of one service."""
    api = Api(ground, Tokens.of(ground.settings))
    app = FastAPI(title=service.title, version=__version__, responses=PROBLEMS)
    _problems(app)
    _health(app, ground, health)
    _audit(app, ground, api)
    app.include_router(history_router(service, ground, api))
    app.include_router(log_router(ground, api))
    app.include_router(erasures_router(ground, api))
    app.include_router(service.router(ground, api))
    app.add_middleware(BodyLimit)
    app.add_middleware(observability.Measured, service=service.name)
    return app


def create_health_app(health: Health, ground: Ground | None = None) -> FastAPI:
    """Only health and metrics: what a worker serves, and everybody before the store is there."""
    app = FastAPI(title="health", openapi_url=None)
    _problems(app)
    _health(app, ground, health)
    return app


def _health(app: FastAPI, ground: Ground | None, health: Health) -> None:
    # On the event loop: all threads may hang on a store that does not answer.
    def answer(good: bool) -> Response:
        return JSONResponse(health.report(), 200 if good else 503)

    @app.get("/health/live", tags=["health"])
    async def live() -> Response:
        """Do the parts still beat? If not, start the process anew."""
        return answer(health.live())

    @app.get("/health/ready", tags=["health"])
    async def ready() -> Response:
        """Does everything run, with nothing waited for?"""
        return answer(health.ready())

    @app.get("/health/started", tags=["health"])
    async def started() -> Response:
        """Have the engines been checked and the parts begun?"""
        return answer(health.started)

    @app.get("/metrics", tags=["health"])
    async def metrics() -> Response:
        """Prometheus metrics."""
        return Response(observability.exposition(health), media_type="text/plain; version=0.0.4")

    @app.get("/status", tags=["health"])
    def status() -> dict[str, Any]:
        """The health report, with the end of the journal to hold the positions against."""
        return health.report() | ({"head": ground.journal.head()} if ground else {})


def _audit(app: FastAPI, ground: Ground, api: Api) -> None:
    @app.get("/intake/{unit}", tags=["submissions"])
    def intake(
        unit: str,
        caller: Annotated[Caller, api.caller(*READERS, *UNIT_PEOPLE)],
        db: Annotated[Db, api.read()],
        cursor: Annotated[int, Query(ge=0)] = 0,
        limit: Limit = 100,
    ) -> Page:
        """What a unit submitted and what became of it, oldest first."""
        caller.must_be_of(unit)
        return page(submissions_of(db, unit, cursor, limit), "position", limit)

    @app.get("/facts", tags=["history"], response_class=StreamingResponse)
    def facts(
        caller: Annotated[Caller, api.caller(AUDITOR)],
        after: Annotated[int, Query(ge=0)] = 0,
    ) -> StreamingResponse:
        """Every fact after a position, in order, one a line, in the bytes that are stored."""
        first = ground.journal.read(after, EXPORT_BATCH)  # an error here is still an answer
        return StreamingResponse(_lines(ground, first), media_type="application/x-ndjson")


def _lines(ground: Ground, batch: Sequence[StoredFact]) -> Iterator[bytes]:
    while batch:
        yield b"".join(stored.raw + b"\n" for stored in batch)
        batch = ground.journal.read(batch[-1].position, EXPORT_BATCH)


def _problems(app: FastAPI) -> None:
    """Every error answers as `application/problem+json` with the rule's name as type."""

    def refused(request: Request, error: Exception) -> Response:
        status = 409
        if isinstance(error, Malformed):
            status, error = 422, error.refused
        assert isinstance(error, Refused)
        return _problem(
            request,
            status,
            error.rule,
            error.reason,
            pointer=error.pointer,
            problems=[problem.model_dump(exclude_none=True) for problem in error.problems],
            resend=error.resend.value,
        )

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        if (why := await _unreadable(request)) is not None:
            return refused(request, Malformed(why))
        problems = [
            {"pointer": "/" + "/".join(map(str, e["loc"])), "rule": e["type"], "detail": e["msg"]}
            for e in error.errors()
        ]
        reason = Text(vi="Yêu cầu không đúng mẫu.", en="The request does not fit the contract.")
        return _problem(request, 422, "request-invalid", reason, problems=problems)

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == UNPARSED and (why := await _unreadable(request)) is not None:
            return refused(request, Malformed(why))
        said = str(error.detail)
        rule, reason = FRAMEWORK.get(error.status_code, ("http-error", Text(vi=said, en=said)))
        if said != HTTPStatus(error.status_code).phrase:  # somebody said what exactly
            reason = Text(vi=reason.vi, en=said)
        return _problem(request, error.status_code, rule, reason)

    def fault(request: Request, error: Exception) -> Response:
        reason = Text(
            vi="Hệ thống gặp lỗi; hãy thử lại, nếu vẫn lỗi thì báo người vận hành.",
            en="The service failed; try again, and tell the operator if it fails again.",
        )
        return _problem(request, 500, "service-fault", reason)

    app.add_exception_handler(Exception, fault)
    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(Malformed, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http_error)
    for kind, (status, rule, vi) in PLAIN.items():
        app.add_exception_handler(kind, _plain(status, rule, vi))


def _plain(status: int, rule: str, vi: str) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, error: Exception) -> Response:
        return _problem(request, status, rule, Text(vi=vi, en=str(error)))

    return answer


async def _unreadable(request: Request) -> Refused | None:
    """Why the body is not one that we read; FastAPI, which parses it first, does not say."""
    body = await request.body()
    try:
        if body:
            read_object(body)
    except Refused as refused:
        return refused
    return None


def _problem(request: Request, status: int, rule: str, reason: Text, **more: Any) -> Response:
    english = request.headers.get("accept-language", "vi").lower().startswith("en")
    body = {
        "type": rule,
        "status": status,
        "title": reason.en if english else reason.vi,
        "reason": reason.model_dump(),
    } | {key: value for key, value in more.items() if value is not None}
    return JSONResponse(body, status, media_type=PROBLEM)
