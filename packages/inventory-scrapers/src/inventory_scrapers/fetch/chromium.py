"""The Chromium that is installed: found, started so that it has no way out but the proxy, and stopped."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inventory_core.errors import FetchFailed, InventoryError
from inventory_core.outcomes import Outcome
from inventory_scrapers.fetch.loop import at_most

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext, Playwright

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
START_SECONDS = 30.0
STOP_SECONDS = 5.0
# Loopback too goes through the proxy, which decides about it as about any other address.
_BYPASS = "<-loopback>"
FLAGS = (
    "--headless=new",
    # No name is looked up by the browser itself; the proxy's own address is no name.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--dns-prefetch-disable",
    "--no-pings",
    # What would go over UDP, past any proxy.
    "--disable-quic",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-blink-features=WebTransport,RTCPeerConnection",
    # What the browser does for itself.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-client-side-phishing-detection",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--no-first-run",
    "--no-default-browser-check",
    "--safebrowsing-disable-auto-update",
    "--js-flags=--max-old-space-size=512",
)


class BrowserMissing(InventoryError):
    """Playwright or Chromium is not installed; the message says how to get it."""


def find_chromium() -> str:
    """The path of the installed Chromium: INVENTORY_CHROMIUM, else the first that is found; BrowserMissing where none is."""
    if named := os.environ.get("INVENTORY_CHROMIUM"):
        if found := shutil.which(named):
            return found
        raise BrowserMissing(f"INVENTORY_CHROMIUM is {named}, which is no program")
    places = [*map(shutil.which, COMMANDS), *(place for place in _PLACES if Path(place).is_file())]
    if found := next(filter(None, places), None):
        return found
    how = "on Debian and Ubuntu: apt-get install chromium" if sys.platform == "linux" else "install Chromium or Google Chrome"
    message = f"no Chromium was found ({', '.join(COMMANDS)}); {how}, or set INVENTORY_CHROMIUM to its path"
    raise BrowserMissing(message)


def check_playwright() -> None:
    """BrowserMissing where the library that drives the browser is not installed; imports nothing."""
    if importlib.util.find_spec("playwright") is None:
        raise BrowserMissing('Playwright is not installed: pip install "inventory-scrapers[browser]"')


class Chromium:
    """One running browser with a fresh profile. All methods run in one event loop."""

    def __init__(self, playwright: Playwright, browser: Browser, user_agent: str) -> None:
        self._playwright, self._browser, self._user_agent = playwright, browser, user_agent

    @classmethod
    async def start(cls, executable: str, proxy: str, user_agent: str) -> Chromium:
        """Start it; FetchFailed NEEDS_RENDERING `browser_start` where it does not start."""
        from playwright.async_api import async_playwright

        driver = await async_playwright().start()
        try:
            browser = await driver.chromium.launch(
                executable_path=executable,
                args=[*FLAGS, f"--user-agent={user_agent}"],
                proxy={"server": proxy, "bypass": _BYPASS},  # without a secret: what no page asked for does not get out
                chromium_sandbox=not _is_root(),  # which Chromium refuses to root
                timeout=START_SECONDS * 1000,
            )
        except Exception as error:
            await at_most(STOP_SECONDS, driver.stop())
            message = f"Chromium did not start ({executable}): {str(error).strip().partition(chr(10))[0][:200]}"
            raise FetchFailed(Outcome.NEEDS_RENDERING, "browser_start", message) from error
        return cls(driver, browser, user_agent)

    @property
    def is_running(self) -> bool:
        """False once it ended."""
        return self._browser.is_connected()

    async def context(self, proxy: str, username: str, password: str, **more: Any) -> BrowserContext:
        """A profile for one page: no cookies, cache or permission of any other, and its own secret for the proxy."""
        return await self._browser.new_context(
            proxy={"server": proxy, "bypass": _BYPASS, "username": username, "password": password},
            user_agent=self._user_agent,
            service_workers="block",
            accept_downloads=False,
            **more,
        )

    async def stop(self) -> None:
        """Stop it, also where it no longer answers."""
        await at_most(STOP_SECONDS, self._browser.close())
        await at_most(STOP_SECONDS, self._playwright.stop())


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
