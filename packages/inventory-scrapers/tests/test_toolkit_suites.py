"""Reference suites of other projects, as far as they apply; what does not apply is listed with its reason, exactly."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inventory_core import Page
from inventory_scrapers.toolkit import Document, document, short_name
from inventory_scrapers.toolkit.jsonld import read_broken
from inventory_scrapers.toolkit.literal import read_literal

pytestmark = pytest.mark.corpus
BASE = "http://example.com/"


def check(outcomes: dict[str, bool], not_applicable: dict[str, str]) -> None:
    """Every case passes but those listed, and every listed one still fails."""
    assert outcomes
    failed = {name for name, passed in outcomes.items() if not passed}
    print(f"{len(outcomes) - len(failed)} passed, {len(failed)} not applicable")
    assert failed == set(not_applicable)


def read(path: Path, url: str = BASE) -> Document:
    return document(Page(body=path.read_bytes(), url=url))


def folded(value: Any) -> Any:
    """Strings with their white space folded and the names of schema.org short."""
    if isinstance(value, str):
        return short_name(" ".join(value.split()))
    return [folded(part) for part in value] if isinstance(value, list) else value


def from_item(item: dict[str, Any]) -> dict[str, Any]:
    """An item in the form that extruct and mf2 write: {"type", "id", "properties": {name: [value]}}."""
    properties = {
        name: [
            from_item(part) if isinstance(part, dict) else folded(part) for part in (held if isinstance(held, list) else [held])
        ]
        for name, held in item.items()
        if not name.startswith("@")
    }
    return {"type": sorted(item.get("@type", [])), "id": item.get("@id"), "properties": properties}


def from_expected(item: dict[str, Any]) -> dict[str, Any]:
    types = item.get("type", [])
    return {
        "type": sorted(map(short_name, [types] if isinstance(types, str) else types)),
        "id": item.get("id"),
        "properties": {short_name(name): _expected_values(held) for name, held in item.get("properties", {}).items()},
    }


def _expected_values(held: Any) -> list[Any]:
    parts = held if isinstance(held, list) else [held]
    return [
        folded(part) if not isinstance(part, dict) else from_expected(part) if "properties" in part else folded(part.get("value"))
        for part in parts
    ]


CHOMPJS = {
    "{age: function(yearBorn,thisYear) {return thisYear - yearBorn;}}": "a function has no value here: null, not its text",
    "{\"abc\": function() {return '])))))))))))))))';}}": "a function has no value here: null, not its text",
    '{"a": undefined}': "undefined is null, not the word",
    "{regex: /a[^d]{1,12}/i}": "a regular expression has no value here: null, not its text",
    "{abc: name }": "a name has no value here: null, not the name",
    "{abc: \tname}": "a name has no value here: null, not the name",
    "[]": "empty objects say nothing and are left out",
    "[][][][]": "empty objects say nothing and are left out",
    'function(a, b, c){ /* ... */ }({"a": 12}, Null, [1, 2, 3])': "empty objects say nothing and are left out",
    '{"a": 12, broken}{"c": 100}': "a broken object keeps what was whole",
    "[12,,,,21][211,,,][12,12][12,,,21]": "a broken array keeps what was whole",
}


def test_chompjs_cases(corpus: Path) -> None:
    """JavaScript objects read as chompjs reads them, but for what has no value here."""
    outcomes = {}
    for case in json.loads((corpus / "snippets/chompjs_cases.json").read_text())["cases"]:
        text, expected = case["args"][:2] if len(case.get("args") or []) >= 2 else (None, None)
        if not isinstance(text, str):
            continue
        if "objects" in case["test"] or "jsonlines" in case["test"]:
            got: Any = list(read_broken(text))
        else:
            start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
            literal = read_literal(text) or read_literal(text, start)
            got = literal.value if literal else None
        outcomes[text] = outcomes.get(text, True) and got == expected
    check(outcomes, CHOMPJS)


MICRODATA = {
    "SearchAction.001.html": "extruct reads an input element without a value as null; by the standard its text is empty",
    "microdata.5.3.html": "extruct puts what itemref names behind an item's own; the standard keeps the page's order",
    "CreativeWork.001.html": "extruct gives the text of an item that has an address and no properties; here it stays an item",
    "microdata.object.html": "extruct was given another base address",
}


def test_extruct_microdata(corpus: Path) -> None:
    """The samples of extruct give the microdata that the standard's algorithm gives."""
    folder = corpus / "conformance/extruct/_samples"
    outcomes = {}
    names = [
        *sorted((folder / "w3c").glob("*.html")),
        *sorted((folder / "schema.org").glob("*.html")),
        *sorted((folder / "websites").glob("*.html")),
    ]
    for page in names:
        wanted = page.with_suffix(".json")
        if not wanted.exists() or "jsonld" in page.name:
            continue
        expected = json.loads(wanted.read_text())
        if isinstance(expected, dict):
            expected = expected.get("microdata", [])
        got = [from_item(item) for item in read(page, "http://blog.example.com/progress-report").microdata]
        outcomes[page.name] = _same(got, [from_expected(item) for item in expected])
    check(outcomes, MICRODATA)


def _same(got: Any, expected: Any) -> bool:
    """Equal, where a relative address equals its absolute form, and text equals text without any white space."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return got.keys() == expected.keys() and all(_same(got[key], expected[key]) for key in expected)
    if isinstance(expected, list) and isinstance(got, list):
        return len(got) == len(expected) and all(map(_same, got, expected))
    if isinstance(expected, str) and isinstance(got, str):
        return "".join(got.split()) == "".join(expected.split()) or got == Page(
            body=b"", url="http://blog.example.com/progress-report"
        ).absolute(expected)
    return bool(got == expected)


JSONLD: dict[str, str] = {}


def test_extruct_jsonld(corpus: Path) -> None:
    """The samples of extruct, broken ones among them, give the JSON-LD that they hold."""
    outcomes = {}
    for wanted in sorted((corpus / "conformance/extruct/_samples").rglob("*.jsonld")):
        page = wanted.with_suffix(".html")
        expected = json.loads(wanted.read_text())
        if isinstance(expected, dict) and "items" in expected:
            expected = [item for script in expected["items"] for item in (script if isinstance(script, list) else [script])]
        got: list[Any] = []
        for block in read(page).jsonld:
            got.extend(block.data if isinstance(block.data, list) else [block.data])
        outcomes[f"{wanted.parent.name}/{wanted.name}"] = _folded_json(got) == _folded_json(expected)
    check(outcomes, JSONLD)


def _folded_json(value: Any) -> Any:
    return json.loads(" ".join(json.dumps(value).replace("\\n", " ").replace("\\t", " ").replace("\\r", " ").split()))


OPENGRAPH: dict[str, str] = {}


def test_extruct_opengraph(corpus: Path) -> None:
    """The samples of extruct give their OpenGraph metas, each name with its values in order."""
    outcomes = {}
    for page in sorted((corpus / "conformance/extruct/_samples/misc").glob("*.html")):
        wanted = page.with_suffix(".json")
        if "opengraph" not in page.name.lower() and "OG" not in page.name:
            continue
        expected: dict[str, list[str]] = {}
        for name, value in (pair for part in json.loads(wanted.read_text()) for pair in part.get("properties", ())):
            expected.setdefault(name.lower(), []).append(folded(value))
        metas = {name: [folded(value) for value in values] for name, values in read(page).metas.items()}
        outcomes[page.name] = all(metas.get(name) == values for name, values in expected.items())
    check(outcomes, OPENGRAPH)


RDFA: dict[str, str] = {}


def test_extruct_rdfa(corpus: Path) -> None:
    """Every statement about a typed thing in the RDFa samples is found under that thing."""
    outcomes = {}
    for wanted in sorted((corpus / "conformance/extruct/_samples/w3crdfa").glob("*.expanded.json")):
        page = wanted.with_name(wanted.name.replace(".expanded.json", ".html"))
        expected = {pair for node in json.loads(wanted.read_text()) if "@type" in node for pair in _statements(node)}
        got = {pair for item in read(page, "http://www.example.com/index.html").rdfa for pair in _item_statements(item)}
        outcomes[page.name] = expected <= got
    check(outcomes, RDFA)


def _statements(node: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, values in node.items():
        for value in values if isinstance(values, list) else ():
            if name == "@type":
                yield name, short_name(value)
            elif "@value" in value:
                yield short_name(name), folded(str(value["@value"]))
            elif not value["@id"].startswith("_:"):
                yield short_name(name), value["@id"]


def _item_statements(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, held in item.items():
        for value in held if isinstance(held, list) else [held]:
            if isinstance(value, dict):
                yield from _item_statements(value)
                yield name, value.get("@id", "")
            else:
                yield name, folded(value)


MICROFORMATS: dict[str, str] = {}


def test_microformats_suite(corpus: Path) -> None:
    """The microformats test suite's products and aggregate reviews, new and classic, give the items that it lists."""
    outcomes = {}
    for page in sorted((corpus / "conformance/microformats").rglob("*.html")):
        expected = json.loads(page.with_suffix(".json").read_text())["items"]
        got = [from_item(item) for item in read(page).microformats]
        outcomes[str(page.relative_to(corpus / "conformance/microformats"))] = _same(
            _values(got), _values([from_expected(item) for item in expected])
        )
    check(outcomes, MICROFORMATS)


def _values(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the `value` beside nested items, which only repeats them."""
    for item in items:
        item["properties"].pop("value", None)
        for held in item["properties"].values():
            _values([part for part in held if isinstance(part, dict)])
    return items


_MALFORMED = "the page is malformed and a processor must refuse it; here the whole objects in it are read"
JSONLD_HTML = {
    **dict.fromkeys(("#te011", "#tr011"), "asks for one script by its fragment; here all scripts are read"),
    **dict.fromkeys(("#te014", "#te015", "#te016", "#tr014", "#tr015", "#tr016"), _MALFORMED),
}


def test_jsonld_in_html(corpus: Path) -> None:
    """The W3C's JSON-LD in HTML tests: each value that a processor must find in the scripts of a page is in what was read."""
    folder = corpus / "conformance/json-ld-html"
    outcomes = {}
    for case in json.loads((folder / "html-manifest.jsonld").read_text())["sequence"]:
        path, _, _ = case["input"].partition("#")
        blocks = [block.data for block in read(folder / path).jsonld]
        if "expect" not in case:
            outcomes[case["@id"]] = not blocks
        elif case["expect"].endswith(".jsonld"):
            expected = set(_literals(json.loads((folder / case["expect"]).read_text())))
            outcomes[case["@id"]] = expected <= set(_literals(blocks))
    check(outcomes, JSONLD_HTML)


def _literals(value: Any) -> Iterator[str]:
    """The strings that are values, not names or addresses."""
    if isinstance(value, list):
        for part in value:
            yield from _literals(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in ("@id", "@type", "@context", "@language"):
                yield from _literals(part)
    elif isinstance(value, str) and "://" not in value:
        yield value


SCHEMA_ORG = {
    "#eg-0208": "the example's microdata has `property` where itemprop is meant",
    "#eg-0217": "the example says additionalType in one syntax and typeof in the other",
    "#eg-0372": "the example's RDFa closes the item before its last property",
    "#eg-0375": "the example's RDFa has itemprop where `property` is meant",
    "#eg-0393": "the example says different things in its syntaxes",
}


def test_schema_org_examples(corpus: Path) -> None:
    """In schema.org's examples microdata and RDFa of one thing give the same values."""
    outcomes = {}
    for example in json.loads((corpus / "conformance/schemaorg-examples/all_three_syntaxes.json").read_text())["examples"]:
        if "itemtype" not in example["microdata"] or "typeof" not in example["rdfa"]:
            continue
        microdata = document(Page(body=example["microdata"].encode(), url=BASE)).microdata
        rdfa = document(Page(body=example["rdfa"].encode(), url=BASE)).rdfa
        outcomes[example["types"].split()[0]] = bool(microdata) and _pairs(microdata) == _pairs(rdfa)
    check(outcomes, SCHEMA_ORG)


def _pairs(items: list[Any]) -> set[tuple[str, str]]:
    return {(name, value) for item in items for name, value in _item_statements(item) if name != "@id"}


SCHEMA_ORG_PRODUCTS: dict[str, str] = {}


def test_schema_org_product_examples(corpus: Path) -> None:
    """Each of schema.org's product examples gives an item with a type in every syntax in which it is written."""
    outcomes = {}
    readers: dict[str, Callable[[Document], list[Any]]] = {
        "microdata": lambda doc: doc.microdata,
        "rdfa": lambda doc: doc.rdfa,
        "jsonld": lambda doc: doc.nodes,
    }
    for example in json.loads((corpus / "conformance/schemaorg-examples/product_examples.json").read_text())["examples"]:
        for syntax, reader in readers.items():
            marks = {"microdata": "itemtype", "rdfa": "typeof", "jsonld": "ld+json"}
            if marks[syntax] in (example[syntax] or ""):
                items = reader(document(Page(body=example[syntax].encode(), url=BASE)))
                outcomes[f"{example['types'].split()[0]} {syntax}"] = any(item.types for item in items)
    check(outcomes, SCHEMA_ORG_PRODUCTS)


def test_restock_cases(corpus: Path) -> None:
    """Price and availability of changedetection.io's restock cases stand in the nodes or microdata."""
    for case in json.loads((corpus / "conformance/changedetection/restock_itemprop_cases.json").read_text())["cases"]:
        doc = document(Page(body=case["html"].encode(), url=BASE))
        said = {pair for item in (*doc.nodes, *doc.microdata) for pair in _statements_of(item)}
        assert any(name == "price" and value.lstrip("$") == case["price"] for name, value in said)
        assert any(name == "availability" and short_name(value) == case["availability"] for name, value in said)


def _statements_of(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _statements_of(part, key)
    elif isinstance(value, list):
        for part in value:
            yield from _statements_of(part, name)
    else:
        yield name, str(value)
