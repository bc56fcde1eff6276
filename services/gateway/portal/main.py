"""Composition root of the portal: `uvicorn --factory services.gateway.portal.main:build`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from services.gateway.portal import pages
from services.gateway.portal.answers import SafeHeaders
from services.gateway.portal.assets import Assets
from services.gateway.portal.catalogue import open_catalogue
from services.gateway.portal.rendering import Pages
from services.gateway.settings import GatewaySettings
from shared.http.client import Gateway, SiblingClient


def build(
    settings: GatewaySettings | None = None,
    *,
    review: SiblingClient | None = None,
    metrics: SiblingClient | None = None,
) -> Starlette:
    """The portal; a test may put its own `review` and `metrics` in place of the services."""
    settings = settings or GatewaySettings()
    upstream = Gateway.at(f"http://{settings.review}")

    figures = Gateway.at(f"http://{settings.metrics}")

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await upstream.close()
        await figures.close()

    assets = Assets.read()
    app = Starlette(
        routes=pages.routes(assets),
        middleware=[Middleware(SafeHeaders)],
        exception_handlers=pages.REFUSALS,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.pages = Pages(settings.public_url, assets)
    app.state.catalogue = open_catalogue(settings.portal_data)
    app.state.review = review or SiblingClient(upstream, "review", tokens=None, attempts=2)
    app.state.metrics = metrics or SiblingClient(figures, "metrics", tokens=None, attempts=2)
    return app
