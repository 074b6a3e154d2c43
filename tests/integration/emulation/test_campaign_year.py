"""A campaign from its launch to what others learned of it, over NATS and HTTP."""

from __future__ import annotations

from danvan.contracts.emulation import (
    AdoptionEffectOffered,
    AdoptionEvidenceOffered,
    AdoptionOffered,
    CouncilScored,
    ModelRecognised,
    NominationEvidenceOffered,
    NominationPublished,
    NominationVoted,
    SelfScoreOffered,
)
from danvan.contracts.intake import SubmissionAccepted, SubmissionRefused
from danvan.contracts.roles import Role
from tests.integration.emulation.movement import (
    CAMPAIGN,
    LIBRARY,
    MUSEUM,
    THEATRE,
    Movement,
    at,
    document,
    scores,
)

MORNING = at("2023-03-10")
EVIDENCE = {"name": "anh.pdf", "sha256": "0" * 64}


def test_a_model_goes_from_its_nomination_to_the_city_and_to_others(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "bao-tang-ve-truong")
    file = NominationEvidenceOffered.model_validate({"nomination": id_, "evidence": EVIDENCE})
    assert isinstance(movement.offers(MUSEUM, file, "2023-05-05"), SubmissionAccepted)
    own = SelfScoreOffered.model_validate({"nomination": id_, "scores": scores(95)})
    assert isinstance(movement.offers(MUSEUM, own, "2023-09-01"), SubmissionAccepted)
    movement.shortlists(id_)
    movement.votes(100, **{id_: 60})
    movement.appoints()
    movement.scores(id_, lan=80, minh=90, thu=91)
    closed = movement.does(f"/campaigns/{CAMPAIGN}/council/close", "2023-10-28")
    assert closed == ["scoring-closed", "council-scored"]
    movement.visits(id_)
    movement.does(f"/nominations/{id_}/publish", "2023-11-01")
    early = movement.refuses(
        f"/nominations/{id_}/recognise", "2023-11-08", {"level": "unit", "order": "1"}
    )
    assert early == "comment-period-not-over"
    for level in ("unit", "department", "city"):
        movement.recognises(id_, level)
    facts = {type(fact): fact for fact in movement.emulation.facts(f"nomination/{id_}")}
    voted, scored = facts[NominationVoted], facts[CouncilScored]
    assert isinstance(voted, NominationVoted) and (float(voted.share), voted.rank) == (60.0, 1)
    assert isinstance(scored, CouncilScored)
    assert (float(scored.total), scored.members, scored.excluded) == (87.0, 3, 1)
    published = facts[NominationPublished]
    assert isinstance(published, NominationPublished)
    assert str(published.comments_until) == "2023-11-08" and not published.policy.verified
    recognised = facts[ModelRecognised]
    assert isinstance(recognised, ModelRecognised)
    assert (recognised.level, recognised.rung, recognised.unit) == ("city", 3, MUSEUM)

    adopted = AdoptionOffered.model_validate({"model": id_, "started_on": "2023-12-01"})
    assert isinstance(movement.offers(LIBRARY, adopted, "2023-12-02"), SubmissionAccepted)
    adoption = f"{id_}.{LIBRARY}"
    shown = AdoptionEvidenceOffered.model_validate({"adoption": adoption, "evidence": EVIDENCE})
    assert isinstance(movement.offers(LIBRARY, shown, "2023-12-03"), SubmissionAccepted)
    effect = {
        "indicator": "luot-ban-doc",
        "before": {"value": "100", "window": {"from": "2023-11-01", "until": "2023-11-30"}},
        "after": {"value": "130", "window": {"from": "2023-12-01", "until": "2023-12-20"}},
        "source": "Sổ theo dõi bạn đọc",
    }
    measured = AdoptionEffectOffered.model_validate({"adoption": adoption, "effect": effect})
    assert isinstance(movement.offers(LIBRARY, measured, "2023-12-21"), SubmissionAccepted)
    graph = movement.get(f"/models/{id_}/replication")
    assert [model["levels"] for model in graph["models"]] == [["unit", "department", "city"]]
    [edge] = graph["adoptions"]
    assert (edge["learned_from"], edge["unit"]) == (MUSEUM, LIBRARY)
    assert [str(each["change"]) for each in edge["effects"]] == ["30"]


def test_a_variant_of_an_adopted_model_hangs_below_it_in_the_graph(movement: Movement) -> None:
    id_ = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    body = document().model_dump(mode="json") | {"campaign": "dan-van-kheo-2024"}
    body["calendar"] = {name: day.replace("2023", "2024") for name, day in body["calendar"].items()}
    movement.does("/campaigns", "2024-03-01", {"document": body})
    variant = {
        "campaign": "dan-van-kheo-2024",
        "name": "sach-ve-truong",
        "kind": "model",
        "subject": "Sách về trường",
        "achievement": "Theo mô hình của bảo tàng.",
        "period": "2024",
        "parent": id_,
    }
    who = {"role": Role.UNIT_HEAD, "unit": LIBRARY}
    assert movement.refuses("/nominations", "2024-04-01", variant, **who) == (
        "variant-without-adoption"
    )
    started = {"started_on": "2024-01-05"}
    movement.does(f"/models/{id_}/adoptions", "2024-04-01", started, **who)
    made = movement.does("/nominations", "2024-04-01", variant, **who)
    assert made == ["nomination-made", "nominee-named"]
    graph = movement.get(f"/models/{id_}/replication")
    assert [(m["unit"], m["parent"]) for m in graph["models"]] == [(MUSEUM, None), (LIBRARY, id_)]


def test_what_is_not_recognised_is_not_adopted(movement: Movement) -> None:
    id_ = movement.nominates(MUSEUM, "chua-cong-nhan")
    adopted = AdoptionOffered.model_validate({"model": id_, "started_on": "2023-05-01"})
    outcome = movement.offers(LIBRARY, adopted, "2023-05-02")
    assert isinstance(outcome, SubmissionRefused) and outcome.rule == "model-not-recognised"


def test_nobody_adopts_their_own_model(movement: Movement) -> None:
    id_ = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    rule = movement.refuses(
        f"/models/{id_}/adoptions",
        "2023-12-01",
        {"started_on": "2023-12-01"},
        role=Role.UNIT_HEAD,
        unit=MUSEUM,
    )
    assert rule == "own-model-adopted"


def test_a_level_is_not_reached_without_its_terms(movement: Movement) -> None:
    id_ = movement.brings_up(THEATRE, "kich-duong-pho", score=70.0)
    rule = movement.refuses(
        f"/nominations/{id_}/recognise", "2023-11-20", {"level": "department", "order": "9"}
    )
    assert rule == "terms-of-level-not-met"
    declined = {"level": "department", "shortfalls": ["score-too-low"], "reason": "Chưa đủ điểm."}
    movement.does(f"/nominations/{id_}/decline", "2023-11-20", declined)
    row = movement.get(f"/nominations/{id_}")
    assert (row["status"], row["levels"], row["declined_level"]) == (
        "recognised",
        ["unit"],
        "department",
    )


def test_a_false_statement_takes_all_levels_back_and_frees_the_achievement(
    movement: Movement,
) -> None:
    id_ = movement.brings_up(MUSEUM, "bao-tang-ve-truong")
    movement.recognises(id_, "department")
    revoked = movement.does(
        f"/nominations/{id_}/revoke",
        "2024-02-01",
        {
            "level": "unit",
            "ground": "false-statement",
            "order": "3/QĐ-SVHTT",
            "reason": "Khai khống số buổi.",
        },
    )
    assert revoked == ["recognition-revoked", "nomination-noted", "achievement-released"]
    row = movement.get(f"/nominations/{id_}")
    assert (row["status"], row["levels"]) == ("revoked", [])


def test_a_good_deed_is_praised_at_once_and_once(movement: Movement) -> None:
    deed = {"kind": "good-deed", "subject": "Nguyễn Văn A", "achievement": "Trả lại của rơi."}
    first = movement.nominates(THEATRE, "tra-lai-cua-roi", "2023-06-01", **deed)
    praised = movement.does(f"/nominations/{first}/praise", "2023-06-10", {"form": "letter"})
    assert praised == ["good-deed-praised", "achievement-rewarded"]
    again = movement.nominates(MUSEUM, "lan-nua", "2023-06-11", **deed)
    rule = movement.refuses(f"/nominations/{again}/praise", "2023-06-12", {"form": "letter"})
    assert rule == "achievement-already-rewarded"


def test_names_of_persons_are_for_those_who_may_know_them(movement: Movement) -> None:
    deed = {"subject": "Nguyễn Văn A", "achievement": "Trả lại của rơi."}
    id_ = movement.nominates(THEATRE, "nguoi-tot", "2023-04-01", kind="individual", **deed)
    path = f"/nominations/{id_}"
    assert movement.get(path)["subject"] == "Nguyễn Văn A"
    assert movement.get(path, Role.UNIT_HEAD, THEATRE)["subject"] == "Nguyễn Văn A"
    for role, unit in ((Role.UNIT_HEAD, MUSEUM), (Role.OPERATOR, None), (Role.VOTER, MUSEUM)):
        assert "Nguyễn" not in str(movement.get(path, role, unit))
    for role in (Role.OPERATOR, Role.LEADER, Role.SUPERVISOR):
        [made] = movement.get(f"/history/nomination/{id_}", role, None)["facts"]
        assert made["type"] == "danvan.emulation.nomination-made.v1"
    whole = movement.get(f"/history/nomination/{id_}", Role.INSPECTOR, None)["facts"]
    assert whole[1]["data"]["subject"] == "Nguyễn Văn A"
    public = movement.emulation.facts(f"nomination/{id_}")[0]
    assert "Nguyễn" not in public.model_dump_json()
    assert "Nguyễn" not in str(movement.get("/nominations"))


def test_a_campaign_is_amended_as_far_as_its_phases_have_not_begun(movement: Movement) -> None:
    changed = document().model_dump(mode="json")
    changed["calendar"]["verify_until"] = "2023-11-17"
    body = {"document": changed, "reason": "Thêm thời gian xác minh"}
    assert movement.does(f"/campaigns/{CAMPAIGN}/amend", "2023-10-01", body) == ["campaign-amended"]
    changed["criteria"][0]["weight"], changed["criteria"][1]["weight"] = 25, 20
    rule = movement.refuses(f"/campaigns/{CAMPAIGN}/amend", "2023-10-02", body)
    assert rule == "phase-already-begun"
    movement.does(f"/campaigns/{CAMPAIGN}/close", "2023-12-30", {"review": "Đã tổng kết."})
    row = movement.get(f"/campaigns/{CAMPAIGN}")
    assert row["status"] == "closed" and len(row["amendments"]) == 1
    assert [each["campaign"] for each in movement.get("/campaigns?status=closed")["items"]] == [
        CAMPAIGN
    ]


def test_every_mistake_of_a_campaign_is_told(empty: Movement) -> None:
    wrong = document().model_dump(mode="json")
    wrong["criteria"][0]["weight"] = 30
    wrong["levels"] = ["unit", "city"]
    answer = empty.post("/campaigns", MORNING, {"document": wrong})
    assert answer.status_code == 409 and answer.json()["type"] == "campaign-invalid"
    assert {each["rule"] for each in answer.json()["problems"]} == {
        "weights-not-100",
        "levels-skip-a-rung",
    }


def test_only_who_runs_the_programme_launches(empty: Movement) -> None:
    body = {"document": document().model_dump(mode="json")}
    answer = empty.post("/campaigns", MORNING, body, Role.UNIT_HEAD, MUSEUM)
    assert answer.status_code == 403
