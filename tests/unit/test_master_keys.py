"""Master keys as they stand in settings, and what they wrap."""

from __future__ import annotations

import base64

import pytest
from cryptography.exceptions import InvalidTag

from danvan.services.chassis.master_keys import OtherKey, master_of, read_master_keys

OLD = base64.b64encode(bytes(32)).decode()
NEW = base64.b64encode(bytes(range(32))).decode()


def test_several_keys_stand_in_one_setting_with_the_newest_first() -> None:
    new, old = read_master_keys(f"y2026:{NEW},\n{OLD}\n")
    assert new.id == "y2026"
    assert old.id == read_master_keys(OLD)[0].id != read_master_keys(NEW)[0].id


@pytest.mark.parametrize("wrong", ["x", OLD[:-4], f"id:{OLD[2:]}", "y2026:"])
def test_what_is_no_key_is_refused_without_being_quoted(wrong: str) -> None:
    with pytest.raises(ValueError, match="32 bytes in base64") as refused:
        read_master_keys(wrong)
    assert wrong not in str(refused.value).split()


def test_a_wrapped_key_opens_in_its_own_place_only() -> None:
    [key] = read_master_keys(OLD)
    wrapped = key.wrap(b"secret", "person 1")
    assert key.unwrap(wrapped, "person 1") == b"secret"
    with pytest.raises(InvalidTag):
        key.unwrap(wrapped, "person 2")


def test_a_master_key_that_is_not_there_is_named() -> None:
    keys = read_master_keys(NEW)
    with pytest.raises(OtherKey, match="y2025"):
        master_of(keys, "y2025")
