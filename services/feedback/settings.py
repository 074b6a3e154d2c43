"""The settings of feedback: the key under which denouncers are sealed."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from danvan.services.chassis.settings import Settings

KEY_BYTES = 32


def _key(secret: SecretStr) -> SecretStr:
    try:
        length = len(base64.b64decode(secret.get_secret_value(), validate=True))
    except binascii.Error:
        length = 0
    if length != KEY_BYTES:
        raise ValueError("must be 32 bytes in base64, e.g. from `openssl rand -base64 32`")
    return secret


class FeedbackSettings(Settings):
    """Feedback's own: one secret."""

    denouncer_key: Annotated[SecretStr, AfterValidator(_key)] | None = Field(
        default=None,
        description="Master key (32 bytes, base64) under which denouncers' identities are sealed;"
        " without it no name can be taken.",
    )
