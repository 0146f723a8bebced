"""Pictures of what a student sees, for docs/pictures/.

    python benchmarks/screenshots.py tensorboard        the tour's dashboards, and the embedding of chapter 8

Needs what `benchmarks/browser.py` names. Nothing is drawn by hand: the tour and the lesson run first (two minutes).
"""

from __future__ import annotations

import argparse
import io
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from browser import SETTLED, Dashboards, dashboards
from PIL import Image

from runtime.files import replacing

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
COLORS = 96
"""Of a picture's palette: enough for a page, and a quarter of the bytes."""


def tensorboard() -> None:
    """Every dashboard of the tour that the docs show, and the projector of chapter 8."""
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        chapters(runs, "tour")
        chapters(runs, "run", "ch08_text", "--part", "sentences", "--projector")
        with dashboards(runs / "tour", height=900) as page:
            page.open("timeseries", smoothing="0", tagFilter="epoch_(accuracy|loss)")
            page.wait_for("epoch_accuracy", "cnn-s0")
            page.click("button", "Settings")  # hides them
            page.elements("input[placeholder^='Filter runs']")[0].send_keys("validation")
            save(page, "tensorboard_time_series")
            page.open("custom_scalars")
            page.wait_for(": accuracy")
            save(page, "tensorboard_custom_scalars")
            page.open("images")
            page.wait_for("confusion_matrix")
            save(page, "tensorboard_images")
            page.open("hparams")
            page.wait_for("test accuracy")
            save(page, "tensorboard_hparams")
            page.open("graphs")
            for tag, box, name in (("Default", "sequential_1", "operations"), ("keras", "sequential", "layers")):
                page.choose(1, tag)
                page.until(lambda box=box: box in page.nodes(), box)
                page.inside(box)
                time.sleep(SETTLED)
                page.click("span", "Fit to screen")
                save(page, f"tensorboard_graph_of_{name}")
        with dashboards(runs / "ch08_text", height=900) as page:
            page.open("projector")
            with page.frames():
                page.wait_for("Total variance described")
                page.type("Search", "good")
            save(page, "tensorboard_projector")


def chapters(runs: Path, *command: str) -> None:
    """Run a chapter as a student does."""
    subprocess.run([sys.executable, "-m", "chapters", *command, "--runs-dir", str(runs)], check=True)


def save(page: Dashboards, name: str) -> None:
    """Write the page as a PNG with a palette."""
    time.sleep(SETTLED)
    picture = Image.open(io.BytesIO(page.driver.get_screenshot_as_png())).convert("RGB")
    PICTURES.mkdir(exist_ok=True)
    with replacing(PICTURES / f"{name}.png") as file:
        picture.quantize(COLORS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    print(PICTURES / f"{name}.png")


COMMANDS: dict[str, Callable[[], None]] = {"tensorboard": tensorboard}

if __name__ == "__main__":
    flags = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    flags.add_argument("name", choices=COMMANDS)
    COMMANDS[flags.parse_args().name]()
