#!/usr/bin/env python3
"""pandana's nearest of K venues for all nodes, on a generated network, beside `benches/roads.rs`.

    python benches/peers/roads_pandana.py synth/region.osm.pbf [--venues 10 1000]

Needs what `roads_scipy.py` needs, and pandana 0.8 (PyPI). The graph is the one that script builds, venues
stand on nodes, are as many as in the Rust bench and as spread, not the same ones. One thread
(OMP_NUM_THREADS is set to 1 here), medians of five, after pandana's own preparation, whose time is printed.
"""
import os

os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import statistics
import time

import numpy as np
import pandana
import pandas as pd
from roads_scipy import load

FAR = 1e7


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pbf")
    parser.add_argument("--venues", type=int, nargs="+", default=[10, 1000])
    args = parser.parse_args()
    graph, xy = load(args.pbf)
    edges = graph.tocoo()
    lon, lat = np.degrees(xy[:, 0]), np.degrees(xy[:, 1])
    begun = time.perf_counter()
    network = pandana.Network(pd.Series(lon), pd.Series(lat), pd.Series(edges.row), pd.Series(edges.col),
                              pd.DataFrame({"s": edges.data}), twoway=False)
    print(f"{graph.shape[0]} nodes, {graph.nnz} directed edges, prepared in {time.perf_counter() - begun:.1f} s")
    rng = np.random.default_rng(7)
    for k in args.venues:
        venues = rng.choice(graph.shape[0], k, replace=False)
        network.set_pois("venue", FAR, 1, pd.Series(lon[venues]), pd.Series(lat[venues]))
        times, before = [], time.thread_time()
        for _ in range(5):
            begun = time.perf_counter()
            found = network.nearest_pois(FAR, "venue", num_pois=1, include_poi_ids=True)
            times.append((time.perf_counter() - begun) * 1000)
        busy = (time.thread_time() - before) * 1000 / 5
        missed = int((found[1] >= FAR).sum())
        print(f"pandana nearest_pois, nearest of {k}: median {statistics.median(times):.1f} ms, "
              f"least {min(times):.1f}, processor {busy:.1f}; {missed} nodes without", flush=True)


if __name__ == "__main__":
    main()
