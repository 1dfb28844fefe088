"""Check what was built, reading it back with GDAL: `check.py DATA`.

Shares no code with the build.
"""

import csv
import json
import re
import sys
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pyogrio
import shapely

COLUMNS = (
    "code name department region epci population lon lat point_precision boundary_source".split()
)
PRECISIONS = {
    "town_hall", "town_hall_sign_corrected", "delegated_town_hall", "point_on_surface", "none",
}  # fmt: skip
# What the national schema v1.0.2 requires of the fields that are filled here.
VENUE_COLUMNS = 32
VENUE_PATTERNS = {
    "id": r".+",
    "pivot": r"[a-zA-Z0-9]{9,14}",
    "nom": r".+",
    "commune": r".+",
    "code_postal": r"\d{5}",
    "code_insee": r"([013-9]\d|2[AB1-9])\d{3}",
    "adresse": r".+",
    "latitude": r"\d+\.\d+",
    "longitude": r"-?\d+\.\d+",
    "presentation_resume": r".{0,280}",
    "date_maj": r"\d{4}-\d\d-\d\d",
    "services": r"(Aide aux démarches administratives)?",
    "dispositif_programmes_nationaux": r"(France Services)?",
}


def check_communes(path):
    meta, _, wkb, values = pyogrio.raw.read(path)
    assert list(meta["fields"]) == COLUMNS and meta["crs"] == "EPSG:4326"
    f = dict(zip(COLUMNS, values, strict=True))
    assert len(wkb) == 34_969 == len(set(f["code"]))
    lozere = f["department"] == "48"
    assert lozere.sum() == 152 and f["population"][lozere].sum() == 76_486
    assert (f["epci"] == "200070530").sum() == 55
    assert set(f["point_precision"]) <= PRECISIONS
    assert ((f["point_precision"] == "none") == np.isnan(f["lon"])).all()
    assert (np.isnan(f["lon"]) == np.isnan(f["lat"])).all()
    check_geometry(f, shapely.from_wkb(wkb))
    check_index(path, f, wkb)
    return f


def check_geometry(f, geometry):
    has = ~shapely.is_missing(geometry)
    assert (has == (f["boundary_source"] != "none")).all()
    assert (~has).sum() == 98
    shapes = geometry[has]
    assert (shapely.get_type_id(shapes) == 6).all() and shapely.is_valid(shapes).all()
    assert not shapely.is_empty(shapes).any()
    xy = shapely.get_coordinates(shapes)
    assert np.isfinite(xy).all() and (np.abs(xy) <= (180, 90)).all()
    assert (xy == np.round(xy, 6)).all(), "coordinates off the grid"
    rings = shapely.get_exterior_ring(shapely.get_parts(shapes))
    assert shapely.is_ccw(rings).all(), "right-hand rule"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wrong = shapely.coverage_invalid_edges(shapes)
    assert shapely.is_empty(wrong).all(), "neighbours must share their vertices"
    points = shapely.points(f["lon"][has], f["lat"][has])
    inside = shapely.intersects(shapes, points)
    exempt = f["point_precision"][has] == "town_hall"  # may be up to 100 m outside
    assert (inside | exempt).all()
    assert (shapely.distance(shapes, points) < 0.002).all()


def check_index(path, f, wkb):
    box = (2.98, 44.11, 4.0, 44.98)
    _, _, some, values = pyogrio.raw.read(path, bbox=box)
    meets = shapely.intersects(shapely.box(*box), shapely.from_wkb(wkb))
    assert set(values[0]) == set(f["code"][meets]) and len(some) == meets.sum()


def check_tables(folder, f):
    population = np.nan_to_num(f["population"].astype(float))
    for name, key, column in (
        ("epci", "siren", "epci"), ("departements", "code", "department"), ("regions", "code", "region"),
    ):  # fmt: skip
        rows = list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8", newline="")))
        keys = [r[key] for r in rows]
        assert keys == sorted(set(keys)), name
        assert {k for k in f[column] if k is not None} == set(keys), name
        counts = Counter(f[column])
        for r in rows:
            assert counts[r[key]] == int(r["communes"]), r
            assert int(r["population"] or 0) == population[f[column] == r[key]].sum(), r
            if r["west"]:
                assert float(r["west"]) < float(r["east"]) and float(r["south"]) < float(r["north"]), r


def check_merged(path, codes):
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    old = [r["old_code"] for r in rows]
    assert old == sorted(set(old)) and not set(old) & codes, "an old code leads to one commune"
    assert {r["code"] for r in rows} <= codes and len(rows) > 2_500


def check_venues(folder, codes):
    expected = {"lozere": 11, "grand-autunois-morvan": 6, "thiers": 1}
    for name, count in expected.items():
        path = folder / f"{name}.csv"
        rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
        assert len(rows) == count and len(rows[0]) == VENUE_COLUMNS, name
        assert len({r["id"] for r in rows}) == count, name
        assert {r["code_insee"] for r in rows} <= codes, name
        for row in rows:
            for field, pattern in VENUE_PATTERNS.items():
                assert re.fullmatch(pattern, row[field]), (row["id"], field, row[field])


def main(data):
    f = check_communes(data / "france" / "communes.fgb")
    check_tables(data / "france", f)
    check_merged(data / "france" / "merged.csv", set(f["code"]))
    check_venues(data / "venues", set(f["code"]))
    report = json.loads((data / "france" / "build-report.json").read_text("utf-8"))
    assert all(not v["outside_their_commune"] for v in report["venues"].values())
    print(f"checked: {len(f['code'])} communes, tables and venues hold")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
