"""What Sphinx is told; `build.py` writes the pages and starts it."""

from __future__ import annotations

import sys
from importlib.metadata import version as version_of
from pathlib import Path

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER))

project = "An executable deep-learning lecture"
copyright = "2026 The authors, MIT licence"
release = version_of("executable-lecture")
language = "en"

extensions = [
    "myst_parser",  # Markdown: the README, docs/, and the pages that build.py writes
    "sphinx.ext.autodoc",  # the reference, from docstrings
    "house_docstrings",  # they are plain text with `code` in it, and no reStructuredText
    "sphinx.ext.napoleon",  # Args, Returns and Raises as Google writes them
    "parameter_dashes",
    "sphinx_copybutton",
    "course_links",  # a lesson, assignment or claim that is named in `code` is a link to its page
    "whole_pictures",  # a picture leads to its file
    "two_languages",  # what the Korean site has of its own, and links from each page to the other language
]
myst_enable_extensions = ["deflist"]  # "term", and below it ": what is said of it"
myst_heading_anchors = 4
smartquotes = False  # would make one dash of the two of --quick

autodoc_member_order = "bysource"
autodoc_preserve_defaults = True  # a default as it is written
napoleon_numpy_docstring = False
napoleon_use_ivar = True  # "Attributes" are one list and no entries of the index
maximum_signature_line_length = 80
toc_object_entries_show_parents = "hide"

gettext_compact = False  # a catalogue for each page; build.py says where they are

html_theme = "furo"
html_title = project
html_static_path = ["style"]
templates_path = ["templates"]
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
copybutton_exclude = ".linenos, .gp, .go"
