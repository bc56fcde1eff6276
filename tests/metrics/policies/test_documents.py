"""Policy documents as they are shipped, found and read."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.metrics.policies.repository import Policies
from services.metrics.policies.service import PolicyShelf, shipped_documents
from shared.db.caller import SYSTEM
from shared.db.history import Trail
from shared.testing.database import RolledBackDatabase
from tests.metrics.shelf import take_in_documents

API = "/metrics/v1"


pytestmark = pytest.mark.stocked


async def items(client: httpx.AsyncClient, path: str, **params: str) -> list[dict[str, Any]]:
    answer = await client.get(f"{API}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_M01_anyone_may_read_the_five_documents(client: httpx.AsyncClient) -> None:
    """M01: issuer, number, day of issue; what the copies lack is absent, and a reading says so."""
    found = {each["code"]: each for each in await items(client, "documents")}
    assert len(found) == 5
    assert found["internet_plus_brand_2017"]["number"] == "鲁商字〔2017〕24号"
    assert found["trademark_brands_2018"]["issued"] == "2018-09-10"
    assert "number" not in found["famous_brands_2015"]
    assert found["famous_brands_2015"]["reading"]


async def test_a_document_shows_its_structure_and_what_it_implements(client: httpx.AsyncClient) -> None:
    """M01: relations, and clauses in the order of the document."""
    shown = (await client.get(f"{API}/documents/internet_plus_brand_2017")).json()
    assert shown["relations"][0]["number"] == "鲁政发〔2016〕24号"
    assert [c["number"] for c in shown["clauses"][:3]] == ["一", "二", "二(一)"]
    assert "打造50个在全国有较强影响力" in shown["clauses"][2]["text"]


async def test_a_document_nobody_shipped_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/documents/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "document_not_found")


@pytest.mark.parametrize(
    ("words", "numbers"), [("翻一番", {"二"}), ("不超过", {"三(二)1", "三(二)2", "三(二)3"})]
)
async def test_words_are_found_in_clauses(client: httpx.AsyncClient, words: str, numbers: set[str]) -> None:
    assert {each["number"] for each in await items(client, "clauses", q=words)} == numbers


async def test_a_percent_sign_in_a_search_is_only_a_percent_sign(client: httpx.AsyncClient) -> None:
    found = await items(client, "clauses", q="%")
    assert {each["document_code"] for each in found} == {"ecommerce_2014"}


@pytest.mark.parametrize(
    ("q", "code"), [("济政字", "trademark_brands_2018"), ("famous", "famous_brands_2015")]
)
async def test_documents_are_found_by_number_and_title(client: httpx.AsyncClient, q: str, code: str) -> None:
    assert [each["code"] for each in await items(client, "documents", q=q)] == [code]


async def test_taking_in_again_changes_nothing(database: RolledBackDatabase) -> None:
    assert await take_in_documents(database) == 0


async def test_a_later_edition_stands_beside_the_first_and_an_earlier_one_is_left(
    client: httpx.AsyncClient, database: RolledBackDatabase
) -> None:
    first = shipped_documents()[0]
    later = first.model_copy(update={"edition": 2, "issuer": "另一机关"})
    async with database.write(SYSTEM) as session:
        shelf = PolicyShelf(Policies(session), Trail(session))
        assert await shelf.take_in(later)
        assert not await shelf.take_in(first)
    shown = (await client.get(f"{API}/documents/{first.code}")).json()
    assert (shown["edition"], shown["issuer"]) == (2, "另一机关")
    assert len(await items(client, "documents")) == 5


async def test_an_edition_is_never_changed(database: RolledBackDatabase) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.write(SYSTEM) as session:
            await session.execute(text("UPDATE metrics.documents SET issuer = 'x'"))


def test_every_task_cites_a_clause_that_is_there_verbatim() -> None:
    for document in shipped_documents():
        texts = {clause.number: clause.text for clause in document.clauses}
        assert all(texts[task.clause] for task in document.tasks)


def test_a_document_number_is_written_with_its_own_brackets() -> None:
    numbers = [d.number for d in shipped_documents() if d.number]
    assert all(re.fullmatch(r"[^〔〕]+〔[0-9]{4}〕[1-9][0-9]*号", number) for number in numbers)
