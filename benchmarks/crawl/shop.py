"""A shop on twenty hosts of this machine: 50 lists of 20 products each, pages of about 150 KB, 50 ms late."""

from __future__ import annotations

import asyncio
import json
import sys

HOSTS = [f"127.0.0.{number}" for number in range(2, 22)]
LISTS, PER_LIST, LATENCY = 50, 20, 0.05
FILLER = '<div class="tile"><a href="/help/{0}" class="link link--plain"><span>Related thing {0}</span></a></div>\n'


def lists(port: int) -> list[str]:
    """The addresses of the list pages."""
    return [f"http://{HOSTS[number % len(HOSTS)]}:{port}/list/{number}" for number in range(LISTS)]


def product(number: int) -> dict[str, object]:
    """What a product page says of itself."""
    return {
        "@context": "https://schema.org", "@type": "Product", "name": f"Wool jacket {number}", "sku": f"W-{number:05}",
        "brand": {"@type": "Brand", "name": "Acme"}, "description": "A warm jacket. " * 40,
        "image": [f"https://img.acme.example/{number}-{side}.jpg" for side in range(4)],
        "aggregateRating": {"@type": "AggregateRating", "ratingValue": 4.5, "reviewCount": number + 1},
        "offers": {"@type": "Offer", "price": f"{10 + number % 90}.{number % 100:02}", "priceCurrency": "EUR",
                   "availability": "https://schema.org/InStock", "itemCondition": "https://schema.org/UsedCondition"},
    }  # fmt: skip


def body(path: str) -> bytes:
    """A page of the shop."""
    kind, _, number = path.strip("/").partition("/")
    if kind == "list":
        links = "".join(
            f'<li class="item"><a class="product-link" href="/product/{int(number) * PER_LIST + n}">Jacket</a></li>'
            for n in range(PER_LIST)
        )
        return f"<html><head><title>Jackets</title></head><body><ul>{links}</ul></body></html>".encode()
    data = json.dumps(product(int(number)))
    filler = "".join(FILLER.format(n) for n in range(1_350))
    head = f'<meta charset="utf-8"><title>Wool jacket {number}</title><script type="application/ld+json">{data}</script>'
    return f"<html><head>{head}</head><body><h1>Wool jacket {number}</h1>{filler}</body></html>".encode()


async def serve(port: int) -> None:
    """Serve all hosts on one port until killed; pages are made before they are asked for."""
    paths = [f"/list/{n}" for n in range(LISTS)] + [f"/product/{n}" for n in range(LISTS * PER_LIST)]
    pages = {path: body(path) for path in paths}

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = await reader.readuntil(b"\r\n\r\n")
                await asyncio.sleep(LATENCY)
                page = pages.get(request.split(b" ", 2)[1].decode(), b"")
                status = b"200 OK" if page else b"404 Not Found"
                head = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % (
                    status,
                    len(page),
                )
                writer.writelines([head, page])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    servers = [await asyncio.start_server(connection, host, port, backlog=256) for host in HOSTS]
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
