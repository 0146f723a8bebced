"""A Sphinx extension: each page links to itself in the other language, and the Korean site has Korean of its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.search.en import SearchEnglish

TITLE = "실행하는 딥러닝 강의"


class SearchKorean(SearchEnglish):
    """The index of the search: a Korean word is also found without the particle at its end, as in 배치는, 배치.

    English words are found as on the English site; `language_name` stays English, because it names their stemmer.
    """

    lang = "ko"

    def split(self, input: str) -> list[str]:
        """The words of a text, and the beginnings of Korean words, which lack up to three letters of their ends."""
        words = super().split(input)
        korean = [word for word in words if re.fullmatch("[가-힣]{3,}", word)]
        return words + [word[:end] for word in korean for end in range(max(2, len(word) - 3), len(word))]


def korean(app: Sphinx, config: Config) -> None:
    """The settings of the Korean site."""
    if config.language == "ko":
        config.html_title = TITLE
        config.translation_progress_classes = "untranslated"  # site.css marks these paragraphs
        config.html_js_files = [*config.html_js_files, "korean.js"]


def written_in_korean(app: Sphinx, doctree: nodes.document) -> None:
    """Take as translated what Sphinx does not know to be: the start page, and what is said of pictures.

    The start page is the Korean README, and no catalogue has its paragraphs. A picture is a part of a paragraph, which
    is marked if it has no Korean.
    """
    for node in doctree.findall(nodes.Element):
        if "translated" in node and (app.env.docname == app.config.root_doc or isinstance(node, nodes.image)):
            node["translated"] = True


def languages(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Tell the templates where a page is in the other language, and whether it is there in English only."""
    to_korean = app.config.language != "ko"
    code, name, place = ("ko", "한국어", f"ko/{page}.html") if to_korean else ("en", "English", f"../{page}.html")
    context["other_language"] = {"code": code, "name": name, "address": context["pathto"](place, True)}
    translated = page == app.config.root_doc or any(
        (Path(folder) / "ko" / "LC_MESSAGES" / f"{page}.mo").exists() for folder in app.config.locale_dirs
    )
    context["only_english"] = not to_korean and doctree is not None and not translated


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_search_language(SearchKorean)
    app.connect("config-inited", korean)
    app.connect("doctree-read", written_in_korean)
    app.connect("html-page-context", languages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
