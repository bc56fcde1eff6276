"""Lists: pages by keyset over Core selects, so that page one thousand costs what page one costs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BeforeValidator, Field, TypeAdapter
from sqlalchemy import ColumnElement, Row, Select, and_, false, func, literal, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.errors.refusals import FieldError
from shared.http.cursors import CursorForgedError, seal, unseal
from shared.http.errors import RequestInvalid
from shared.http.models import Answer

T = TypeVar("T")

COUNTED = 10_000
"""Totals are exact up to here; beyond, the list is counted as this many."""


class Page(Answer, Generic[T]):
    """One page of a list."""

    items: list[T]  # not Sequence: pydantic would write that in Python, item by item
    next_cursor: str | None = Field(None, description="Absent on the last page.")
    total: int | None = Field(None, description="Only with `include_total=true`; at most 10000.")
    total_is_exact: bool | None = Field(None, description="False when more than 10000 match.")


def _split(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [part for item in value for part in (item.split(",") if isinstance(item, str) else [item])]


Listed = Annotated[list[T], BeforeValidator(_split), Field(max_length=50)]
"""A filter with several values: `status=open,closed`."""


@dataclass(frozen=True, slots=True)
class Keyset:
    """The order of a list: a whitelist of sort names, the default, and the unique column that breaks ties."""

    sorts: Mapping[str, ColumnElement[Any]]
    tie: ColumnElement[Any]
    default: str

    def order(self, sort: str | None) -> list[tuple[ColumnElement[Any], bool]]:
        """Columns with their direction (True is descending) for a `sort` parameter, the tie last."""
        chosen: list[tuple[ColumnElement[Any], bool]] = []
        seen: set[str] = set()
        for part in (sort or self.default).split(","):
            name = part.removeprefix("-")
            if name not in self.sorts or name in seen:
                allowed = ", ".join(sorted(self.sorts))
                raise RequestInvalid(
                    errors=[FieldError("sort_unknown", parameter="sort", params={"allowed": allowed})]
                )
            seen.add(name)
            chosen.append((self.sorts[name], part.startswith("-")))
        return [*chosen, (self.tie, chosen[-1][1])]


@dataclass(frozen=True, slots=True)
class PageQuery:
    """The paging parameters of the running request; `of` turns a select into a page."""

    request: Request
    response: Response
    limit: int
    cursor: str | None
    sort: str | None
    include_total: bool

    async def of(
        self,
        session: AsyncSession,
        statement: Select[Any],
        keyset: Keyset,
        make: Callable[[Row[Any]], T],
        *,
        also: Callable[[Row[Any]], Mapping[str, Any]] | None = None,
    ) -> Page[T]:
        """One page of `statement`, which has its filters and no order; `make` turns a row into an item.

        A model's own `model_validate` makes all items in one call; `also` says what they have beside columns.
        """
        order = keyset.order(self.sort)
        marked = statement.add_columns(
            *(column.label(f"_place_{index}") for index, (column, _) in enumerate(order))
        )
        if self.cursor is not None:
            marked = marked.where(_after(order, self._place(order)))
        marked = marked.order_by(*(column.desc() if down else column.asc() for column, down in order))
        rows = (await session.execute(marked.limit(self.limit + 1))).all()
        more = len(rows) > self.limit
        rows = rows[: self.limit]
        total = await self._total(session, statement)
        items = _made(rows, make, also)
        # The exact class, or FastAPI would validate every item again.
        kind = Page[type(items[0])] if items else Page  # type: ignore[misc] # known at run time only
        return kind.model_construct(
            items=items,
            next_cursor=self._next(rows[-1], len(order)) if more else None,
            total=None if total is None else min(total, COUNTED),
            total_is_exact=None if total is None else total <= COUNTED,
        )

    async def _total(self, session: AsyncSession, statement: Select[Any]) -> int | None:
        if not self.include_total:
            return None
        counted = (
            statement.with_only_columns(literal(1), maintain_column_froms=True)
            .order_by(None)
            .limit(COUNTED + 1)
            .subquery()
        )
        return int((await session.execute(select(func.count()).select_from(counted))).scalar_one())

    def _next(self, row: Row[Any], places: int) -> str:
        place = [_to_json(row._mapping[f"_place_{index}"]) for index in range(places)]  # noqa: SLF001 - public API of SQLAlchemy
        cursor = seal(self.request.app.state.cursor_key, place, question=self._question())
        asked = [(name, value) for name, value in self.request.query_params.multi_items() if name != "cursor"]
        target = f"{self.request.url.path}?{urlencode([*asked, ('cursor', cursor)])}"
        self.response.headers["Link"] = f'<{target}>; rel="next"'
        return cursor

    def _place(self, order: list[tuple[ColumnElement[Any], bool]]) -> list[Any]:
        try:
            place = unseal(self.request.app.state.cursor_key, self.cursor or "", question=self._question())
        except CursorForgedError:
            raise RequestInvalid(errors=[FieldError("cursor_unknown", parameter="cursor")]) from None
        return [_from_json(value, column) for value, (column, _) in zip(place, order, strict=True)]

    def _question(self) -> str:
        """Path, filters and sort: a cursor belongs to these, not to a page size."""
        free = {"cursor", "limit", "include_total"}
        asked = sorted(pair for pair in self.request.query_params.multi_items() if pair[0] not in free)
        return f"{self.request.url.path}?{urlencode(asked)}"


def _made(
    rows: Sequence[Row[Any]],
    make: Callable[[Row[Any]], T],
    also: Callable[[Row[Any]], Mapping[str, Any]] | None,
) -> list[T]:
    model = getattr(make, "__self__", None)
    if isinstance(model, type) and issubclass(model, Answer) and make.__name__ == "model_validate":
        keys = rows[0]._fields if rows else ()
        told = [dict(zip(keys, row, strict=True)) for row in rows]
        if also is not None:
            told = [{**each, **also(row)} for each, row in zip(told, rows, strict=True)]
        made: list[T] = _adapter(model).validate_python(told)
        return made
    if also is not None:
        raise TypeError(f"{make!r}: what stands beside the columns goes to a model's own model_validate")
    return [make(row) for row in rows]


@cache
def _adapter(model: type[Answer]) -> TypeAdapter[Any]:
    return TypeAdapter(list[model])  # type: ignore[valid-type] # known at run time only


def _after(order: list[tuple[ColumnElement[Any], bool]], place: list[Any]) -> ColumnElement[bool]:
    """Rows behind `place`: a row comparison when it can be one, so that one index range answers it."""
    if len({down for _, down in order}) == 1 and not any(_nullable(column) for column, _ in order):
        left = tuple_(*(column for column, _ in order))
        right = tuple_(
            *(literal(value, column.type) for value, (column, _) in zip(place, order, strict=True))
        )
        return left < right if order[0][1] else left > right
    branches: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for (column, down), value in zip(order, place, strict=True):
        branches.append(and_(*equal, _beyond(column, value, down=down)))
        equal.append(column.is_(None) if value is None else column == literal(value, column.type))
    return or_(*branches)


def _beyond(column: ColumnElement[Any], value: Any, *, down: bool) -> ColumnElement[bool]:
    """Nulls stand where PostgreSQL puts them: last when ascending, first when descending."""
    if value is None:
        return column.is_not(None) if down else false()
    bound = literal(value, column.type)
    if down:
        return column < bound
    return or_(column > bound, column.is_(None)) if _nullable(column) else and_(column > bound, true())


def _nullable(column: ColumnElement[Any]) -> bool:
    return bool(getattr(column, "nullable", True))


def _to_json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _from_json(value: Any, column: ColumnElement[Any]) -> Any:
    if value is None:
        return None
    kind = column.type.python_type
    if kind in {datetime, date}:
        return kind.fromisoformat(value)
    return kind(value) if kind in {UUID, Decimal} else value


async def _page_query(
    request: Request,
    response: Response,
    *,
    limit: Annotated[int, Query(ge=1, le=200, description="Items on a page.")] = 50,
    cursor: Annotated[
        str | None,
        Query(max_length=2000, description="`next_cursor` of the page before."),
    ] = None,
    sort: Annotated[
        str | None,
        Query(max_length=200, description="Names with commas between, `-` before one for descending."),
    ] = None,
    include_total: Annotated[bool, Query(description="Count all matches, exactly up to 10000.")] = False,
) -> PageQuery:
    return PageQuery(request, response, limit, cursor, sort, include_total)


Paging = Annotated[PageQuery, Depends(_page_query)]
"""Routes take `page: Paging` and hand it to the repository."""
