"""One image file of the reader's own, made like the images of a dataset, and what a trained network says of it."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from runtime.errors import UserError
from runtime.plain_text import plain
from training.runs import Run

MOST_PIXELS = 80_000_000  # of which Pillow needs about a gigabyte here; a camera has up to 60 million


def read_image(file: str, input_shape: tuple[int, ...]) -> np.ndarray:
    """Read a picture as a batch of one.

    Args:
        file: PNG, JPEG or another format that Pillow knows.
        input_shape: (height, width, channels) of the network: one channel is grey, three are colours.

    Returns:
        (1, height, width, channels), from 0 to 1. The picture is turned upright as its camera noted, what is
        transparent lies on white, and it keeps its proportions: the colour of its border fills the rest. The pictures
        of clothes and digits are light on black; a grey picture whose border is light is turned into its negative, so
        that one's own photograph on white paper fits.

    Raises:
        UserError: there is no such file, or it is no picture, or one that is too large or of decimal numbers.
    """
    height, width, channels = input_shape
    too_large = UserError(f"{file[:60]!r} has more than {MOST_PIXELS // 10**6} million pixels; make it smaller first")
    if "\0" in file or not Path(file).is_file():
        raise UserError(f"there is no file {file[:60]!r} to judge; give the path of a picture")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # refused below
            opening = Image.open(file)
        with opening as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise too_large
            if opened.mode == "F":
                raise UserError(f"{file[:60]!r} holds decimal numbers instead of grey or colours; save it as PNG first")
            upright = ImageOps.exif_transpose(opened)
            if upright.mode.startswith("I"):  # 16 bits a pixel: `convert` would cut off all above 255
                upright = Image.fromarray((np.asarray(upright).clip(0, 65_535) // 257).astype(np.uint8))
            upright = upright.convert("RGBA")
            white = Image.new("RGBA", upright.size, "white")
            picture = Image.alpha_composite(white, upright).convert("L" if channels == 1 else "RGB")
            border = _border(np.asarray(picture))
            fitted = ImageOps.pad(picture, (width, height), color=border)
    except Image.DecompressionBombError:
        raise too_large from None
    except UserError:
        raise
    except Exception:  # of damaged bytes, such as a camera's notes, every format complains in its own way
        raise UserError(f"{file[:60]!r} is no picture that can be read; give a PNG or JPEG file") from None
    pixels = np.asarray(fitted, np.float32).reshape(1, height, width, channels) / 255
    return 1 - pixels if isinstance(border, int) and border > 127 else pixels


def _border(pixels: np.ndarray) -> int | tuple[int, ...]:
    """The median grey or colour of the outermost pixels of a picture (height, width[, channels])."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    middle = np.median(edge, axis=0).astype(int)
    return int(middle) if middle.ndim == 0 else tuple(middle.tolist())


def print_prediction(trained: Run, image: np.ndarray, class_names: Sequence[str], most: int = 3) -> None:
    """Print the classes that a network finds most probable for an image of `read_image`."""
    outputs = trained.model.predict(image, verbose=0)[0]
    probabilities = outputs if len(outputs) > 1 else np.array([1 - outputs[0], outputs[0]])
    print(f"\nYour picture, judged by {plain(trained.name)} (seed {trained.seed}):")
    for place in np.argsort(probabilities)[::-1][:most]:
        print(f"  {probabilities[place]:6.1%}  {plain(class_names[place])}")
