"""A list as a file: the same rows as its pages show the same caller, streamed, and written down before."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Annotated, Any, BinaryIO, Final, Protocol, cast
from urllib.parse import quote

from fastapi import Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import CallerKind
from shared.db.history import Entry, Trail
from shared.db.ids import new_id
from shared.db.work import Database
from shared.errors import Refusal
from shared.http.language import ChosenLanguage, Language
from shared.http.lists import Page, PageQuery
from shared.http.sessions import caller_of
from shared.tables.exporting import MEDIA_TYPES, Format, Sheet, opening, piece, write_sheet

AT_ONCE: Final = 1000
"""Rows that one look at the list takes; between two looks no transaction is open."""
_IN_MEMORY: Final = 4 * 1024 * 1024
_PIECE: Final = 256 * 1024

Fetch = Callable[[AsyncSession, PageQuery], Awaitable[Page[Any]]]
"""A page of the list on a session of the caller: the same query as that of the list."""
Items = Sequence[dict[str, Any]]

EXPORTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The rows.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string"}}
            for media_type in MEDIA_TYPES.values()
        },
    }
}
"""What a route that exports says of its answer."""


class Writer(Protocol):
    """A form of a list that is written piece by piece, and chosen by `Accept`."""

    @property
    def media_type(self) -> str: ...

    def opening(self) -> bytes: ...
    def rows(self, items: Items) -> bytes: ...
    def closing(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Export:
    """The export that the running request asks for."""

    request: Request
    form: Format
    sort: str | None
    language: Language

    async def of(self, sheet: Sheet, fetch: Fetch) -> StreamingResponse:
        """The whole list; a refusal of its first page is the answer, as it would be of the list."""
        sheet = sheet.in_english() if self.language == "en" else sheet
        pages = self._pages(fetch)
        first = await anext(pages)
        await self._note()
        if self.form is Format.XLSX:
            pieces = _read(await self._workbook(sheet, first, pages))
        else:
            pieces = self._pieces(sheet, first, pages)
        name = quote(f"{sheet.name}.{self.form}")
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Cache-Control": "private, no-store",
            "Content-Language": self.language,
            "Vary": "Accept-Language",
        }
        return StreamingResponse(pieces, media_type=MEDIA_TYPES[self.form], headers=headers)

    async def through(self, writer: Writer, fetch: Fetch, *, empty: Refusal) -> StreamingResponse:
        """The whole list in a form of its own; where there is nothing, `empty` is the answer."""
        pages = self._pages(fetch)
        first = await anext(pages)
        if not first:
            raise empty
        await self._note()
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Language": self.language,
            "Vary": "Accept, Accept-Language",
        }
        return StreamingResponse(
            _written(writer, first, pages), media_type=writer.media_type, headers=headers
        )

    async def _pages(self, fetch: Fetch) -> AsyncIterator[Items]:
        cursor: str | None = None
        mode = "json" if self.form is Format.JSONL else "python"
        while True:
            asked = PageQuery(self.request, Response(), AT_ONCE, cursor, self.sort, include_total=False)
            async with self._database.read(caller_of(self.request)) as session:
                page = await fetch(session, asked)
            yield [item.model_dump(mode=mode, exclude_none=True) for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return

    async def _pieces(self, sheet: Sheet, first: Items, pages: AsyncIterator[Items]) -> AsyncIterator[bytes]:
        yield opening(sheet, self.form) + piece(sheet, self.form, first)
        async for items in pages:
            yield piece(sheet, self.form, items)

    async def _workbook(self, sheet: Sheet, first: Items, pages: AsyncIterator[Items]) -> BinaryIO:
        """Written in a thread, which asks the loop for the next rows."""
        loop = asyncio.get_running_loop()

        def rows() -> Iterator[dict[str, Any]]:
            yield from first
            while (items := asyncio.run_coroutine_threadsafe(_next(pages), loop).result()) is not None:
                yield from items

        target = cast("BinaryIO", SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115 - read until sent
        await asyncio.to_thread(write_sheet, target, sheet, rows())
        target.seek(0)
        return target

    async def _note(self) -> None:
        """Who took what away, before anything leaves; what anybody may read anonymously is nobody's act."""
        caller = caller_of(self.request)
        if caller.kind is CallerKind.PUBLIC:
            return
        given = self.request.query_params
        asked = {name: given.getlist(name) for name in given if name != "q"}
        payload = {
            "list": self.request.url.path,
            "asked": asked,
            "searched": "q" in given,
        }
        entry = Entry(noun="export", object_id=new_id(), transition="export", payload=payload)
        async with self._database.write(caller) as session:
            await Trail(session).begin([entry])

    @property
    def _database(self) -> Database:
        database: Database = self.request.app.state.database
        return database


async def _written(writer: Writer, first: Items, pages: AsyncIterator[Items]) -> AsyncIterator[bytes]:
    yield writer.opening() + writer.rows(first)
    async for items in pages:
        yield writer.rows(items)
    yield writer.closing()


async def _next(pages: AsyncIterator[Items]) -> Items | None:
    return await anext(pages, None)


async def _read(content: BinaryIO) -> AsyncIterator[bytes]:
    with content:
        while data := await asyncio.to_thread(content.read, _PIECE):
            yield data


async def _export(
    request: Request,
    language: ChosenLanguage,
    format: Annotated[  # noqa: A002 - its name on the wire
        Format, Query(description="csv (UTF-8 with a mark), xlsx, or jsonl with every member.")
    ] = Format.CSV,
    sort: Annotated[str | None, Query(max_length=200, description="As the list takes it.")] = None,
) -> Export:
    return Export(request, format, sort, language)


Exporting = Annotated[Export, Depends(_export)]
"""Routes take `export: Exporting` and hand it the sheet and the query of the list."""
