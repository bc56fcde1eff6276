"""What can stand in the way of a start, each with a first line that says what to do."""

import errno
import socket
from pathlib import Path


class Obstacle(Exception):
    """The start cannot go on; the text is for a person at a terminal."""


def require_free_port(port: int, *, what: str, setting: str) -> None:
    """Refuses a port that somebody listens on, naming the process when it can be known."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                raise Obstacle(
                    f"Port {port} ({what}) needs root: choose one above 1023 with {setting}=8080."
                ) from error
            raise Obstacle(_taken(port, what, setting)) from error


def _taken(port: int, what: str, setting: str) -> str:
    holder = process_on(port)
    by = f" by {holder}" if holder else ""
    return f"Port {port} ({what}) is in use{by}: stop that, or choose another with {setting}={port + 1000}."


def process_on(port: int) -> str | None:
    """Name and number of the process that listens on a port, where we may look."""
    inodes = _listening_inodes(port)
    for entry in Path("/proc").glob("[0-9]*"):
        if _holds(entry, inodes):
            name = (entry / "comm").read_text().strip()
            return f"{name} (pid {entry.name})"
    return None


def _listening_inodes(port: int) -> set[str]:
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        lines = table.read_text().splitlines()[1:] if table.exists() else []
        for fields in (line.split() for line in lines):
            local, state, inode = fields[1], fields[3], fields[9]
            if state == "0A" and int(local.rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{inode}]")
    return found


def _holds(process: Path, inodes: set[str]) -> bool:
    try:
        return any(str(link.readlink()) in inodes for link in (process / "fd").iterdir())
    except OSError:  # ended meanwhile, or another account's
        return False


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, for the message about what failed."""
    try:
        return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return ""
