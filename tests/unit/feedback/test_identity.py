"""A denouncer's identity: sealed, and opened by two."""

from __future__ import annotations

import base64
from datetime import date
from functools import cache
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given as for_any
from hypothesis import strategies as st

from danvan.contracts import feedback as facts
from danvan.contracts.feedback import OpeningRole
from danvan.services.chassis.master_keys import LocalMasterKey, OtherKey
from danvan.services.feedback.application.vault import Vault
from danvan.services.feedback.domain import identity as page
from danvan.services.feedback.domain.identity import (
    ApproveOpening,
    AskOpening,
    OpenIdentity,
    SealIdentity,
)
from tests.support.scenario import given, holds_for_any_past, play
from tests.unit.planning.builders import at

PETITION, UNIT, STREAM = "bao-tang.42", "bao-tang", "denouncer/bao-tang.42"
DAY = date(2023, 5, 9)
MASTER = LocalMasterKey(bytes(32))
VAULT = Vault([MASTER])
CLEAR = "Nguyễn Văn A, 12 Lê Lợi".encode()


@cache
def sealed(clear: bytes = CLEAR) -> facts.DenouncerSealed:
    return VAULT.seal(PETITION, UNIT, STREAM, clear)


def asks(actor: str = "giam-doc", role: OpeningRole = OpeningRole.LEADER) -> Any:
    return AskOpening(
        at=at("2023-05-09"),
        petition=PETITION,
        unit=UNIT,
        opening="o-1",
        actor=actor,
        role=role,
        reason="Bảo vệ người tố cáo",
    )


def speaks(make: type[Any], actor: str, role: OpeningRole, opening: str = "o-1") -> Any:
    return make(at=at("2023-05-09"), petition=PETITION, opening=opening, actor=actor, role=role)


APPROVES = speaks(ApproveOpening, "thanh-tra", OpeningRole.INSPECTOR)
OPENS = speaks(OpenIdentity, "giam-doc", OpeningRole.LEADER)
ASKED = facts.IdentityOpeningAsked(
    petition=PETITION,
    unit=UNIT,
    opening="o-1",
    day=DAY,
    asked_by="giam-doc",
    role=OpeningRole.LEADER,
    reason="Bảo vệ người tố cáo",
)
APPROVED = facts.IdentityOpeningApproved(
    petition=PETITION,
    unit=UNIT,
    opening="o-1",
    day=DAY,
    approved_by="thanh-tra",
    role=OpeningRole.INSPECTOR,
)
OPENED = facts.IdentityOpened(
    petition=PETITION, unit=UNIT, opening="o-1", day=DAY, opened_by="giam-doc"
)


def test_an_identity_is_opened_by_two_persons() -> None:
    given(page, sealed()).when(asks()).then(ASKED)
    given(page, sealed(), ASKED).when(APPROVES).then(APPROVED)
    given(page, sealed(), ASKED, APPROVED).when(OPENS).then(OPENED)


def test_nobody_opens_alone() -> None:
    given(page, sealed(), ASKED).when(OPENS).refused("opening-not-approved")
    alone = speaks(ApproveOpening, "giam-doc", OpeningRole.INSPECTOR)
    given(page, sealed(), ASKED).when(alone).refused("second-person-needed")


def test_the_second_person_has_the_other_role() -> None:
    same = speaks(ApproveOpening, "pho-giam-doc", OpeningRole.LEADER)
    given(page, sealed(), ASKED).when(same).refused("second-person-needed")


def test_only_the_one_who_asked_sees_it() -> None:
    other = speaks(OpenIdentity, "thanh-tra", OpeningRole.INSPECTOR)
    given(page, sealed(), ASKED, APPROVED).when(other).refused("opening-of-another-person")


def test_an_approved_opening_serves_once() -> None:
    given(page, sealed(), ASKED, APPROVED, OPENED).when(OPENS).then()


def test_what_is_not_there_cannot_be_opened() -> None:
    given(page).when(asks()).refused("nothing-sealed")
    unknown = speaks(ApproveOpening, "thanh-tra", OpeningRole.INSPECTOR, "o-2")
    given(page, sealed(), ASKED).when(unknown).refused("unknown-opening")


def test_the_same_identity_is_sealed_once() -> None:
    again = VAULT.seal(PETITION, UNIT, STREAM, CLEAR)
    assert again.sealed != sealed().sealed
    given(page, sealed()).when(SealIdentity(at=at("2023-05-09"), sealed=again)).then()
    other = SealIdentity(at=at("2023-05-09"), sealed=sealed(b"B"))
    given(page, sealed()).when(other).then(sealed(b"B"))


def test_the_vault_gives_back_what_was_sealed() -> None:
    assert VAULT.open(STREAM, sealed()) == CLEAR
    assert VAULT.open(STREAM, sealed(b"")) == b""


def test_what_was_sealed_opens_in_its_own_stream_only() -> None:
    with pytest.raises(InvalidTag):
        VAULT.open("denouncer/bao-tang.43", sealed())


def test_changed_bytes_do_not_open() -> None:
    raw = bytearray(base64.b64decode(sealed().sealed))
    raw[-1] ^= 1
    changed = sealed().model_copy(update={"sealed": base64.b64encode(bytes(raw)).decode()})
    with pytest.raises(InvalidTag):
        VAULT.open(STREAM, changed)


def test_another_master_key_is_named() -> None:
    with pytest.raises(OtherKey, match=MASTER.id):
        Vault([LocalMasterKey(bytes(31) + b"1")]).open(STREAM, sealed())


def test_the_length_of_a_name_does_not_show() -> None:
    assert len(sealed(b"A").sealed) == len(sealed(b"Nguyen Van Anh Tuan").sealed)


@for_any(
    st.lists(
        st.one_of(
            st.builds(
                lambda clear: SealIdentity(at=at("2023-05-09"), sealed=sealed(clear)),
                st.sampled_from([b"A", b"B"]),
            ),
            st.builds(asks, st.sampled_from(["an", "binh"]), st.sampled_from(OpeningRole)),
            st.builds(
                speaks,
                st.sampled_from([ApproveOpening, OpenIdentity]),
                st.sampled_from(["an", "binh"]),
                st.sampled_from(OpeningRole),
            ),
        ),
        max_size=12,
    )
)
def test_any_course_is_replayed_alike_and_asking_twice_is_harmless(commands: list[Any]) -> None:
    happened = play(page, commands)
    holds_for_any_past(page, "feedback", happened)
