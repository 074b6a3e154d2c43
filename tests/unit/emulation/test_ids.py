"""Ids that are joined of several parts fit where they are used, however long the parts may be."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from danvan.contracts.base import StreamId
from danvan.contracts.emulation import AdoptionStarted, NominationFact, NominationOffered
from danvan.services.emulation.application.aggregates import ADOPTION, NOMINATION
from danvan.services.emulation.application.ballots import VOTE
from danvan.services.emulation.application.nominations import nomination_id
from danvan.services.emulation.domain.adoption import adoption_id
from danvan.services.emulation.domain.vote import vote_id

SLUG, LINE = "a" * 64, "â" * 500
OFFER: dict[str, Any] = {
    "campaign": SLUG,
    "kind": "model",
    "subject": "Mô hình",
    "achievement": "Đã làm.",
    "period": "2023",
}


def test_the_longest_names_make_ids_that_fit() -> None:
    name = NominationOffered.model_validate(OFFER | {"name": "a" * 45}).name
    id_ = nomination_id(SLUG, SLUG, name)
    NominationFact.model_validate(
        {"nomination": id_, "campaign": SLUG, "unit": SLUG, "kind": "model"}
    )
    adoption = adoption_id(id_, SLUG)
    begun = {"adoption": adoption, "model": id_, "unit": SLUG, "learned_from": SLUG}
    AdoptionStarted.model_validate(begun | {"started_on": "2023-12-01"})
    for stream in (
        NOMINATION.stream(id_),
        ADOPTION.stream(adoption),
        VOTE.stream(vote_id(SLUG, LINE)),
    ):
        assert TypeAdapter(StreamId).validate_python(stream) == stream


def test_a_name_that_would_not_fit_is_refused_where_it_is_given() -> None:
    with pytest.raises(ValidationError) as wrong:
        NominationOffered.model_validate(OFFER | {"name": "a" * 46})
    assert [(each["loc"], each["type"]) for each in wrong.value.errors()] == [
        (("name",), "string_too_long")
    ]
