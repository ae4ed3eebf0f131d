"""That the published description is true, and that a typed client can be made of it (A21)."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from inventory_api.doctor.findings import Report

from .conftest import PASSWORD, SignedIn
from .routes import ROUTES

OUTSIDE = ("/docs",)
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.fixture
def description(signed_in: SignedIn) -> dict[str, Any]:
    """What the service publishes."""
    read: dict[str, Any] = signed_in.client.get("/docs/openapi.json").json()
    return read


def operations(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Each operation by method and path."""
    return {f"{method.upper()} {path}": item[method] for path, item in description["paths"].items() for method in item}


def test_the_description_is_valid(description: dict[str, Any]) -> None:
    """It is OpenAPI 3.1, and each operation has a name of its own."""
    OpenAPIV31SpecValidator(description).validate()
    names = [operation["operationId"] for operation in operations(description).values()]
    assert sorted(set(names)) == sorted(names)


def test_what_is_published_is_what_there_is(description: dict[str, Any]) -> None:
    """A21: the published paths and methods are the service's routes, none more and none less."""
    assert set(operations(description)) == {route.name for route in ROUTES if not route.path.startswith(OUTSIDE)}


def test_every_error_is_described(description: dict[str, Any]) -> None:
    """Every error that is named is problem details; every route names 400, 500 and 503, every closed one 401, 403 and 429."""
    for route in ROUTES:
        responses = operations(description)[route.name]["responses"]
        errors = {int(status): answer for status, answer in responses.items() if int(status) >= 400}
        wanted = {400, 500, 503} | (set() if route.is_public else {401, 403, 429})
        assert set(errors) >= wanted, route.name
        assert all(answer["content"] == PROBLEM for answer in errors.values()), route.name
        assert len(responses) > len(errors), route.name


def test_a_closed_route_says_how_to_sign_in(description: dict[str, Any]) -> None:
    """Every route that is not public names the bearer scheme, and no public one does."""
    for route in ROUTES:
        wanted = None if route.is_public else [{"bearer": []}]
        assert operations(description)[route.name].get("security") == wanted, route.name
    assert description["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_a_client_can_be_generated(
    description: dict[str, Any], signed_in: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A typed client that is generated from the description signs in, makes an item, lists it, and reads a problem."""
    (tmp_path / "openapi.json").write_text(json.dumps(description))
    generate = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    command = [*generate, "--path", "openapi.json", "--output-path", "generated_hub"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    monkeypatch.syspath_prepend(tmp_path)
    hub = importlib.import_module("generated_hub")
    api = {
        name: importlib.import_module(f"generated_hub.api.{name}")
        for name in ("auth.auth_login", "inventory.inventory_create_item")
    }
    models = importlib.import_module("generated_hub.models")
    anyone = hub.Client(base_url="http://testserver.local").set_httpx_client(signed_in.client)
    tokens = api["auth.auth_login"].sync(client=anyone, body=models.Credentials(email=signed_in.email, password=PASSWORD))
    signed_in.client.headers["Authorization"] = f"Bearer {tokens.access_token}"
    made = api["inventory.inventory_create_item"].sync(client=anyone, body=models.ItemNew(title="A brass lamp"))
    assert made.title == "A brass lamp"
    refused = api["auth.auth_login"].sync(client=anyone, body=models.Credentials(email=signed_in.email, password="wrong"))
    assert isinstance(refused, models.Problem)
    assert refused.code == "wrong_credentials"


def test_types_of_our_own_are_not_published(description: dict[str, Any]) -> None:
    """Whatever was imported: a type that no route answers with stays out, also where one that is published has its name."""
    schemas = description["components"]["schemas"]
    assert not set(Report.__struct_fields__) <= set(schemas["Report"]["properties"])
    assert [name for name in schemas if "." in name or name in ("Head", "Finding")] == []
    assert {"coverage", "outcomes"} <= set(schemas["Report"]["properties"])
