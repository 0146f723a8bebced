"""Run the notebook of chapter 1 and photograph its end for the README:  python notebooks/picture.py

Needs nbconvert and Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "pictures" / "notebook.png"
SIZE = (1000, 1180)  # pixels


def main() -> None:
    """Execute with the default sizes, keep what is worth a picture, and photograph the page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("there is no Chromium on this machine; install it (Debian: apt-get install chromium)")
    notebook = nbformat.read(ROOT / "notebooks" / "ch01_linear_regression.ipynb", 4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}}).execute()
        begin = next(n for n, cell in enumerate(notebook.cells) if cell.source.startswith("recipes = "))
        notebook.cells = [cell for cell in notebook.cells[begin:] if not cell.source.startswith("def ")]
        page, photograph = Path(folder) / "page.html", Path(folder) / "page.png"
        page.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=5000"]
        size = f"--window-size={SIZE[0]},{SIZE[1]}"
        subprocess.run(
            [chromium, *flags, size, f"--screenshot={photograph}", page.as_uri()], check=True, stderr=subprocess.DEVNULL
        )
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        with Image.open(photograph) as image:  # few colours: a small file
            image.convert("RGB").quantize(64).save(PICTURE, optimize=True)
    print(PICTURE)


if __name__ == "__main__":
    main()
