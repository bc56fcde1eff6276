"""Pictures of targets as SVG: what they say, and that lengths are in proportion."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.metrics.attainment.rules import Status
from services.metrics.indicators.rules import Unit
from services.metrics.pictures.rules import Kind, Level, Mark, Picture, short
from tests.metrics.charts.pictures import ALL, NS, TEXT, Drawing, course, funnel, gauge, mosaic, picture

AMOUNTS = st.decimals(min_value=0, max_value=10**13, places=2)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("shown", ALL, ids=lambda each: each.kind)
def test_M10_a_picture_says_what_it_is_and_loads_nothing(
    shown: Picture, language: Literal["zh-CN", "en"]
) -> None:
    drawing = Drawing.of(shown, language)
    assert (drawing.root.findtext(f"{NS}title"), drawing.root.get("role")) == (TEXT, "img")
    assert "2015-07-01" in (drawing.root.findtext(f"{NS}desc") or "")
    used = {each.tag.removeprefix(NS) for each in drawing.root.iter()}
    assert used <= {"svg", "title", "desc", "style", "rect", "text", "polyline", "polygon", "circle"}
    assert not [
        name
        for each in drawing.root.iter()
        for name in each.attrib
        if "href" in name or name.startswith("on")
    ]
    style = drawing.root.findtext(f"{NS}style") or ""
    assert "prefers-color-scheme:dark" in style
    assert "url(" not in style
    assert "@import" not in style


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("shown", ALL, ids=lambda each: each.kind)
def test_everything_stands_on_the_sheet(shown: Picture, language: Literal["zh-CN", "en"]) -> None:
    drawing = Drawing.of(shown, language)
    _, _, width, height = (float(each) for each in (drawing.root.get("viewBox") or "").split())
    for box in drawing.root.iter(f"{NS}rect"):
        assert float(box.get("x") or 0) >= 0
        assert float(box.get("x") or 0) + float(box.get("width") or 0) <= width
    for text in drawing.root.iter(f"{NS}text"):
        assert 0 < float(text.get("y") or 0) < height


@pytest.mark.parametrize("value", [0, 500, 590, 600, 601, 605, 620, 2000])
def test_the_value_of_today_never_covers_the_words_of_the_bound(value: int) -> None:
    now = Mark(date(2017, 12, 31), Decimal(value))
    drawing = Drawing.of(picture(Kind.PATH, replace(course(), now=now)))
    dot = next(each for each in drawing.root.iter(f"{NS}circle") if each.get("data-part") == "now")
    label = next(each for each in drawing.root.iter(f"{NS}text") if each.text == "600个")
    foot, middle = float(label.get("y") or 0), float(dot.get("cy") or 0)
    assert middle - 6 >= foot or middle + 6 <= foot - float(label.get("font-size") or 0) * 0.8


def test_the_words_of_the_document_stand_above_as_text_unless_the_page_has_them() -> None:
    assert "".join(Drawing.of(gauge(Decimal(1))).texts).startswith(TEXT)
    assert "山东名牌" not in "".join(Drawing.of(gauge(Decimal(1)), heading=False).texts)


@given(values=st.tuples(AMOUNTS, AMOUNTS), bound=AMOUNTS)
def test_bars_are_in_proportion_and_the_larger_value_never_has_the_shorter_one(
    values: tuple[Decimal, Decimal], bound: Decimal
) -> None:
    widths = []
    for value in sorted(values):
        level = Level(value=value, lower=bound)
        drawing = Drawing.of(picture(Kind.BULLET, level))
        widths.append(drawing.number("value", "width"))
        track = drawing.number("track", "width")
        assert widths[-1] / track == pytest.approx(float(value / level.reach), abs=0.001)
        mark = drawing.points("bound")[0][0] - drawing.number("track", "x")
        assert mark / track == pytest.approx(float(bound / level.reach), abs=0.001)
    assert widths[0] <= widths[1]


@given(used=st.integers(0, 2000))
def test_a_limit_that_is_broken_is_drawn_beyond_its_mark_and_one_that_is_kept_is_not(used: int) -> None:
    drawing = Drawing.of(gauge(Decimal(used)))
    mark = drawing.points("bound")[0][0]
    assert (drawing.end("value") > mark + 0.1) is (used > 300)
    assert drawing.points("pointer")[0][0] == pytest.approx(drawing.end("value"), abs=0.15)


@pytest.mark.parametrize(
    ("status", "zh", "en"),
    [
        (Status.WITHIN, "限内", "within the limit"),
        (Status.NEAR_LIMIT, "临近上限", "near the limit"),
        (Status.AT_LIMIT, "已到上限", "at the limit"),
        (Status.BREACHED, "突破上限", "limit broken"),
    ],
)
def test_a_limit_has_its_own_states_and_is_never_called_achieved(status: Status, zh: str, en: str) -> None:
    shown = gauge(Decimal(120), status=status)
    chinese, english = Drawing.of(shown), Drawing.of(shown, "en")
    assert zh in chinese.texts
    assert en in english.texts
    assert "达到" not in "".join(Drawing.of(shown, heading=False).texts)
    assert "≤ 300个 · 已用40%" in chinese.texts


def test_what_is_unknown_has_no_bar_and_says_why() -> None:
    drawing = Drawing.of(gauge(None, status=Status.UNKNOWN, reason="nothing_observed"))
    assert drawing.parts("value") == []
    assert "未知：尚无数据" in drawing.texts
    blank = Drawing.of(picture(Kind.BULLET, Level(value=None), status=Status.UNKNOWN, reason="no_bound"))
    assert blank.parts("bound") == []
    assert {"未知：缺少目标所依据的基数", "目标值未知"} <= set(blank.texts)


def test_a_band_lies_between_its_ends() -> None:
    drawing = Drawing.of(
        picture(Kind.BULLET, Level(value=Decimal(196), lower=Decimal(180), upper=Decimal(220)))
    )
    assert drawing.number("band", "x") < drawing.end("value") < drawing.end("band")


def test_a_path_rises_with_its_figures_and_ends_on_its_bound() -> None:
    drawing = Drawing.of(picture(Kind.PATH, course()))
    seen = [(float(dot.get("cx") or 0), float(dot.get("cy") or 0)) for dot in drawing.parts("observed")]
    assert all(x < later and y > higher for (x, y), (later, higher) in pairwise(seen))
    assert drawing.points("reference")[-1][1] == drawing.points("bound")[0][1]
    assert drawing.points("fan")[1][1] < drawing.number("projected", "cy") < drawing.points("fan")[2][1]
    years = [each for each in drawing.texts if each.startswith("201")]
    assert years == ["2017", "2016", "2015", "2014", "2013"]
    assert "推算" in drawing.texts


def test_under_three_years_a_path_says_that_it_projects_nothing() -> None:
    drawing = Drawing.of(ALL[5])
    assert drawing.parts("projection") == []
    assert "不足三年，不作推算" in drawing.texts


def test_each_region_has_its_tile_with_sign_and_word_and_todays_name() -> None:
    drawing = Drawing.of(picture(Kind.TILES, mosaic()))
    assert {"金乡县", "汶上县", "莱城区", "✓ 达到 2个", "✕ 未达到 0个", "? 未知", "今莱芜区"} <= set(
        drawing.texts
    )
    assert "3个地区中1个达到" in drawing.texts
    assert [len(drawing.parts(f"edge-{each}")) for each in ("true", "false", "none")] == [1, 1, 1]
    assert any("2017-12-31" in each for each in drawing.texts)


def test_a_funnel_is_as_wide_as_its_counts_and_frames_what_is_wanted() -> None:
    drawing = Drawing.of(picture(Kind.FUNNEL, funnel()))
    assert drawing.number("stage-candidate", "width") / drawing.number(
        "stage-selected", "width"
    ) == pytest.approx(196 / 50, rel=0.01)
    assert drawing.number("wanted-candidate", "width") > drawing.number("stage-candidate", "width")
    assert [each for each in drawing.texts if each in {"申报", "备选", "合格", "入选", "递补"}] == [
        "申报",
        "备选",
        "合格",
        "入选",
        "递补",
    ]
    assert {"263", "196", "文件200"} <= set(drawing.texts)


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("1700000000000", Unit.YUAN, "1.7万亿元", "CNY 1.7 tn"),
        ("1234567890", Unit.YUAN, "12.35亿元", "CNY 1.235 bn"),
        ("950", Unit.YUAN, "950元", "CNY 950"),
        ("0.1", Unit.RATIO, "10%", "10%"),
        ("0.123456", Unit.RATIO, "12.35%", "12.35%"),
        ("60000", Unit.PIECE, "60,000件", "60,000"),
        ("0", Unit.ENTERPRISE, "0家", "0"),
        ("-5.50", Unit.ITEM, "-5.5个", "-5.5"),
    ],
)
def test_figures_are_short_and_never_lose_digits_before_the_point(
    value: str, unit: Unit, zh: str, en: str
) -> None:
    assert (short(Decimal(value), unit, english=False), short(Decimal(value), unit, english=True)) == (zh, en)
