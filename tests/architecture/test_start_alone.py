"""A service needs nothing of the tree but its own folder and shared/."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, built_services, environment, services

IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(package.__path__, sys.argv[1] + "."):
    if ".migrations" not in found.name and not found.name.endswith("__main__"):
        importlib.import_module(found.name)
"""
BUILD = """
import importlib, sys
application = importlib.import_module(sys.argv[1] + ".main").build()
print(len(application.routes))
"""


def alone(service: str, folder: Path) -> Path:
    """A folder that holds only this service and shared/."""
    ignore = shutil.ignore_patterns("__pycache__")
    (folder / "services").mkdir()
    shutil.copy(ROOT / "services/__init__.py", folder / "services")
    shutil.copytree(ROOT / "services" / service, folder / "services" / service, ignore=ignore)
    shutil.copytree(ROOT / "shared", folder / "shared", ignore=ignore)
    return folder


def run(program: str, service: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {"PATH": os.environ["PATH"], **environment(service)}
    command = [sys.executable, "-c", program, f"services.{service}"]
    return subprocess.run(command, cwd=folder, env=settings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("service", services())
def test_every_module_of_a_service_loads_where_nothing_else_is(service: str, tmp_path: Path) -> None:
    outcome = run(IMPORT_ALL, service, alone(service, tmp_path))
    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize("service", built_services())
def test_a_service_is_built_where_nothing_else_is(service: str, tmp_path: Path) -> None:
    outcome = run(BUILD, service, alone(service, tmp_path))
    assert outcome.returncode == 0, outcome.stderr
    assert int(outcome.stdout.splitlines()[-1]) > 0


def test_a_folder_alone_does_not_see_the_rest_of_the_tree(tmp_path: Path) -> None:
    folder = alone("gateway", tmp_path)
    assert run("import services.review.models", "gateway", folder).returncode == 1
