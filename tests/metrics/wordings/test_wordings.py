"""Targets in English: made of the formal target, answered to who reads English; Chinese stays as it was."""

import re
from dataclasses import fields
from string import Formatter
from typing import Any

import httpx
import pytest
from hypothesis import given

from services.metrics.aims.rules import CHINESE, Phrases, Vocabulary
from services.metrics.aims.schemas import FormalTarget
from services.metrics.aims.service import Speaker, shipped_vocabulary
from services.metrics.targets.service import shipped_targets
from services.metrics.wordings.rules import ENGLISH
from services.metrics.wordings.service import in_english, shipped_readings
from shared.codes.roles import Role
from shared.testing.database import RolledBackDatabase
from shared.testing.tokens import Signer
from tests.metrics.aims.growing import TARGETS, VOCABULARIES
from tests.metrics.charts.pictures import Drawing
from tests.metrics.shelf import judge_all
from tests.metrics.targets.test_targets import a_target

API = "/metrics/v1"
IN_ENGLISH = {"accept-language": "en"}
CAP = (
    "In 2015, Shandong Province (370000): number of titles with programme “Shandong famous products”, "
    "within the period: at most 300 (binding)."
)
HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@given(TARGETS, VOCABULARIES)
def test_every_formal_target_has_an_english_sentence_with_all_its_names(
    target: FormalTarget, words: Vocabulary
) -> None:
    said = Speaker(words, ENGLISH).say(target)
    quoted = re.findall(r"“([^“”]+)”", Speaker(words).say(target))
    assert all(name in said for name in quoted)
    assert str(target.window.until) in said
    assert target.region in said


def parts_of(phrases: Phrases) -> dict[str, set[str]]:
    """What each phrase has a place for."""
    said = {each.name: getattr(phrases, each.name) for each in fields(phrases)}
    return {
        name: {part for _, part, *_ in Formatter().parse(phrase) if part}
        for name, phrase in said.items()
        if isinstance(phrase, str)
    }


def test_no_part_of_a_target_is_said_in_one_language_only() -> None:
    chinese, english = parts_of(CHINESE), parts_of(ENGLISH)
    chinese["sentence"].remove("unit")  # in English the amount names it
    assert english == chinese


def test_M03_all_27_targets_and_their_readings_are_in_english_without_a_chinese_sign() -> None:
    speaker = Speaker(shipped_vocabulary())
    targets = [target for document in shipped_targets() for target in document.targets]
    sentences = {in_english(speaker.say(target.formal)) for target in targets}
    readings = {shipped_readings()[target.reading] for target in targets if target.reading}
    assert len(sentences) == 27
    assert [each for each in sentences | readings if HAN.search(each)] == []
    assert {target.reading for target in targets if target.reading} == shipped_readings().keys()
    assert CAP in sentences


def test_a_sentence_whose_words_are_gone_stays_as_it_was_said() -> None:
    lost = "2017年，山东省（370000）当期“旧指标”（元）不少于6000亿元（承诺性）。"
    assert in_english(lost) == lost


@pytest.mark.stocked
async def test_M03_whoever_reads_english_is_answered_in_english(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    await judge_all(database)
    chinese = (await client.get(f"{API}/targets/product_brands_cap_2015")).json()
    answer = await client.get(f"{API}/targets/product_brands_cap_2015", headers=IN_ENGLISH)
    told = answer.json()
    assert (answer.headers["vary"], answer.headers["etag"]) == ("Accept-Language", '"1.en"')
    assert told["sentence"] == told["editions"][0]["sentence"] == CAP
    assert told["reading"] == "Titles granted in this year are counted"
    assert {**told, "sentence": "", "reading": "", "editions": []} == {
        **chinese,
        "sentence": "",
        "reading": "",
        "editions": [],
    }
    board = await client.get(f"{API}/board", params={"document": "famous_brands_2015"}, headers=IN_ENGLISH)
    attained = await client.get(f"{API}/targets/product_brands_cap_2015/attainment", headers=IN_ENGLISH)
    listed = await client.get(f"{API}/targets", params={"document": "famous_brands_2015"}, headers=IN_ENGLISH)
    lines = await client.get(f"{API}/exports/attainment", params={"lang": "en"})
    found: list[dict[str, Any]] = [board.json()["items"][0], attained.json(), listed.json()["items"][0]]
    assert {each["sentence"] for each in found} == {CAP}
    assert CAP in lines.text
    plain = (await client.get(f"{API}/board", params={"document": "famous_brands_2015"})).json()
    assert plain["items"][0]["sentence"] == chinese["sentence"]


@pytest.mark.stocked
async def test_M03_a_target_that_an_officer_defines_is_answered_in_his_language_and_kept_in_chinese(
    client: httpx.AsyncClient, as_: Signer
) -> None:
    officer = as_(Role.STATISTICIAN, region="37.")
    body = a_target(reading="读作国际注册")
    answer = await client.post(f"{API}/targets", json=body, headers={**officer, **IN_ENGLISH})
    assert answer.status_code == 201, answer.text
    said = "In 2022, Jining City, Shandong Province (370800): “International marks”, at its end: at least 150"
    assert answer.json()["sentence"] == f"{said} (aspirational)."
    assert answer.json()["reading"] == "读作国际注册"
    kept = (await client.get(f"{API}/targets/jining_marks_goal")).json()
    assert kept["sentence"].startswith("2022年，山东省济宁市（370800）期末")


@pytest.mark.stocked
async def test_M10_a_picture_in_english_bears_the_english_sentence(client: httpx.AsyncClient) -> None:
    path = f"{API}/targets/product_brands_cap_2015/charts/gauge"
    drawing = Drawing((await client.get(f"{path}.svg", params={"lang": "en"})).text)
    assert "".join(drawing.texts).replace(" ", "").startswith(CAP.replace(" ", ""))
    assert drawing.root.findtext("{http://www.w3.org/2000/svg}title") == CAP
    specified = (await client.get(f"{path}.vl.json", params={"lang": "en"})).json()
    assert (specified["title"]["text"], specified["description"]) == (CAP, CAP)
    assert [each for each in drawing.texts if HAN.search(each)] == []
