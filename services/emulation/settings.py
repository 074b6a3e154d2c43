"""The settings of emulation: the key that seals the council's scores, and the policy rows."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from danvan.services.chassis.settings import Settings

KEY_BYTES = 32
#: The rows that hold where an agency has none of its own.
POLICIES = Path(__file__).parent / "law" / "policies.yaml"


def _key(secret: SecretStr) -> SecretStr:
    try:
        length = len(base64.b64decode(secret.get_secret_value(), validate=True))
    except binascii.Error:
        length = 0
    if length != KEY_BYTES:
        raise ValueError("must be 32 bytes in base64, e.g. from `openssl rand -base64 32`")
    return secret


class EmulationSettings(Settings):
    """What every service needs to know, and what recognition rests on."""

    council_key: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None,
        description="Master key (32 bytes, base64) under which the council's scores are sealed"
        " until the closing; without it no score can be taken.",
    )
    emulation_policies: Path = Field(
        default=POLICIES, description="The policy rows that campaigns are run by (YAML)."
    )
