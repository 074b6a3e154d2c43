"""Who is calling: bearer tokens of the agency's identity provider, or of the local issuer.

A token names its subject, one role, and the unit the role acts for (claims `role` and `unit`).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import structlog
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from danvan.contracts.roles import Role
from danvan.services.chassis.settings import Settings

log = structlog.get_logger()

LOCAL_ISSUER = "danvan-local"
ALGORITHMS = ["EdDSA", "Ed25519", "ES256", "RS256", "PS256"]
LEEWAY_SECONDS = 30
KEY_SET_SECONDS = 300.0


class NotSignedIn(Exception):
    """There is no token, or it doesn't hold. The sentence says why."""


class IssuerAway(Exception):
    """The issuer's keys can't be read, so nobody can be recognised."""


@dataclass(frozen=True)
class Principal:
    """The person or program behind a call."""

    actor: str
    role: Role
    unit: str | None


class Tokens:
    """Checks tokens against the configured issuer's keys."""

    def __init__(self, issuer: str, audience: str, keys: Callable[[], KeySet]) -> None:
        self._keys = keys
        self._claims = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
            role={"essential": True, "values": [role.value for role in Role]},
        )

    @classmethod
    def of(cls, settings: Settings) -> Tokens:
        """The tokens that these settings trust: OIDC if configured, else the local issuer's.

        Raises:
            ValueError: if neither is configured.
        """
        if settings.oidc_issuer is not None:
            if settings.oidc_jwks is None:
                raise ValueError("DANVAN_OIDC_ISSUER is set: set DANVAN_OIDC_JWKS too")
            return cls(
                settings.oidc_issuer, settings.oidc_audience, _KeySource(settings.oidc_jwks).get
            )
        if settings.token_key is None:
            raise ValueError("set DANVAN_OIDC_ISSUER, or DANVAN_TOKEN_KEY for local tokens")
        keys = KeySet([OKPKey.import_key(json.loads(settings.token_key))])
        return cls(LOCAL_ISSUER, settings.oidc_audience, lambda: keys)

    def principal(self, token: str) -> Principal:
        """The principal of a token. May ask the issuer for its keys: not for the event loop.

        Raises:
            NotSignedIn: if the token is expired, forged, for somebody else, or says too little.
            IssuerAway: if the issuer's keys can't be had.
        """
        keys = self._keys()
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            self._claims.validate(claims)
            role = Role(claims["role"])
        except (JoseError, ValueError) as error:
            raise NotSignedIn(f"the token does not hold: {error}") from error
        unit = claims.get("unit")
        return Principal(str(claims["sub"]), role, str(unit) if unit else None)


class _KeySource:
    """An issuer's key set, from a file or an address, read again every few minutes. While it
    can't be read, the keys of the last time hold."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._read_at = 0.0
        self._keys: KeySet | None = None

    def get(self) -> KeySet:
        if self._keys is None or time.monotonic() - self._read_at > KEY_SET_SECONDS:
            self._read_at = time.monotonic()  # the others don't read it meanwhile
            try:
                self._keys = KeySet.import_key_set(self._document())
            except (httpx.HTTPError, OSError, ValueError, LookupError, JoseError) as error:
                if self._keys is None:
                    raise IssuerAway(f"the issuer's keys can't be read: {error}") from error
                log.warning("issuer-away", where=self._where, reason=str(error))
        return self._keys

    def _document(self) -> Any:
        if self._where.startswith("https://"):
            return httpx.get(self._where, timeout=5).raise_for_status().json()
        return json.loads(Path(self._where).read_text(encoding="utf-8"))


def new_local_key() -> dict[str, Any]:
    """A new key pair (JWK) for the local issuer."""
    return dict(OKPKey.generate_key("Ed25519", private=True).as_dict(private=True))


def public_part(key: dict[str, Any]) -> str:
    """The public half of a key, as a setting carries it."""
    return json.dumps({name: value for name, value in key.items() if name != "d"})


def local_token(
    key: dict[str, Any], actor: str, role: Role, unit: str | None, *, hours: float, audience: str
) -> str:
    """A token of the local issuer."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": LOCAL_ISSUER,
        "aud": audience,
        "sub": actor,
        "role": role.value,
        "iat": now,
        "exp": now + int(hours * 3600),
    }
    if unit is not None:
        claims["unit"] = unit
    return jwt.encode({"alg": "Ed25519"}, claims, OKPKey.import_key(key), algorithms=ALGORITHMS)
