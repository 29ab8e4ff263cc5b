"""SQL table: the rows that a database answers to a query, as a stream."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

from likewise.catalogue.item import Reject
from likewise.catalogue.readers.record import checked_columns, row_of
from likewise.catalogue.readers.row import REJECT_COLUMNS, Row
from likewise.catalogue.source import Source
from likewise.errors import SourceError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, CursorResult

_ROWS_AT_ONCE = 1000
_CONNECT_SECONDS = 10

_DRIVERS = {
    "psycopg": "'psycopg[binary]'",
    "psycopg2": "psycopg2-binary",
    "MySQLdb": "mysqlclient",
}
"""Module to package, where the names differ."""

_OPAQUE = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|(\$\w*\$).*?\1",
    re.DOTALL,
)
"""Comments, texts and quoted names."""


class SqlTable:
    """A table of what a query answers; a row's line is its number."""

    typed = True

    def __init__(self, result: CursorResult[Any], name: str, *, label: str, secret: str) -> None:
        self._result = result
        self._name = name
        self._label = label
        self._secret = secret
        self._names = checked_columns(result.keys(), f"The answer of {label}")

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer."""
        return tuple(name for name in self._names if name not in REJECT_COLUMNS)

    def rows(self) -> Iterator[Row | Reject]:
        """The rows in the answer's order, once."""
        with _in_words(self._label, self._secret):
            for number, values in enumerate(self._result, start=1):
                record = dict(zip(self._names, values, strict=True))
                yield row_of(self._name, number, record)

    def part_read(self) -> None:
        """The database does not say how many rows there are."""
        return


@contextmanager
def open_database(source: Source) -> Iterator[SqlTable]:
    """The answer to the source's query, in a transaction that is rolled back.

    Raises:
        SourceError: There is no query, or one that is more than a question; or the database
            refuses it. The password is in no message.
    """
    if len(source.places) > 1:
        raise SourceError("A database cannot be read together with others.", remedy="Give one URL.")
    url = _url(source.places[0])
    label = url.render_as_string(hide_password=True)
    query = _checked(source.query, label)
    secret = str(url.password or "")
    with ExitStack() as stack:
        with _in_words(label, secret):
            connection = stack.enter_context(_connected(url))
            result = _answer(connection, query)
            table = SqlTable(result, _name(url), label=label, secret=secret)
        yield table


def _url(place: str) -> URL:
    if find_spec("sqlalchemy") is None:
        raise SourceError(
            "Databases need SQLAlchemy, which is not installed.",
            remedy="Install it: pip install 'likewise[sql]'.",
        )
    from sqlalchemy.engine import make_url  # noqa: PLC0415 - an extra
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    try:
        url = make_url(place)
    except (ArgumentError, ValueError):
        raise SourceError(
            "The URL of the database cannot be read.",
            remedy="Write it as in postgresql+psycopg://user:password@host/name.",
        ) from None
    file = url.database if url.get_backend_name() == "sqlite" else None
    if file and not file.startswith((":memory:", "file:")) and not Path(file).is_file():
        raise SourceError(f"There is no database {file}.", remedy="Check the path.")
    return url


def _checked(query: str | None, label: str) -> str:
    """The query, of which a database could not make more than an answer."""
    if not query or not query.strip():
        raise SourceError(
            f"{label} is a database: which rows of it?",
            remedy="Give a query: --query 'SELECT id, name FROM products'.",
        )
    bare = _OPAQUE.sub(" ", query).strip().rstrip(";").strip()
    word = bare.split(None, 1)[0].upper() if bare else ""
    if ";" in bare or word not in {"SELECT", "WITH"}:
        raise SourceError(
            "The query has to be one SELECT, as an import changes nothing in the database.",
            remedy="Give one statement that begins with SELECT or WITH.",
        )
    return query.strip().rstrip(";")


@contextmanager
def _connected(url: URL) -> Iterator[Connection]:
    """A connection whose transaction is rolled back at the end."""
    from sqlalchemy import create_engine, event  # noqa: PLC0415
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415
    from sqlalchemy.pool import NullPool  # noqa: PLC0415

    backend = url.get_backend_name()
    waits = backend in {"postgresql", "mysql", "mariadb"}
    arguments = {"connect_timeout": _CONNECT_SECONDS} if waits else {}
    engine = create_engine(url, poolclass=NullPool, connect_args=arguments, hide_parameters=True)
    if backend == "sqlite":

        @event.listens_for(engine, "connect")
        def forbid_writing(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA query_only = ON")

    connection = engine.connect()
    try:
        yield connection
    finally:
        with suppress(SQLAlchemyError):  # what is broken needs no rolling back
            connection.close()


def _answer(connection: Connection, query: str) -> CursorResult[Any]:
    backend = connection.dialect.name
    if backend == "postgresql":
        connection = connection.execution_options(postgresql_readonly=True)
    elif backend in {"mysql", "mariadb"}:
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.rollback()  # it holds from the next transaction on
    connection = connection.execution_options(
        stream_results=True, yield_per=_ROWS_AT_ONCE, no_parameters=True
    )
    return connection.exec_driver_sql(query)


def _name(url: URL) -> str:
    database = url.database or url.get_backend_name()
    return Path(database).name if url.get_backend_name() == "sqlite" else database


@contextmanager
def _in_words(label: str, secret: str) -> Iterator[None]:
    from sqlalchemy.exc import NoSuchModuleError, SQLAlchemyError  # noqa: PLC0415

    try:
        yield
    except ModuleNotFoundError as error:
        package = _DRIVERS.get(error.name or "", error.name)
        raise SourceError(
            f"{label} needs {error.name}, which is not installed.",
            remedy=f"Install it: pip install {package}.",
        ) from None
    except NoSuchModuleError:
        raise SourceError(
            f"{label} is no database that SQLAlchemy knows.",
            remedy="Give files, or a URL as in sqlite:///shop.db.",
        ) from None
    except (SQLAlchemyError, ArithmeticError, OSError, ValueError) as error:
        shown = " ".join(str(getattr(error, "orig", None) or error).split()).rstrip(".")
        for hidden in filter(None, (secret, quote(secret), quote_plus(secret))):
            shown = shown.replace(hidden, "***")
        raise SourceError(
            f"{label} refuses: {shown}.", remedy="Check the URL and the query."
        ) from None
