"""The account of a demo that was played here before."""

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from deploy.demo.__main__ import Kept, tell_kept
from deploy.local.obstacles import Obstacle
from deploy.local.progress import Progress

OLDER = {"counts": {"imported": 200}, "fallen": {}, "titles": [], "reserve": []}
"""As a release kept it that knew of no objection, no targets and no crash."""


def test_an_account_of_an_older_release_is_one_clear_line_and_no_half_of_it():
    shown = StringIO()
    tell_kept(OLDER, Progress(Console(file=shown, width=200)))
    assert "made by an older release: `make reset`" in shown.getvalue()
    assert "Counts per stage" not in shown.getvalue()


def test_an_account_that_cannot_be_read_says_what_to_do(tmp_path: Path):
    file = tmp_path / "demo.json"
    file.write_text('{"counts": {"imp', "utf-8")
    with pytest.raises(Obstacle, match=r"cannot be read: `make reset`"):
        Kept(file).read()


def test_an_account_is_kept_whole(tmp_path: Path):
    kept = Kept(tmp_path / "demo.json")
    assert kept.read() == {}
    kept.write({"certificate": "鲁"})
    assert kept.read() == {"certificate": "鲁"}
    assert [file.name for file in tmp_path.iterdir()] == ["demo.json"]
