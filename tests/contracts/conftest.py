"""Tools of the trade as package-lock.json pins them, in a folder of their own."""

from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.node import installed

KIT = ROOT / "tests/contracts"


@pytest.fixture(scope="session")
def toolbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with openapi-typescript, tsc and standardwebhooks."""
    return installed(KIT, tmp_path_factory.mktemp("toolbox"))


@pytest.fixture(scope="session")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with Spectral and the rules for contracts."""
    return installed(KIT / "rules", tmp_path_factory.mktemp("rules"))
