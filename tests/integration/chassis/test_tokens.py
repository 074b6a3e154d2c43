"""Who gets in: people with a token of the issuer that holds now, for what their role may do."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from danvan.contracts.roles import UNIT_PEOPLE, Role
from danvan.services.chassis.auth import LOCAL_ISSUER, local_token, new_local_key, public_part
from tests.integration.chassis.workshop import UNIT, ask
from tests.resilience.conftest import UNITS
from tests.support.grounds import AUDIENCE, Bench

PATH = f"/intake/{UNIT}"


def bring(planning: Bench, *authorization: str) -> httpx.Response:
    """Read what a unit sent, with this in the header."""
    return ask(planning.app, PATH, *(("Authorization", value) for value in authorization))


def signed(key: dict[str, Any], **changes: Any) -> str:
    """A token with some claims changed; a change to None leaves one out."""
    now = int(time.time())
    claims = {
        "iss": LOCAL_ISSUER,
        "aud": AUDIENCE,
        "sub": "person-1",
        "role": Role.STANDING.value,
        "exp": now + 3600,
    } | changes
    kept = {name: claim for name, claim in claims.items() if claim is not None}
    return jwt.encode({"alg": "Ed25519"}, kept, OKPKey.import_key(key), algorithms=["Ed25519"])


def unsigned(header: dict[str, str], like: str, signature: str = "") -> str:
    """The claims of a good token under another header."""
    encoded = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
    return f"{encoded}.{like.split('.')[1]}.{signature}"


def refused_tokens(key: dict[str, Any]) -> dict[str, str]:
    """Tokens that look right and are not, by what is wrong with them."""
    good = signed(key)
    by_public_key = jwt.encode(
        {"alg": "HS256"}, {"sub": "x"}, OctKey.import_key(public_part(key)), algorithms=["HS256"]
    )
    header, claims, signature = good.split(".")
    other = base64.urlsafe_b64encode(b'{"sub":"person-2","role":"leader"}').decode().rstrip("=")
    return {
        "expired": signed(key, exp=int(time.time()) - 3600),
        "of another key": signed(new_local_key()),
        "for somebody else": signed(key, aud="another-platform"),
        "of another issuer": signed(key, iss="https://elsewhere.example"),
        "without an end": signed(key, exp=None),
        "without a person": signed(key, sub=None),
        "without a role": signed(key, role=None),
        "of an unknown role": signed(key, role="emperor"),
        "of several roles": signed(key, role=["standing"]),
        "not signed": unsigned({"alg": "none"}, good),
        "not signed but with a signature": unsigned({"alg": "none"}, good, signature),
        "signed with the public key": by_public_key,
        "with other claims": f"{header}.{other}.{signature}",
        "cut off": f"{header}.{claims}",
        "no token": "xin-chao",
        "empty": "",
    }


def test_who_brings_no_token_is_told_to_sign_in(planning: Bench) -> None:
    for nothing in [(), ("Basic dXNlcjpwYXNz",), ("Bearer",)]:
        answer = bring(planning, *nothing)
        assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in")
        assert "danvan token" in answer.json()["reason"]["en"]


def test_a_token_that_does_not_hold_lets_nobody_in(planning: Bench) -> None:
    assert bring(planning, f"Bearer {signed(planning.key)}").status_code == 200
    for what, token in refused_tokens(planning.key).items():
        answer = bring(planning, f"Bearer {token}")
        assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in"), what


def test_a_role_may_do_what_its_routes_say_and_no_more(planning: Bench) -> None:
    answer = planning.call("GET", "/facts", Role.LEADER)
    assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")
    assert "it takes one of inspector" in answer.json()["reason"]["en"]
    assert planning.call("GET", "/facts", Role.OPERATOR).status_code == 403
    assert planning.call("GET", "/facts", Role.INSPECTOR).status_code == 200


def test_people_of_a_unit_see_their_own_unit_alone(planning: Bench) -> None:
    for role in UNIT_PEOPLE:
        assert planning.call("GET", PATH, role, UNIT).status_code == 200
        for other in (UNITS[1], None):
            answer = planning.call("GET", PATH, role, other)
            assert (answer.status_code, answer.json()["type"]) == (403, "not-allowed")


def test_the_local_issuer_writes_tokens_that_hold(planning: Bench) -> None:
    token = local_token(planning.key, "cán bộ", Role.UNIT_HEAD, UNIT, hours=1, audience=AUDIENCE)
    assert bring(planning, f"Bearer {token}").status_code == 200
