"""Whoever touches a chain is found out: a member changed, another order, an entry gone or told twice."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.verify_archive import HISTORY, history_faults
from services.review.archives.rules import heads
from shared.db.caller import SYSTEM
from shared.db.history import Audience, Entry, Trail
from shared.db.ids import new_id
from shared.testing.database import RolledBackDatabase
from tests.replays import chains

CHAINED = [*HISTORY, "previous_hash", "hash"]
LENGTH = 5


@pytest.fixture
async def entries(database: RolledBackDatabase) -> list[dict[str, Any]]:
    """Two chains as the trail wrote them, told as an archive tells them."""
    async with database.write(SYSTEM) as session:
        for thing in (new_id(), new_id()):
            for step in range(LENGTH):
                entry = Entry(
                    noun="thing",
                    object_id=thing,
                    transition=f"step {step}",
                    event="thing.moved",
                    audience=Audience.REGION,
                    organisation_id=new_id(),
                    region_path="37.3708.",
                    on_behalf_of=new_id(),
                    reason="齐全",
                    payload={"figure": step, "of": ["甲", "乙"]},
                )
                await Trail(session).append(entry)
    return await chains(database)


def is_found_out(changed: list[dict[str, Any]], true: list[dict[str, Any]]) -> bool:
    """By a reader who knows the newest hash of each chain, as a manifest or a published head tells it."""
    return bool(list(history_faults(changed))) or heads(changed) != heads(true)


def test_V20_an_untouched_history_has_no_faults(entries: list[dict[str, Any]]):
    assert len(entries) == 2 * LENGTH
    assert not is_found_out(entries, entries)


def test_V20_any_member_of_any_entry_that_is_changed_is_found(entries: list[dict[str, Any]]):
    @given(
        place=st.integers(0, 2 * LENGTH - 1),
        member=st.sampled_from(CHAINED),
        value=st.one_of(st.none(), st.text(max_size=4), st.integers(-1, 9), st.just({"figure": 9})),
    )
    def check(place: int, member: str, value: Any) -> None:
        changed = copy.deepcopy(entries)
        changed[place][member] = value if "hash" not in member else "00" * 32
        assert changed == entries or is_found_out(changed, entries)

    check()


def test_V20_any_digit_of_any_hash_that_is_flipped_is_found(entries: list[dict[str, Any]]):
    @given(place=st.integers(0, 2 * LENGTH - 1), digit=st.integers(0, 63), by=st.integers(1, 15))
    def check(place: int, digit: int, by: int) -> None:
        changed = copy.deepcopy(entries)
        told = changed[place]["hash"]
        changed[place]["hash"] = f"{told[:digit]}{(int(told[digit], 16) + by) % 16:x}{told[digit + 1 :]}"
        assert is_found_out(changed, entries)

    check()


def test_V20_entries_out_of_order_missing_or_told_twice_are_found(entries: list[dict[str, Any]]):
    place = st.integers(0, LENGTH - 1)

    @given(chain=st.integers(0, 1), one=place, other=place, how=st.sampled_from(["swap", "take", "repeat"]))
    def check(chain: int, one: int, other: int, how: str) -> None:
        changed, start = copy.deepcopy(entries), chain * LENGTH
        if how == "swap":
            changed[start + one], changed[start + other] = changed[start + other], changed[start + one]
        elif how == "take":
            del changed[start + one]
        else:
            changed.insert(start + other, copy.deepcopy(changed[start + one]))
        assert changed == entries or is_found_out(changed, entries)

    check()
