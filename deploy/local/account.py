"""The operating-system account that PostgreSQL runs under: ours, unless we are root, which it refuses."""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "lupin"
FALLBACK_USER = "nobody"
SYSTEM_HOME = Path("/var/lib/lupin")


@dataclass(frozen=True, slots=True)
class Account:
    """Who owns the cluster's files and runs its processes."""

    user: int
    group: int
    dropped: bool
    """Whether processes have to leave root's rights behind."""

    def own(self, path: Path) -> None:
        if self.dropped:
            os.chown(path, self.user, self.group)

    def popen_options(self) -> dict[str, object]:
        """What `subprocess` needs to start a process as this account."""
        if not self.dropped:
            return {}
        return {"user": self.user, "group": self.group, "extra_groups": [], "umask": 0o077}


def current_account() -> Account:
    """The caller's own account or, for root, a system user made for the purpose."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), dropped=False)
    entry = _system_entry()
    return Account(entry.pw_uid, entry.pw_gid, dropped=True)


def digest(path: Path) -> str:
    """A short name for a folder, where the folder's own would be too long."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def socket_folder(home: Path, account: Account) -> Path:
    """A short path (a unix socket's has at most 107 bytes) that belongs to this folder alone."""
    if account.dropped:
        return Path("/run") / f"lupin-{digest(home)}"
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    parent = runtime if runtime.is_absolute() and os.access(runtime, os.W_OK) else Path(tempfile.gettempdir())
    return parent / f"lupin-{os.geteuid()}-{digest(home)}"


def _system_entry() -> pwd.struct_passwd:
    entry = _find(SYSTEM_USER)
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if entry is None and useradd is not None:
        # Two starts at once may race for the name: whoever loses finds the winner's entry below.
        subprocess.run(
            [useradd, "--system", "--home-dir", SYSTEM_HOME, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            capture_output=True,
            check=False,
        )
        entry = _find(SYSTEM_USER)
    return entry or pwd.getpwnam(FALLBACK_USER)


def _find(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None
