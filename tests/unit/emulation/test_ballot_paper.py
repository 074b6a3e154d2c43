"""Papers: one length whatever is chosen, sealed for all tellers, readable by nobody alone."""

from __future__ import annotations

import json
from itertools import combinations

import pytest

from danvan.contracts.ballot_paper import paper_size, read_papers, sealed_length, write_paper
from danvan.contracts.base import Refused
from danvan.contracts.client import voting
from danvan.contracts.client.voting import (
    TellerKeys,
    check_batch,
    new_check_code,
    peel,
    seal_paper,
    signature_holds,
)
from danvan.contracts.emulation import OpenPaper, Spoilt, SpoiltPaper
from danvan.contracts.emulation.ballots import decoded, encoded, papers_digest
from tests.unit.emulation.ballot_examples import CHOICES, KEYS, TERMS, papers, terms

A, B, C = CHOICES
CODE = "ABCDEFGHIJKLMNOPQRST"
EVERY_CHOICE = [chosen for size in (1, 2) for chosen in combinations(CHOICES, size)]


def test_every_choice_gives_a_paper_of_the_same_length() -> None:
    assert {len(write_paper(TERMS, chosen, CODE)) for chosen in EVERY_CHOICE} == {paper_size(TERMS)}
    sealed = {len(seal_paper(TERMS, chosen).paper) for chosen in EVERY_CHOICE}
    assert sealed == {sealed_length(TERMS, 3)}


@pytest.mark.parametrize("chosen", [[], [A, B, C], ["ten.khac"], [A, A]])
def test_a_paper_that_would_be_spoilt_is_not_sealed(chosen: list[str]) -> None:
    with pytest.raises(Refused):
        seal_paper(TERMS, chosen)


def written(content: object, filled: bool = True) -> str:
    raw = json.dumps(content, separators=(",", ":")).encode()
    return encoded(raw.ljust(paper_size(TERMS)) if filled else raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (written({"check": CODE, "choices": [A]}), OpenPaper(check=CODE, choices=(A,))),
        (written({"check": CODE, "choices": [A], "x": 1}), SpoiltPaper(reason=Spoilt.MALFORMED)),
        (written({"check": "abc", "choices": [A]}), SpoiltPaper(reason=Spoilt.MALFORMED)),
        (written([A]), SpoiltPaper(reason=Spoilt.MALFORMED)),
        (encoded(b"\xff\x00"), SpoiltPaper(reason=Spoilt.MALFORMED)),
        (written({"check": CODE, "choices": [B, A]}),
         SpoiltPaper(reason=Spoilt.MALFORMED, check=CODE)),
        (written({"check": CODE, "choices": ["x"]}),
         SpoiltPaper(reason=Spoilt.UNKNOWN_CHOICE, check=CODE)),
        (written({"check": CODE, "choices": []}),
         SpoiltPaper(reason=Spoilt.WRONG_NUMBER, check=CODE)),
        (written({"check": CODE, "choices": sorted(CHOICES)}),
         SpoiltPaper(reason=Spoilt.WRONG_NUMBER, check=CODE)),
    ],
)  # fmt: skip
def test_a_paper_is_valid_or_spoilt_for_a_reason(
    text: str, expected: OpenPaper | SpoiltPaper
) -> None:
    valid, spoilt = read_papers(TERMS, [text])
    assert (*valid, *spoilt) == (expected,)


def test_a_check_code_on_two_papers_spoils_both_even_beside_a_spoilt_one() -> None:
    two = [written({"check": CODE, "choices": [chosen]}) for chosen in (A, "x")]
    valid, spoilt = read_papers(TERMS, two)
    assert valid == ()
    assert sorted(p.reason for p in spoilt) == [Spoilt.REPEATED_CODE, Spoilt.UNKNOWN_CHOICE]


def test_papers_come_out_by_check_code_whatever_their_order_was() -> None:
    texts = [written({"check": new_check_code(), "choices": [A]}) for _ in range(9)]
    assert read_papers(TERMS, texts) == read_papers(TERMS, texts[::-1])
    codes = [paper.check for paper in read_papers(TERMS, texts)[0]]
    assert codes == sorted(codes)


def test_all_tellers_together_find_what_was_sealed_and_none_of_them_alone() -> None:
    sealed = seal_paper(TERMS, [A, C])
    batch = (sealed.paper, *papers(A, A, B, B, C))
    assert peel(TERMS, KEYS[1], 2, batch).papers == ()
    for layer, keys in enumerate(KEYS, start=1):
        for paper in batch:
            assert not any(choice.encode() in decoded(paper) for choice in CHOICES)
        batch = peel(TERMS, keys, layer, batch).papers
    valid, _ = read_papers(TERMS, batch)
    assert OpenPaper(check=sealed.check, choices=(A, C)) in valid


def test_a_paper_sealed_for_other_terms_is_not_opened() -> None:
    other = seal_paper(terms(title="Cuộc khác"), [A]).paper
    work = peel(TERMS, KEYS[0], 1, [*papers(A, A, B, B), other])
    assert (len(work.papers), work.spoilt) == (4, 1)


def test_a_copy_is_not_opened_a_second_time() -> None:
    sealed = papers(A, A, B, B, C)
    work = peel(TERMS, KEYS[0], 1, [*sealed, sealed[0]])
    assert (len(work.papers), work.spoilt) == (5, 1)


def test_a_copy_that_a_teller_seals_anew_is_found_in_the_next_layer() -> None:
    sealed = papers(A, A, B, B, C)
    inner = peel(TERMS, KEYS[0], 1, sealed).papers
    first = KEYS[0].opening.public_key()
    again = voting._suite().encrypt(decoded(inner[0]), first, info=voting._info(TERMS, 1))
    work = peel(TERMS, KEYS[0], 1, [*sealed, encoded(again)])
    assert (work.papers, work.spoilt) == (inner, 1)


def test_a_teller_does_not_open_papers_that_are_too_few_to_hide_one() -> None:
    sealed = papers(A, A, B, C)
    with pytest.raises(Refused, match="too-few-papers"):
        peel(TERMS, KEYS[0], 1, [*sealed, sealed[0]])


def test_the_result_of_a_layer_does_not_depend_on_the_order_before() -> None:
    sealed = papers(*CHOICES, *CHOICES)
    forward, back = (peel(TERMS, KEYS[0], 1, batch).papers for batch in (sealed, sealed[::-1]))
    assert forward == back == tuple(sorted(forward))


def test_a_signature_holds_for_this_teller_layer_and_these_papers_only() -> None:
    sealed = papers(A, A, B, B, C)
    work = peel(TERMS, KEYS[0], 1, sealed)
    before, after = papers_digest(sealed), papers_digest(work.papers)
    assert signature_holds(TERMS, 1, before, after, 0, work.signature)
    assert not signature_holds(TERMS, 1, before, after, 1, work.signature)
    assert not signature_holds(TERMS, 1, after, after, 0, work.signature)
    assert not signature_holds(TERMS, 2, before, after, 0, work.signature)
    assert not signature_holds(terms(most=1), 1, before, after, 0, work.signature)


def test_a_teller_sees_whether_the_papers_are_what_the_others_made_of_the_box() -> None:
    sealed = papers(A, A, B, B, C)
    closed, work = papers_digest(sealed), peel(TERMS, KEYS[0], 1, sealed)
    told = vars(work) | {"digest": papers_digest(work.papers)}
    check_batch(TERMS, closed, [], sealed)
    check_batch(TERMS, closed, [told], work.papers)
    with pytest.raises(Refused, match="other-papers"):
        check_batch(TERMS, closed, [], (*sealed, sealed[0]))
    with pytest.raises(Refused, match="other-papers"):
        check_batch(TERMS, closed, [told], papers(A, A, B, B, C))
    with pytest.raises(Refused, match="signature-does-not-hold"):
        check_batch(TERMS, closed, [told | {"spoilt": 1}], work.papers)
    with pytest.raises(Refused, match="signature-does-not-hold"):
        check_batch(TERMS, "0" * 64, [told], work.papers)


def test_a_key_file_can_be_read_again_and_a_wrong_one_is_told() -> None:
    keys = TellerKeys.generate()
    assert TellerKeys.read(keys.written()).public == keys.public
    for wrong in ("", "[]", "{}", '{"opening": "A", "signing": "A"}', '{"opening": 1}'):
        with pytest.raises(ValueError, match="key file"):
            TellerKeys.read(wrong)


@pytest.mark.parametrize("text", ["AB", "A+", "A/", "A", "AA==", "é", "A A"])
def test_bytes_are_written_in_one_way_only(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        decoded(text)


def test_check_codes_are_long_and_by_chance() -> None:
    codes = {new_check_code() for _ in range(100)}
    assert len(codes) == 100
    assert {len(code) for code in codes} == {20}
