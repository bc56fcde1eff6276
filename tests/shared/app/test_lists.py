"""Lists by keyset: complete, in order, with cursors that cannot be forged or carried elsewhere."""

import base64
from decimal import Decimal
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert

from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from tests.shared.app.small import THINGS

URL = "/review/v1/things"


@pytest.fixture
async def shelf(things):
    """Twelve things: worth repeats and is missing in a third of them."""
    rows = [
        {
            "id": new_id(),
            "version": 1,
            "name": f"器{index:02}",
            "kind": "round" if index % 2 else "square",
            "worth": None if index % 3 == 0 else Decimal(index % 4),
        }
        for index in range(12)
    ]
    async with things.write(SYSTEM) as session:
        await session.execute(insert(THINGS), rows)
    return rows


async def walk(client, **query: object) -> list[dict[str, object]]:
    seen: list[dict[str, object]] = []
    url: str | None = f"{URL}?{urlencode(query)}"
    while url is not None:
        answer = await client.get(url)
        assert answer.status_code == 200, answer.text
        seen += answer.json()["items"]
        link = answer.headers.get("link")
        assert ("next_cursor" in answer.json()) == (link is not None)
        url = link[1 : link.index(">")] if link else None
        assert len(seen) <= 100
    return seen


SORTS = ("name", "-name", "worth", "-worth", "kind,-name", "-kind,worth,-name", "worth,name")


def in_order(rows: list[dict[str, Any]], sort: str) -> list[str]:
    """The names as PostgreSQL orders them: nulls last when ascending, first when descending."""
    parts = sort.split(",")
    ordered = sorted(rows, key=lambda row: row["id"], reverse=parts[-1].startswith("-"))
    for part in reversed(parts):
        name = part.removeprefix("-")
        ordered.sort(key=lambda row: (row[name] is None, row[name] or 0), reverse=part.startswith("-"))
    return [row["name"] for row in ordered]


async def test_every_thing_is_listed_once_and_in_order_whatever_the_sort_and_the_page(stored, shelf):
    for sort, limit in product(SORTS, (1, 5, 12, 50)):
        listed = [thing["name"] for thing in await walk(stored, sort=sort, limit=limit)]
        assert listed == in_order(shelf, sort), (sort, limit)


async def test_filters_with_several_values_hold_over_all_pages(stored, shelf):
    assert len(await walk(stored, kind="round", limit=2)) == 6
    assert len(await walk(stored, kind="round,square", limit=5)) == 12
    assert len((await stored.get(f"{URL}?kind=round&kind=square")).json()["items"]) == 12


async def test_the_total_is_told_only_when_asked_for(stored, shelf):
    assert "total" not in (await stored.get(URL)).json()
    page = (await stored.get(f"{URL}?include_total=true&limit=1&kind=round")).json()
    assert (page["total"], page["total_is_exact"]) == (6, True)


async def test_only_whitelisted_sorts_are_taken(stored, shelf):
    for sort in ("colour", "name,colour", "name,name", "name,-name", "--name", "name,", "-"):
        answer = await stored.get(f"{URL}?{urlencode({'sort': sort})}")
        assert answer.status_code == 422, sort
        assert answer.json()["errors"][0]["code"] == "sort_unknown"


async def test_a_cursor_that_was_touched_is_refused(stored, shelf):
    cursor = (await stored.get(f"{URL}?limit=2")).json()["next_cursor"]
    forged = [cursor[:-2], cursor + "A", "", "x", "%00", "é", cursor[::-1], "A" * 2000]
    raw = bytearray(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    for place in range(len(raw)):
        raw[place] ^= 1
        forged.append(base64.urlsafe_b64encode(raw).decode().rstrip("="))
        raw[place] ^= 1
    for attempt in forged:
        answer = await stored.get(f"{URL}?{urlencode({'limit': 2, 'cursor': attempt})}")
        assert answer.status_code == 422, attempt
        assert answer.json()["errors"][0]["parameter"] == "cursor"


async def test_a_cursor_belongs_to_its_filters_and_sort_but_not_to_a_page_size(stored, shelf):
    cursor = (await stored.get(f"{URL}?limit=2&kind=round")).json()["next_cursor"]
    for other in ("kind=square", "kind=round&sort=-name", "q=x&kind=round", ""):
        assert (await stored.get(f"{URL}?{other}&cursor={cursor}")).status_code == 422
    page = (await stored.get(f"{URL}?kind=round&limit=3&cursor={cursor}")).json()
    assert [thing["name"] for thing in page["items"]] == ["器05", "器07", "器09"]
