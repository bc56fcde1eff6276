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
    return installed(KIT, tmp_path)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder with Spectral and the rules for contracts."""
    return installed(KIT / "rules", tmp_path)


def installed(kit: Path, folder: Path) -> Path:
    """The packages that a kit pins, with the scripts of the kit and none of theirs."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are absent: nothing is tried with them (apt-get install nodejs npm)")
    for file in (*kit.glob("package*.json"), *kit.glob("*.mjs")):
        shutil.copy(file, folder)
    install = ran(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"], folder)
    if any(sign in install.stderr for sign in OFFLINE):
        pytest.skip("no package registry is reached: nothing is tried with them")
    assert install.returncode == 0, install.stderr
    return folder
