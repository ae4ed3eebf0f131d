"""JSON-LD, JavaScript literals and embedded state."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory_scrapers.toolkit.item import MAX_DEPTH
from inventory_scrapers.toolkit.jsonld import JsonLdBlock, nodes, read_scripts
from inventory_scrapers.toolkit.literal import read_literal
from inventory_scrapers.toolkit.scan import scan
from inventory_scrapers.toolkit.state import State, find_all, flight_rows, revive, state_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


def states(body: bytes) -> list[State]:
    return state_of(scan(body).scripts)


def jsonld(body: bytes) -> list[JsonLdBlock]:
    return read_scripts(scan(body).scripts)


def blocks(text: str) -> list[Any]:
    return [block.data for block in jsonld(f'<script type="application/ld+json">{text}</script>'.encode())]


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_the_tolerant_reader_reads_json(value: Any) -> None:
    """What is valid JSON reads to the same value as by the standard library."""
    literal = read_literal(json.dumps(value))
    assert literal is not None
    assert (literal.value, literal.whole) == (value, True)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="{}[]():,\"'`\\/*+-.=!aetn01 \n", max_size=60))
def test_the_tolerant_reader_never_raises(text: str) -> None:
    """Any text gives a value or null."""
    read_literal(text)
    blocks(text)
    [state.data for state in states(f"<script>x.abc = {text}</script>".encode())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, /* why */ "b": [1, 2,], // end\n}', [{"a": 1, "b": [1, 2]}]),
        ('{"a": "two\nlines\ttab"}', [{"a": "two\nlines\ttab"}]),
        ('{"a": "Tom &amp; J"}', [{"a": "Tom &amp; J"}]),
        ("{&quot;a&quot;: &quot;b&quot;}", [{"a": "b"}]),
        ('{"a": 1}{"b": 2};', [{"a": 1}, {"b": 2}]),
        ('<!-- {"a": 1} -->', [{"a": 1}]),
        ('//<![CDATA[\n{"a": 1}\n//]]>', [{"a": 1}]),
        ('\ufeff{"a": 1}', [{"a": 1}]),
        ('{"a": 1, "b": {"c": [1, 2', [{"a": 1, "b": {"c": [1, 2]}}]),
        ('{"a" 1, "b": 2}', [{"b": 2}]),
        ("", []),
        ("null", []),
    ],
)
def test_broken_jsonld_keeps_what_is_whole(text: str, expected: list[Any]) -> None:
    """Comments, trailing commas, raw control characters, entities, wrappings, several and truncated objects are read."""
    assert blocks(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a: 'b', \"c\": `d`, e: .5, f: 0x1F, g: 010, h: 1_000n}", {"a": "b", "c": "d", "e": 0.5, "f": 31, "g": 8, "h": 1000}),
        ("[!0, !1, void 0, undefined, NaN, Infinity]", [True, False, None, None, None, None]),
        ("{a: function(x) { return [1, '}']; }, b: 2}", {"a": None, "b": 2}),
        (
            "{a: new Date('2026-01-02'), b: new Date(5), c: x.y(1, 2), d: `a${b}`}",
            {"a": "2026-01-02", "b": 5, "c": None, "d": None},
        ),
        (
            r"{a: '\x41\u0042\u{43}\n\'\
'}",
            {"a": "ABC\n'"},
        ),
        ("{a: 'x' + 'y', b: 'x' + z}", {"a": "xy", "b": None}),
        ("{a: 1 + 2, b: /[},]/g, c: 3}", {"a": None, "b": None, "c": 3}),
    ],
)
def test_javascript_literals(text: str, expected: Any) -> None:
    """Literals have their values; what would have to be run is null."""
    literal = read_literal(text)
    assert literal is not None
    assert literal.value == expected


@pytest.mark.parametrize("unit", ["[", "{a:", '{"a":[', "(", "/*", "\\", "'", "`", "]", "a:"])
def test_no_literal_is_too_deep(unit: str) -> None:
    """A hundred thousand nested brackets or quotes neither raise nor nest deeper than the bound."""
    literal = read_literal("[" + unit * 100_000)
    assert literal is not None
    value, depth = literal.value, 0
    while value and isinstance(value, (list, dict)):
        value = value[0] if isinstance(value, list) else next(iter(value.values()))
        depth += 1
    assert depth <= MAX_DEPTH
    blocks("[" + unit * 100_000)


def test_nodes_open_graphs_and_resolve_references() -> None:
    """@graph is opened, types are short lists, references are replaced, a reference to itself stays one."""
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "http://schema.org/Product", "@id": "#p", "schema:name": "Lamp", "offers": {"@id": "#o"}},
            {"@type": ["Offer"], "@id": "#o", "price": "5", "itemOffered": {"@id": "#p"}},
        ],
    }
    found = nodes(jsonld(f'<script type="application/ld+json">{json.dumps(graph)}</script>'.encode()))
    assert [node.types for node in found] == [["Product"], ["Offer"]]
    assert found[0]["name"] == "Lamp"
    assert found[0]["offers"]["price"] == "5"
    assert found[0]["offers"]["itemOffered"] == {"@id": "#p"}
    assert found[0].locator == "ld+json[0].@graph[0]"


def test_nodes_reach_the_main_entity() -> None:
    """What a page says to be about stands in the flat list too."""
    page = {"@type": "ItemPage", "mainEntity": {"@type": "Product", "name": "Lamp"}}
    found = nodes(jsonld(f'<script type="application/ld+json">{json.dumps(page)}</script>'.encode()))
    assert [(node.types, node.locator) for node in found] == [
        (["ItemPage"], "ld+json[0]"),
        (["Product"], "ld+json[0].mainEntity"),
    ]


STATE = rb"""
<script id="__NEXT_DATA__" type="application/json">{"props": {"price": 1}}</script>
<script>window.__STATE__ = {a: 1, b: undefined}; var shop = JSON.parse('{"c":"\u0064"}'); dataLayer.push({'event': 'x'});</script>
<script>window.__NUXT__=(function(a,b){return {price:a,list:[b,{x:a}]}}(12.5,"y"));</script>
<script type="application/json" id="__NUXT_DATA__">[["Reactive",1],{"item":2,"self":1},{"price":3},42]</script>
<script>self.__next_f.push([1,"1:{\"price\":"])</script><script>self.__next_f.push([1,"7}\n2:T3,abc3:[4]\n"])</script>
"""


def test_state_is_found_by_name() -> None:
    """Each form of embedded state is found and decoded."""
    found = {state.name: state.data for state in states(STATE)}
    assert found["__NEXT_DATA__"] == {"props": {"price": 1}}
    assert found["__STATE__"] == {"a": 1, "b": None}
    assert found["shop"] == {"c": "d"}
    assert found["dataLayer"] == {"event": "x"}
    assert found["__NUXT__"] == {"price": 12.5, "list": ["y", {"x": 12.5}]}
    assert found["__NUXT_DATA__"] == {"item": {"price": 42}, "self": None}
    assert found["__next_f"] == {"1": {"price": 7}, "2": "abc", "3": [4]}


def test_flight_text_is_measured_in_bytes() -> None:
    """A text row ends after its bytes, not its characters, and the next row is found without a line break."""
    assert flight_rows('1:T4,éé2:{"a":1}\n') == {"1": "éé", "2": {"a": 1}}


@settings(max_examples=100, deadline=None)
@given(JSON)
def test_revive_never_raises(value: Any) -> None:
    """Any data can be given to the reader of flat state."""
    revive(value)
    revive([value, value])


def test_find_all_gives_paths_nearest_first() -> None:
    """Objects with all keys are found, those nearest to the root first, with a path that leads to them."""
    data = {"a": [{"b": {"price": 1, "name": "x"}}], "price": 2, "name": "y"}
    assert [match.path for match in find_all(data, ("price", "name"))] == ["", "a.0.b"]
    assert [match.path for match in find_all(data, lambda value: "b" in value)] == ["a.0"]


def test_many_objects_that_are_no_json_cost_time_in_proportion() -> None:
    """Four times as many assignments of JavaScript objects take about four times as long: far from sixteen times."""

    def seconds(count: int) -> float:
        script = f"<script>{'window.abc = {a: 1};' * count}</script>".encode()
        started = time.process_time()
        assert [state.data for state in states(script)] == [{"a": 1}] * count
        return time.process_time() - started

    small, large = (min(seconds(count) for _ in range(2)) for count in (8_000, 32_000))
    assert large < 9 * small
