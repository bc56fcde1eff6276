"""A service needs nothing of the tree but its own folder and shared/."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, built_services, environment, services

BUILD = """
import importlib, sys
print(len(importlib.import_module(sys.argv[1] + ".main").build().routes))
"""
IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, sys.argv[1] + "."):
    if ".migrations" not in found.name and not found.name.endswith("__main__"):
        importlib.import_module(found.name)
"""


def alone(service: str, folder: Path) -> Path:
    """A folder that holds only this service and shared/, with what Python has compiled of them."""
    (folder / "services").mkdir()
    shutil.copy(ROOT / "services/__init__.py", folder / "services")
    shutil.copytree(ROOT / "services" / service, folder / "services" / service)
    shutil.copytree(ROOT / "shared", folder / "shared")
    return folder


def run(program: str, service: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": os.environ["PATH"], **environment(service)}
    command = [sys.executable, "-c", program, f"services.{service}"]
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("service", services())
def test_P05_a_service_is_built_and_every_module_of_it_loads_where_nothing_else_is(
    service: str, tmp_path: Path
) -> None:
    """Built first, when nothing but its composition root has been loaded; the gateway is configuration."""
    built = service in built_services()
    outcome = run(BUILD * built + IMPORT_ALL, service, alone(service, tmp_path))
    assert outcome.returncode == 0, outcome.stderr
    assert not built or int(outcome.stdout.splitlines()[0]) > 0


def test_a_folder_alone_does_not_see_the_rest_of_the_tree(tmp_path: Path) -> None:
    folder = alone("gateway", tmp_path)
    assert run("import services.review.models", "gateway", folder).returncode == 1
