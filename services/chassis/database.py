"""A pool of connections to the service's database, for everything that is not the journal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import ConnectionPool

#: A pool that fails to connect pauses ever longer, in the end for minutes after the store is back.
#: So it gives up soon, and begins again for whoever asks next.
RECONNECT_SECONDS = 1.0

Row = dict[str, Any]
Db = Connection[DictRow]


class Database:
    """Connections for views and questions. Rows are dictionaries."""

    def __init__(self, dsn: str, *, size: int = 8) -> None:
        """A pool that opens connections as they are needed; it does not connect yet."""
        self._pool: ConnectionPool[Db] = ConnectionPool(
            dsn,
            min_size=0,
            max_size=size,
            open=False,
            timeout=3.0,
            reconnect_timeout=RECONNECT_SECONDS,
            connection_class=Connection[DictRow],
            kwargs={
                "autocommit": True,
                "row_factory": dict_row,
                "connect_timeout": 3,
                "options": "-c search_path=views",
            },
            check=ConnectionPool.check_connection,
        )

    def open(self) -> None:
        """Start the pool's helpers; connections follow on demand."""
        self._pool.open()

    def close(self) -> None:
        """End all connections."""
        self._pool.close()

    @contextmanager
    def connection(self) -> Iterator[Db]:
        """A connection that commits each statement.

        Raises:
            psycopg.OperationalError: if the database can't be reached within three seconds.
        """
        with self._pool.connection() as connection:
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        """A connection inside one transaction."""
        with self._pool.connection() as connection, connection.transaction():
            yield connection
