"""What the public opens after the programme: the dashboards, and the address on a certificate."""

import re

import pytest
from playwright.async_api import expect

from deploy.demo.gateway import Gateway, Json
from deploy.demo.registration import PROGRAMME
from tests.journeys.conftest import Read

pytestmark = pytest.mark.journeys
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MIXED = "trademark_brands_2018"
"""The document with most kinds of targets."""
BARE = "regional_brand_pilots_2017"
"""The document that sets no target."""
UNKNOWN = "00000000000000000001"
VERDICTS = {
    "zh-CN": {"valid": "有效", "suspended": "已暂停", "revoked": "已撤销", "unknown": "查无此码"},
    "en": {"valid": "Valid", "suspended": "Suspended", "revoked": "Revoked", "unknown": "Unknown"},
}


@pytest.fixture(scope="module")
async def boards(gateway: Gateway, told: Json) -> dict[str, int]:
    """Every document, and how many targets it sets."""
    assert told["titles"]
    page = await gateway.public("/metrics/v1/documents", limit=100)
    codes = [each["code"] for each in page["items"]]
    boards = {
        each: await gateway.public("/metrics/v1/board", document=each) for each in codes if each != BARE
    }
    counted = {code: len(board["items"]) + len(board["waiting"]) for code, board in boards.items()}
    return counted | {BARE: 0}


@pytest.fixture(scope="module")
async def codes(gateway: Gateway, told: Json) -> dict[str, str]:
    """A code for each verdict; of the titles that no other test looks at, two are suspended, one revoked."""
    spared = {told["titles"][0]["id"], told["titles"][-1]["id"]}
    spared |= {each["id"] for each in told["titles"] if each["holder_name"] == told["objection"]["against"]}
    officer, supervisor = gateway.person(PROGRAMME), gateway.person("supervisor")
    certified = [each async for each in officer.items("/review/v1/certificates")]
    valid = next(each for each in certified if each["code"] == told["certificate"])
    spared.add(valid["title_id"])
    suspended, revoked = [each for each in certified if each["title_id"] not in spared][:2]
    for certificate, steps in ((suspended, ("suspend",)), (revoked, ("suspend", "revoke"))):
        path = f"/review/v1/titles/{certificate['title_id']}"
        seen = await gateway.public(path)
        for step in steps:
            body = {"action": step, "reason": "经复核，不再符合条件（演示）。"}
            seen = await supervisor.post(f"{path}/actions", body, version=seen["version"])
    return {
        "valid": valid["code"],
        "suspended": suspended["code"],
        "revoked": revoked["code"],
        "unknown": UNKNOWN,
    }


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_M10_every_document_is_seen_whole_on_phone_and_desktop_without_a_complaint(
    read: Read, boards: dict[str, int], language: str
):
    assert len(boards) == 5
    async with read(language=language) as reader:
        for document, targets in boards.items():
            await reader.page.goto(f"/dashboard/{document}")
            assert await reader.page.locator("html").get_attribute("lang") == language
            assert await reader.page.locator(".target").count() == targets
            assert await reader.pictures() == []
            assert await reader.misfits(document, language) == []
        assert reader.complaints == []
        assert reader.strangers == []


async def test_M10_a_picture_opened_by_itself_has_chinese_as_text_and_its_colours(
    read: Read, boards: dict[str, int]
):
    async with read(dark=True) as reader:
        await reader.page.goto(f"/dashboard/{MIXED}")
        address = await reader.page.locator(".target a[href*='.svg']").first.get_attribute("href")
        assert address
        await reader.page.goto(address)
        words = await reader.page.locator("text").all_text_contents()
        assert any(CHINESE.search(each) for each in words)
        ink = await reader.page.evaluate("getComputedStyle(document.querySelector('.f-ink')).fill")
        assert ink == "rgb(239, 236, 230)"
        assert await reader.page.locator("path").count() == 0
        assert reader.complaints == []


async def test_M10_the_keyboard_opens_what_is_folded_and_reaches_everything(
    read: Read, boards: dict[str, int]
):
    async with read() as reader:
        await reader.page.goto(f"/dashboard/{MIXED}")
        assert await reader.unreached() == []
        await reader.page.locator("summary").first.focus()
        await reader.page.keyboard.press("Enter")
        await expect(reader.page.locator("details").first).to_have_attribute("open", "")


async def test_axe_finds_nothing_grave_on_a_dashboard_or_a_verdict(
    read: Read, axe: str, boards: dict[str, int], codes: dict[str, str]
):
    found = []
    async with read() as reader:
        for page in (f"/dashboard/{MIXED}", *(f"/verify/{code}" for code in codes.values())):
            await reader.page.emulate_media(color_scheme="light")
            await reader.page.goto(page)
            await reader.page.evaluate(axe)
            found += [(page, *each) for each in await reader.grave()]
            await reader.page.emulate_media(color_scheme="dark")
            found += [(page, "dark", *each) for each in await reader.grave(only="color-contrast")]
    assert found == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_V11_whoever_opens_the_address_of_a_certificate_is_told_how_it_stands(
    read: Read, codes: dict[str, str], language: str
):
    async with read(language=language) as reader:
        for verdict, code in codes.items():
            await reader.page.goto(f"/verify/{code}")
            said = reader.page.locator(f".verdict-{verdict} h2")
            await expect(said).to_have_text(VERDICTS[language][verdict])
            assert await reader.misfits(f"verify-{verdict}", language) == []
        assert reader.complaints == []
        assert reader.strangers == []


async def test_V11_a_code_that_is_typed_leads_to_the_same_verdict(read: Read, codes: dict[str, str]):
    async with read() as reader:
        await reader.page.goto("/verify")
        await reader.page.fill("#code", f" {codes['valid'].lower()} ")
        await reader.page.keyboard.press("Enter")
        await expect(reader.page.locator(".verdict-valid h2")).to_have_text("有效")
