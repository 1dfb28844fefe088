#!/usr/bin/env python3
"""OSRM's matrices over a generated network, by its contraction hierarchy, beside `benches/roads.rs`.

    osrm-extract -p car.lua region.osm.pbf && osrm-contract region.osrm
    python benches/peers/roads_osrm.py region.osrm synth/region.places.csv

Needs osrm-bindings 26.10 (PyPI, Python 3.12 or later), which holds these programs too. 1,000 x 1,000 pairs of
positions of the generated places at once, times alone and then times and lengths; the rate is per pair, and that of
35,000 x 1,000 is the same, as a table costs a search an end and a look a pair. One thread, medians of
five, after a first call; what the binding takes to make the answer's object is in it.
"""
import csv
import statistics
import sys
import time

import osrm

SIDE = 1000


def main():
    engine = osrm.OSRM(algorithm="CH", storage_config=sys.argv[1], use_shared_memory=False,
                       max_locations_distance_table=2 * SIDE)
    with open(sys.argv[2], encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    step = max(1, len(rows) // (2 * SIDE))
    positions = [(float(row["lon"]), float(row["lat"])) for row in rows[::step]][:2 * SIDE]
    for annotations in (["duration"], ["duration", "distance"]):
        asked = osrm.TableParameters(coordinates=positions, sources=list(range(SIDE)),
                                     destinations=list(range(SIDE, len(positions))), annotations=annotations)
        n_pairs = SIDE * (len(positions) - SIDE)
        engine.Table(asked)
        times, before = [], time.thread_time()
        for _ in range(5):
            begun = time.perf_counter()
            engine.Table(asked)
            times.append((time.perf_counter() - begun) * 1e9 / n_pairs)
        busy = (time.thread_time() - before) * 1e9 / 5 / n_pairs
        print(f"OSRM CH table of {n_pairs} pairs, {' and '.join(annotations)}: median {statistics.median(times):.0f} "
              f"ns a pair, least {min(times):.0f}, processor {busy:.0f}", flush=True)


if __name__ == "__main__":
    main()
