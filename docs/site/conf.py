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

# every paragraph goes through the doctree: `-b gettext` finds it, and locales/<language>/ translates it, page by page
locale_dirs = [str(FOLDER / "locales")]
gettext_compact = False

html_theme = "furo"
html_title = project
html_static_path = ["style"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
copybutton_exclude = ".linenos, .gp, .go"
