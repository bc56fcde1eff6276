"""The archive of a case is verified by a script outside the system, and tampering is found (V20)."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deploy import verify_archive
from shared.codes.roles import Role
from tests.review.archives.conftest import resealed, tampered
from tests.review.walk import PATH, Walk

SCRIPT = Path(verify_archive.__file__)


@pytest.fixture
async def case(walk: Walk) -> dict[str, Any]:
    """A case with two dossiers and a correction between them."""
    returned = await walk.returned(await walk.submitted(), "/form/brand_story")
    story = {"form": {"brand_story": returned["form"]["brand_story"] + "补充说明。"}}
    changed = await walk.client.patch(f"{PATH}/{returned['id']}", json=story, headers=walk.mine(returned))
    again = await walk.submit(changed.json())
    await walk.recommend(again)
    return await walk.look(again)


@pytest.fixture
async def archive(walk: Walk, case: dict[str, Any], tmp_path: Path) -> Path:
    answer = await walk.client.get(
        f"{PATH}/{case['id']}/archive", headers=walk.as_(Role.AUDITOR, region="37.")
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    path = tmp_path / "case.zip"
    path.write_bytes(answer.content)
    return path


async def test_V20_an_archive_is_whole_and_holds_the_case(archive: Path, case: dict[str, Any]):
    assert verify_archive.faults(archive) == []
    with zipfile.ZipFile(archive) as opened:
        assert {"dossiers.json", "history.json", "eligibility.json", "manifest.json"} <= set(
            opened.namelist()
        )
        assert len(json.loads(opened.read("dossiers.json"))) == 2
        steps = [each["transition"] for each in json.loads(opened.read("history.json"))]
    assert steps[0] == "create"
    assert steps[-1] == "recommend"
    assert case["number"] == "IPB-2017-0001"


def test_V20_the_verifier_needs_nothing_but_python(archive: Path, tmp_path: Path):
    alone = tmp_path / "elsewhere" / "verify_archive.py"
    alone.parent.mkdir()
    shutil.copy(SCRIPT, alone)
    ran = subprocess.run(
        [sys.executable, "-I", "-S", str(alone), str(archive)], capture_output=True, check=False, text=True
    )
    assert (ran.returncode, ran.stdout.strip().rsplit(": ", 1)[1]) == (0, "whole and unchanged")


@pytest.mark.parametrize("member", ["history.json", "dossiers.json", "eligibility.json"])
async def test_V20_a_changed_member_is_found(archive: Path, member: str):
    found = verify_archive.faults(tampered(archive, member, lambda content: content + b" "))
    assert found == [f"{member}: changed"]


async def test_V20_a_changed_entry_is_found_even_when_the_manifest_is_mended(archive: Path):
    def forge(content: bytes) -> bytes:
        entries = json.loads(content)
        entries[1]["actor"] = "somebody else"
        return json.dumps(entries).encode()

    found = verify_archive.faults(resealed(archive, "history.json", forge))
    assert [each.rsplit(" ", 1)[1] for each in found] == ["changed"]


async def test_V20_a_changed_dossier_is_found_even_when_the_manifest_is_mended(archive: Path):
    def forge(content: bytes) -> bytes:
        dossiers = json.loads(content)
        dossiers[0]["form"]["team_size"] = 9999
        return json.dumps(dossiers).encode()

    assert verify_archive.faults(resealed(archive, "dossiers.json", forge)) == ["dossier 1: changed"]


async def test_V20_a_chain_cut_short_is_found_by_its_head(archive: Path, walk: Walk, case: dict[str, Any]):
    history = await walk.client.get(f"{PATH}/{case['id']}/history", headers=walk.mine(case))
    head = history.json()["items"][-1]["hash"]
    assert verify_archive.faults(archive, head) == []
    shorter = resealed(archive, "history.json", lambda content: json.dumps(json.loads(content)[:-1]).encode())
    assert "the application's chain does not end with the given hash" in verify_archive.faults(shorter, head)


async def test_what_is_no_archive_is_called_so(tmp_path: Path):
    path = tmp_path / "rubbish.zip"
    path.write_bytes(b"rubbish")
    assert verify_archive.faults(path)[0].startswith("not a whole archive")


async def test_an_applicant_gets_no_archive(walk: Walk, case: dict[str, Any]):
    answer = await walk.client.get(f"{PATH}/{case['id']}/archive", headers=walk.mine(case))
    assert (answer.status_code, answer.json()["code"]) == (403, "role_missing")
