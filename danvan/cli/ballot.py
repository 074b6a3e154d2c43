"""`danvan ballot`: what voters and tellers do on their own machines, and the recount."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from danvan.cli.options import ONE_MACHINE, DataOption, JsonOption, TokenOption
from danvan.cli.reach import Door, mint
from danvan.cli.speech import Failed, both, in_words, say, show_json, show_table, told
from danvan.contracts.client.voting import TellerKeys, check_batch, peel, seal_paper
from danvan.contracts.emulation.ballots import BallotTerms
from danvan.contracts.examples import recount as script
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA, write_secret

UrlOption = Annotated[
    str,
    typer.Option(
        "--url",
        envvar="DANVAN_EMULATION_URL",
        help=both("Địa chỉ của dịch vụ emulation.", "Address of emulation."),
    ),
]
FingerprintOption = Annotated[
    str | None,
    typer.Option(
        help=both(
            "Dấu của thể lệ do người kiểm phiếu niêm yết; khác thì dừng lại.",
            "Fingerprint of the terms as the tellers post it; if it differs, nothing is done.",
        )
    ),
]
BallotArgument = Annotated[
    str, typer.Argument(metavar="BALLOT", help=both("Mã cuộc bỏ phiếu.", "The ballot's id."))
]
EMULATION_URL = ONE_MACHINE.url("emulation")


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(no_args_is_help=True)
    group.command(
        **told(
            "Tạo khóa của người kiểm phiếu trên máy này; in ra phần công khai.",
            "Make a teller's keys on this machine; prints the public part.",
            "danvan ballot keygen teller.key",
        )
    )(keygen)
    group.command(
        **told(
            "In thể lệ và dấu của thể lệ, để người kiểm phiếu niêm yết.",
            "Print the terms and their fingerprint, for the tellers to post.",
            "danvan ballot terms binh-chon-2023 --key teller.key",
        )
    )(terms)
    group.command(
        **told(
            "Niêm phong và bỏ một lá phiếu; in ra mã kiểm tra, chỉ mình bạn biết.",
            "Seal and cast a paper; prints the check code, which only you know.",
            "danvan ballot vote binh-chon-2023 --choose dot-1.bao-tang.mo-hinh-a",
        )
    )(vote)
    group.command(
        name="open",
        **told(
            "Người kiểm phiếu mở lớp niêm phong của mình.",
            "A teller takes off the layer that is sealed for him.",
            "danvan ballot open binh-chon-2023 --key teller.key --unit bao-tang",
        ),
    )(open_layer)
    group.command(
        **told(
            "Đếm lại các phiếu đã công bố.",
            "Count the published papers again.",
            "danvan ballot recount http://127.0.0.1:8084/ballots/binh-chon-2023/published",
        )
    )(recount)
    app.add_typer(group, name="ballot", help=both("Bỏ phiếu kín.", "Sealed ballots."))


def keygen(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help=both("Tệp khóa mới.", "The new key file."))
    ],
) -> None:
    """The private part goes into the file, readable by its owner alone."""
    if file.exists():
        raise Failed(
            f"{file} đã có; ghi đè sẽ làm mất khóa. Hãy chọn tên khác.",
            f"{file} exists; writing over it would lose a key. Choose another name.",
        )
    keys = TellerKeys.generate()
    write_secret(file, keys.written())
    say(
        f"Giữ kín {file}: mất tệp này thì không ai mở được phiếu, lộ thì mất bí mật."
        " Gửi dòng dưới cho đơn vị tổ chức; hủy tệp khi kết quả đã xong.",
        f"Keep {file} to yourself: without it nobody can open the papers. Send the line below to"
        " whoever holds the ballot; destroy the file when the result stands.",
    )
    print(keys.public)


def terms(
    ballot: BallotArgument,
    key: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=both("Tệp khóa: xem có tên trong thể lệ không.", "Key file: is it in the terms?"),
        ),
    ] = None,
    url: UrlOption = EMULATION_URL,
) -> None:
    """The fingerprint is computed here, not taken from the platform."""
    found = _terms(_read(f"{url.rstrip('/')}/ballots/{ballot}")["terms"], None)
    if key is not None and _keys(key).public not in {teller.key for teller in found.tellers}:
        raise Failed(
            f"Khóa trong {key} không có trong thể lệ của “{ballot}”; hãy báo đơn vị tổ chức.",
            f"The key in {key} is not in the terms of '{ballot}'; tell whoever holds the ballot.",
        )
    show_json(found.model_dump(mode="json", exclude_none=True) | {"fingerprint": found.fingerprint})


def vote(
    ballot: BallotArgument,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            help=both(
                "Mã lựa chọn; có thể lặp lại. Không có thì được hỏi, không lưu vào lịch sử.",
                "A choice; repeatable. Without it you are asked, and no shell history keeps it.",
            )
        ),
    ] = None,
    fingerprint: FingerprintOption = None,
    url: UrlOption = EMULATION_URL,
    token: TokenOption = None,
    actor: Annotated[
        str | None, typer.Option(help=both("Cử tri, khi không có --token.", "Voter, if no token."))
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """The choice leaves this machine sealed only."""
    voter = Door(url, token or mint(data, Role.VOTER, actor=actor))
    terms = _terms(voter.get(f"/ballots/{ballot}")["terms"], fingerprint)
    sealed = seal_paper(terms, choose or _asked(terms))
    # Shown first: if the answer is lost on its way, the paper may be in the box all the same.
    print(sealed.check)
    voter.post(f"/ballots/{ballot}/vote", {"paper": sealed.paper})
    kept = voter.get(f"/ballots/{ballot}/vote")["paper"]
    if kept != hashlib.sha256(sealed.paper.encode()).hexdigest():
        raise Failed(
            "Hòm phiếu giữ một lá phiếu khác với lá của bạn; hãy báo người kiểm phiếu.",
            "The box holds another paper than yours; tell the tellers.",
        )
    say(
        "Phiếu đã vào hòm. Giữ kín mã kiểm tra; khi công bố, hãy tìm mã ấy cùng lựa chọn của bạn.",
        "Your paper is in the box. Keep the code to yourself, and look for it among the published"
        " papers.",
    )


def open_layer(
    ballot: BallotArgument,
    key: Annotated[
        Path, typer.Option(exists=True, dir_okay=False, help=both("Tệp khóa.", "The key file."))
    ],
    unit: Annotated[
        str | None,
        typer.Option(help=both("Đơn vị, khi không có --token.", "Your unit, if no token.")),
    ] = None,
    accept_spoilt: Annotated[
        int,
        typer.Option(
            min=0,
            help=both(
                "Chấp nhận tối đa bao nhiêu phiếu mà những người trước không mở được.",
                "How many papers the tellers before may have failed to open.",
            ),
        ),
    ] = 0,
    fingerprint: FingerprintOption = None,
    url: UrlOption = EMULATION_URL,
    token: TokenOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """The work of the tellers before is checked first. Who lets one voter's paper through and calls
    the others spoilt would learn that voter's choice: so nothing is opened then unasked."""
    keys = _keys(key)
    teller = Door(url, token or mint(data, Role.UNIT_OFFICER, unit=unit))
    batch = teller.get(f"/ballots/{ballot}/papers")
    terms, layer = _terms(batch["terms"], fingerprint), batch["layer"]
    if terms.tellers[layer - 1].key != keys.public:
        raise Failed(
            f"Chưa đến lượt khóa này: lớp {layer} thuộc về “{terms.tellers[layer - 1].unit}”.",
            f"It is not this key's turn: layer {layer} is for '{terms.tellers[layer - 1].unit}'.",
        )
    check_batch(terms, batch["digest"], batch["layers"], batch["papers"])
    spoilt = sum(done["spoilt"] for done in batch["layers"])
    if spoilt > accept_spoilt:
        raise Failed(
            f"Những người trước không mở được {spoilt} phiếu; hãy hỏi lý do, rồi mới chạy lại với"
            f" --accept-spoilt {spoilt}.",
            f"The tellers before could not open {spoilt} papers; ask them why before you run it"
            f" again with --accept-spoilt {spoilt}.",
        )
    done = peel(terms, keys, layer, batch["papers"])
    work = {"layer": layer, "papers": done.papers, "spoilt": done.spoilt}
    teller.post(f"/ballots/{ballot}/peel", work | {"signature": done.signature})
    say(
        f"Đã mở lớp {layer}/{len(terms.tellers)}: {len(done.papers)} phiếu, {done.spoilt} hỏng.",
        f"Layer {layer} of {len(terms.tellers)} is off: {len(done.papers)} papers,"
        f" {done.spoilt} spoilt.",
    )


def recount(
    source: Annotated[
        str, typer.Argument(metavar="FILE|URL", help=both("Phiếu đã công bố.", "Published papers."))
    ],
    as_json: JsonOption = False,
) -> None:
    """Exit code 1 if something does not fit."""
    votes, wrong = script.recount(_read(source))
    if as_json:
        show_json({"votes": votes, "wrong": wrong})
    else:
        columns = [in_words("lựa chọn", "choice"), in_words("số phiếu", "votes")]
        show_table(columns, votes.most_common())
    if wrong:
        found = "; ".join(wrong)
        raise Failed(f"Kết quả không khớp: {found}.", f"The result does not hold: {found}.")


def _terms(document: dict[str, Any], expected: str | None) -> BallotTerms:
    """The terms, if they are those that were posted."""
    terms = BallotTerms.model_validate(document)
    if expected is not None and terms.fingerprint != expected:
        raise Failed(
            f"Thể lệ có dấu {terms.fingerprint}, khác dấu đã niêm yết: đừng bỏ phiếu, hãy báo"
            " người kiểm phiếu.",
            f"The terms have the fingerprint {terms.fingerprint}, not the one that was posted: do"
            " not vote, and tell the tellers.",
        )
    return terms


def _asked(terms: BallotTerms) -> list[str]:
    """What the voter chooses, by the numbers of a list."""
    rows = [(number, it.id, it.title) for number, it in enumerate(terms.choices, start=1)]
    show_table(["", in_words("mã", "id"), in_words("tên", "title")], rows, terms.title)
    question = in_words(f"Chọn tối đa {terms.most}, ví dụ 1 3", f"At most {terms.most}, as 1 3")
    numbers = typer.prompt(question, err=True).split()
    if not all(number.isdigit() and 1 <= int(number) <= len(rows) for number in numbers):
        raise Failed("Hãy chọn bằng số thứ tự trong bảng.", "Choose by the numbers of the table.")
    return [terms.choices[int(number) - 1].id for number in numbers]


def _keys(file: Path) -> TellerKeys:
    try:
        return TellerKeys.read(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise Failed(
            f"{file} không phải tệp khóa do `danvan ballot keygen` tạo; hãy chọn đúng tệp.",
            f"{file} is not a key file that `danvan ballot keygen` made; name the right one.",
        ) from error


def _read(source: str) -> dict[str, Any]:
    if not source.startswith(("http://", "https://")):
        return dict(json.loads(Path(source).read_bytes()))
    try:
        return dict(httpx.get(source).raise_for_status().json())
    except httpx.HTTPError as error:
        raise Failed(
            f"{source} không trả lời ({error}); hãy xem lại địa chỉ.",
            f"{source} does not answer ({error}); look at the address.",
        ) from error
