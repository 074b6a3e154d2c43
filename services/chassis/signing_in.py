"""Signing in with a browser: a session in a sealed cookie, and OIDC's code flow with PKCE.

The cookie holds the bearer token itself: whatever a page asks other services carries it, nothing
about people is kept on the server, and a session ends with its token. Who somebody is stands in
the access token, which is checked like any other; the id token is not used.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import BaseModel, Field, SecretStr, ValidationError

from danvan.services.chassis.auth import IssuerAway, NotSignedIn
from danvan.services.chassis.master_keys import KEY_BYTES, KeySecret
from danvan.services.chassis.settings import Settings

#: Browsers drop a cookie that is larger, without a word.
COOKIE_BYTES = 4000
SECONDS = 5.0
SEALED = {"alg": "dir", "enc": "A256GCM"}


class SignInSettings(Settings):
    """What a service with pages knows besides."""

    session_key: KeySecret | None = Field(
        default=None,
        description="Key (32 bytes, base64) under which browser sessions are sealed. Without one,"
        " sessions end with the process and are not shared between two.",
    )
    local_sign_in_key: SecretStr | None = Field(
        default=None,
        description="Private key (JWK) of the local token issuer: the sign-in page then lets"
        " people pick a role. For one machine only; refused beside OIDC.",
    )
    oidc_client: str | None = Field(
        default=None, description="Client id under which the issuer knows the console."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The client's secret, where the issuer gave one."
    )
    public_url: str | None = Field(
        default=None,
        description="Address of the console as browsers see it, e.g. https://danvan.example;"
        " the issuer sends people back there. Needed with OIDC.",
    )


class Session(BaseModel):
    """What the cookie holds. Without a token somebody is on the way to sign in.

    `state` and `verifier` belong to a sign-in under way; `back` is where to go after it.
    """

    token: str = ""
    csrf: str = Field(default_factory=lambda: secrets.token_urlsafe(16))
    state: str = ""
    verifier: str = ""
    back: str = "/"
    reason: str = ""


class Sessions:
    """Seals sessions into cookies, and opens them."""

    def __init__(self, key: SecretStr | None) -> None:
        raw = base64.b64decode(key.get_secret_value()) if key else os.urandom(KEY_BYTES)
        self._key = OctKey.import_key(raw)

    def seal(self, session: Session) -> str:
        """The cookie's value.

        Raises:
            NotSignedIn: if the token is so large that browsers would drop the cookie.
        """
        sealed = jwe.encrypt_compact(SEALED, session.model_dump_json(), self._key)
        if len(sealed) > COOKIE_BYTES:
            raise NotSignedIn("the issuer's token is too large for a cookie; ask for fewer claims")
        return sealed

    def open(self, cookie: str | None) -> Session | None:
        """The session; None if there is none, or it was sealed under another key."""
        try:
            plain = jwe.decrypt_compact(cookie or "", self._key).plaintext
            return Session.model_validate_json(plain or b"")
        except (JoseError, ValueError, ValidationError):
            return None


class Oidc:
    """The code flow with PKCE (RFC 7636, S256) at one issuer."""

    def __init__(self, issuer: str, client: str, secret: SecretStr | None, back: str) -> None:
        self._issuer = issuer
        self._client = client
        self._secret = secret
        self._back = back
        self._endpoints: dict[str, Any] = {}

    @classmethod
    def of(cls, settings: SignInSettings, callback: str) -> Oidc | None:
        """The issuer that these settings name; None where people sign in locally.

        Raises:
            ValueError: if the settings contradict each other, or one is missing.
        """
        if settings.oidc_issuer is None:
            return None
        if settings.local_sign_in_key is not None:
            raise ValueError("DANVAN_LOCAL_SIGN_IN_KEY can't be set beside DANVAN_OIDC_ISSUER")
        if settings.oidc_client is None or settings.public_url is None:
            raise ValueError(
                "with DANVAN_OIDC_ISSUER, set DANVAN_OIDC_CLIENT and DANVAN_PUBLIC_URL too"
            )
        back = settings.public_url.rstrip("/") + callback
        return cls(settings.oidc_issuer, settings.oidc_client, settings.oidc_client_secret, back)

    async def begin(self, back: str) -> tuple[Session, str]:
        """A session on its way, and the address at the issuer to go to.

        Raises:
            IssuerAway: if the issuer does not say where that is.
        """
        session = Session(
            state=secrets.token_urlsafe(16), verifier=secrets.token_urlsafe(48), back=back
        )
        digest = hashlib.sha256(session.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": self._back,
            "scope": "openid",
            "state": session.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        where = await self._endpoint("authorization_endpoint")
        return session, f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"

    async def finish(self, session: Session | None, state: str, code: str) -> str:
        """The access token for the code that the issuer sent along.

        Raises:
            NotSignedIn: if it is not the answer to what this browser began, or does not hold.
            IssuerAway: if the issuer does not answer.
        """
        if session is None or not session.state or not _same(session.state, state):
            raise NotSignedIn("the answer does not belong to this browser; sign in again")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": self._client,
            "code_verifier": session.verifier,
        }
        if self._secret is not None:
            form["client_secret"] = self._secret.get_secret_value()
        answer = await self._ask("POST", await self._endpoint("token_endpoint"), data=form)
        token = answer.get("access_token")
        if not isinstance(token, str):
            raise NotSignedIn("the issuer gave no access token; sign in again")
        return token

    async def _endpoint(self, name: str) -> str:
        if not self._endpoints:
            url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
            found = await self._ask("GET", url)
            if found.get("issuer") != self._issuer:
                raise IssuerAway(f"{url} names another issuer than DANVAN_OIDC_ISSUER")
            self._endpoints = found
        return str(self._endpoints[name])

    async def _ask(self, method: str, url: str, **more: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
                answer = await client.request(method, url, **more)
            if answer.status_code == httpx.codes.BAD_REQUEST:
                raise NotSignedIn("the issuer does not take this code any more; sign in again")
            answer.raise_for_status()
            found: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise IssuerAway(f"the issuer does not answer: {error}") from error
        return found


def genuine(session: Session | None, csrf: str) -> bool:
    """Does a form come from a page that this session was shown?"""
    return session is not None and _same(session.csrf, csrf)


def _same(ours: str, theirs: str) -> bool:
    return secrets.compare_digest(ours.encode(), theirs.encode())
