"""The import contracts hold, and each of them would notice if it did not."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.break_contracts import BREACHES, ROOT, contracts

LINTER = Path(sys.executable).with_name("lint-imports")


def test_the_tree_keeps_every_import_contract(tmp_path: Path) -> None:
    command = [str(LINTER), "--no-logo", "--cache-dir", str(tmp_path)]
    verdict = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout


def test_every_broken_contract_is_seen() -> None:
    command = [sys.executable, "-m", "tests.architecture.break_contracts"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "Every breach was seen.\n"), ran.stdout + ran.stderr


def test_every_contract_has_its_breach() -> None:
    assert {breach.contract for breach in BREACHES} == set(contracts())
