"""The README's diagram is drawn from the table."""

from pathlib import Path

import pytest

from shared.testing.workflow import assert_documented
from shared.workflow.diagram import block, main, mermaid, redrawn, workflows_of
from tests.shared.workflow.case import APPLICATION

MARKED = "# Reviews\n\n<!-- diagram:application -->\nold\n<!-- /diagram -->\n\nAfterwards.\n"


def test_the_diagram_has_every_row_a_start_and_the_ends() -> None:
    assert mermaid(APPLICATION).splitlines() == [
        "stateDiagram-v2",
        "    [*] --> draft",
        "    draft --> submitted: submit (applicant)",
        "    submitted --> draft: return (city_officer, county_officer)",
        "    submitted --> accepted: accept (city_officer)",
        "    draft --> lapsed: lapse (clock)",
        "    accepted --> [*]",
        "    lapsed --> [*]",
    ]


def test_a_readme_is_redrawn_between_its_markers_only() -> None:
    text = redrawn(MARKED, [APPLICATION])
    assert text == f"# Reviews\n\n{block(APPLICATION)}\n\nAfterwards.\n"
    assert redrawn(text, [APPLICATION]) == text


def test_a_table_without_a_place_in_the_readme_is_named() -> None:
    with pytest.raises(ValueError, match="application"):
        redrawn("# Reviews\n", [APPLICATION])


def test_an_old_diagram_fails_the_documentation_test(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text(MARKED, encoding="utf-8")
    with pytest.raises(AssertionError, match="redraws"):
        assert_documented(APPLICATION, readme)
    readme.write_text(redrawn(MARKED, [APPLICATION]), encoding="utf-8")
    assert_documented(APPLICATION, readme)


def a_service(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> Path:
    package = folder / name
    (package / "applications").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "applications/__init__.py").touch()
    table = "from dataclasses import replace\nfrom tests.shared.workflow.case import APPLICATION\n"
    table += "FIRST = replace(APPLICATION, edition=0, openings=('begin',))\n"
    (package / "applications/workflow.py").write_text(table)
    (package / "README.md").write_text(MARKED, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)
    return package


def test_the_command_finds_the_tables_of_a_service_and_redraws_its_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = a_service(tmp_path, monkeypatch, "drawn_service")
    assert workflows_of("drawn_service") == {"application": APPLICATION}
    assert main(["drawn_service", "--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert main(["drawn_service"]) == 0
    assert_documented(APPLICATION, package / "README.md")
    assert main(["drawn_service", "--check"]) == 0


def test_a_service_without_a_life_cycle_needs_no_readme() -> None:
    assert main(["shared.settings"]) == 0
