"""A service behind the gateway, composed: its own part, and what every one of them has."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fastapi import FastAPI

from shared.app.application import create_app
from shared.app.changes import serve_feed
from shared.app.house import House
from shared.app.housekeeping import floor_lists, floor_routers
from shared.app.spec import Lifespan, ServiceSpec
from shared.app.worksite import connect
from shared.files.files import open_files


def _no_siblings(_: House) -> Mapping[str, object]:
    return {}


def compose(
    spec: ServiceSpec,
    *,
    collaborators: Mapping[str, object] | None = None,
    siblings: Callable[[House], Mapping[str, object]] = _no_siblings,
) -> FastAPI:
    """The service with its database, feed, jobs, files, and its place among its `siblings`.

    `collaborators`, given by tests, stand in for the house: then nobody is followed and nobody is called.
    """
    database = spec.database or connect(spec.name, spec.settings)
    if collaborators is None:
        house = House.of(spec.name, spec.settings, database.clock)
        lifespans: tuple[Lifespan, ...] = (serve_feed, house.lifespan)
        found: Mapping[str, object] = {"verifier": house.verifier, **siblings(house)}
    else:
        lifespans, found = (serve_feed,), collaborators
    return create_app(
        replace(
            spec,
            database=database,
            routers=(*spec.routers, *floor_routers(spec.name)),
            code_lists=(*spec.code_lists, *floor_lists()),
            lifespans=(*lifespans, *spec.lifespans),
            state={"files": open_files(spec.settings, database), **spec.state, **found},
        )
    )
