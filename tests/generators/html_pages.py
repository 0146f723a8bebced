"""What the HTML of a site names: ids, links, and what a browser fetches to show a page."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}


@dataclass
class Page:
    """One HTML file."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    text: str = ""
    language: str = ""
    other_language: str = ""  # address of the same page in it
    marked: int = 0  # paragraphs that are marked as English


class Reader(HTMLParser):
    """Reads a `Page`."""

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.inside: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        values = {name: value or "" for name, value in attrs}
        self.page.ids |= {values[name] for name in ("id", "name") if name in values}
        if tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        if tag == "html":
            self.page.language = values.get("lang", "")
        self.page.marked += "untranslated" in values.get("class", "").split()
        if tag == "link" and values.get("rel") == "alternate":
            self.page.other_language = values["href"]
        elif tag == "link" and values.get("rel") not in ("index", "search", "next", "prev", "canonical"):
            self.page.fetched.append(values["href"])
        if FETCHED.get(tag) in values:
            self.page.fetched.append(values[FETCHED[tag]])
        if tag in ("script", "style"):
            self.inside.append(tag)

    def handle_endtag(self, tag) -> None:
        if tag in ("script", "style"):
            self.inside.pop()

    def handle_data(self, data) -> None:
        if not self.inside:
            self.page.text += data


def read_pages(folder: Path) -> dict[str, Page]:
    """Every HTML file below a folder."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        reader = Reader()
        reader.feed(path.read_text(encoding="utf-8"))
        found[path.relative_to(folder).as_posix()] = reader.page
    return found
