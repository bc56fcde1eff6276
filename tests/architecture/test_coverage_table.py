"""The page of requirements and tests is current, and honest about what is missing."""

from tests.architecture.coverage_table import PAGE, evidence, page, requirements, rows_of


def test_the_coverage_page_is_current() -> None:
    told = "python -m tests.architecture.coverage_table makes it anew"
    assert PAGE.read_text("utf-8") == page(requirements(), evidence()), told


def test_a_test_names_only_rows_of_the_catalogue() -> None:
    assert set(evidence()) - set(requirements()) == set()


def test_a_row_that_no_test_names_is_not_yet_there() -> None:
    shown = {"V08": ["[Caps](../tests/a.py)"]}
    text = page({"V08": "Ranking", "V09": "Diagnosis"}, shown)
    assert "| V08 | Ranking | [Caps](../tests/a.py) |" in text
    assert "| V09 | Diagnosis | not yet |" in text
    assert "| Review | 2 | 1 |" in text


def test_a_test_may_name_several_rows_or_none() -> None:
    assert rows_of("test_V08_V10_a_seat_is_held") == ["V08", "V10"]
    assert rows_of("test_a_seat_is_held") == []
    assert rows_of("test_V8_is_no_row") == []
