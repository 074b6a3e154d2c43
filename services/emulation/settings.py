"""The settings of emulation: the key that seals the council's scores, and the policy rows."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from danvan.services.chassis.master_keys import KeySecret
from danvan.services.chassis.settings import Settings

#: The rows that hold where an agency has none of its own.
POLICIES = Path(__file__).parent / "law" / "policies.yaml"


class EmulationSettings(Settings):
    """What every service needs to know, and what recognition rests on."""

    council_key: KeySecret | None = Field(
        default=None,
        description="Master key (32 bytes, base64) under which the council's scores are sealed"
        " until the closing; without it no score can be taken.",
    )
    emulation_policies: Path = Field(
        default=POLICIES, description="The policy rows that campaigns are run by (YAML)."
    )
