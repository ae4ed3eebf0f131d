"""`/api/webhooks`: receivers of events."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from inventory_api.auth.caller import Caller
from inventory_api.idempotency import KeyHeader
from inventory_api.web.lists import Cursor, Limit, page_links
from inventory_api.web.pages import link_header
from inventory_api.web.wire import AnyRequest, RowId
from inventory_api.webhooks.schemas import (
    AllWebhooks,
    Delivery,
    DeliveryPage,
    NewWebhook,
    State,
    Webhook,
    WebhookPatch,
    WebhookShown,
)
from inventory_api.webhooks.service import Webhooks, deliveries_of

READ, WRITE = {"scope": "webhooks:read"}, {"scope": "webhooks:write"}
GivenCaller = NamedDependency[Caller]
GivenWebhooks = NamedDependency[Webhooks]


class WebhookRoutes(Controller):
    """Receivers to which events are brought as they happen."""

    path = "/api/webhooks"
    tags = ("webhooks",)

    @post("/", opt={**WRITE, "problems": (409,)}, sync_to_thread=True)
    def create_webhook(
        self,
        data: JSONBody[NewWebhook],
        caller: GivenCaller,
        webhooks: GivenWebhooks,
        idempotency_key: KeyHeader = None,
    ) -> WebhookShown:
        """Let what happens from now on be brought to an address. The answer has the secret that signs it, this once."""
        return webhooks.create(caller, data, idempotency_key)

    @get("/", opt=READ, sync_to_thread=True)
    def list_webhooks(self, caller: GivenCaller, webhooks: GivenWebhooks) -> AllWebhooks:
        """All webhooks, oldest first."""
        return AllWebhooks(webhooks.all_of(caller))

    @get("/{webhook_id:int}", opt=READ, sync_to_thread=True)
    def read_webhook(self, webhook_id: RowId, caller: GivenCaller, webhooks: GivenWebhooks) -> Webhook:
        """One webhook, and why nothing is delivered where that is so."""
        return webhooks.read(caller, webhook_id)

    @patch("/{webhook_id:int}", opt={**WRITE, "problems": (409,)}, sync_to_thread=True)
    def change_webhook(
        self, webhook_id: RowId, data: JSONBody[WebhookPatch], caller: GivenCaller, webhooks: GivenWebhooks
    ) -> Webhook:
        """Change the address or the kinds, or make it active or not. What happens while it is not active is never brought."""
        return webhooks.change(caller, webhook_id, data)

    @delete("/{webhook_id:int}", opt=WRITE, sync_to_thread=True)
    def delete_webhook(self, webhook_id: RowId, caller: GivenCaller, webhooks: GivenWebhooks) -> None:
        """Delete a webhook with its deliveries, those that wait too."""
        webhooks.delete(caller, webhook_id)

    @post("/{webhook_id:int}/rotate", opt=WRITE, status_code=200, sync_to_thread=True)
    def rotate_secret(self, webhook_id: RowId, caller: GivenCaller, webhooks: GivenWebhooks) -> WebhookShown:
        """Another secret, shown this once. For a day the earlier one signs as well."""
        return webhooks.rotate(caller, webhook_id)

    @post("/{webhook_id:int}/test", opt={**WRITE, "problems": (429,)}, status_code=202, sync_to_thread=True)
    def test_webhook(self, webhook_id: RowId, caller: GivenCaller, webhooks: GivenWebhooks) -> Delivery:
        """Let a message of the kind webhook.test be sent once; its delivery tells how it went."""
        return webhooks.test(caller, webhook_id)

    @get("/{webhook_id:int}/deliveries", opt=READ, sync_to_thread=True)
    def list_deliveries(
        self,
        *,
        request: AnyRequest,
        webhook_id: RowId,
        caller: GivenCaller,
        webhooks: GivenWebhooks,
        wanted: Annotated[State | None, QueryParameter(name="state")] = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response[DeliveryPage]:
        """What was brought, or waits, with each attempt; newest first."""
        page = webhooks.deliveries(caller, webhook_id, state=wanted, cursor=cursor, limit=limit)
        links = page_links(request, page)
        return Response(DeliveryPage(deliveries_of(page.rows), **links), headers=link_header(**links))

    @post(
        "/{webhook_id:int}/deliveries/{delivery_id:int}/redeliver",
        opt={**WRITE, "problems": (429,)},
        status_code=202,
        sync_to_thread=True,
    )
    def redeliver(self, webhook_id: RowId, delivery_id: RowId, caller: GivenCaller, webhooks: GivenWebhooks) -> Delivery:
        """Let a message be sent once more, the same under the same id, before all that waits."""
        return webhooks.redeliver(caller, webhook_id, delivery_id)
