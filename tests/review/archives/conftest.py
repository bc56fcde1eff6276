"""Archives with a store that answers, and ways of tampering with them."""

import json
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from shared.testing.tokens import TestIssuer
from tests.review.sibling import KnownOrganisations


@dataclass
class SameContent:
    """Stands in for the store: every file has the bytes that `Walk.file` describes."""

    async def content(self, file_id: UUID) -> tuple[UUID, AsyncIterator[bytes]]:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"%PDF-"
            yield b"1.7"

        return file_id, pieces()


@pytest.fixture
def collaborators(issuer: TestIssuer, registry: KnownOrganisations) -> dict[str, object]:
    return {"verifier": issuer.verifier("review"), "registry": registry, "files": SameContent()}


def tampered(archive: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """The same archive with one member changed."""
    other = archive.with_name("other.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == member else content)
    return other


def resealed(archive: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """Tampering by somebody who also mends the manifest."""
    changed = tampered(archive, member, change)
    with zipfile.ZipFile(changed) as source:
        listed = {name: source.read(name) for name in source.namelist()}
    manifest = json.loads(listed["manifest.json"])
    for each in manifest["members"]:
        each["sha256"] = sha256(listed[each["path"]]).hexdigest()
    return tampered(
        changed.rename(archive.with_name("first.zip")),
        "manifest.json",
        lambda _: json.dumps(manifest).encode(),
    )


def forged(archive: Path, member: str, change: Callable[[list[dict[str, Any]]], Any]) -> Path:
    """One member's rows changed, and the manifest mended."""

    def rewrite(content: bytes) -> bytes:
        rows = json.loads(content)
        change(rows)
        return json.dumps(rows).encode()

    return resealed(archive, member, rewrite)
