"""The committed contract of every service is what its code says, valid, and compiles for a front-end."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from openapi_spec_validator import validate

from shared.app.contract import contract_path, drift
from tests.architecture.tree import ROOT, built_services

SERVICES = built_services()
KIT = ROOT / "tests/contracts"
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")
STRICTLY = "--noEmit --strict --target es2022 --module esnext --moduleResolution bundler".split()


@pytest.mark.parametrize("service", SERVICES)
def test_P01_the_committed_contract_is_what_the_code_says(service):
    assert drift(f"services.{service}") == [], f"python -m shared.app.contract services.{service} --write"


@pytest.mark.parametrize("service", SERVICES)
def test_P01_the_committed_contract_is_a_valid_document(service):
    validate(json.loads(contract_path(f"services.{service}").read_text("utf-8")))


def ran(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def toolbox(tmp_path: Path) -> Path:
    """A folder with openapi-typescript and tsc, as package-lock.json pins them."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("node and npm are absent: the contracts are not compiled (apt-get install nodejs npm)")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(KIT / name, tmp_path)
    installed = ran(["npm", "ci", "--no-audit", "--no-fund", "--prefer-offline"], tmp_path)
    if any(sign in installed.stderr for sign in OFFLINE):
        pytest.skip("no package registry is reached: the contracts are not compiled")
    assert installed.returncode == 0, installed.stderr
    return tmp_path


def test_P01_openapi_typescript_makes_types_of_every_contract_that_compile(toolbox):
    for service in SERVICES:
        contract = str(contract_path(f"services.{service}"))
        made = ran(["node_modules/.bin/openapi-typescript", contract, "-o", f"{service}.ts"], toolbox)
        assert made.returncode == 0, made.stderr
    sources = [f"{service}.ts" for service in SERVICES]
    compiled = ran(["node_modules/.bin/tsc", *STRICTLY, *sources], toolbox)
    assert compiled.returncode == 0, compiled.stdout
