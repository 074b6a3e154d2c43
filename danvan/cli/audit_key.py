"""`danvan audit key`: a key with which a service signs its sealed log, or a witness cosigns."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from danvan.cli.audit import audit_app
from danvan.cli.speech import Failed, Misused, both, say, told
from danvan.contracts.audit.cosignature import cosigner_vkey
from danvan.contracts.audit.notes import NoteWrong, Signer
from danvan.deploy.local.layout import write_secret


@audit_app.command(
    **told(
        "Tạo khóa ký cho một nhật ký niêm phong, hoặc cho một bên chứng kiến (--witness).",
        "Make the key that signs a sealed log, or that a witness cosigns with (--witness).",
        "danvan audit key svhtt.example/planning --out planning.key",
        "danvan audit key thanhtra.example/witness --witness --out witness.key",
    )
)
def key(
    name: Annotated[
        str,
        typer.Argument(
            help=both(
                "Tên trong mọi điểm niêm phong, như một địa chỉ không có giao thức.",
                "The name in every checkpoint, like an address without its scheme.",
            )
        ),
    ],
    out: Annotated[
        Path, typer.Option(help=both("Tệp cho khóa bí mật.", "File for the private key."))
    ],
    witness: Annotated[
        bool, typer.Option("--witness", help=both("Cho bên chứng kiến.", "For a witness."))
    ] = False,
) -> None:
    """Write the private key, and print the verifier key that everybody may know."""
    if out.exists():
        raise Failed(
            f"{out} đã có; hãy chọn tệp khác, khóa cũ có thể đang dùng.",
            f"{out} exists; choose another file, the old key may be in use.",
        )
    try:
        signer = Signer.new(name)
    except NoteWrong as error:
        raise Misused(f"Tên không dùng được: {error}.", f"The name will not do: {error}.") from None
    write_secret(out, signer.text)
    say(f"Đã ghi khóa bí mật vào {out}; khóa kiểm chứng:", f"Private key in {out}; verifier key:")
    print(cosigner_vkey(signer) if witness else signer.vkey)
