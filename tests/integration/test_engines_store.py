"""The embedded store keeps what it promises, whoever runs it and wherever its data lies."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from danvan.deploy.local.postgres import Postgres, bin_dir
from danvan.deploy.local.processes import EngineFailed
from tests.support.engines import Database

OwnPostgres = Callable[[], Postgres]

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can work as another account")

ROOT = Path(__file__).parents[2]
NOBODY = 65534

IMPORTS = "import danvan.deploy.local.postgres"
#: Starts a store in the folder given, kills it, starts it again, and prints what it kept.
SCRIPT = """
import sys
from pathlib import Path
import psycopg
from danvan.deploy.local.postgres import Postgres

server = Postgres(Path(sys.argv[1]))
server.start()
with psycopg.connect(server.dsn("postgres")) as connection:
    connection.execute("CREATE TABLE kept AS SELECT 'kept'")
server.kill()
server.restart()
with psycopg.connect(server.dsn("postgres")) as connection:
    print(connection.execute("TABLE kept").fetchone()[0])
server.stop()
"""


def run_as_nobody(script: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run a Python script as an ordinary user."""
    words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    python = [*words, sys.executable, "-B", "-c"]
    ran = subprocess.run([*python, IMPORTS], capture_output=True, cwd=ROOT, check=False)
    if ran.returncode:
        pytest.skip("an ordinary user can't reach this checkout or its Python")
    return subprocess.run(
        [*python, script, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )


def execute(dsn: str, statement: str) -> list[tuple[object, ...]]:
    """The rows that a statement answers with, committed."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every account can reach."""
    with tempfile.TemporaryDirectory(prefix="danvan-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("listen_addresses", ""),
    ],
)
def test_the_store_runs_with(setting: str, value: str, postgres: Postgres) -> None:
    assert execute(postgres.dsn("postgres"), f"SHOW {setting}") == [(value,)]


def test_the_store_knows_vietnamese_capitals(database: Database) -> None:
    assert execute(database.dsn(), "SELECT upper('đường ươ')") == [("ĐƯỜNG ƯƠ",)]


def test_a_superuser_setting_can_not_switch_fsync_off(own_postgres: OwnPostgres) -> None:
    server = own_postgres()
    execute(server.dsn("postgres"), "ALTER SYSTEM SET fsync = off")
    server.restart()
    assert execute(server.dsn("postgres"), "SHOW fsync") == [("on",)]


def test_committed_rows_outlive_a_killed_store_and_others_do_not(
    own_postgres: OwnPostgres,
) -> None:
    server = own_postgres()
    execute(server.dsn("postgres"), "CREATE TABLE kept AS SELECT 1 AS n")
    with suppress(psycopg.OperationalError), psycopg.connect(server.dsn("postgres")) as open_one:
        open_one.execute("INSERT INTO kept VALUES (2)")
        server.kill()
    server.start()
    assert execute(server.dsn("postgres"), "TABLE kept") == [(1,)]


def test_a_second_start_on_the_same_data_goes_on_where_it_was(own_postgres: OwnPostgres) -> None:
    first = own_postgres()
    execute(first.dsn("postgres"), "CREATE TABLE kept AS SELECT 1")
    first.stop()
    second = Postgres(first.data)
    second.start()
    assert second.dsn("postgres") == first.dsn("postgres")
    assert execute(second.dsn("postgres"), "TABLE kept") == [(1,)]
    second.stop()


def test_a_start_waits_for_the_children_of_a_killed_server(own_postgres: OwnPostgres) -> None:
    server = own_postgres()
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as connection:
        child = connection.info.backend_pid
        os.kill(child, signal.SIGSTOP)
        os.kill(server.pid, signal.SIGKILL)
        with ThreadPoolExecutor(1) as pool:
            started = pool.submit(server.start)
            with pytest.raises(TimeoutError):
                started.result(0.5)
            os.kill(child, signal.SIGCONT)
            started.result()
    assert execute(server.dsn("postgres"), "SELECT 1") == [(1,)]


def test_a_dead_server_s_number_that_lives_again_blocks_nothing(own_postgres: OwnPostgres) -> None:
    server = own_postgres()
    server.kill()
    cluster = server.data / "cluster"
    stranger = subprocess.Popen(["sleep", "60"], user=cluster.stat().st_uid)
    pid_file = cluster / "postmaster.pid"
    pid_file.write_text(pid_file.read_text().replace(str(server.pid), str(stranger.pid), 1))
    server.start()
    stranger.kill()
    stranger.wait()


def test_a_half_made_store_is_made_anew(open_folder: Path) -> None:
    half = open_folder / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = Postgres(open_folder)
    server.start()
    server.stop()


def test_a_frozen_store_is_silent_and_goes_on(own_postgres: OwnPostgres) -> None:
    server = own_postgres()
    with psycopg.connect(server.dsn("postgres")) as connection, ThreadPoolExecutor(1) as pool:
        server.pause()
        answer = pool.submit(connection.execute, "SELECT 1")
        with pytest.raises(TimeoutError):
            answer.result(0.5)
        server.resume()
        assert answer.result().fetchall() == [(1,)]


def test_a_frozen_store_can_be_stopped(own_postgres: OwnPostgres) -> None:
    server = own_postgres()
    server.pause()
    server.stop()
    assert not server.running


def test_a_path_too_long_for_a_socket_has_it_elsewhere_and_keeps_it(engine_folder: Path) -> None:
    server = Postgres(engine_folder / ("long" * 25))
    server.start()
    dsn = server.dsn("postgres")
    server.kill()
    server.restart()
    assert server.dsn("postgres") == dsn
    assert execute(dsn, "SELECT 1") == [(1,)]

    server.stop()
    shutil.rmtree((server.data / "socket").resolve())
    server.start()
    assert execute(server.dsn("postgres"), "SELECT 1") == [(1,)]
    server.stop()
    shutil.rmtree((server.data / "socket").resolve())


def test_a_second_store_on_the_same_folder_is_refused(postgres: Postgres) -> None:
    with pytest.raises(EngineFailed, match=rf"process {postgres.pid}\)"):
        Postgres(postgres.data).start()


def test_a_store_that_can_not_start_says_why(own_postgres: OwnPostgres) -> None:
    server = own_postgres()
    server.stop()
    (server.data / "cluster" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EngineFailed, match=r"startup\.log: .*version") as refused:
        server.start()
    assert "xem" in refused.value.reason.vi


def test_the_tools_beside_the_server_reach_it(database: Database) -> None:
    execute(database.dsn(), "CREATE TABLE kept AS SELECT 'công tác dân vận' AS text")
    dump = subprocess.run(
        [bin_dir() / "pg_dump", database.dsn()], capture_output=True, check=True, text=True
    )
    assert "công tác dân vận" in dump.stdout


@as_root
def test_root_runs_it_below_a_closed_folder_that_stays_closed(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    server = Postgres(closed / "data")
    server.start()
    assert execute(server.dsn("postgres"), "SELECT 1") == [(1,)]
    assert closed.stat().st_mode & 0o777 == 0o700
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    server.stop()


@as_root
def test_root_gives_it_no_right_that_it_does_not_need(open_folder: Path) -> None:
    server = Postgres(open_folder / "data")
    server.start()
    status = Path(f"/proc/{server.pid}/status").read_text()
    server.stop()
    assert "CapEff:\t0000000000000000" in status


@as_root
def test_an_ordinary_user_runs_it_and_root_may_go_on_with_the_data(open_folder: Path) -> None:
    os.chown(open_folder, NOBODY, NOBODY)
    ran = run_as_nobody(SCRIPT, open_folder / "data")
    assert (ran.stdout, ran.stderr) == ("kept\n", "")

    server = Postgres(open_folder / "data")
    server.start()
    assert execute(server.dsn("postgres"), "TABLE kept") == [("kept",)]
    assert Path(f"/proc/{server.pid}").stat().st_uid == NOBODY
    server.stop()


@as_root
def test_a_folder_of_somebody_else_is_refused_in_one_sentence(open_folder: Path) -> None:
    ran = run_as_nobody(SCRIPT, open_folder / "data")
    assert ran.stderr.endswith("or run as the account that owns it.\n")
