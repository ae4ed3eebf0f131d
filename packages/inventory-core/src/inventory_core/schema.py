"""The JSON Schema of a listing, as published in `listing.v1.schema.json` beside this file."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from inventory_core.listing import Listing

SCHEMA_FILE = "listing.v1.schema.json"


def build_schema() -> dict[str, Any]:
    """The schema made from the model, as it is written (JSON: money is a string)."""
    made = Listing.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def published_schema() -> dict[str, Any]:
    """The schema as it was published with this version."""
    text = files("inventory_core").joinpath(SCHEMA_FILE).read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


if __name__ == "__main__":
    import sys

    sys.stdout.write(json.dumps(build_schema(), indent=2, ensure_ascii=False) + "\n")
