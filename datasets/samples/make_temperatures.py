"""Take the hourly air temperatures of Greensboro, North Carolina, out of the wheel of pvlib.

    python -m pip download --no-deps pvlib
    python -m datasets.samples.make_temperatures pvlib-VERSION-py3-none-any.whl

The wheel's ``pvlib/data/723170TYA.CSV`` is the station's typical meteorological year TMY3 of the National Renewable
Energy Laboratory (Wilcox, Marion 2008, NREL/TP-581-43156), published without restriction; pvlib's licence is BSD-3.
Only date, hour and dry-bulb temperature are kept (30 KB of 1.7 MB), so that the package is not a requirement. All
8,760 temperatures bear the source flag A, "observed".
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import zipfile
from pathlib import Path

from runtime.errors import UserError, exit_code
from runtime.files import replacing, sha256

MEMBER = "pvlib/data/723170TYA.CSV"
SAMPLE = Path(__file__).with_name("greensboro_temperatures.csv.gz")


def main(arguments: list[str]) -> None:
    """Write `greensboro_temperatures.csv.gz` beside this file and print its SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    with zipfile.ZipFile(parser.parse_args(arguments).wheel) as wheel:
        text = io.StringIO(wheel.read(MEMBER).decode("ascii"))
    next(text)  # the station
    table = io.StringIO(newline="")
    write = csv.writer(table, lineterminator="\n").writerow
    write(["date", "hour", "celsius"])
    for row in csv.DictReader(text):
        if row["Dry-bulb source"] != "A":
            raise UserError(f"the hour {row['Date (MM/DD/YYYY)']} was not observed; choose another station")
        write([row["Date (MM/DD/YYYY)"], row["Time (HH:MM)"], row["Dry-bulb (C)"]])
    with replacing(SAMPLE) as file:
        file.write(gzip.compress(table.getvalue().encode("ascii"), mtime=0))
    print(f"{SAMPLE.name}: {SAMPLE.stat().st_size:,} bytes, SHA-256 {sha256(SAMPLE)}")


if __name__ == "__main__":
    raise SystemExit(exit_code(main))
