#!/usr/bin/env python3
"""Valhalla's isochrones of 15 and 30 minutes, with polygons, beside `benches/isochrone.rs`.

    MAILLAGE_BENCH_PBF=region.osm.pbf cargo bench --bench isochrone -- OUT
    python benches/peers/isochrone_valhalla.py CONFIG.json OUT/positions.csv

Needs pyvalhalla (PyPI), tiles built from the same extract, and in CONFIG.json service_limits.isochrone
max_locations 10 and max_distance 2500000. `auto`, polygons, Valhalla's own defaults otherwise, the positions
that the Rust bench used. Times are medians of 21 in the same process, one thread, after a first call that
loads the tiles; they include the making of Valhalla's JSON, which `benches/isochrone.rs` leaves out.
"""
import json
import statistics
import sys
import time

from valhalla import Actor


def measure(name, run):
    answer = run()
    times = []
    for _ in range(21):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    print(f"{name:60} {statistics.median(times):10.2f} ms (least {min(times):.2f})")
    return answer


def main():
    actor = Actor(sys.argv[1])
    positions = [tuple(map(float, line.split(","))) for line in open(sys.argv[2])]

    def ask(positions, minutes):
        return actor.isochrone(json.dumps({
            "locations": [{"lon": lon, "lat": lat} for lon, lat in positions], "costing": "auto",
            "contours": [{"time": m} for m in minutes], "polygons": True,
        }))

    for minutes in ([15], [30], [15, 30]):
        measure(f"one position, {minutes} min", lambda: ask(positions[:1], minutes))
    measure("each of ten positions, one by one, 15 and 30 min",
            lambda: [ask([position], [15, 30]) for position in positions])
    measure("ten positions together, 15 and 30 min", lambda: ask(positions, [15, 30]))


if __name__ == "__main__":
    main()
