"""The one guarded door to the network.

polite.py       the fetcher: redirects, robots.txt, retries, conditional requests
settings.py     what can be set, and by which variables of the environment
delivery.py     messages to receivers who asked for them
pace.py         when a host may be asked again, shared by the whole process or by several (host.py, waiting.py)
robots.py       robots.txt by RFC 9309
transport.py    one request, one answer, within limits
connection.py   sockets that go to vetted addresses and keep deadlines
adapter.py      requests over those connections
addresses.py    which addresses those are
origin.py       where an address leads
content.py      gzip, deflate, brotli, zstd, undone within limits
cache.py        answers on disk for conditional requests
signals.py      what pages say about being used by machines
browser.py      the fetcher that runs the scripts of a page in Chromium (tab.py, chromium.py, proxy.py, loop.py)
replay.py       recorded pages in the place of the network (recording.py, warc.py)
"""

from inventory_scrapers.fetch.addresses import AddressPolicy
from inventory_scrapers.fetch.host import PaceRules
from inventory_scrapers.fetch.pace import Pace
from inventory_scrapers.fetch.polite import PoliteFetcher
from inventory_scrapers.fetch.settings import FetchSettings
from inventory_scrapers.fetch.transport import Transport, TransportLimits

__all__ = ["AddressPolicy", "FetchSettings", "Pace", "PaceRules", "PoliteFetcher", "Transport", "TransportLimits"]
