"""Reads /ogc as GDAL and OWSLib do, and compares with what the service says of itself elsewhere.

usage: clients.py URL LOG
"""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import mapbox_vector_tile
from owslib.ogcapi.features import Features
from shapely.geometry import shape
from shapely.validation import explain_validity

URL, LOG = sys.argv[1], Path(sys.argv[2])
ROOT = f"{URL}/ogc/48"
COLLECTIONS = ["communes", "demand", "venues", "gaps"]
EPSG = "http://www.opengis.net/def/crs/EPSG/0"


def get(url):
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "ERROR" in line or "Warning" in line]
    assert done.returncode == 0 and not said, f"{' '.join(command)}\n{done.stderr}"
    return done.stdout


def read(source, layer, *options):
    """The features of a layer, through ogr2ogr."""
    out = run("ogr2ogr", "-f", "GeoJSON", "/vsistdout/", source, layer, "-lco", "RFC7946=NO", *options)
    return json.loads(out)


def properties(features, key):
    return {str(feature["properties"][key]): feature["properties"] for feature in features}


def same(ours, theirs):
    """Whether GDAL read the value that was written; it leaves out none, and joins nothing."""
    if isinstance(ours, float) or isinstance(theirs, float):
        return theirs is not None and ours is not None and abs(ours - theirs) <= 1e-9 * max(1, abs(ours))
    return ours == theirs


KEYS = {"communes": "code", "demand": "code", "venues": "id", "gaps": "zone"}
TYPES = {"string": ("String", "StringList", "Date", "DateTime"), "number": ("Real", "Integer"), "boolean": ("Integer(Boolean)",), "integer": ("Integer",)}


def layers_through_oapif():
    listed = run("ogrinfo", "-ro", f"OAPIF:{ROOT}")
    for name in COLLECTIONS:
        assert f": {name} " in listed or f": {name}\n" in listed or name in listed, listed
        written = get(f"{URL}/api/layers/{name}.geojson?territory=48")["features"]
        # A page of 40: what is read was put together from several pages.
        found = read(f"OAPIF:{ROOT}", name, "-oo", "PAGE_SIZE=40")["features"]
        assert len(found) == len(written), (name, len(found), len(written))
        ours, theirs = properties(written, KEYS[name]), properties(found, KEYS[name])
        assert ours.keys() == theirs.keys(), name
        for key, row in ours.items():
            for field, value in row.items():
                assert same(value, theirs[key].get(field)), (name, key, field, value, theirs[key].get(field))
        by_key = {str(feature["properties"][KEYS[name]]): shape(feature["geometry"]) for feature in written}
        for feature in found:
            geometry = shape(feature["geometry"])
            assert geometry.is_valid, (name, feature["properties"], explain_validity(geometry))
            assert geometry.equals_exact(by_key[str(feature["properties"][KEYS[name]])], 1e-9), name
        about = run("ogrinfo", "-ro", "-so", f"OAPIF:{ROOT}", name)
        assert f"Feature Count: {len(written)}" in about, about
        assert "WGS 84" in about, about
        for field, described in get(f"{ROOT}/collections/{name}/queryables")["properties"].items():
            # Of a field without any value GDAL sees no type.
            if field == "geometry" or all(row[field] is None for row in ours.values()):
                continue
            line = next((line for line in about.splitlines() if line.startswith(f"{field}: ")), None)
            assert line, (name, field, about)
            assert line.split(": ")[1].split(" ")[0].startswith(TYPES[described["type"]]), (name, line, described)
        print(f"  OAPIF {name}: {len(found)} features, fields and shapes as written")


def boxes_through_oapif():
    box = ["3.4", "44.4", "3.6", "44.6"]
    found = read(f"OAPIF:{ROOT}", "communes", "-spat", *box, "-oo", "PAGE_SIZE=3")["features"]
    told = get(f"{ROOT}/collections/communes/items?limit=1000&bbox={','.join(box)}")
    codes = {feature["properties"]["code"] for feature in found}
    assert codes == {feature["id"] for feature in told["features"]}, codes
    assert told["numberMatched"] == len(codes) > 3
    print(f"  OAPIF -spat: {len(codes)} communes over pages of 3")


def a_question_stays():
    written = get(f"{URL}/api/layers/gaps.geojson?territory=48&threshold=5&detour=2")["features"]
    found = read(f"OAPIF:{ROOT}?threshold=5&detour=2", "gaps", "-oo", "PAGE_SIZE=1")["features"]
    by_default = get(f"{URL}/api/layers/gaps.geojson?territory=48")["features"]
    assert len(found) == len(written) != len(by_default), (len(found), len(written))
    assert properties(found, "zone").keys() == properties(written, "zone").keys()
    print(f"  OAPIF ?threshold=5: {len(found)} gap zones instead of {len(by_default)}")


def projections():
    """Coordinates in each system against GDAL's own, from PROJ."""
    for epsg in (2154, 3857):
        told = get(f"{ROOT}/collections/demand/items?limit=1000&crs={EPSG}/{epsg}")["features"]
        own = read(f"{URL}/api/layers/demand.geojson?territory=48", "demand", "-t_srs", f"EPSG:{epsg}", "-lco", "COORDINATE_PRECISION=4")
        own = {feature["properties"]["code"]: feature["geometry"]["coordinates"] for feature in own["features"]}
        worst = max(abs(a - b) for f in told for a, b in zip(f["geometry"]["coordinates"], own[f["id"]]))
        # A coordinate is told to the centimetre.
        assert worst <= 0.0051, (epsg, worst)
        print(f"  EPSG:{epsg}: {len(told)} points, at most {worst * 1000:.1f} mm from PROJ")


def file_by_ranges():
    url = f"{ROOT}/collections/communes/items.fgb"
    before = LOG.read_text().count("items.fgb")
    found = read(f"/vsicurl/{url}", "communes", "-spat", "3.45", "44.45", "3.55", "44.55")["features"]
    told = get(f"{ROOT}/collections/communes/items?limit=1000&bbox=3.45,44.45,3.55,44.55")
    # GDAL compares boxes only, unless it is built to do more: what meets the box is among what it finds.
    codes = {feature["properties"]["code"] for feature in found}
    assert {feature["id"] for feature in told["features"]} <= codes and len(codes) < 40, codes
    asked = [line for line in LOG.read_text().splitlines() if "items.fgb" in line][before:]
    assert asked and any("status=206" in line for line in asked), asked
    everything = read(f"/vsicurl/{url}", "communes")["features"]
    assert len(everything) == 152
    print(f"  FlatGeobuf by ranges: {len(codes)} of 152 communes in a box, {len(asked)} requests")


def tiles():
    described = get(f"{ROOT}/collections/communes/tilejson.json")
    limits = get(f"{ROOT}/collections/communes/tiles/WebMercatorQuad")["tileMatrixSetLimits"]
    seen, checked = set(), 0
    for limit in limits:
        z = int(limit["tileMatrix"])
        if z not in (6, 8, 10):
            continue
        for row in range(limit["minTileRow"], limit["maxTileRow"] + 1):
            for column in range(limit["minTileCol"], limit["maxTileCol"] + 1):
                url = described["tiles"][0].format(z=z, y=row, x=column)
                with urllib.request.urlopen(url) as answer:
                    body = answer.read()
                if not body:
                    continue
                layer = mapbox_vector_tile.decode(body)["communes"]
                for feature in layer["features"]:
                    geometry = shape(feature["geometry"])
                    assert geometry.is_valid, (z, row, column, feature["properties"]["code"], explain_validity(geometry))
                    seen.add((z, feature["properties"]["code"]))
                    checked += 1
                options = ["-oo", f"Z={z}", "-oo", f"X={column}", "-oo", f"Y={row}"]
                about = run("ogrinfo", "-ro", "-so", *options, f"MVT:{url}.mvt", "communes")
                assert f"Feature Count: {len(layer['features'])}" in about, about
    for z in (6, 8, 10):
        assert len([1 for zoom, _ in seen if zoom == z]) == 152, z
    print(f"  MVT: {checked} shapes at three zooms, valid, as many as GDAL reads")


def owslib():
    service = Features(f"{ROOT}/")
    assert service.feature_collections() == COLLECTIONS, service.feature_collections()
    page = service.collection_items("venues", limit=5)
    assert page["numberReturned"] == 5
    item = service.collection_item("communes", "48095")
    assert item["properties"]["name"] == "Mende"
    assert service.collection_queryables("gaps")["type"] == "object"
    print("  OWSLib: collections, items, queryables")


layers_through_oapif()
boxes_through_oapif()
a_question_stays()
projections()
file_by_ranges()
tiles()
owslib()
