"""Keys with which units' software signs in."""

from __future__ import annotations

from typing import Any

from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from danvan.contracts.planning import UnitCredentialRegistered, UnitCredentialRevoked
from danvan.services.planning.domain import credential as page
from danvan.services.planning.domain.credential import RegisterCredential, RevokeCredential
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import at

KEY = "U" + "A" * 55
NOW = at("2023-02-01")
REGISTERED = UnitCredentialRegistered(unit="bao-tang", public_key=KEY, name="Phần mềm")
REVOKED = UnitCredentialRevoked(unit="bao-tang", public_key=KEY, reason="Lộ khóa")


def register(unit: str = "bao-tang", *, unit_open: bool = True) -> RegisterCredential:
    return RegisterCredential(
        at=NOW, unit=unit, unit_open=unit_open, public_key=KEY, name="Phần mềm"
    )


def revoke(unit: str = "bao-tang") -> RevokeCredential:
    return RevokeCredential(at=NOW, unit=unit, public_key=KEY, reason="Lộ khóa")


def test_a_key_is_registered_and_revoked() -> None:
    given(page).when(register()).then(REGISTERED)
    given(page, REGISTERED).when(revoke()).then(REVOKED)


def test_a_key_serves_one_unit_only() -> None:
    given(page, REGISTERED).when(register("thu-vien")).refused("key-used-before")


def test_a_revoked_key_is_never_used_again() -> None:
    given(page, REGISTERED, REVOKED).when(register()).refused("key-used-before")


def test_a_key_needs_a_unit_that_is_there() -> None:
    given(page).when(register(unit_open=False)).refused("unit-not-open")


def test_only_a_units_own_key_is_revoked() -> None:
    given(page).when(revoke()).refused("unknown-key")
    given(page, REGISTERED).when(revoke("thu-vien")).refused("unknown-key")


COMMANDS = st.builds(
    lambda make, unit: make(unit),
    st.sampled_from([register, revoke]),
    st.sampled_from(["bao-tang", "thu-vien"]),
)


@hypothesis_given(st.lists(COMMANDS, max_size=6))
def test_any_life_of_a_key_keeps_the_promises(commands: list[Any]) -> None:
    holds_for_any_past(page, "planning", play(page, commands))
