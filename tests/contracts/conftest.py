"""Tools of the trade as package-lock.json pins them, in a folder of their own."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

KIT = ROOT / "tests/contracts"
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")


def ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def toolbox(tmp_path: Path) -> Path:
    """A folder with openapi-typescript, tsc and standardwebhooks."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are absent: nothing is tried with them (apt-get install nodejs npm)")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(KIT / name, tmp_path)
    installed = ran(["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"], tmp_path)
    if any(sign in installed.stderr for sign in OFFLINE):
        pytest.skip("no package registry is reached: nothing is tried with them")
    assert installed.returncode == 0, installed.stderr
    return tmp_path
