"""TensorBoard in a browser without a window, for the tests of its dashboards and for the pictures of the docs.

Needs Chromium with its driver (Debian: `apt-get install chromium chromium-driver`) and `pip install selenium`.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from selenium import webdriver
from selenium.webdriver import Keys
from selenium.webdriver.chrome.service import Service

from runtime.errors import UserError

SECONDS = 180.0
"""How long to wait for TensorBoard, or for a dashboard, on a busy machine."""
SETTLED = 2.0
"""Seconds that a page goes on moving after its text is there."""

# The dashboards are web components: what they show is in trees of their own, below the page's.
ELEMENTS = """
const found = [];
const walk = (node) => {
  for (const child of node.children) { found.push(child); walk(child); }
  if (node.shadowRoot) walk(node.shadowRoot);
};
walk(document);
"""
TEXT = (
    ELEMENTS
    + """
const shown = found.filter((e) => !['STYLE', 'SCRIPT', 'NOSCRIPT'].includes(e.tagName) && e.getClientRects().length);
const own = (e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent).join(' ');
return shown.map((e) => own(e).replace(/\\s+/g, ' ').trim()).filter((text) => text).join('\\n');
"""
)
MATCHING = (
    ELEMENTS
    + """
const [selector, text] = arguments;
return found.filter((e) => e.matches(selector) && (!text || e.textContent.trim() === text));
"""
)

DOUBLE_CLICK = (
    ELEMENTS
    + "found.filter((e) => e.matches(arguments[0]))"
    + ".forEach((e) => e.dispatchEvent(new MouseEvent('dblclick', {bubbles: true})));"
)
NODES = ELEMENTS + "return found.filter((e) => e.matches('g.node')).map((e) => e.dataset.name);"


class Dashboards:
    """One TensorBoard, looked at in one browser."""

    def __init__(self, address: str, driver: webdriver.Chrome) -> None:
        self.address, self.driver = address, driver

    @property
    def active(self) -> list[str]:
        """The dashboards that have something to show."""
        plugins = self.data("plugins_listing")
        return sorted(name for name, plugin in plugins.items() if plugin["enabled"])

    def data(self, route: str, **asked: str) -> Any:
        """What TensorBoard answers to a request of its own page."""
        with urlopen(f"{self.address}/data/{route}?{urlencode(asked)}") as answer:
            return json.load(answer)

    def open(self, dashboard: str, **state: str) -> None:
        """Open a dashboard, with the choices that TensorBoard keeps in its address."""
        self.driver.get("about:blank")  # a change behind the # alone would load nothing
        self.driver.get(f"{self.address}/?{urlencode({'darkMode': 'false', **state})}#{dashboard}")

    def text(self) -> str:
        """All text that is on the page, hidden parts left out."""
        return self.driver.execute_script(TEXT)

    def wait_for(self, *wanted: str) -> str:
        """The page's text once every wanted text is in it.

        Raises:
            UserError: one did not come.
        """
        self.until(lambda: all(one in self.text() for one in wanted), wanted)
        return self.text()

    def until(self, condition: Callable[[], Any], what: object) -> None:
        """As `until`, with the page's address in the error."""
        until(condition, f"{what} in {self.driver.current_url}")

    def elements(self, selector: str, text: str = "") -> list[Any]:
        """Every element that a CSS selector and, if given, its whole text name."""
        return self.driver.execute_script(MATCHING, selector, text)

    def click(self, selector: str, text: str = "") -> None:
        """Click the first of `elements` once it is there."""
        until(lambda: self.elements(selector, text), f"{selector} {text}")
        self.elements(selector, text)[0].click()

    def choose(self, menu: int, item: str) -> None:
        """Choose an item in one of a dashboard's menus, counted from 0."""
        until(lambda: self.elements("paper-item", item), item)
        self.elements("paper-dropdown-menu")[menu].click()
        until(lambda: self.elements("paper-item", item)[0].is_displayed(), item)
        self.elements("paper-item", item)[0].click()

    def type(self, label: str, text: str) -> None:
        """Type a text into the field with a label, and Enter."""
        [field] = [one for one in self.elements("paper-input") if label in one.text and one.is_displayed()]
        field.click()
        self.driver.switch_to.active_element.send_keys(text, Keys.ENTER)

    def nodes(self) -> list[str]:
        """The names of the boxes in a graph."""
        return self.driver.execute_script(NODES)

    def inside(self, box: str) -> list[str]:
        """Open a box of a graph; the names of the boxes inside."""

        def found() -> list[str]:
            return [node.removeprefix(f"{box}/") for node in self.nodes() if node.startswith(f"{box}/")]

        def opened() -> bool:
            if not found():  # a double click while the graph is being drawn is lost
                self.driver.execute_script(DOUBLE_CLICK, f'g.node[data-name="{box}"] > g.nodeshape > rect')
                time.sleep(SETTLED)
            return bool(found())

        self.until(opened, f"what is inside {box}")
        return found()

    @contextmanager
    def frames(self) -> Iterator[None]:
        """Look into the innermost of the pages inside the page: the projector is in one."""
        for _ in range(2):
            self.until(lambda: self.elements("iframe"), "a frame")
            self.driver.switch_to.frame(self.elements("iframe")[0])
        yield
        self.driver.switch_to.default_content()

    def errors(self) -> list[str]:
        """What the browser's console complains of since it was asked last."""
        entries: list[Any] = self.driver.get_log("browser")
        return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]


def until(condition: Callable[[], Any], what: str) -> None:
    """Wait for a condition.

    Raises:
        UserError: it did not come true.
    """
    end = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > end:
            raise UserError(f"{what} did not come in {SECONDS:.0f} s")
        time.sleep(0.3)


@contextmanager
def dashboards(folder: Path, *, width: int = 1400, height: int = 900) -> Iterator[Dashboards]:
    """Start TensorBoard on a chapter's folder and a browser on TensorBoard; end both.

    Raises:
        UserError: Chromium or its driver is not installed.
    """
    programs = [shutil.which("chromium"), shutil.which("chromedriver")]
    if None in programs:
        raise UserError(
            "chromium and chromedriver are not installed; on Debian: apt-get install chromium chromium-driver"
        )
    with tensorboard(folder) as address, chromium(*programs, width, height) as driver:
        yield Dashboards(address, driver)


@contextmanager
def tensorboard(folder: Path) -> Iterator[str]:
    """Start TensorBoard on a free port of this machine; its address, once it answers and has read the folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "tensorboard.main",
        "--logdir",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            until(lambda: _answers(address), f"TensorBoard at {address}")
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/data/runs") as answer:
            return bool(json.load(answer))
    except (URLError, ConnectionError):
        return False


@contextmanager
def chromium(
    program: str, driver: str, width: int, height: int, *, requests: bool = False
) -> Iterator[webdriver.Chrome]:
    """Start Chromium without a window; with `requests` its log "performance" has every address that it asks for."""
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL" if requests else "OFF"})
    flags = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", f"--window-size={width},{height}")
    for flag in (*flags, "--enable-unsafe-swiftshader", "--force-device-scale-factor=1", "--lang=en"):
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield browser
    finally:
        browser.quit()
