"""`danvan plan`: validates a plan file, and drafts and issues it over planning's HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from danvan.agency_files import read_organisation
from danvan.cli.options import (
    PLANNING_URL,
    DataOption,
    JsonOption,
    TokenOption,
    UrlOption,
    day,
)
from danvan.cli.reach import door
from danvan.cli.speech import both, in_words, say, show_json, show_table, told
from danvan.contracts.calendar import local_day
from danvan.contracts.plan import PlanDocument, UnitKind
from danvan.contracts.plan_checks import plan_warnings
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA
from danvan.plan_file import read_plan
from danvan.yaml_file import FileError, FileProblem, read_yaml

PlanFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", exists=True, dir_okay=False, help=both("Tệp kế hoạch.", "The plan file.")
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        **told(
            "Kiểm tra một tệp kế hoạch: nêu mọi chỗ sai, kèm số dòng.",
            "Check a plan file: everything that is wrong, with line numbers.",
            "danvan plan check plan-878.yaml --organisation organisation.yaml",
        )
    )(check)
    group.command(
        **told(
            "Dự thảo rồi ban hành một tệp kế hoạch.",
            "Draft a plan file, and issue it.",
            "danvan plan issue plan-878.yaml --number 878/KH-SVHTT --issued-on 2023-03-07",
        )
    )(issue)
    app.add_typer(group, name="plan", help=both("Kế hoạch.", "Plans."))


def check(
    file: PlanFile,
    organisation: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=both("Tệp các đơn vị, để kiểm tra cả mã đơn vị.", "File of units, to check ids."),
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Problems make the answer no; warnings do not."""
    text = file.read_text(encoding="utf-8")
    units = _units(organisation) if organisation else None
    problems: tuple[FileProblem, ...] = ()
    warnings: tuple[FileProblem, ...] = ()
    plan: PlanDocument | None = None
    try:
        plan = read_plan(text, str(file), units)
        warnings = _warnings(text, str(file), plan.issued_on)
    except FileError as error:
        problems = error.problems
    if as_json:
        show_json({"problems": _plain(problems), "warnings": _plain(warnings)})
    else:
        _show(file, problems, warnings)
        if plan is not None:
            _show_plan(plan)
    raise typer.Exit(1 if problems else 0)


def issue(
    file: PlanFile,
    number: Annotated[
        str, typer.Option(help=both("Số, ký hiệu văn bản.", "Number of the document."))
    ],
    issued_on: Annotated[datetime, day("Ngày ban hành.", "Day of issue.")],
    url: UrlOption = PLANNING_URL,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """The file is checked here for its line numbers, and by planning for what counts."""
    plan = read_plan(file.read_text(encoding="utf-8"), str(file))
    planning = door(url, token, data, Role.STANDING)
    planning.post("/plans", {"document": plan.model_dump(mode="json", exclude_none=True)})
    answer = planning.post(
        f"/plans/{plan.plan}/issue", {"number": number, "issued_on": issued_on.date().isoformat()}
    )
    if as_json:
        show_json(answer)
    else:
        say(
            f"Đã ban hành {plan.plan} ({number}), vị trí {answer['position']}.",
            f"{plan.plan} ({number}) is issued, at position {answer['position']}.",
        )


def _units(file: Path) -> Mapping[str, UnitKind]:
    organisation = read_organisation(file.read_text(encoding="utf-8"), str(file))
    return {unit.id: unit.kind for unit in organisation.units}


def _warnings(text: str, name: str, issued_on: date | None) -> tuple[FileProblem, ...]:
    """The warnings at their lines: they are found as problems are."""
    on = issued_on or local_day(datetime.now(UTC))
    try:
        read_yaml(text, name, PlanDocument, lambda plan: plan_warnings(plan, on))
    except FileError as error:
        return error.problems
    return ()


def _plain(problems: tuple[FileProblem, ...]) -> list[dict[str, object]]:
    return [vars(problem) for problem in problems]


def _show(file: Path, problems: tuple[FileProblem, ...], warnings: tuple[FileProblem, ...]) -> None:
    for problem in (*problems, *warnings):
        what = "" if problem in problems else in_words("lưu ý: ", "warning: ")
        sentence = in_words(problem.vi, problem.en)
        print(f"{file}:{problem.line}:{problem.column}: {what}{sentence}")


def _show_plan(plan: PlanDocument) -> None:
    """What the plan consists of."""
    counts = {
        in_words("mục", "clauses"): len(plan.clauses),
        in_words("nhiệm vụ", "tasks"): len(plan.tasks),
        in_words("chỉ tiêu", "targets"): len(plan.targets),
        in_words("kỳ báo cáo", "reporting periods"): sum(len(d.periods) for d in plan.duties),
        in_words("nơi nhận", "recipients"): len(plan.recipients),
    }
    print(f"{plan.number} {plan.title}")
    show_table(list(counts), [list(counts.values())])
