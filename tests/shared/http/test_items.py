"""Items of a page: a model takes all rows in one call, with what stands beside the columns."""

import pytest

from shared.http.lists import _made
from shared.http.models import Answer


class Weighed(Answer):
    name: str
    heavy: bool


class Named(tuple):
    """A row as SQLAlchemy gives it: a tuple that knows its names."""

    __slots__ = ()
    _fields = ("name", "grams")


ROWS = [Named(("蒜", 60)), Named(("瓜", 6000))]


def test_what_stands_beside_the_columns_is_told_row_by_row():
    made = _made(ROWS, Weighed.model_validate, lambda row: {"heavy": row[1] > 100})
    assert [(each.name, each.heavy) for each in made] == [("蒜", False), ("瓜", True)]


def test_a_function_makes_its_items_alone_and_takes_nothing_beside_the_row():
    assert _made(ROWS, lambda row: row[0], None) == ["蒜", "瓜"]
    with pytest.raises(TypeError, match="model_validate"):
        _made(ROWS, lambda row: row[0], lambda row: {"heavy": bool(row)})
