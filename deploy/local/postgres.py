"""An own PostgreSQL cluster as a child process: made, started, asked and stopped from Python.

with EmbeddedPostgres(Path("var/postgres")) as server:
    server.sql("CREATE DATABASE example")
    engine = create_async_engine(server.url("example"))
"""

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from deploy.local import settings
from deploy.local.account import SYSTEM_HOME, Account, current_account, digest, socket_folder
from deploy.local.binaries import Binaries, embedded

SUPERUSER = "postgres"
MEMORY = Path("/dev/shm")  # noqa: S108 - what lies there has a name that nobody can guess
LONGEST_SOCKET = 107
START_SECONDS = 60.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.02


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be made, started or asked; the text says what to do."""


class EmbeddedPostgres:
    """One cluster in one folder, reached by a unix socket and by passwords only.

    `throwaway=True` is for tests: no fsync, and the cluster is removed at the end.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        binaries: Binaries | None = None,
        throwaway: bool = False,
        extra: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> None:
        self.account: Account = current_account()
        self.binaries = binaries or embedded(self.account)
        self.data_dir = data_dir.resolve()
        self.home = _home(self.data_dir, self.account)
        self.cluster = self.home / "cluster"
        self.sockets = socket_folder(self.home, self.account)
        self.throwaway = throwaway
        self.extra = dict(extra or {})
        self._log_path = log or self.home / "postgres.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def password(self) -> str:
        """The superuser's, kept beside the cluster (0600)."""
        return (self.home / "password").read_text().strip()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise PostgresFailed("PostgreSQL has not been started")
        return self._process

    @property
    def initialised(self) -> bool:
        return (self.cluster / "PG_VERSION").is_file()

    def url(
        self,
        dbname: str = "postgres",
        user: str = SUPERUSER,
        password: str | None = None,
        *,
        scheme: str = "postgresql+asyncpg",
    ) -> str:
        """An address for SQLAlchemy; `scheme="postgresql"` for libpq and plain asyncpg."""
        word = quote(self.password if password is None else password, safe="")
        return f"{scheme}://{quote(user, safe='')}:{word}@/{quote(dbname, safe='')}?host={self.sockets}"

    def start(self) -> None:
        """Makes the cluster if there is none, starts it and waits until it answers.

        Raises:
            PostgresFailed: with what to do about it.
        """
        self.stop_left_behind()
        self._make_folders()
        if not self.initialised:
            self._initialise()
        self._launch()
        self._await_ready()
        self._require_chinese_trigrams()

    def stop(self) -> None:
        """A fast shutdown: open transactions are rolled back, everything acknowledged is on disk."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(STOP_SECONDS)
            self._process = None
        shutil.rmtree(self.sockets, ignore_errors=True)
        if self.throwaway:
            self.erase()

    def erase(self) -> None:
        """Removes the cluster, its password, its socket folder and the folder that was asked for."""
        for folder in (self.home, self.sockets, self.data_dir):
            shutil.rmtree(folder, ignore_errors=True)

    def sql(self, statements: str, dbname: str = "postgres") -> list[list[str]]:
        """Runs SQL as the superuser in one transaction; rows of text come back."""
        command: list[Path | str] = [
            self.binaries["psql"],
            "-XAtq",
            "-1",
            "-F",
            "\t",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            "-",
        ]
        if statements.lstrip().upper().startswith(("CREATE DATABASE", "DROP DATABASE", "ALTER SYSTEM")):
            command.remove("-1")
        done = subprocess.run(
            command,
            input=statements,
            env={
                "PGHOST": str(self.sockets),
                "PGUSER": SUPERUSER,
                "PGPASSWORD": self.password,
                "PGDATABASE": dbname,
                "PGCLIENTENCODING": "UTF8",
                "PGOPTIONS": "-c client_min_messages=warning",
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            raise PostgresFailed(done.stderr.strip())
        return [line.split("\t") for line in done.stdout.splitlines()]

    def _make_folders(self) -> None:
        if self.account.dropped:
            self.home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        for folder in (self.home, self.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.account.own(folder)
        if len(str(self.sockets / ".s.PGSQL.5432")) >= LONGEST_SOCKET:
            raise PostgresFailed(f"{self.sockets} is too long for a unix socket: set LUPIN_DATA nearer to /")

    def _initialise(self) -> None:
        shutil.rmtree(self.cluster, ignore_errors=True)
        secret = self.home / "password"
        secret.touch(mode=0o600)
        self.account.own(secret)
        secret.write_text(secrets.token_urlsafe(24))
        # With LC_CTYPE=C pg_trgm would find no trigram in Chinese text.
        done = self._run(
            [
                *(self.binaries["initdb"], "--pgdata", self.cluster, "--username", SUPERUSER),
                *("--encoding=UTF8", "--locale=C", "--lc-collate=C", "--lc-ctype=C.UTF-8"),
                *("--auth=scram-sha-256", f"--pwfile={secret}", "--no-instructions"),
                *(["--no-sync"] if self.throwaway else []),
            ]
        )
        if done.returncode != 0:
            shutil.rmtree(self.cluster, ignore_errors=True)
            raise PostgresFailed(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")

    def _launch(self) -> None:
        values = settings.server(self.sockets, throwaway=self.throwaway) | self.extra
        options = [word for name, value in values.items() for word in ("-c", f"{name}={value}")]
        with self._open_log() as log:
            self._process = subprocess.Popen(
                [self.binaries["postgres"], "-D", self.cluster, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.defpath, "TZ": "UTC"},
                start_new_session=True,  # a Ctrl-C at the terminal must reach the supervisor only
                **self.account.popen_options(),  # type: ignore[call-overload]
            )

    def _open_log(self) -> IO[bytes]:
        self._log_path.parent.mkdir(parents=True, exist_ok=True)
        return self._log_path.open("ab")

    def _await_ready(self) -> None:
        pid_file = self.cluster / "postmaster.pid"
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self._process = None
                raise PostgresFailed(f"PostgreSQL stopped at once.\n{self._last_words()}")
            if _ready(pid_file, self.process.pid):
                return
            time.sleep(POLL_SECONDS)
        self.stop()
        raise PostgresFailed(f"PostgreSQL is not ready after {START_SECONDS:.0f} s; read {self._log_path}")

    def _last_words(self) -> str:
        lines = self._log_path.read_text(errors="replace").splitlines()[-5:]
        return "\n".join(
            [*lines, f"The whole log: {self._log_path}. `make reset` begins with empty databases."]
        )

    def _require_chinese_trigrams(self) -> None:
        self.sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        [[found]] = self.sql("SELECT cardinality(show_trgm('华为')) > 0")
        if found != "t":
            self.stop()
            raise PostgresFailed("this cluster's LC_CTYPE hides Chinese text from pg_trgm: `make reset`")

    def stop_left_behind(self) -> None:
        """Ends the server that a killed supervisor has left on this very cluster."""
        lines = _lines(self.cluster / "postmaster.pid")
        if not lines or not _is_server_of(int(lines[0]), self.cluster):
            return
        done = self._run([self.binaries["pg_ctl"], "stop", "-D", self.cluster, "-m", "fast", "-w"])
        if done.returncode != 0:
            raise PostgresFailed(f"an older PostgreSQL (pid {lines[0]}) does not stop: {done.stderr.strip()}")

    def _run(self, command: list[Path | str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # type: ignore[call-overload,no-any-return]
            command,
            cwd="/",
            env={"PATH": os.defpath, "TZ": "UTC"},
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,  # as above
            **self.account.popen_options(),
        )


def _home(data_dir: Path, account: Account) -> Path:
    """As root the folder asked for may lie where the dropped account cannot go."""
    if not account.dropped:
        return data_dir
    if data_dir.is_relative_to(MEMORY):
        return MEMORY / f"lupin-{digest(data_dir)}"
    return SYSTEM_HOME / f"data-{digest(data_dir)}"


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []


def _ready(pid_file: Path, pid: int) -> bool:
    """The eighth line of postmaster.pid is the state, as pg_ctl reads it."""
    lines = _lines(pid_file)
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"  # noqa: PLR2004  see above


def _is_server_of(pid: int, cluster: Path) -> bool:
    """Whether that process is alive and is a PostgreSQL on this folder, not a later owner of the number."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return str(cluster).encode() in words
