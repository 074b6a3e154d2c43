"""The settings of feedback: the key under which denouncers are sealed."""

from __future__ import annotations

from pydantic import Field

from danvan.services.chassis.master_keys import MasterKeySecret
from danvan.services.chassis.settings import Settings


class FeedbackSettings(Settings):
    """Feedback's own: one secret."""

    denouncer_key: MasterKeySecret | None = Field(
        default=None,
        description="Master key (32 bytes, base64) under which denouncers' identities are sealed;"
        " without it no name can be taken.",
    )
