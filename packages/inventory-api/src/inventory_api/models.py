"""All tables, so that `Base.metadata` is whole: what migrations are made of and checked against."""

from inventory_api.auth import models as auth
from inventory_api.database import Base
from inventory_api.events import models as events
from inventory_api.inventory import models as inventory
from inventory_api.listings import models as listings
from inventory_api.retention import models as retention
from inventory_api.schedules import models as schedules
from inventory_api.scraping import models as scraping
from inventory_api.scraping import sightings
from inventory_api.web import models as web
from inventory_api.webhooks import models as webhooks

__all__ = [
    "Base",
    "auth",
    "events",
    "inventory",
    "listings",
    "retention",
    "schedules",
    "scraping",
    "sightings",
    "web",
    "webhooks",
]
