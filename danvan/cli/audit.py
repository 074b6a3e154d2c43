"""`danvan audit verify`: a sealed log or an evidence pack, verified by its published format."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import typer

from danvan.cli.audit_options import (
    AddressOption,
    CheckpointOption,
    DatabaseOption,
    FactsOption,
    KeysOption,
    PackOption,
    ServicesOption,
    TokenFileOption,
    WitnessesOption,
)
from danvan.cli.audit_report import show_logs, show_pack
from danvan.cli.audit_source import HttpLog, reader
from danvan.cli.options import ONE_MACHINE, DataOption, JsonOption
from danvan.cli.reach import mint
from danvan.cli.speech import Failed, Misused, progress, told
from danvan.contracts.audit.pack_check import verify_pack
from danvan.contracts.audit.verify import LogReport, LogSource, verify_log
from danvan.contracts.roles import Role
from danvan.deploy.local.layout import DEFAULT_DATA, DataFolder

#: Commands about the audit trail; each module adds its own.
audit_app = typer.Typer(no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(
        audit_app,
        name="audit",
        **told(
            "Nhật ký niêm phong: kiểm chứng, phát lại, kết xuất.",
            "The sealed logs: verify, replay, export.",
            "danvan audit verify",
        ),
    )


@audit_app.command(
    **told(
        "Kiểm chứng nhật ký niêm phong, chỉ ra lá sai đầu tiên. Mã thoát 1 khi có gì không đúng.",
        "Verify sealed logs, and name the first leaf that is wrong. Exit code 1 if one is.",
        "danvan audit verify",
        "danvan audit verify --service planning --facts",
        "danvan audit verify --url https://planning.example.org --vkey KEY --token-file FILE",
        "danvan audit verify --pack case.zip --vkey KEY --witness KEY",
    )
)
def verify(
    service: ServicesOption = None,
    url: AddressOption = None,
    database: DatabaseOption = None,
    pack: PackOption = None,
    vkey: KeysOption = None,
    witness: WitnessesOption = None,
    checkpoint: CheckpointOption = None,
    facts: FactsOption = False,
    token_file: TokenFileOption = None,
    data: DataOption = DEFAULT_DATA,
    as_json: JsonOption = False,
) -> None:
    """Verify what is named, and say what is wrong."""
    if sum(map(bool, (service, url, database, pack))) > 1:
        raise Misused(
            "Chỉ dùng một trong --service, --url, --database, --pack.",
            "Use one of --service, --url, --database, --pack.",
        )
    keys, witnesses = tuple(vkey or ()), tuple(witness or ())
    if pack is not None:
        show_pack(verify_pack(pack, keys, witnesses), as_json)
    note = checkpoint.read_bytes() if checkpoint else None
    if note is not None and not (url or database) and len(service or ()) != 1:
        raise Misused(
            "--checkpoint là của một nhật ký: hãy thêm --service, --url hoặc --database.",
            "--checkpoint is of one log: add --service, --url or --database.",
        )
    with ExitStack() as stack:
        if database:
            logs = iter([_copied(stack, database, _only(keys), note)])
        else:
            addresses = {url: url} if url else _local(service or [])
            token = token_file.read_text("utf-8").strip() if token_file else None
            http = stack.enter_context(reader(token or mint(data, Role.INSPECTOR)))
            logs = (
                _Log(name, HttpLog(http, address, note), _key(name, keys, data, local=not url))
                for name, address in addresses.items()
            )
        reports = {log.name: _verify(log, witnesses, facts=facts) for log in logs}
    show_logs(reports, as_json)


@dataclass(frozen=True)
class _Log:
    name: str
    source: LogSource
    vkey: str


def _copied(stack: ExitStack, dsn: str, vkey: str, note: bytes | None) -> _Log:
    from danvan.services.chassis.faults import DATABASE_AWAY
    from danvan.services.chassis.log_copy import DatabaseSource, open_copy

    try:
        source = DatabaseSource(stack.enter_context(open_copy(dsn)), note)
    except DATABASE_AWAY as error:
        why = " ".join(str(error).split())
        raise Failed(
            f"Cơ sở dữ liệu không trả lời ({why}); hãy xem lại --database.",
            f"The database does not answer ({why}); look at --database.",
        ) from error
    return _Log(vkey.partition("+")[0], source, vkey)


def _local(wanted: list[str]) -> dict[str, str]:
    """The addresses of services, from `NAME` or `NAME=URL`; without any, those of one machine."""
    urls: dict[str, str] = {}
    for one in wanted or ONE_MACHINE.services:
        name, _, url = one.partition("=")
        if not url and name not in ONE_MACHINE.services:
            known = ", ".join(ONE_MACHINE.services)
            raise Misused(
                f"Không có dịch vụ “{name}” trên một máy; có: {known}. Ở nơi khác: TÊN=http://….",
                f"There is no service '{name}' on one machine; there are: {known}."
                " Elsewhere: NAME=http://….",
            )
        urls[name] = url or ONE_MACHINE.url(name)
    return urls


def _key(name: str, keys: tuple[str, ...], data: Path, *, local: bool) -> str:
    """The key that is given, or the one in the data folder."""
    path = DataFolder(data).log_verifier(name)
    if keys or not local:
        return _only(keys)
    if not path.exists():
        raise Failed(
            f"Không có khóa {path}: hãy chọn đúng --data, hoặc đưa khóa bằng --vkey.",
            f"There is no key {path}: name the right --data, or pass the key with --vkey.",
        )
    return path.read_text("utf-8").strip()


def _only(keys: tuple[str, ...]) -> str:
    if len(keys) != 1:
        raise Misused(
            "Hãy đưa đúng một khóa của nhật ký bằng --vkey.",
            "Pass exactly one key of the log with --vkey.",
        )
    return keys[0]


def _verify(log: _Log, witnesses: tuple[str, ...], *, facts: bool) -> LogReport:
    with progress(f"Kiểm chứng {log.name}", f"Verifying {log.name}") as bar:
        [task] = bar.task_ids

        def moved(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        return verify_log(log.source, log.vkey, witnesses, moved, facts=facts)
