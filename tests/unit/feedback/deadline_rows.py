"""Every clock of every version of every procedure with its last day on time, counted by hand.

Each row writes out what is counted: the working days one by one, or where the calendar days end and
to which working day that moves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`counted`: the working days, or where the calendar days end; `due`: the last day on time;
    `alert`: the earlier end of the older rule."""

    procedure: str
    clock: str
    starts: str
    counted: str
    due: str
    remote: bool = False
    extended: int = 0
    alert: str | None = None


R = True
FIRST, SECOND = "complaint-first", "complaint-second"
ROWS = [
    # Around Tết 2023; the older rule ends on 26/1, a day off
    Row(
        FIRST, "accept", "2023-01-16",
        "17 18 19 27 30 31 1 2 3 6", "2023-02-06", alert="2023-01-27",
    ),
    # Over the year's end; it ends on a Sunday
    Row(FIRST, "resolve", "2022-12-30", "2023-01-29", "2023-01-30"),
    Row(FIRST, "resolve", "2023-02-06", "2023-03-23", "2023-03-23", extended=1),
    # Over the leap day
    Row(FIRST, "resolve", "2024-01-30", "2024-03-15", "2024-03-15", R),
    Row(FIRST, "resolve", "2024-03-18", "2024-05-17", "2024-05-17", R, 1),
    Row(FIRST, "send-decision", "2023-04-27", "28 4 5", "2023-05-05"),
    Row(FIRST, "send-decision", "2025-12-31", "5 6 7", "2026-01-07"),
    Row(FIRST, "effect", "2023-12-02", "2024-01-01", "2024-01-02"),
    Row(FIRST, "effect", "2023-03-17", "2023-05-01", "2023-05-04", R),
    # Since there is no department inspectorate, over Tết 2026 and the national days
    Row(
        FIRST, "accept", "2025-08-29",
        "3 4 5 8 9 10 11 12 15 16", "2025-09-16", alert="2025-09-08",
    ),
    Row(FIRST, "resolve", "2025-08-02", "2025-09-01", "2025-09-03"),
    Row(FIRST, "resolve", "2025-11-17", "2026-01-01", "2026-01-05", extended=1),
    Row(FIRST, "resolve", "2025-12-31", "2026-02-14", "2026-02-23", R),
    Row(FIRST, "resolve", "2025-12-20", "2026-02-18", "2026-02-23", R, 1),
    Row(FIRST, "effect", "2026-01-17", "2026-02-16", "2026-02-23"),
    Row(FIRST, "effect", "2026-03-13", "2026-04-27", "2026-04-28", R),
    # By the law of 2026, over the day off of 24/11
    Row(
        FIRST, "accept", "2026-11-13", "16 17 18 19 20 23 25", "2026-11-25", alert="2026-11-23"
    ),
    Row(FIRST, "resolve", "2026-11-25", "2026-12-25", "2026-12-25"),
    Row(FIRST, "resolve", "2026-11-25", "2027-01-09", "2027-01-11", extended=1),
    Row(FIRST, "resolve", "2026-07-01", "2026-08-15", "2026-08-17", R),
    Row(FIRST, "resolve", "2026-07-03", "2026-09-01", "2026-09-03", R, 1),
    Row(FIRST, "send-decision", "2026-08-28", "3 4 7", "2026-09-07"),
    Row(FIRST, "effect", "2026-08-01", "2026-08-31", "2026-09-03"),
    Row(FIRST, "effect", "2026-10-10", "2026-11-24", "2026-11-25", R),
    # A Saturday that is worked
    Row(FIRST, "send-suspension", "2026-08-20", "21 22 24", "2026-08-24"),
    # The first day is a day off
    Row(
        SECOND, "accept", "2023-01-02",
        "3 4 5 6 9 10 11 12 13 16", "2023-01-16", alert="2023-01-12",
    ),
    Row(SECOND, "resolve", "2023-01-14", "2023-02-28", "2023-02-28"),
    Row(SECOND, "resolve", "2023-01-14", "2023-03-15", "2023-03-15", extended=1),
    # A Sunday, and three days off after it
    Row(SECOND, "resolve", "2023-03-01", "2023-04-30", "2023-05-04", R),
    Row(SECOND, "resolve", "2023-02-20", "2023-05-01", "2023-05-04", R, 1),
    Row(SECOND, "send-decision", "2023-01-13", "2023-01-20", "2023-01-27"),
    Row(SECOND, "effect", "2022-12-21", "2023-01-20", "2023-01-27"),
    Row(SECOND, "effect", "2023-07-18", "2023-09-01", "2023-09-05", R),
    Row(
        SECOND, "accept", "2025-12-30",
        "31 5 6 7 8 9 10 12 13 14", "2026-01-14", alert="2026-01-09",
    ),
    Row(SECOND, "resolve", "2025-07-19", "2025-09-02", "2025-09-03"),
    Row(SECOND, "resolve", "2025-11-02", "2026-01-01", "2026-01-05", extended=1),
    Row(SECOND, "resolve", "2025-12-18", "2026-02-16", "2026-02-23", R),
    Row(SECOND, "resolve", "2026-02-20", "2026-05-01", "2026-05-04", R, 1),
    Row(SECOND, "send-decision", "2026-04-23", "2026-04-30", "2026-05-04"),
    Row(SECOND, "effect", "2026-03-28", "2026-04-27", "2026-04-28"),
    Row(SECOND, "effect", "2026-03-17", "2026-05-01", "2026-05-04", R),
    Row(SECOND, "accept", "2026-12-30", "31 4 5 6 7 8 11", "2027-01-11"),
    Row(SECOND, "resolve", "2026-11-25", "2027-01-09", "2027-01-11"),
    Row(SECOND, "resolve", "2026-07-01", "2026-08-30", "2026-09-03", extended=1),
    Row(SECOND, "resolve", "2026-07-02", "2026-08-31", "2026-09-03", R),
    Row(SECOND, "resolve", "2026-07-07", "2026-09-15", "2026-09-15", R, 1),
    Row(SECOND, "send-decision", "2026-11-17", "2026-11-24", "2026-11-25"),
    Row(SECOND, "send-suspension", "2026-12-30", "31 4 5", "2027-01-05"),
    Row(SECOND, "effect", "2026-10-25", "2026-11-24", "2026-11-25"),
    Row(SECOND, "effect", "2026-11-17", "2027-01-01", "2027-01-04", R),
    Row("denunciation", "screen", "2023-01-18", "19 27 30 31 1 2 3", "2023-02-03"),
    Row("denunciation", "screen", "2023-01-18", "19 27 30 31 1 2 3 6 7 8", "2023-02-08", R),
    Row("denunciation", "transfer", "2023-08-31", "5 6 7 8 11", "2023-09-11"),
    Row("denunciation", "notify-acceptance", "2023-01-19", "27 30 31 1 2", "2023-02-02"),
    Row("denunciation", "notify-acceptance", "2026-01-05", "6 7 8 9 10", "2026-01-10"),
    Row("denunciation", "resolve", "2024-01-31", "2024-03-01", "2024-03-01"),
    # Each extension follows the end before it, before that is moved from a day off
    Row("denunciation", "resolve", "2024-01-31", "2024-03-31", "2024-04-01", extended=1),
    Row("denunciation", "resolve", "2024-01-31", "2024-04-30", "2024-05-02", extended=2),
    Row("denunciation", "send-suspension", "2024-04-26", "2 3 4 6 7", "2024-05-07"),
    Row("denunciation", "send-conclusion", "2023-12-29", "2 3 4 5 8", "2024-01-08"),
    Row("denunciation", "handle", "2023-12-29", "2 3 4 5 8 9 10", "2024-01-10"),
    Row("denunciation", "publish", "2023-08-30", "31 5 6 7 8 11 12", "2023-09-12"),
    Row("denunciation", "display", "2023-04-16", "2023-05-01", "2023-05-04"),
    Row("denunciation", "decide-reopening", "2023-08-12", "2023-09-01", "2023-09-05"),
    Row("denunciation", "screen", "2025-08-29", "3 4 5 8 9 10 11", "2025-09-11"),
    Row("denunciation", "screen", "2025-12-26", "29 30 31 5 6 7 8 9 10 12", "2026-01-12", R),
    Row("denunciation", "transfer", "2026-02-12", "13 23 24 25 26", "2026-02-26"),
    Row("denunciation", "resolve", "2025-08-03", "2025-09-02", "2025-09-03"),
    Row("denunciation", "resolve", "2025-11-02", "2026-01-01", "2026-01-05", extended=1),
    Row("denunciation", "resolve", "2025-11-16", "2026-02-14", "2026-02-23", extended=2),
    Row("denunciation", "send-suspension", "2025-08-28", "29 3 4 5 8", "2025-09-08"),
    Row("denunciation", "send-conclusion", "2026-04-24", "28 29 4 5 6", "2026-05-06"),
    Row("denunciation", "handle", "2026-04-22", "23 24 28 29 4 5 6", "2026-05-06"),
    Row("denunciation", "publish", "2026-01-07", "8 9 10 12 13 14 15", "2026-01-15"),
    Row("denunciation", "display", "2026-02-01", "2026-02-16", "2026-02-23"),
    Row("denunciation", "decide-reopening", "2026-04-11", "2026-05-01", "2026-05-04"),
    Row("denunciation", "screen", "2026-11-13", "16 17 18 19 20 23 25", "2026-11-25"),
    Row("denunciation", "screen", "2026-08-19", "20 21 22 24 25 26 27 28 3 4", "2026-09-04", R),
    Row("denunciation", "transfer", "2026-08-27", "28 3 4 7 8", "2026-09-08"),
    Row("denunciation", "notify-acceptance", "2026-11-20", "23 25 26 27 30", "2026-11-30"),
    Row("denunciation", "resolve", "2026-08-02", "2026-09-01", "2026-09-03"),
    Row("denunciation", "resolve", "2026-09-25", "2026-11-24", "2026-11-25", extended=1),
    Row("denunciation", "resolve", "2026-10-03", "2027-01-01", "2027-01-04", extended=2),
    Row("denunciation", "send-suspension", "2026-12-29", "30 31 4 5 6", "2027-01-06"),
    Row("denunciation", "send-conclusion", "2026-11-19", "20 23 25 26 27", "2026-11-27"),
    Row("denunciation", "handle", "2026-11-18", "19 20 23 25 26 27 30", "2026-11-30"),
    Row("denunciation", "publish", "2026-08-21", "22 24 25 26 27 28 3", "2026-09-03"),
    Row("denunciation", "display", "2026-08-16", "2026-08-31", "2026-09-03"),
    Row("denunciation", "decide-reopening", "2026-11-04", "2026-11-24", "2026-11-25"),
    Row("submission", "handle", "2023-09-14", "15 18 19 20 21 22 25 26 27 28", "2023-09-28"),
    Row("submission", "handle", "2026-04-20", "21 22 23 24 28 29 4 5 6 7", "2026-05-07"),
    Row("recommendation", "handle", "2023-01-13", "16 17 18 19 27 30 31 1 2 3", "2023-02-03"),
    Row("recommendation", "transfer", "2023-05-12", "15 16 17 18 19 22 23 24 25 26", "2023-05-26"),
    Row("recommendation", "answer", "2023-04-01", "2023-05-01", "2023-05-04"),
    Row("recommendation", "handle", "2025-08-25", "26 27 28 29 3 4 5 8 9 10", "2025-09-10"),
    Row("recommendation", "transfer", "2026-02-09", "10 11 12 13 23 24 25 26 27 2", "2026-03-02"),
    Row("recommendation", "answer", "2025-12-02", "2026-01-01", "2026-01-05"),
    Row("reflection", "handle", "2023-04-27", "28 4 5 8 9 10 11 12 15 16", "2023-05-16"),
    Row("reflection", "transfer", "2023-12-28", "29 2 3 4 5", "2024-01-05"),
    Row("reflection", "answer", "2024-02-28", "29 1 4 5 6 7 8 11 12 13", "2024-03-13"),
    Row("reflection", "handle", "2026-08-20", "21 22 24 25 26 27 28 3 4 7", "2026-09-07"),
    Row("reflection", "transfer", "2025-08-27", "28 29 3 4 5", "2025-09-05"),
    Row("reflection", "answer", "2026-01-08", "9 10 12 13 14 15 16 19 20 21", "2026-01-21"),
    Row("dossier", "ask-supplement", "2023-01-19", "27 30 31", "2023-01-31"),
    Row("dossier", "ask-supplement", "2025-08-29", "3 4 5", "2025-09-05"),
]  # fmt: skip
