"""What stands on a page: however it is written there, and not what is not."""

from __future__ import annotations

import pytest

from inventory_core.testing.quoting import stands_in, writings


@pytest.mark.parametrize(
    "page",
    [
        "<p>It’s like <b>new</b>,\n 40&nbsp;€ 😀</p>",
        '<i title="It’s like new, 40 € 😀">',
        '<i data-state=\'{"grade":"It&#8217;s like new,\\n40 € &#x1F600;"}\'></i>',
        '<script>var a = "It\\u2019s like new,\\n40 \\u20ac \\ud83d\\ude00"</script>',
        '<script>push("{\\"grade\\": \\"It\\\\u2019s like new, 40\\\\u00a0€ \\\\ud83d\\\\ude00\\"}")</script>',
        "<script>var a = 'It\\u2019s like\\x20new, 40 € 😀'</script>",
        '{"grade": "IT’S LIKE NEW, 40 € 😀"}',
    ],
)
def test_a_text_stands_on_a_page_in_whatever_way_it_is_written(page: str) -> None:
    """Between tags, in an attribute, and in data, escaped once or twice."""
    assert stands_in("It’s like new, 40 € 😀", writings(page))


def test_what_the_page_does_not_say_stands_nowhere() -> None:
    """Another word, and a list or a path of which a part is missing; one of which each part is there does."""
    page = writings("<ul><li>Lamps</li><li>Desk</li></ul>")
    assert stands_in("Desk, Lamps", page)
    assert stands_in("Lamps > Desk", page)
    assert not stands_in("Lamp shades", page)
    assert not stands_in("Lamps, Chairs", page)
    assert not stands_in("Lamps > Chairs", page)
