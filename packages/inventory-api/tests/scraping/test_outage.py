"""PostgreSQL stops and starts again under jobs that run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from inventory_api.app import create_app
from inventory_api.database import Database
from inventory_api.migrations import migrate
from inventory_api.settings import Settings

from ..conftest import sign_in
from ..own_postgres import OwnPostgres, own_postgres
from ..waiting import until
from .conftest import Site
from .fleet import Shop, fleet, serving
from .test_kills import begin, check_whole, ended


@pytest.fixture
def server() -> Iterator[OwnPostgres]:
    """A server of its own."""
    with own_postgres() as made:
        yield made


def test_jobs_go_on_after_the_database_was_away(server: OwnPostgres, site: Site) -> None:
    """Stopped as in a crash and started again: the same worker keeps each page once, and takes new jobs (J8)."""
    settings = Settings(
        database_url=server.url, data_dir=site.folder, run_jobs=False, fetcher="loopback", allowed_hosts=["testserver.local"]
    )
    database = Database(settings.database)
    migrate(database)
    shop = Shop(database, pages=8)
    with serving(shop) as port, fleet(database, site, port) as workers, TestClient(create_app(settings)) as client:
        user = sign_in(client, "ada@example.org")
        first = begin(user, shop, "one")
        workers.start()
        until(lambda: shop.asked["one", 3])
        server.stop("immediate")
        until(lambda: workers.said("database_unavailable"))
        server.start()
        until(lambda: ended(database, [first]))
        second = begin(user, shop, "two")
        until(lambda: ended(database, [second]))
        check_whole(user, shop, database)
        assert workers.started == 1
        assert "job_taken_over" not in workers.log()
    database.close()
