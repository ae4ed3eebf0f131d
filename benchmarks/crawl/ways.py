"""One way to crawl the shop, in a process of its own: prints pages, seconds, CPU, peak memory, a sum of what was read."""

from __future__ import annotations

import json
import logging
import re
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import TYPE_CHECKING

from shop import HOSTS, lists

if TYPE_CHECKING:
    from inventory_core import Scraper

THREADS = 20
FIELDS = ("name", "sku", "description")


class Sum:
    """What was read, as a number that is equal where the output is."""

    def __init__(self) -> None:
        self.pages = self.products = 0
        self.price = Decimal()
        self.characters = 0
        self.lock = threading.Lock()

    def add(self, price: object, *texts: str | None) -> None:
        with self.lock:
            self.products += 1
            self.price += Decimal(str(price))
            self.characters += sum(len((text or "").strip()) for text in texts)


def shop_scraper() -> Scraper:
    """A scraper of the shop, as someone would publish it."""
    from inventory_core import Page, Request, Scraper, Yielded, page
    from inventory_scrapers.toolkit import document

    class Shop(Scraper):
        name = "shop"
        hosts = tuple(HOSTS)

        @page(r"/list/\d+")
        def results(self, page: Page) -> Iterator[Yielded]:
            for found in document(page).tree.css("a.product-link"):
                yield Request(url=page.absolute(found.attributes["href"]), role="detail")

        @page(r"/product/\d+")
        def product(self, page: Page) -> Iterator[Yielded]:
            product = next(node for node in document(page).nodes if "Product" in node.types)
            offer = product["offers"]
            draft = self.draft(page, listing_id=product["sku"])
            for field, value in [
                ("title", product["name"]),
                ("identifiers.sku", product["sku"]),
                ("description", product["description"]),
            ]:
                draft.put(field, value, "json_ld")
            draft.put("price", {"amount": offer["price"], "currency": offer["priceCurrency"]}, "json_ld")
            draft.put("brand", product["brand"]["name"], "json_ld")
            draft.put("availability", "in_stock", "json_ld")
            draft.put("images", [{"url": url} for url in product["image"]], "json_ld")
            yield draft

    return Shop()


def generic_scraper() -> Scraper:
    """The scraper that reads any shop."""
    from inventory_scrapers.generic import Generic

    return Generic()


def ours(port: int, total: Sum, *, generic: bool = False) -> None:
    from inventory_core import Crawl, Request
    from inventory_scrapers.fetch import FetchSettings, Pace, PaceRules, PoliteFetcher

    scraper = generic_scraper() if generic else shop_scraper()
    start = [Request(url=url) for url in lists(port)]
    if generic:
        start = [
            Request(url=f"{url.rpartition('/list/')[0]}/product/{index * 20 + n}")
            for index, url in enumerate(lists(port))
            for n in range(20)
        ]
    settings = FetchSettings(allow_private=tuple(HOSTS), obey_robots=False)
    fetcher = PoliteFetcher(settings, pace=Pace(PaceRules(delay=0)))
    crawl = Crawl(scraper, fetcher, start, details=True, parallel=THREADS)
    for batch in crawl:
        total.pages += 1
        for listing in batch.result.listings:
            total.add(listing.price.amount, listing.title, listing.identifiers.sku, listing.description)
    fetcher.close()


def reading(port: int, total: Sum) -> tuple[float, float]:
    """The same pages from memory, read by the same scraper: when reading began, in seconds and in CPU seconds."""
    from inventory_core import Page, read_page

    pages: list[tuple[str, bytes]] = []
    get = session_get()

    def keep(url: str) -> bytes:
        pages.append((url, get(url)))
        return pages[-1][1]

    pooled(port, Sum(), keep, lambda _body: None)
    scraper = shop_scraper()
    began = time.perf_counter(), time.process_time()
    for url, body in pages:
        total.pages += 1
        for listing in read_page(scraper, Page(body, url=url, status=200)).listings:
            total.add(listing.price.amount, listing.title, listing.identifiers.sku, listing.description)
    return began


def scrapy(port: int, total: Sum, *, extruct: bool) -> None:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    def by_hand(response: object) -> dict[str, object]:
        data = json.loads(response.css('script[type="application/ld+json"]::text').get())
        return data

    def by_extruct(response: object) -> dict[str, object]:
        import extruct

        found = extruct.extract(response.text, base_url=response.url, syntaxes=["json-ld", "microdata", "opengraph"])
        return found["json-ld"][0]

    read = by_extruct if extruct else by_hand

    class Spider(scrapy.Spider):
        name = "shop"
        start_urls = lists(port)

        def parse(self, response: object) -> Iterator[object]:
            total.pages += 1
            for link in response.css("a.product-link::attr(href)").getall():
                yield response.follow(link, self.parse_product)

        def parse_product(self, response: object) -> Iterator[object]:
            total.pages += 1
            data = read(response)
            item = {
                "title": data["name"], "sku": data["sku"], "description": data["description"], "price": data["offers"]["price"],
                "currency": data["offers"]["priceCurrency"], "brand": data["brand"]["name"], "images": data["image"],
                "availability": data["offers"]["availability"],
            }  # fmt: skip
            total.add(item["price"], item["title"], item["sku"], item["description"])
            yield item

    settings = {
        "LOG_ENABLED": False, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 32, "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
        "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_ENABLED": False, "COOKIES_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    }  # fmt: skip
    process = CrawlerProcess(settings)
    process.crawl(Spider)
    process.start()


def pooled(port: int, total: Sum, get: Callable[[str], bytes], read: Callable[[bytes], None]) -> None:
    """Lists first, then their products, in a pool of threads."""
    with ThreadPoolExecutor(THREADS) as pool:
        products = []
        for url, body in zip(lists(port), pool.map(get, lists(port)), strict=True):
            total.pages += 1
            products += [
                url.rpartition("/list/")[0] + link for link in re.findall(r'product-link" href="([^"]+)"', body.decode())
            ]

        def one(url: str) -> None:
            read(get(url))

        for _ in pool.map(one, products):
            total.pages += 1


def session_get() -> Callable[[str], bytes]:
    import requests

    session = requests.Session()
    session.trust_env = False
    session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=len(HOSTS), pool_maxsize=THREADS))

    def get(url: str) -> bytes:
        response = session.get(url, stream=True)
        pieces = []
        while piece := response.raw.read1(65_536, decode_content=True):
            pieces.append(piece)
        return b"".join(pieces)

    return get


def soup(port: int, total: Sum) -> None:
    from bs4 import BeautifulSoup

    def read(body: bytes) -> None:
        data = json.loads(BeautifulSoup(body, "lxml").select_one('script[type="application/ld+json"]').string)
        total.add(data["offers"]["price"], data["name"], data["sku"], data["description"])

    pooled(port, total, session_get(), read)


def download(port: int, total: Sum) -> None:
    pooled(port, total, session_get(), lambda _body: None)


WAYS: dict[str, Callable[[int, Sum], tuple[float, float] | None]] = {
    "inventory-scrapers, a site scraper": ours,
    "inventory-scrapers, generic": lambda port, total: ours(port, total, generic=True),
    "Scrapy, hand-written parser": lambda port, total: scrapy(port, total, extruct=False),
    "Scrapy, extruct": lambda port, total: scrapy(port, total, extruct=True),
    "requests in threads, BeautifulSoup": soup,
    "requests in threads, download only": download,
    "reading only, by the site scraper": reading,
}


def main() -> None:
    logging.disable(logging.CRITICAL)
    way, port = sys.argv[1], int(sys.argv[2])
    total = Sum()
    began, cpu = time.perf_counter(), time.process_time()
    began, cpu = WAYS[way](port, total) or (began, cpu)
    print(
        json.dumps(
            {
                "pages": total.pages,
                "products": total.products,
                "price": str(total.price),
                "characters": total.characters,
                "seconds": time.perf_counter() - began,
                "cpu": time.process_time() - cpu,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


if __name__ == "__main__":
    main()
