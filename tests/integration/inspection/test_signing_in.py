"""Signing in with a browser: OIDC against a small issuer, the local page, the guards."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from joserfc import jwt
from joserfc.jwk import OKPKey

from danvan.contracts.roles import Role
from danvan.services.chassis.auth import local_token, new_local_key
from danvan.services.chassis.signing_in import Session, Sessions
from danvan.services.inspection.__main__ import SERVICE
from danvan.services.inspection.pages.desk import COOKIE, SIGN_IN
from tests.support.engines import Database, free_port
from tests.support.grounds import AUDIENCE, Bench, bench

CLIENT, SECRET = "console", "a secret"
CONSOLE = "http://console.example"


@dataclass
class Issuer:
    """An identity provider: hands out a code, and a token to whoever proves to have asked."""

    url: str
    key: OKPKey = field(default_factory=lambda: OKPKey.generate_key("Ed25519"))
    role: Role = Role.INSPECTOR
    asked: dict[str, str] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """Its HTTP side."""
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery() -> dict[str, str]:
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorise",
                "token_endpoint": f"{self.url}/token",
            }

        @app.post("/token")
        async def token(request: Request) -> Any:
            form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            good = proof == self.asked["code_challenge"] and form["code"] == "the code"
            if not good or form["client_secret"] != SECRET:
                return _refuse()
            return {"access_token": self.token(), "token_type": "Bearer"}

        return app

    def token(self) -> str:
        """A token for somebody in this role."""
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "an",
            "role": self.role.value,
            "exp": int(time.time()) + 60,
        }
        return jwt.encode({"alg": "Ed25519"}, claims, self.key, algorithms=["Ed25519"])


def _refuse() -> JSONResponse:
    return JSONResponse({"error": "invalid_grant"}, 400)


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """An issuer that listens."""
    port = free_port()
    issuer = Issuer(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(uvicorn.Config(issuer.app(), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield issuer
    server.should_exit = True
    thread.join()


@pytest.fixture
def oidc(database: Database, issuer: Issuer, tmp_path: Path) -> Iterator[Bench]:
    """The console of an agency with an issuer."""
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps({"keys": [issuer.key.as_dict(private=False)]}))
    with bench(
        SERVICE,
        database,
        oidc_issuer=issuer.url,
        oidc_jwks=str(keys),
        oidc_client=CLIENT,
        oidc_client_secret=SECRET,
        public_url=CONSOLE,
    ) as one:
        yield one


@contextmanager
def local_console(database: Database, **settings: Any) -> Iterator[Bench]:
    """The console on one machine."""
    with bench(SERVICE, database, **settings) as one:
        yield one


def browse(console: Bench, steps: Callable[[httpx.AsyncClient], Any]) -> None:
    """What a browser does, cookies and all; redirects are looked at one by one."""

    async def run() -> None:
        transport = httpx.ASGITransport(console.app)
        async with httpx.AsyncClient(transport=transport, base_url=CONSOLE) as client:
            await steps(client)

    asyncio.run(run())


async def begin(client: httpx.AsyncClient, issuer: Issuer) -> str:
    """Go to the issuer; the answer is the state that it has to send back."""
    await client.get(SIGN_IN, params={"back": "/console/units"})
    there = await client.get("/console/issuer")
    assert there.status_code == 303
    address = urlsplit(there.headers["location"])
    assert f"{address.scheme}://{address.netloc}" == issuer.url
    issuer.asked = {name: values[0] for name, values in parse_qs(address.query).items()}
    assert issuer.asked["redirect_uri"] == f"{CONSOLE}/console/signed-in"
    return issuer.asked["state"]


def csrf_of(page: httpx.Response) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_the_issuer_s_word_lets_people_in_where_they_wanted_to_go(
    oidc: Bench, issuer: Issuer
) -> None:
    async def steps(client: httpx.AsyncClient) -> None:
        state = await begin(client, issuer)
        back = await client.get("/console/signed-in", params={"state": state, "code": "the code"})
        assert (back.status_code, back.headers["location"]) == (303, "/console/units")
        cookie = back.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert (await client.get("/console/inspections")).status_code == 200

    browse(oidc, steps)


def test_an_answer_to_another_browser_is_refused(oidc: Bench, issuer: Issuer) -> None:
    async def steps(client: httpx.AsyncClient) -> None:
        state = await begin(client, issuer)
        client.cookies.clear()
        answer = await client.get("/console/signed-in", params={"state": state, "code": "the code"})
        assert answer.status_code == 409
        assert (await client.get("/")).status_code == 303

    browse(oidc, steps)


def test_a_code_that_does_not_hold_is_refused(oidc: Bench, issuer: Issuer) -> None:
    async def steps(client: httpx.AsyncClient) -> None:
        state = await begin(client, issuer)
        answer = await client.get("/console/signed-in", params={"state": state, "code": "other"})
        assert answer.status_code == 409

    browse(oidc, steps)


def test_a_role_without_business_here_stays_outside(oidc: Bench, issuer: Issuer) -> None:
    issuer.role = Role.UNIT_HEAD

    async def steps(client: httpx.AsyncClient) -> None:
        state = await begin(client, issuer)
        answer = await client.get("/console/signed-in", params={"state": state, "code": "the code"})
        assert answer.status_code == 403
        assert (await client.get("/")).status_code == 303

    browse(oidc, steps)


def test_the_local_page_is_closed_where_there_is_an_issuer(oidc: Bench) -> None:
    async def steps(client: httpx.AsyncClient) -> None:
        page = await client.get(SIGN_IN)
        assert "csrf" not in page.text
        session = Sessions(None)
        assert session.open(client.cookies[COOKIE]) is None, "sealed under the console's own key"
        answer = await client.post("/console/local-sign-in", data={"role": "inspector"})
        assert answer.status_code == 404

    browse(oidc, steps)


def test_a_local_key_beside_an_issuer_is_refused_at_the_start(database: Database) -> None:
    settings = {"oidc_issuer": "https://issuer.example", "oidc_jwks": "https://issuer.example/j"}
    key = json.dumps(new_local_key())
    with (
        pytest.raises(ValueError, match="DANVAN_LOCAL_SIGN_IN_KEY"),
        local_console(database, local_sign_in_key=key, **settings),
    ):
        pass


def test_without_a_local_key_no_role_can_be_picked(database: Database) -> None:
    with local_console(database) as console:

        async def steps(client: httpx.AsyncClient) -> None:
            page = await client.get(SIGN_IN)
            assert 'name="role"' not in page.text
            form = {"csrf": csrf_of(page), "role": "inspector"}
            assert (await client.post("/console/local-sign-in", data=form)).status_code == 409

        browse(console, steps)


@pytest.mark.parametrize("form", [{}, {"csrf": "guessed"}])
def test_a_form_that_is_not_ours_changes_nothing(database: Database, form: dict[str, str]) -> None:
    with local_console(database) as console:
        token = local_token(console.key, "an", Role.INSPECTOR, None, hours=1, audience=AUDIENCE)

        async def steps(client: httpx.AsyncClient) -> None:
            page = await client.get(SIGN_IN)
            signed = {"csrf": csrf_of(page), "token": token}
            assert (await client.post("/console/local-sign-in", data=signed)).status_code == 303
            for path in ("/console/reason", "/console/exports", "/console/integrity/verify"):
                assert (await client.post(path, data=form)).status_code == 409
            assert (await client.get("/console/search?q=%00")).status_code == 404
            assert (await client.get("/")).status_code == 200

        browse(console, steps)


def test_a_session_ends_with_its_token(database: Database) -> None:
    with local_console(database) as console:
        token = local_token(console.key, "an", Role.INSPECTOR, None, hours=-1, audience=AUDIENCE)

        async def steps(client: httpx.AsyncClient) -> None:
            page = await client.get(SIGN_IN)
            form = {"csrf": csrf_of(page), "token": token}
            answer = await client.post("/console/local-sign-in", data=form)
            assert answer.status_code == 409
            assert "danvan token" in answer.text
            assert (await client.get("/")).headers["location"].startswith(SIGN_IN)

        browse(console, steps)


def test_a_page_runs_no_script_but_ours_and_is_not_kept(database: Database) -> None:
    with local_console(database) as console:

        async def steps(client: httpx.AsyncClient) -> None:
            page = await client.get(SIGN_IN)
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe-inline" not in policy
            assert page.headers["cache-control"] == "no-store"

        browse(console, steps)


def test_a_session_opens_only_under_its_key() -> None:
    ours, theirs = Sessions(None), Sessions(None)
    sealed = ours.seal(Session(token="t"))
    assert ours.open(sealed) is not None
    assert theirs.open(sealed) is None
    assert ours.open(sealed[:-4] + "AAAA") is None
    assert ours.open(None) is None
