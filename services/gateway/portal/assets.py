"""Styles, scripts and the vendored Swagger UI: read once, served under addresses that name their content."""

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
FOLDERS = (HERE / "static", HERE / "vendor" / "swagger-ui")
SERVED = {".css", ".js", ".svg"}
ROOT = "/portal/assets"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes never change under its address."""

    content: bytes
    media_type: str
    address: str


@dataclass(frozen=True, slots=True)
class Assets:
    """All files that pages refer to, by name."""

    files: Mapping[str, Asset]

    @classmethod
    def read(cls) -> "Assets":
        """The files of this folder; a few megabytes, kept in memory."""
        found = sorted(file for folder in FOLDERS for file in folder.iterdir() if file.suffix in SERVED)
        return cls({file.name: _asset(file) for file in found})

    def address(self, name: str) -> str:
        """Where a page finds a file; an unknown name is a fault of the page and fails its test."""
        return self.files[name].address

    def find(self, mark: str, name: str) -> Asset | None:
        """The file under its address, or nothing when it has changed since."""
        asset = self.files.get(name)
        return asset if asset is not None and asset.address == f"{ROOT}/{mark}/{name}" else None


def _asset(file: Path) -> Asset:
    content = file.read_bytes()
    mark = hashlib.sha256(content).hexdigest()[:12]
    kind = mimetypes.types_map[file.suffix]
    charset = "" if kind.startswith("image/") else "; charset=utf-8"
    return Asset(content, kind + charset, f"{ROOT}/{mark}/{file.name}")
