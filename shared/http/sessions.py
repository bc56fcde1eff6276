"""The request's database session: one transaction, ended before the response leaves."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from shared.db.caller import SYSTEM, Caller
from shared.db.work import Database


def caller_of(request: Request) -> Caller:
    """Whom the guard admitted; a route whose first parameter is not a guard fails loudly here."""
    caller = getattr(request.state, "caller", None)
    if not isinstance(caller, Caller):
        raise RuntimeError(f"{request.method} {request.url.path}: no guard ran before the session")  # noqa: TRY004 - a fault of the program, not of a type
    return caller


def _database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


async def _write(request: Request) -> AsyncIterator[AsyncSession]:
    async with _database_of(request).write(caller_of(request)) as session:
        yield session


async def _read(request: Request) -> AsyncIterator[AsyncSession]:
    async with _database_of(request).read(caller_of(request)) as session:
        yield session


async def _house(request: Request) -> AsyncIterator[AsyncSession]:
    async with _database_of(request).write(SYSTEM) as session:
        yield session


async def _open(request: Request) -> AsyncIterator[AsyncSession]:
    async with _database_of(request).open() as session:
        yield session


# Scope "function": a dependency of the default scope would commit after the response has left.
Write = Annotated[AsyncSession, Depends(_write, scope="function")]
Read = Annotated[AsyncSession, Depends(_read, scope="function")]
Open = Annotated[AsyncSession, Depends(_open, scope="function")]
HouseWrite = Annotated[AsyncSession, Depends(_house, scope="function")]
"""A write as the house itself, for the few routes where whoever calls is not known yet: sign-in."""
