"""A small survey of satisfaction."""

from __future__ import annotations

from typing import Any

from danvan.contracts.feedback import SurveyForm


def _text(vi: str, en: str) -> dict[str, str]:
    return {"vi": vi, "en": en}


FORM: dict[str, Any] = {
    "title": _text("Khảo sát mức độ hài lòng", "Survey of satisfaction"),
    "questions": [
        {
            "id": "hai-long-chung",
            "kind": "scale",
            "text": _text("Ông/bà hài lòng ở mức nào?", "How satisfied are you?"),
        },
        {
            "id": "kenh",
            "kind": "choice",
            "text": _text("Nộp bằng cách nào?", "How did you hand it in?"),
            "choices": [
                {"id": "truc-tiep", "text": _text("Trực tiếp", "At the desk")},
                {"id": "truc-tuyen", "text": _text("Trực tuyến", "Online")},
            ],
        },
        {"id": "gop-y", "kind": "text", "text": _text("Góp ý", "What should be better?")},
    ],
    "satisfaction": "hai-long-chung",
    "frame": {
        "units": ["thu-vien", "nha-hat"],
        "procedures": ["cap-the", "muon-sach"],
        "window": {"from": "2023-01-01", "until": "2023-12-31"},
    },
}


def form(**changes: Any) -> SurveyForm:
    """The form, with other parts."""
    return SurveyForm.model_validate(FORM | changes)
