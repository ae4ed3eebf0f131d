"""CPU time against size: the generic reader on pages of our own, each twice as large as the one before.

    python benchmarks/doubling_generic.py

A factor near 2 a doubling is linear; 4 would be the square.
"""

from __future__ import annotations

import sys
import time

from inventory_core import Page, read_page
from inventory_scrapers.generic import Generic

HEAD = '<html lang="en"><head><title>Blue Mug | Potter</title></head><body><h1>Blue Mug</h1><div class="price">$12.50</div>'
UNITS = {
    "cards of other products": (
        '<div class="card"><a href="/p/%d">Mug %d</a><span class="price">$%d.99</span><button>Add to cart</button></div>'
    ),
    "specification rows": "<tr><td>SKU %d:</td><td>A-%d</td><td>12,50 € / %d kg</td></tr>",
    "nested elements": '<div class="price price-%d" id="x%d-%d">',
    "script data": '<script>push({"name":"Blue Mug","sku":"%d","list":[%d,{"a":%d}]})</script>',
    "plain text": "<p>Paragraph %d of %d about mugs, from $%d.00 in stores</p>",
}


def main() -> int:
    generic = Generic()
    for name, unit in UNITS.items():
        previous, line = 0.0, f"{name:26}"
        for count in (4_000, 8_000, 16_000, 32_000):
            body = (HEAD + "".join(unit % (n, n, n) for n in range(count))).encode()
            started = time.process_time()
            read_page(generic, Page(body=body, url="https://shop.example/p/1", status=200))
            seconds = time.process_time() - started
            line += f"{len(body) / 1e6:7.1f} MB {1000 * seconds:7.0f} ms" + (
                f" (x{seconds / previous:.1f})" if previous else "       "
            )
            previous = seconds
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
