"""The outline of a page: its texts in reading order, and what surrounds them."""

from __future__ import annotations

from inventory_core import Page
from inventory_scrapers.generic.outline import Outline
from inventory_scrapers.toolkit import document


def outline(markup: str) -> Outline:
    return Outline(document(Page(body=f'<meta charset="utf-8"><body>{markup}'.encode())).tree)


def test_runs_are_the_texts_with_their_elements() -> None:
    """A run is a text that is shown, numbered in reading order; those between comments are one, and scripts are none."""
    page = outline("<h1>Blue <b>Mug</b></h1><script>no</script><p>$<!-- -->12<!---->.50</p><noscript>no</noscript> <i> </i>")
    assert page.runs.texts == ["Blue", "Mug", "$12.50"]
    assert [(run.index, run.text, run.node.tag) for run in page.runs] == [(0, "Blue", "h1"), (1, "Mug", "b"), (2, "$12.50", "p")]
    assert (page.runs[-1].index, [run.text for run in page.runs[1:]], len(page.runs)) == (2, ["Mug", "$12.50"], 3)


def test_an_element_begins_at_its_first_text() -> None:
    """The number of an element is that of the first text inside it, or else behind it."""
    page = outline("<p>a</p><div><i></i><p>b</p></div><img><p>c</p>")
    assert [page.start(node) for node in page.tree.css("div, i, img, p:last-child")] == [1, 1, 1, 2, 2]


def test_elements_near_a_run_begin_behind_the_one_before_it() -> None:
    """Elements between runs come with the number of the run that follows; from the first run on, all that stand before it."""
    page = outline("<p>a<u></u></p><div><i></i><b>b</b></div><img><p>c</p><hr>")
    near = {first: [(run, node.tag) for run, node in page.elements(first, first)] for first in (0, 1, 2, 3)}
    assert near == {
        0: [(0, "body"), (0, "p")],
        1: [(1, "u"), (1, "div"), (1, "i"), (1, "b")],
        2: [(2, "img"), (2, "p")],
        3: [(3, "hr")],
    }
    assert page.elements(-9, 9) == [found for first in near for found in page.elements(first, first)]


def test_places_inherit_but_for_what_holds_the_heading() -> None:
    """Side matter, what is hidden and what is struck through make so what they hold; around the main heading nothing is aside."""
    page = outline(
        '<div class="carousel"><h1>Mug</h1><p>a</p></div><nav><s><a>b</a></s></nav><div style="display: none"><b>c</b></div>'
    )
    page.set_main(page.tree.css_first("h1"), 0)
    places = [page.place(run.node) for run in page.runs]
    assert [place and (place.side, place.struck, place.hidden, place.link) for place in places] == [
        (None, False, False, False),
        (None, False, False, False),
        ("nav", True, False, True),
        (None, False, True, False),
    ]


def test_what_is_aside_is_told_without_its_places() -> None:
    """An element is aside where its place would say so, also below one that is known, and its place is the same afterwards."""
    page = outline('<main><h1>Mug</h1><div class="carousel"><p><b>a</b></p><i>b</i></div><p>c</p></main>')
    page.set_main(page.tree.css_first("h1"), 0)
    nodes = [run.node for run in page.runs]
    assert [page.is_aside(node) for node in nodes] == [False, True, True, False]
    assert [bool(place and place.side) for place in map(page.place, nodes)] == [False, True, True, False]


def test_what_is_around_an_element_ends_below_body() -> None:
    """An element and those above it, the nearest first and at most so many; body is around everything and none of them."""
    page = outline("<div><p><b>a</b></p></div>c")
    inner, body = [run.node for run in page.runs]
    assert [len(page.around(inner, levels)) for levels in (1, 2, 9)] == [1, 2, 3]
    assert page.around(inner, 2) == [inner.mem_id, inner.parent.mem_id if inner.parent else 0]
    assert page.around(body, 3) == []
