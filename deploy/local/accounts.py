"""Under which account a server runs that refuses to run as root.

Folders keep their permissions: an account that can't pass one of them gets the right to pass.
"""

from __future__ import annotations

import pwd
import subprocess
from contextlib import suppress
from pathlib import Path

from danvan.deploy.local.processes import EngineFailed

#: What useradd answers when another start was faster.
USER_EXISTS = 9


def system_account(name: str) -> tuple[int, int]:
    """User and group id of a system account, which is made on first use. Only root may ask.

    Raises:
        EngineFailed: if it can't be made.
    """
    with suppress(KeyError):
        return pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid
    command = ["/usr/sbin/useradd", "--system", "--user-group", "--no-create-home"]
    command += ["--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode not in (0, USER_EXISTS):
        raise EngineFailed(
            vi=f"Không tạo được tài khoản {name} ({made.stderr.strip()}); hãy tạo tài khoản đó,"
            " hoặc chạy danvan bằng tài khoản thường.",
            en=f"The account {name} can't be made ({made.stderr.strip()}); make it,"
            " or run danvan as an ordinary user.",
        )
    return pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid


def run_as(uid: int, gid: int, program: Path, folder: Path) -> list[str]:
    """The words before a command that make it run under an account. Only root may ask.

    A folder above the program or above the data may be closed to the account, as root's home
    is. Then it gets the one capability to pass by permissions, and the securebit without which
    access(2), by which PostgreSQL looks at its own program, would not heed it.

    Raises:
        EngineFailed: if the account can't run the program and write in the folder even so.
    """
    plain = ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups"]
    right = "+dac_override"
    passing = [f"--inh-caps={right}", f"--ambient-caps={right}", "--securebits=+no_setuid_fixup"]
    for words in (plain, plain + passing):
        question: list[str | Path] = [*words, "test", "-x", program, "-a", "-w", folder]
        if subprocess.run(question, capture_output=True, check=False).returncode == 0:
            return words
    raise EngineFailed(
        vi=f"Tài khoản {uid} không vào được {program.parent} hoặc {folder}; hãy chạy danvan"
        " bằng tài khoản thường, hoặc đặt cả hai ở nơi mọi tài khoản vào được.",
        en=f"The account {uid} can't reach {program.parent} or {folder}; run danvan as an"
        " ordinary user, or put both where every account can reach them.",
    )
