"""The change feed over HTTP: CloudEvents by position, for whatever the reader's audience covers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Query, Request, Response
from pydantic import Field

from shared.auth.guards import anyone, covering
from shared.db.caller import PUBLIC, Caller
from shared.events.errors import FeedBusy, FeedCursorAhead, FeedCursorInvalid
from shared.events.feed import Feed, Question, head_of_feed
from shared.events.watch import Watch
from shared.http.lists import Listed
from shared.http.models import Answer, Instant
from shared.http.refused import refusals
from shared.http.sessions import Read

_EXAMPLE = {
    "specversion": "1.0",
    "id": "01938a6e-0b5a-7cc1-8a55-6d3f0f0a9b11",
    "source": "/review",
    "type": "cn.lupin.review.application.submitted.v1",
    "subject": "01938a6e-0b49-7d10-b3a4-1f2f7f3a2c55",
    "time": "2017-12-04T02:00:00Z",
    "datacontenttype": "application/json",
    "position": "4711",
    "data": {"state": "submitted", "sequence": 2, "business_at": "2017-12-04T02:00:00Z"},
}


class ChangeOut(Answer):
    """One event, as CloudEvents 1.0 JSON with the extension `position`."""

    specversion: str = Field(description="Always 1.0.")
    id: UUID = Field(description="The same at every delivery: consumers recognise repetitions by it.")
    source: str = Field(description="The service, as a path.")
    type: str = Field(description="`cn.lupin.<service>.<noun>.<past participle>.v1`.")
    subject: UUID = Field(description="The thing that changed.")
    time: Instant = Field(description="When it was recorded.")
    datacontenttype: str = Field(description="Always application/json.")
    position: str = Field(description="Place in the feed, a whole number as text.")
    data: Mapping[str, Any] = Field(
        description="Facts of the event's contract; `sequence` is its place in the thing's history, `state`"
        " the state after it, `business_at` the moment that deadlines count from."
    )


class ChangesOut(Answer):
    """A page of the feed; unlike a list's, its cursor is never absent: the feed goes on."""

    items: Sequence[ChangeOut] = Field(description="Events by position, oldest first.", examples=[[_EXAMPLE]])
    next_cursor: str = Field(description="Ask with it for what comes after this page.")


class HeadOut(Answer):
    """How far the feed has come."""

    position: int = Field(description="The last position given; 0 when nothing has happened.")
    seal: str | None = Field(None, description="SHA-256 chain over all entries up to the position, in hex.")


def feed_of(app: FastAPI) -> Feed:
    """The feed of an application; without `serve_feed` its waiting readers look every few seconds."""
    if not hasattr(app.state, "feed"):
        app.state.feed = Feed(app.state.database, Watch(app.state.database))
    feed: Feed = app.state.feed
    return feed


@asynccontextmanager
async def serve_feed(app: FastAPI) -> AsyncIterator[None]:
    """A service's lifespan for its feed: readers are woken by notices, and sent away at shutdown."""
    async with feed_of(app).watch.listening():
        yield


def changes_router(service: str) -> APIRouter:
    """`GET /changes` and `GET /changes/head` of one service."""
    router = APIRouter(tags=["changes"])
    accepted = covering(f"{service}:changes:read")
    pattern = rf"^cn\.lupin\.{service}\.[a-z_]+\.[a-z_]+\.v1$"

    async def question(
        *,
        cursor: Annotated[
            str,
            Query(max_length=100, description="`next_cursor` of the page before; absent: from the start."),
        ] = "",
        types: Annotated[
            Listed[Annotated[str, Field(pattern=pattern, max_length=120)]] | None,
            Query(description="Only these types, with commas between."),
        ] = None,
        limit: Annotated[int, Query(ge=1, le=200, description="Events on a page.")] = 50,
    ) -> Question:
        prefix = f"cn.lupin.{service}."
        names = [name.removeprefix(prefix).removesuffix(".v1") for name in types or ()]
        return Question(cursor, types=names, limit=limit)

    @router.get(
        "/changes",
        responses=refusals(FeedCursorInvalid, FeedCursorAhead, FeedBusy),
        openapi_extra={"x-scope-widens": f"{service}:changes:read"},
    )
    async def list_changes(
        caller: Annotated[Caller, anyone()],
        asked: Annotated[Question, Depends(question)],
        request: Request,
        response: Response,
        wait: Annotated[
            int, Query(ge=0, le=20, description="Seconds to wait when there is nothing new.")
        ] = 0,
    ) -> ChangesOut:
        """What has happened since a cursor, at least once, oldest first.

        Without a token, or without the scope `<service>:changes:read`, only what is public; with it whatever
        the caller's organisations and regions cover. The rest is skipped, and the cursor passes it.
        """
        reader = PUBLIC if accepted.isdisjoint(caller.scopes) else caller
        page = await feed_of(request.app).page(reader, asked, wait=wait)
        response.headers["Cache-Control"] = "no-store"
        return ChangesOut(
            items=[ChangeOut(**event.written()) for event in page.events], next_cursor=page.cursor
        )

    @router.get("/changes/head", dependencies=[anyone()])
    async def read_head(session: Read, response: Response) -> HeadOut:
        """The last position and the seal over everything before it, to be published and compared."""
        head = await head_of_feed(session)
        response.headers["Cache-Control"] = "no-store"
        return HeadOut(position=head.position, seal=None if head.seal is None else head.seal.hex())

    return router
