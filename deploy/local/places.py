"""Where the embedded run keeps its things: one data folder, nobody else's to read."""

import os
from dataclasses import dataclass
from pathlib import Path

from deploy.local.account import current_account, socket_folder

CHECKOUT = Path(__file__).resolve().parents[2]
OURS = (
    "envoy.yaml",
    "files",
    "keys",
    "log",
    "pids",
    "portal",
    "postgres",
    "demo.json",
    "bootstrap.json",
    "state.json",
)


@dataclass(frozen=True, slots=True)
class Places:
    """The data folder (`LUPIN_DATA`, else `var/` of the checkout) and what lies in it."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Places":
        return cls(Path(os.environ.get("LUPIN_DATA") or CHECKOUT / "var").resolve())

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def pids(self) -> Path:
        return self.root / "pids"

    @property
    def files(self) -> Path:
        return self.root / "files"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def portal(self) -> Path:
        return self.root / "portal"

    @property
    def envoy_config(self) -> Path:
        return self.root / "envoy.yaml"

    @property
    def sockets(self) -> Path:
        """For operators only: the doors of the workers, and Envoy's."""
        return socket_folder(self.root, current_account())

    def door(self, worker: str) -> Path:
        return self.sockets / f"{worker}.sock"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def make(self) -> None:
        """Makes the folders, closed to others."""
        for folder in (self.root, self.keys, self.logs, self.pids, self.files):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
