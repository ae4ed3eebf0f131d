"""The page to read the published description and to try it out. Nothing is loaded from elsewhere: its scripts are a package's."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.exceptions import NotFoundException
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.params import FromPath
from litestar.response import Redirect

_PAGE = b"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Inventory Hub</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/files/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. <a href="/docs/openapi.json">The description itself</a> does not.</noscript>
<script src="/docs/files/swagger-ui-bundle.js"></script>
<script src="/docs/files/start.js"></script>
</body>
</html>
"""
_START = b"""SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#page",
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: false,
  validatorUrl: null,
});
"""
_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}


class DocsPage(OpenAPIRenderPlugin):
    """`/docs`."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page, which asks for the description itself."""
        return _PAGE


@get("/", include_in_schema=False, opt={"public": True}, sync_to_thread=False)
def front_page() -> Redirect:
    """Who opens the address of the service in a browser is led to what there is to see."""
    return Redirect("/docs", status_code=307)


class DocsFiles(Controller):
    """What the page loads."""

    path = "/docs/files"
    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012

    @get("/{name:str}", sync_to_thread=True)
    def file(self, name: FromPath[str]) -> Response[bytes]:
        """A script or a style."""
        if name == "start.js":
            return Response(_START, media_type="text/javascript")
        if name not in _FILES:
            raise NotFoundException
        return Response(_swagger_ui(name).read_bytes(), media_type=_FILES[name], headers={"Cache-Control": "max-age=86400"})


def _swagger_ui(name: str) -> Path:
    """A file of the package swagger-ui-py. It is not imported: only its files are wanted."""
    package = find_spec("swagger_ui")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError(name)
    return Path(package.submodule_search_locations[0], "static", name)
