#!/usr/bin/env python3
"""Valhalla's isochrones of 15 and 30 minutes, with polygons, beside `benches/isochrone.rs`.

    MAILLAGE_BENCH_PBF=region.osm.pbf cargo bench --bench isochrone -- OUT
    python benches/peers/isochrone_valhalla.py CONFIG.json OUT

Needs pyvalhalla and shapely (PyPI), tiles built from the same extract, and in CONFIG.json
service_limits.isochrone max_locations 10 and max_distance 2500000. `auto`, polygons, Valhalla's own defaults
otherwise, the positions that the Rust bench used. Times are medians of 21 in the same process, one thread,
after a first call that loads the tiles, from positions to the bytes of a GeoJSON on both sides.

Then what lies inside. Each engine is held against its own times: ours are those of the Rust bench at a position
every 100 m of road; Valhalla's are the edges that its `expansion` ends within the time (reached) or does
not touch (unreached), at the same positions, those within 15 m of an edge. Lengths are of road, in km.
"""
import json
import statistics
import sys
import time

import numpy
import shapely
from valhalla import Actor

METRES = 111_195.0


def measure(name, run):
    answer = run()
    times = []
    before = time.thread_time()
    for _ in range(21):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    busy = (time.thread_time() - before) * 1000 / 21
    print(f"{name:50} {statistics.median(times):9.2f} ms, least {min(times):9.2f}, processor {busy:9.2f}")
    return answer


def shares(name, area, points, metres, reached, unreached):
    """Prints how much of the reached road is inside, and of the unreached one around it outside."""
    shapely.prepare(area)
    inside = shapely.contains_xy(area, points[:, 0], points[:, 1])
    west, south, east, north = area.bounds
    near = (points[:, 0] > west) & (points[:, 0] < east) & (points[:, 1] > south) & (points[:, 1] < north)
    km = lambda which: metres[which].sum() / 1000
    n = {
        "reached inside": km(reached & inside), "reached": km(reached),
        "unreached inside": km(unreached & inside), "unreached": km(unreached & near),
    }
    print(
        f"{name:22} reached {n['reached']:8.0f} km, inside {n['reached inside'] / n['reached']:8.4%}; "
        f"unreached in its box {n['unreached']:8.0f} km, outside {1 - n['unreached inside'] / n['unreached']:8.4%}; "
        f"unreached of what is inside {n['unreached inside'] / (n['unreached inside'] + n['reached inside']):8.4%}"
    )


def expanded(actor, position, minutes):
    """Edges of Valhalla's expansion with the seconds at their ends."""
    lon, lat = position
    answer = json.loads(actor.expansion(json.dumps({
        "action": "isochrone", "locations": [{"lon": lon, "lat": lat}], "costing": "auto",
        "contours": [{"time": minutes}], "polygons": True, "skip_opposites": False, "dedupe": True,
        "expansion_properties": ["duration"],
    })))
    edges = [f for f in answer["features"] if len(f["geometry"]["coordinates"]) > 1]
    lines = numpy.array([shapely.LineString(f["geometry"]["coordinates"]) for f in edges])
    return lines, numpy.array([f["properties"]["duration"] for f in edges])


def valhalla_reached(actor, positions, minutes, points):
    """Which points lie on edges that end within the time, and which on no edge at all."""
    squeeze = numpy.cos(numpy.radians(points[:, 1].mean()))
    flat = shapely.points(points * [squeeze, 1])
    reached, touched = numpy.zeros(len(points), bool), numpy.zeros(len(points), bool)
    tree = shapely.STRtree(flat)
    for position in positions:
        lines, seconds = expanded(actor, position, minutes)
        lines = shapely.transform(lines, lambda xy: xy * [squeeze, 1])
        edge, point = tree.query(lines, predicate="dwithin", distance=15 / METRES)
        touched[point] = True
        reached[point[seconds[edge] <= minutes * 60]] = True
    return reached, ~touched


def compare(actor, folder, name, positions):
    table = numpy.genfromtxt(f"{folder}/{name}.csv", delimiter=",")
    points, metres, ms = table[:, :2], table[:, 2], table[:, 3]
    ours = json.load(open(f"{folder}/{name}.geojson"))["features"]
    theirs = json.loads(ask(actor, positions, [15, 30]))["features"]
    for minutes in (15, 30):
        our = shapely.from_geojson(json.dumps(next(
            f["geometry"] for f in ours if f["properties"]["minutes"] == minutes)))
        their = shapely.unary_union([shapely.make_valid(shapely.geometry.shape(f["geometry"]))
                                     for f in theirs if f["properties"]["contour"] == minutes])
        print(f"{name}, {minutes} min: valid {our.is_valid}; "
              f"area in common over area of either {our.intersection(their).area / our.union(their).area:.2f}, "
              f"ours over theirs {our.area / their.area:.2f}")
        # NaN, where there is no way, is neither.
        shares("  maillage", our, points, metres, ms <= minutes * 60_000, ~(ms <= minutes * 60_000))
        reached, unreached = valhalla_reached(actor, positions, minutes, points)
        shares("  Valhalla", their, points, metres, reached, unreached)


def ask(actor, positions, minutes):
    return actor.isochrone(json.dumps({
        "locations": [{"lon": lon, "lat": lat} for lon, lat in positions], "costing": "auto",
        "contours": [{"time": m} for m in minutes], "polygons": True,
    }))


def main():
    actor, folder = Actor(sys.argv[1]), sys.argv[2]
    positions = [tuple(map(float, line.split(","))) for line in open(f"{folder}/positions.csv")]
    for minutes in ([15], [30], [15, 30]):
        measure(f"one position, {minutes} min", lambda: ask(actor, positions[:1], minutes))
    measure("each of ten positions, one by one, [15, 30] min",
            lambda: [ask(actor, [position], [15, 30]) for position in positions])
    for minutes in ([15], [30], [15, 30]):
        measure(f"ten positions together, {minutes} min", lambda: ask(actor, positions, minutes))
    compare(actor, folder, "one", positions[:1])
    compare(actor, folder, "ten", positions)


if __name__ == "__main__":
    main()
