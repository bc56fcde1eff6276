"""Webhooks over HTTP: a subscriber's own, what they were told, and telling it again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import select

from shared.auth.guards import may
from shared.db.caller import Caller
from shared.errors.refusals import FieldError
from shared.http.errors import RequestInvalid, StaleVersion
from shared.http.idempotency import Once
from shared.http.lists import Keyset, Listed, Page, Paging
from shared.http.preconditions import IfMatch, Tag
from shared.http.refused import refusals
from shared.http.sessions import Read, Write
from shared.webhooks.errors import (
    DeliveryNotFound,
    TargetRefused,
    TooManyWebhooks,
    WebhookActive,
    WebhookNotActive,
    WebhookNotFound,
)
from shared.webhooks.log import DeliveryLog
from shared.webhooks.rules import DeliveryState, WebhookState
from shared.webhooks.schemas import (
    ChangeWebhook,
    DeliveryOut,
    ReplayRange,
    RotateSecret,
    SubscribeWebhook,
    WebhookOut,
    WebhookWithSecret,
    delivery_of,
    webhook_of,
)
from shared.webhooks.subscriptions import Subscriptions, Wish
from shared.webhooks.tables import deliveries_table, webhooks_table
from shared.webhooks.targets import Targets, TargetUnfit


@dataclass(frozen=True, slots=True)
class WebhookDesk:
    """What a subscriber does, in the request's transaction."""

    subscriptions: Subscriptions
    log: DeliveryLog
    targets: Targets
    service: str

    async def subscribe(self, body: SubscribeWebhook) -> tuple[UUID, WebhookWithSecret]:
        await self.check(body.url)
        wish = Wish(body.url, self.names(body.types), body.region_path)
        webhook, secret = await self.subscriptions.subscribe(wish)
        return webhook, await self.with_secret(webhook, secret)

    async def change(self, webhook: UUID, body: ChangeWebhook, seen: int) -> None:
        values: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
        if "url" in values:
            await self.check(body.url)
        if "types" in values:
            values["types"] = self.names(body.types)
        await self.subscriptions.change(webhook, values, seen=seen)

    async def rotate(self, webhook: UUID, body: RotateSecret) -> tuple[UUID, WebhookWithSecret]:
        secret = await self.subscriptions.rotate(webhook, timedelta(seconds=body.overlap_seconds))
        return webhook, await self.with_secret(webhook, secret)

    async def show(self, webhook: UUID) -> WebhookOut:
        return WebhookOut(**webhook_of(await self.subscriptions.get(webhook), self.service))

    async def show_delivery(self, webhook: UUID, delivery: UUID) -> DeliveryOut:
        return delivery_of(await self.log.get(webhook, delivery), self.service)

    async def ping(self, webhook: UUID) -> UUID:
        row = await self.active(webhook)
        return await self.log.ping(webhook, row.subject)

    async def active(self, webhook: UUID) -> Any:
        row = await self.subscriptions.get(webhook)
        if row.state != WebhookState.ACTIVE:
            raise WebhookNotActive
        return row

    async def with_secret(self, webhook: UUID, secret: str) -> WebhookWithSecret:
        row = await self.subscriptions.get(webhook)
        return WebhookWithSecret(**webhook_of(row, self.service), secret=secret)

    async def check(self, url: str) -> None:
        """Judged when it is set and again at every delivery: names change their numbers."""
        try:
            await self.targets.judge(url)
        except TargetUnfit as unfit:
            raise TargetRefused(errors=[FieldError(unfit.code, pointer="/url")]) from unfit

    def names(self, types: list[str]) -> list[str]:
        """Event names of these types, which must be this service's own."""
        prefix = f"cn.lupin.{self.service}."
        for index, each in enumerate(types):
            if not each.startswith(prefix):
                fault = FieldError("type_of_another_service", pointer=f"/types/{index}")
                raise RequestInvalid(errors=[fault])
        return [each.removeprefix(prefix).removesuffix(".v1") for each in types]


def _desk_of(request: Request, session: Any) -> WebhookDesk:
    settings = request.app.state.spec.settings
    subscriptions = Subscriptions(session, settings.data_key_bytes)
    targets = Targets(settings.webhook_networks)
    return WebhookDesk(subscriptions, DeliveryLog(session), targets, request.app.state.spec.name)


async def _writing(request: Request, session: Write) -> WebhookDesk:
    return _desk_of(request, session)


async def _reading(request: Request, session: Read) -> WebhookDesk:
    return _desk_of(request, session)


Desk = Annotated[WebhookDesk, Depends(_writing)]
Reader = Annotated[WebhookDesk, Depends(_reading)]


def webhooks_router(service: str) -> APIRouter:
    """`/webhooks` of one service."""
    router = APIRouter(prefix="/webhooks", tags=["webhooks"])
    _subscribe(router, service)
    _manage(router, service)
    _look(router, service)
    _repeat(router, service)
    return router


def _subscribe(router: APIRouter, service: str) -> None:
    write = may(f"{service}:webhooks:write")

    @router.post(
        "", status_code=201, responses=refusals(TargetRefused, TooManyWebhooks), dependencies=[write]
    )
    async def subscribe_webhook(body: SubscribeWebhook, desk: Desk, once: Once) -> WebhookWithSecret:
        """Be told of events from now on, as far as the caller may read the feed; the secret is shown once."""
        return await once.secret(lambda: desk.subscribe(body))

    @router.post("/{webhook_id}/rotate-secret", responses=refusals(WebhookNotFound), dependencies=[write])
    async def rotate_webhook_secret(
        webhook_id: UUID, body: RotateSecret, desk: Desk, once: Once
    ) -> WebhookWithSecret:
        """A new secret, shown once; the one before signs beside it until the overlap ends."""
        return await once.secret(lambda: desk.rotate(webhook_id, body))


def _manage(router: APIRouter, service: str) -> None:
    write = may(f"{service}:webhooks:write")

    @router.patch(
        "/{webhook_id}",
        responses=refusals(WebhookNotFound, TargetRefused, StaleVersion),
        dependencies=[write],
    )
    async def change_webhook(
        webhook_id: UUID,
        body: ChangeWebhook,
        desk: Desk,
        if_match: IfMatch,
    ) -> WebhookOut:
        """Another address, other types, another region."""
        await desk.change(webhook_id, body, if_match)
        return await desk.show(webhook_id)

    @router.post(
        "/{webhook_id}/pause",
        responses=refusals(WebhookNotFound, WebhookNotActive, StaleVersion),
        dependencies=[write],
    )
    async def pause_webhook(webhook_id: UUID, desk: Desk, if_match: IfMatch) -> WebhookOut:
        """Tell nothing for a while; what happens meanwhile is told on resuming."""
        await desk.subscriptions.pause(webhook_id, seen=if_match)
        return await desk.show(webhook_id)

    @router.post(
        "/{webhook_id}/resume",
        responses=refusals(WebhookNotFound, WebhookActive, StaleVersion),
        dependencies=[write],
    )
    async def resume_webhook(webhook_id: UUID, desk: Desk, if_match: IfMatch) -> WebhookOut:
        """Tell again, with the rights that the caller has now, beginning with what was missed."""
        await desk.subscriptions.resume(webhook_id, seen=if_match)
        return await desk.show(webhook_id)

    @router.delete(
        "/{webhook_id}",
        status_code=204,
        responses=refusals(WebhookNotFound, StaleVersion),
        dependencies=[write],
    )
    async def remove_webhook(webhook_id: UUID, desk: Desk, if_match: IfMatch) -> None:
        """Be told no more."""
        await desk.subscriptions.remove(webhook_id, seen=if_match)


def _look(router: APIRouter, service: str) -> None:
    read = may(f"{service}:webhooks:read")
    webhooks, deliveries = webhooks_table(service), deliveries_table(service)
    by_age = Keyset({"created_at": webhooks.c.id}, tie=webhooks.c.id, default="-created_at")
    latest = Keyset({"created_at": deliveries.c.id}, tie=deliveries.c.id, default="-created_at")

    @router.get("")
    async def list_webhooks(caller: Annotated[Caller, read], session: Read, page: Paging) -> Page[WebhookOut]:
        """The caller's webhooks, newest first."""
        mine = select(webhooks).where(
            webhooks.c.subject == caller.subject, webhooks.c.state != WebhookState.REMOVED
        )
        return await page.of(session, mine, by_age, lambda row: WebhookOut(**webhook_of(row, service)))

    @router.get("/{webhook_id}", responses=refusals(WebhookNotFound), dependencies=[read])
    async def read_webhook(webhook_id: UUID, desk: Reader, tag: Tag) -> WebhookOut:
        """One webhook, and whether telling succeeds."""
        shown = await desk.show(webhook_id)
        tag(shown.version)
        return shown

    @router.get("/{webhook_id}/deliveries", responses=refusals(WebhookNotFound), dependencies=[read])
    async def list_deliveries(
        webhook_id: UUID,
        desk: Reader,
        session: Read,
        page: Paging,
        *,
        state: Annotated[Listed[DeliveryState] | None, Query(description="Only these states.")] = None,
    ) -> Page[DeliveryOut]:
        """What was told and what came of it, newest first; kept for thirty days."""
        await desk.subscriptions.get(webhook_id)
        told = select(deliveries).where(deliveries.c.webhook_id == webhook_id)
        if state:
            told = told.where(deliveries.c.state.in_(state))
        return await page.of(session, told, latest, lambda row: delivery_of(row, service))


def _repeat(router: APIRouter, service: str) -> None:
    write = may(f"{service}:webhooks:write")

    @router.post(
        "/{webhook_id}/ping",
        status_code=202,
        responses=refusals(WebhookNotFound, WebhookNotActive),
        dependencies=[write],
    )
    async def ping_webhook(webhook_id: UUID, desk: Desk, once: Once) -> DeliveryOut:
        """Send an event that means nothing, to try the receiver; follow it in the log."""
        return await once(
            lambda: desk.ping(webhook_id), show=lambda made: desk.show_delivery(webhook_id, made)
        )

    @router.post(
        "/{webhook_id}/deliveries/{delivery_id}/replay",
        status_code=202,
        responses=refusals(WebhookNotFound, DeliveryNotFound, WebhookNotActive),
        dependencies=[write],
    )
    async def replay_delivery(webhook_id: UUID, delivery_id: UUID, desk: Desk, once: Once) -> DeliveryOut:
        """Tell one again, whatever came of it."""

        async def again() -> UUID:
            await desk.active(webhook_id)
            await desk.log.replay(webhook_id, delivery_id)
            return delivery_id

        return await once(again, show=lambda made: desk.show_delivery(webhook_id, made))

    @router.post(
        "/{webhook_id}/replay",
        status_code=202,
        responses=refusals(WebhookNotFound, WebhookNotActive),
        dependencies=[write],
    )
    async def replay_range(webhook_id: UUID, body: ReplayRange, desk: Desk, once: Once) -> WebhookOut:
        """Tell everything again that happened in a time; follow it in the log."""

        async def again() -> UUID:
            await desk.active(webhook_id)
            await desk.log.replay_range(webhook_id, body.since, body.until)
            return webhook_id

        return await once(again, show=desk.show)
