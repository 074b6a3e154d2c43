"""How a page is answered: who looks, in which language, through which template, how guarded.

Nobody who is signed out sees anything; every form carries the session's token against forged
requests; no script or style runs that is not a file of ours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from danvan.contracts.base import Refused
from danvan.contracts.roles import Role
from danvan.services.chassis.auth import IssuerAway, NotSignedIn, Principal, Tokens
from danvan.services.chassis.ground import Ground
from danvan.services.chassis.http import Caller, Forbidden
from danvan.services.chassis.signing_in import Session, Sessions, genuine
from danvan.services.inspection.application.reading import open_file
from danvan.services.inspection.pages import drawings
from danvan.services.inspection.pages.language import Language, languages
from danvan.services.inspection.pages.mishaps import forged, status, why
from danvan.services.inspection.pages.sources import Part, Sources

ROOM = Path(__file__).parent.parent
#: Who may look. Which parts, each service decides.
ENTER = (Role.INSPECTOR, Role.LEADER, Role.STANDING, Role.SUPERVISOR)
COOKIE, LANGUAGE_COOKIE = "danvan_session", "danvan_lang"
YEAR_SECONDS = 31_536_000
SIGN_IN = "/console/sign-in"
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
    " img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass
class Visit:
    """One request to a page, of somebody who is signed in unless the page is open to all."""

    request: Request
    language: Language
    session: Session
    sources: Sources
    form: Mapping[str, str]
    principal: Principal | None = None

    @property
    def who(self) -> Principal:
        """Whoever is signed in."""
        assert self.principal is not None, "the page is not an open one"
        return self.principal

    def asked(self, name: str) -> str | None:
        """A parameter of the address; None where it is absent or empty."""
        return self.request.query_params.get(name) or None

    def asked_day(self, name: str, otherwise: date) -> date:
        """A parameter that is a day.

        Raises:
            Refused: if it is something else.
        """
        given = self.asked(name)
        try:
            return date.fromisoformat(given) if given else otherwise
        except ValueError:
            raise Refused(
                "not-a-day",
                vi=f"“{given}” không phải là ngày; hãy ghi như 2023-05-10.",
                en=f"“{given}” is not a day; write it like 2023-05-10.",
            ) from None

    def on(self, to: str) -> Response:
        """Go on at another address."""
        return RedirectResponse(to, 303, headers=HEADERS)

    async def get(self, service: str, path: str, **query: Any) -> Part:
        """Ask a service on behalf of whoever looks."""
        return await self.sources.get(self.session.token, service, path, **query)

    async def post(self, service: str, path: str, body: Any) -> Part:
        """Have a service do something on behalf of whoever looks."""
        return await self.sources.post(self.session.token, service, path, body)


Answer = tuple[str, dict[str, Any]] | Response
Handler = Callable[[Visit], Awaitable[Answer]]


class ReasonNeeded(Exception):
    """Somebody opens a file without having said why."""


class Desk:
    """Answers pages. One for the whole process."""

    def __init__(
        self, ground: Ground, tokens: Tokens, sources: Sources, sessions: Sessions, *, secure: bool
    ) -> None:
        self.ground = ground
        self.sessions = sessions
        self.sources = sources
        self.routes = APIRouter(include_in_schema=False)
        self._tokens = tokens
        self._secure = secure
        self._languages = languages()
        self._templates = Environment(
            loader=FileSystemLoader(ROOM / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(drawings=drawings, static=_static(), path=quote)
        self._templates.filters.update(
            merged=lambda query, **more: {k: v for k, v in (query | more).items() if v},
            without=lambda row, *names: {k: v for k, v in row.items() if k not in names},
        )

    def page(
        self, path: str, handler: Handler, *, method: str = "GET", to_all: bool = False
    ) -> None:
        """Answer an address with what a handler says: a template and its values, or a response."""

        async def answer(request: Request) -> Response:
            visit = await self._visit(request)
            try:
                if "\0" in unquote(_here(request)):  # the store can't be asked for it
                    raise HTTPException(404)
                if not to_all:
                    visit.principal = await self.admit(visit.session.token)
                if method == "POST" and not genuine(visit.session, visit.form.get("csrf", "")):
                    raise forged()
                said = await handler(visit)
                response = said if isinstance(said, Response) else self.render(visit, *said)
            except NotSignedIn:
                response = self._to_sign_in(request)
            except ReasonNeeded:
                response = self.render(visit, "reason.html", {"back": _here(request)})
            except (Refused, Forbidden, HTTPException, IssuerAway) as error:
                response = self.render(visit, "error.html", {"why": why(error)}, status(error))
            self._remember(request, visit, response)
            return response

        self.routes.add_api_route(path, answer, methods=[method])

    async def admit(self, token: str) -> Principal:
        """Who a token names.

        Raises:
            NotSignedIn: if it does not hold any more.
            Forbidden: if the role has no business here.
        """
        if not token:
            raise NotSignedIn("sign in first")
        principal = await run_in_threadpool(self._tokens.principal, token)
        if principal.role not in ENTER:
            raise Forbidden(f"the role {principal.role} does not enter the console")
        return principal

    async def opened(self, visit: Visit, kind: str, file: str) -> None:
        """Record that a file is read, once in a session.

        Raises:
            ReasonNeeded: if nobody has said why.
        """
        reason = visit.session.reason
        if not reason:
            raise ReasonNeeded
        of_session = f"{visit.session.csrf}\n{kind}\n{file}\n{reason}"
        key = hashlib.sha256(of_session.encode()).hexdigest()
        caller = Caller(
            self.ground, visit.who, self.ground.clock.now(), f"read-{key[:40]}", key, None
        )
        await run_in_threadpool(caller.do, lambda work: open_file(work, (kind, file), reason))

    def redirect(self, visit: Visit, to: str) -> Response:
        """Go on elsewhere, with the session as it is now."""
        response = RedirectResponse(to, 303, headers=HEADERS)
        self.keep(response, visit.session)
        return response

    def keep(self, response: Response, session: Session) -> None:
        """Put the session into the browser."""
        response.set_cookie(
            COOKIE,
            self.sessions.seal(session),
            httponly=True,
            samesite="lax",
            secure=self._secure,
        )

    def forget(self, response: Response) -> None:
        """Take the session out of the browser."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=self._secure)

    async def _visit(self, request: Request) -> Visit:
        wanted = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE, "vi")
        language = self._languages.get(wanted, self._languages["vi"])
        session = self.sessions.open(request.cookies.get(COOKIE)) or Session()
        form: dict[str, str] = {}
        if request.method == "POST":
            fields = parse_qs((await request.body()).decode("utf-8", "replace"))
            form = {name: values[0] for name, values in fields.items()}
        return Visit(request, language, session, self.sources, form)

    def render(
        self, visit: Visit, template: str, values: dict[str, Any], status: int = 200
    ) -> Response:
        """A page from a template."""
        language = visit.language
        other = next(code for code in self._languages if code != language.code)
        query = dict(visit.request.query_params) | {"lang": other}
        whole = {
            "visit": visit,
            "lang": language,
            "t": language.table,
            "other": other,
            "switch": f"{visit.request.url.path}?{urlencode(query)}",
            "here": visit.request.url.path,
            "csrf": lambda: Markup('<input type="hidden" name="csrf" value="{}">').format(
                visit.session.csrf
            ),
        } | values
        html = self._templates.get_template(template).render(whole)
        return HTMLResponse(html, status, headers=HEADERS)

    def _to_sign_in(self, request: Request) -> Response:
        back = _here(request) if request.method == "GET" else "/"
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'back': back})}", 303, headers=HEADERS)

    def _remember(self, request: Request, visit: Visit, response: Response) -> None:
        if "lang" in request.query_params:
            response.set_cookie(
                LANGUAGE_COOKIE, visit.language.code, max_age=YEAR_SECONDS, samesite="lax"
            )


def _static() -> dict[str, str]:
    """The address of each style and script; another content is another address."""
    files = {file.name: file.read_bytes() for file in (ROOM / "static").iterdir()}
    return {
        name: f"/console/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
        for name, content in files.items()
    }


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}".rstrip("?")
