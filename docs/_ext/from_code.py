"""Tables of the reference that are read from the code while the site is built: routes, and fields of the model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from docutils import nodes
from public_lines import description
from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

Row = tuple[str, ...]
_LINK = re.compile(r"\[([^\]]+)\]\(([^)#:\s]+)\)")


class Routes(SphinxDirective):
    """A table for each group of routes of the service, from its published description."""

    def run(self) -> list[nodes.Node]:
        """The tables, each with a heading of its own."""
        groups: dict[str, list[Row]] = {}
        for path, methods in sorted(description()["paths"].items()):
            for method, about in methods.items():
                groups.setdefault(about["tags"][0], []).append(_route(method, path, about))
        return [section(self, name, ("route", "what it does", "answers"), rows) for name, rows in sorted(groups.items())]


class Fields(SphinxDirective):
    """A table of the fields of the listing, and one for each model that is a part of it."""

    def run(self) -> list[nodes.Node]:
        """The tables, the listing first."""
        from inventory_core import Listing

        found: list[nodes.Node] = []
        for model in dict.fromkeys(parts(Listing)):
            rows = [(f"`{name}`", _type(field.annotation), _default(field)) for name, field in model.model_fields.items()]
            found.append(section(self, model.__name__, ("field", "type", "where not given"), rows, model.__doc__ or ""))
        return found


def parts(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """A model and those that it is made of, each before its own parts."""
    yield model
    for field in model.model_fields.values():
        for inner in _models(field.annotation):
            yield from parts(inner)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _type(annotation: Any) -> str:
    text = annotation.__name__ if isinstance(annotation, type) and not get_args(annotation) else str(annotation)
    return _short(text)


def _short(text: str) -> str:
    text = re.sub(r"Annotated\[(.*?), [A-Z]\w+\(.*?\)\]", r"\1", re.sub(r"\b[a-z_][\w.]*\.(?=[A-Z])", "", text))
    return re.sub(r", (?:<.*?>|None, )", "", text).replace("NoneType", "None")


def _default(field: Any) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    return "null" if value is None else "empty" if not value or isinstance(value, BaseModel) else f"`{value}`"


def _route(method: str, path: str, about: dict[str, Any]) -> Row:
    said = about.get("description") or about.get("summary", "")
    return f"`{method.upper()} {path}`", said.partition("\n\n")[0], ", ".join(about["responses"])


def section(directive: SphinxDirective, title: str, head: Row, rows: Sequence[Row], text: str = "") -> nodes.section:
    """A section with a heading, some words, and a table; cells may mark code with backticks."""
    made = nodes.section(ids=[nodes.make_id(title)])
    made += nodes.title(title, title)
    if text:
        made += [_paragraph(part) for part in text.split("\n\n")]
    made += _table(head, rows)
    directive.state.document.note_implicit_target(made, made)
    return made


def _table(head: Row, rows: Sequence[Row]) -> nodes.table:
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += nodes.thead("", _row(head))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return nodes.table("", group)


def _row(cells: Row) -> nodes.row:
    return nodes.row("", *(nodes.entry("", _paragraph(cell)) for cell in cells))


def _paragraph(text: str) -> nodes.paragraph:
    made = nodes.paragraph()
    for number, piece in enumerate(" ".join(text.split()).split("`")):
        made += nodes.literal(piece, piece) if number % 2 else nodes.Text(piece)
    return made


def drop_links_to_folders(app: Sphinx, document: str, source: list[str]) -> None:
    """A folder of the checkout is no page of the site: its name stays as text."""
    here = Path(app.env.doc2path(document)).parent
    source[0] = _LINK.sub(lambda link: link[1] if (here / link[2]).is_dir() else link[0], source[0])


def escape_help(_app: Sphinx, _context: object, lines: list[str]) -> None:
    """The help of a command is plain text: what reStructuredText would take for marks stands for itself."""
    lines[:] = [re.sub(r"[*`|]|_(?!\w)", r"\\\g<0>", line) if not line.startswith(("..", "   :")) else line for line in lines]


def hide_signature(_app: Sphinx, _what: str, _name: str, thing: object, *_more: object) -> tuple[str, None] | None:
    """What pydantic makes of the fields of a model is no signature that anybody reads; they are told in its text."""
    return ("", None) if _is_model(thing) else None


def tell_fields(_app: Sphinx, _what: str, _name: str, thing: Any, _options: object, lines: list[str]) -> None:
    """The fields of a model, with their types, below what it says of itself; indented code is code."""
    lines[:] = ["::" if not line and _begins_code(lines[at : at + 2]) else line for at, line in enumerate(lines)]
    lines[:] = [part for line in lines for part in (["", "::", ""] if line == "::" else [line])]
    if _is_model(thing):
        fields = ", ".join(f"``{name}`` ({_type(field.annotation)})" for name, field in thing.model_fields.items())
        lines += ["", f"Fields: {fields.replace('*', chr(92) + '*')}.", ""]


def _begins_code(lines: list[str]) -> bool:
    return len(lines) > 1 and lines[1].startswith("    ")


def _is_model(thing: object) -> bool:
    return isinstance(thing, type) and issubclass(thing, BaseModel)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("routes", Routes)
    app.add_directive("listing-fields", Fields)
    app.connect("source-read", drop_links_to_folders)
    app.connect("autodoc-process-signature", hide_signature)
    app.connect("autodoc-process-docstring", tell_fields)
    app.connect("sphinx-click-process-description", escape_help)
    return {"parallel_read_safe": True}
