"""The import contracts hold, and each of them would notice if it did not."""

from pathlib import Path

import pytest

from tests.architecture.break_contracts import BREACHES, ROOT, Breach, contracts, is_seen, lint


def test_the_tree_keeps_every_import_contract(tmp_path: Path) -> None:
    verdict = lint(ROOT, "--cache-dir", str(tmp_path))
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize("breach", BREACHES, ids=str)
def test_a_broken_contract_is_seen(breach: Breach, tmp_path: Path) -> None:
    assert is_seen(breach, tmp_path)


def test_every_contract_has_its_breach() -> None:
    assert {breach.contract for breach in BREACHES} == set(contracts())
