"""A small service of things, with real routes of every kind, for the tests of the floor."""

import asyncio
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from uuid import UUID

import httpx
from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Column, Integer, MetaData, String, Table, Uuid, insert, select, update
from sqlalchemy.dialects.postgresql import NUMERIC
from sqlalchemy.ext.asyncio import AsyncSession

from shared.app.application import create_app
from shared.app.spec import ServiceSpec
from shared.codes.lists import CodeList, Entry
from shared.codes.roles import Role
from shared.db.caller import Binding, Caller, CallerKind
from shared.db.ids import new_id
from shared.db.work import Database
from shared.errors.faults import Fault
from shared.errors.refusals import Conflict, NotFound, Unauthenticated
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.models import Answer, Day, Instant, Line, Money, StrictModel
from shared.http.preconditions import IfMatch, Tag, require_version
from shared.http.refused import refusals
from shared.http.sessions import Read, Write
from shared.settings.service import ServiceSettings

THINGS = Table(
    "things",
    MetaData(schema="review"),
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("worth", NUMERIC(14, 2)),
)
CREATE = """
CREATE TABLE review.things (
    id uuid PRIMARY KEY, version int NOT NULL, name varchar(40) NOT NULL CONSTRAINT things_name_key UNIQUE,
    kind varchar(10) NOT NULL, worth numeric(14, 2) CONSTRAINT things_worth_check CHECK (worth < 1000000)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON review.things TO lupin_review
"""


class NameTaken(Conflict):
    """A thing of this name exists."""


class ThingUnknown(NotFound):
    """No such thing."""


class Kind(StrEnum):
    ROUND = "round"
    SQUARE = "square"


class MakeThing(StrictModel):
    """Make a thing."""

    name: Annotated[Line, Field(max_length=40)]
    kind: Kind = Kind.ROUND
    worth: Money | None = None
    size: int = Field(1, ge=1, le=9)
    made_on: Day | None = None
    seen_at: Instant | None = None
    parts: list[Line] = Field(default_factory=list, max_length=3)

    @model_validator(mode="after")
    def _square_things_are_small(self) -> Self:
        if self.kind is Kind.SQUARE and self.size > 4:
            raise PydanticCustomError("square_too_large", "too large", {"most": 4})
        if self.kind is Kind.SQUARE and self.size == 3:
            raise Fault("square_of_three", size=self.size)
        return self


class ThingOut(Answer):
    """A thing."""

    id: UUID
    version: int
    name: str
    kind: Kind
    worth: Money | None = None


class SecretOut(Answer):
    """A secret."""

    id: UUID
    secret: str


class ThingFilter(StrictModel):
    """Filters of things."""

    model_config = ConfigDict(extra="ignore")
    kind: Listed[Kind] | None = None
    q: str | None = None


ORDER = Keyset(
    sorts={"name": THINGS.c.name, "worth": THINGS.c.worth, "kind": THINGS.c.kind},
    tie=THINGS.c.id,
    default="name",
)


@dataclass(frozen=True)
class Desk:
    """Use cases of things."""

    session: AsyncSession

    async def make(self, body: MakeThing) -> UUID:
        made = new_id()
        values = {"id": made, "version": 1, "name": body.name, "kind": body.kind, "worth": body.worth}
        await self.session.execute(insert(THINGS).values(values))
        return made

    async def show(self, thing: UUID) -> ThingOut:
        row = (await self.session.execute(select(THINGS).where(THINGS.c.id == thing))).one_or_none()
        if row is None:
            raise ThingUnknown
        return ThingOut.model_validate(row)


async def _desk(session: Write) -> Desk:
    return Desk(session)


@dataclass(frozen=True)
class OfficerOnly:
    """A guard as shared.auth makes it, without tokens."""

    scope: str = "review:thing:write"
    roles: tuple[Role, ...] = (Role.CITY_OFFICER,)

    async def __call__(self, request: Request, x_test_subject: Annotated[str, Header()] = "") -> Caller:
        if not x_test_subject:
            raise Unauthenticated
        bindings = (Binding(Role.CITY_OFFICER, region="37.3708."),)
        request.state.caller = Caller(CallerKind.PERSON, x_test_subject, client="tests", bindings=bindings)
        return request.state.caller


Officer = Annotated[Caller, Depends(OfficerOnly())]
Things = Annotated[Desk, Depends(_desk)]
router = APIRouter(prefix="/things", tags=["things"])


@router.post("", status_code=201, responses=refusals(NameTaken))
async def make_thing(
    caller: Officer, body: MakeThing, desk: Things, once: Once, response: Response
) -> ThingOut:
    async def show(thing: UUID) -> ThingOut:
        response.headers["Location"] = f"/review/v1/things/{thing}"
        return await desk.show(thing)

    return await once(lambda: desk.make(body), show=show)


@router.post("/secrets", status_code=201)
async def make_secret(caller: Officer, body: MakeThing, desk: Things, once: Once) -> SecretOut:
    async def act() -> tuple[UUID, SecretOut]:
        made = await desk.make(body)
        return made, SecretOut(id=made, secret="told once")

    return await once.secret(act)


@router.get("")
async def list_things(
    caller: Officer, filters: Annotated[ThingFilter, Query()], page: Paging, session: Read
) -> Page[ThingOut]:
    statement = select(THINGS)
    if filters.kind:
        statement = statement.where(THINGS.c.kind.in_(filters.kind))
    return await page.of(session, statement, ORDER, ThingOut.model_validate)


@router.get("/{thing}")
async def read_thing(caller: Officer, thing: UUID, session: Read, tag: Tag) -> ThingOut:
    found = await Desk(session).show(thing)
    tag(found.version)
    return found


@router.put("/{thing}", responses=refusals(NameTaken))
async def change_thing(
    caller: Officer, thing: UUID, body: MakeThing, desk: Things, if_match: IfMatch
) -> ThingOut:
    found = await desk.show(thing)
    require_version(found.version, if_match)
    changed = update(THINGS).where(THINGS.c.id == thing).values(name=body.name, version=found.version + 1)
    await desk.session.execute(changed)
    return await desk.show(thing)


echoes = APIRouter(prefix="/echoes")


@echoes.post("")
async def echo_body(caller: Officer, body: MakeThing) -> MakeThing:
    return body


@echoes.post("/raw", max_body_size=2_000_000)
async def count_raw(caller: Officer, request: Request) -> dict[str, int]:
    size = 0
    async for piece in request.stream():
        size += len(piece)
    return {"size": size}


@echoes.get("/broken")
async def break_down(caller: Officer) -> dict[str, int]:
    raise ZeroDivisionError("a secret detail 370802199001011234")


COLOURS = CodeList(
    name="colours",
    title={"zh-CN": "颜色", "en": "Colours"},
    source="tests",
    entries=(Entry("red", {"zh-CN": "红", "en": "Red"}), Entry("blue", {"zh-CN": "蓝", "en": "Blue"})),
)


def settings() -> ServiceSettings:
    return ServiceSettings(
        database_url="postgresql+asyncpg:///none", data_key=b64encode(b"k" * 32).decode(), commit="abc123"
    )


MESSAGES = """
name_taken: {title: {zh-CN: 重名, en: Name taken}, detail: {zh-CN: 已有同名。, en: The name is taken.}}
square_of_three: {detail: {zh-CN: "方形不能为{size}。", en: "No square of {size}."}}
square_too_large: {detail: {zh-CN: "方形最大{most}。", en: "A square is at most {most}."}}
thing_unknown: {title: {zh-CN: 没有, en: None}, detail: {zh-CN: 没有。, en: There is none.}}
"""


def small_service(folder: Path, database: Database | None = None, **more: Any) -> FastAPI:
    """The application of things, whose messages are written to a folder of the test's."""
    path = folder / "messages.yaml"
    path.write_text(MESSAGES, encoding="utf-8")
    given: dict[str, Any] = {
        "name": "review",
        "title": "Things",
        "version": "1.2.3",
        "settings": settings(),
        "routers": [router, echoes],
        "messages_path": path,
        "database": database,
        "code_lists": [COLOURS],
        "constraints": {"things_name_key": NameTaken},
    }
    return create_app(ServiceSpec(**{**given, **more}))


def client_of(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    """A client that calls the application in this process, as an officer unless told otherwise."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://test",
        headers={"X-Test-Subject": "officer-1", "Accept-Language": "en", **headers},
    )


async def at_once(count: int, call: Callable[[], Any]) -> list[Any]:
    """`count` calls at the same time."""
    return list(await asyncio.gather(*(call() for _ in range(count))))
