"""The account of targets, crash and comparison, as it is printed."""

from io import StringIO
from typing import Any

from rich.console import Console

from deploy.demo.standing import bound, plain, tell_standing


def line(**changed: Any) -> dict[str, Any]:
    return {
        "target": "selected",
        "document": "internet_plus_brand_2017",
        "clause": "三(二)",
        "text": "筛选出50家企业进行重点培育",
        "edition": 1,
        "status": "at_risk",
        "value": "0",
        "lower": "50",
        "upper": "50",
        **changed,
    }


def imported() -> dict[str, Any]:
    counts = {"new": 219, "changed": 1, "unchanged": 0, "refused": 1}
    changed = {
        "row": 220,
        "number": "60000199",
        "outcome": "changed",
        "fields": ["registered_on"],
        "errors": [],
    }
    wrong = [{"code": "goods_unreadable", "column": "goods", "params": {}}]
    refused = {"row": 222, "number": "69999999", "outcome": "refused", "fields": [], "errors": wrong}
    return {"dry_run": counts, "applied": counts, "differences": [changed, refused]}


def told() -> dict[str, Any]:
    after = [line(value="50", status="achieved_early", edition=2)]
    return {
        "protected": {"marks": 221, "indications": 6, "users": 6, "import": imported()},
        "reported": {"forms": 5, "reports": 45},
        "targets": {"before": [line()], "after": after},
        "crash": {
            "killed": {"metrics": 411},
            "again": {"metrics": 512},
            "answered_after": 3.21,
            "cursors_before": {"review": 700},
            "cursors_after": {"review": 2900},
        },
        "compared": [{"code": "valid_titles", "ours": 50, "theirs": 49, "verdict": "differs"}],
    }


def printed(account: dict[str, Any]) -> str:
    shown = StringIO()
    tell_standing(Console(file=shown, width=200), account)
    return shown.getvalue()


def test_a_target_stands_with_its_bound_and_both_states_in_one_row() -> None:
    (row,) = [each for each in printed(told()).splitlines() if "筛选出50家" in each]
    cells = [cell.strip() for cell in row.strip("│").split("│")]
    assert cells == [
        "三(二)",
        "筛选出50家企业进行重点培育（第2版）",
        "= 50",
        "0  有风险 at risk",
        "50  提前达到 achieved early",
    ]


def test_what_is_not_known_is_a_dash_and_never_a_nought() -> None:
    account = told()
    account["targets"]["after"] = [line(value=None, status="unknown")]
    (row,) = [each for each in printed(account).splitlines() if "筛选出50家" in each]
    assert "–  未知 unknown" in row


def test_the_dry_run_is_told_with_its_differences() -> None:
    shown = printed(told())
    assert "试导入 Dry run: 新增 new 219，变更 changed 1，一致 unchanged 0，退回 refused 1" in shown
    assert "第220行 60000199 变更 changed: 注册公告日期" in shown
    assert "第222行 69999999 退回 refused: 商品服务" in shown


def test_what_was_killed_stands_with_both_numbers_and_the_seconds() -> None:
    shown = printed(told())
    assert "metrics (411 → 512)" in shown
    assert "3.2 秒" in shown
    assert "review 700 → 2900" in shown


def test_a_count_that_differs_from_its_owner_is_said() -> None:
    (row,) = [each for each in printed(told()).splitlines() if "有效称号" in each]
    assert [cell.strip() for cell in row.strip("│").split("│")][1:] == ["50", "49", "不一致 differs"]


def test_bounds_say_which_way_they_bind() -> None:
    assert bound(line(lower="180", upper="220")) == "≥ 180 ≤ 220"
    assert bound(line(lower=None, upper="300")) == "≤ 300"
    assert bound(line(lower="60000", upper=None)) == "≥ 60,000"
    assert bound(line(lower=None, upper=None)) == "?"


def test_figures_have_no_zeros_that_say_nothing() -> None:
    assert [plain(each) for each in ("50", "0.100000", "1200", "10000000000")] == [
        "50",
        "0.1",
        "1,200",
        "10,000,000,000",
    ]
