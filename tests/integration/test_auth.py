"""Tokens: a key set that can't be read for a while, and claims of the wrong shape."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from danvan.contracts.roles import Role
from danvan.services.chassis import auth
from danvan.services.chassis.auth import IssuerAway, NotSignedIn, Tokens
from danvan.services.chassis.settings import Settings

ISSUER = "https://id.example"


def tokens(keys: Path) -> Tokens:
    return Tokens.of(Settings(database_url="", oidc_issuer=ISSUER, oidc_jwks=str(keys)))


def token(key: ECKey, **changes: Any) -> str:
    claims = {"iss": ISSUER, "aud": "danvan", "sub": "an", "role": Role.LEADER.value}
    claims |= {"exp": int(time.time()) + 60} | changes
    return jwt.encode({"alg": "ES256", "kid": key.kid}, claims, key)


def write(keys: Path, key: ECKey) -> None:
    keys.write_text(json.dumps({"keys": [key.as_dict(private=False)]}))


def new_key() -> ECKey:
    key = ECKey.generate_key("P-256")
    key.ensure_kid()
    return key


def test_while_the_issuer_is_away_the_last_keys_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys, key, next_key = tmp_path / "keys.json", new_key(), new_key()
    known = tokens(keys)
    with pytest.raises(IssuerAway, match="can't be read"):
        known.principal(token(key))
    write(keys, key)
    assert known.principal(token(key)).actor == "an"
    monkeypatch.setattr(auth, "KEY_SET_SECONDS", 0.0)
    keys.unlink()
    assert known.principal(token(key)).role is Role.LEADER
    write(keys, next_key)
    assert known.principal(token(next_key)).actor == "an"
    with pytest.raises(NotSignedIn):
        known.principal(token(key))


@pytest.mark.parametrize("wrong", [{"role": ["leader"]}, {"role": "king"}, {"aud": "other"}])
def test_a_claim_of_the_wrong_kind_is_no_fault_of_ours(
    tmp_path: Path, wrong: dict[str, Any]
) -> None:
    key = new_key()
    write(tmp_path / "keys.json", key)
    with pytest.raises(NotSignedIn):
        tokens(tmp_path / "keys.json").principal(token(key, **wrong))
