#!/usr/bin/env python3
"""scipy's nearest of K venues for all nodes, on a generated network, beside `benches/roads.rs`.

    python benches/peers/roads_scipy.py synth/region.osm.pbf [--venues 10 1000]

Needs numpy, scipy, osmium (PyPI). Builds the graph of every junction and shape node that osmium
yields, contracted to junctions as the bench's prototype was: nodes of degree other than two. Times are
medians of five, one thread, after loading. Venues are drawn by numpy with a fixed seed: they are as many
as in the Rust bench and as spread, not the same ones.
"""
import argparse
import statistics
import time

import numpy as np
import osmium
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

SPEED = {
    "motorway": 90, "motorway_link": 45, "trunk": 85, "primary": 65, "secondary": 55, "tertiary": 40,
    "unclassified": 25, "residential": 25, "living_street": 10, "service": 15,
}


def load(path):
    """Junction graph in seconds, largest strong component, and the positions of its nodes, radians."""
    ids, lon, lat, ways = [], [], [], []
    for entity in osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY):
        if entity.is_node():
            ids.append(entity.id), lon.append(entity.lon), lat.append(entity.lat)
        elif entity.tags.get("highway") in SPEED and entity.tags.get("access") not in ("private", "no"):
            ways.append((SPEED[entity.tags["highway"]], entity.tags.get("oneway") == "yes" or
                         entity.tags["highway"] == "motorway", [n.ref for n in entity.nodes]))
    order = np.argsort(ids)
    ids = np.asarray(ids)[order]
    xy = np.radians(np.column_stack([np.asarray(lon)[order], np.asarray(lat)[order]]))
    refs = np.searchsorted(ids, np.concatenate([np.asarray(w[2]) for w in ways]))
    lens = np.array([len(w[2]) for w in ways])
    ends = np.cumsum(lens)
    use = np.bincount(refs, minlength=len(ids))
    for at in (ends - lens, ends - 1):
        np.add.at(use, refs[at], 1)
    a, b = refs[:-1], refs[1:]
    mean_lat = (xy[a, 1] + xy[b, 1]) / 2
    step = 6_371_008.8 * np.hypot((xy[a, 0] - xy[b, 0]) * np.cos(mean_lat), xy[a, 1] - xy[b, 1])
    rows, columns, seconds = [], [], []
    start = 0
    for (kmh, oneway, _), end in zip(ways, ends):
        cuts = [i for i in range(start, end) if use[refs[i]] > 1]
        for i, j in zip(cuts, cuts[1:]):
            t = step[i:j].sum() * 3.6 / kmh
            rows.append(refs[i]), columns.append(refs[j]), seconds.append(t)
            if not oneway:
                rows.append(refs[j]), columns.append(refs[i]), seconds.append(t)
        start = end
    used, inverse = np.unique(np.concatenate([rows, columns]), return_inverse=True)
    n = len(used)
    graph = csr_matrix((seconds, (inverse[:len(rows)], inverse[len(rows):])), shape=(n, n))
    _, label = connected_components(graph, connection="strong")
    core = np.flatnonzero(label == np.bincount(label).argmax())
    return graph[core][:, core].tocsr(), xy[used[core]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("pbf")
    parser.add_argument("--venues", type=int, nargs="+", default=[10, 1000])
    args = parser.parse_args()
    graph, _ = load(args.pbf)
    reverse = graph.T.tocsr()
    print(f"{graph.shape[0]} nodes, {graph.nnz} directed edges")
    rng = np.random.default_rng(7)
    for k in args.venues:
        venues = rng.choice(graph.shape[0], k, replace=False)
        times, before = [], time.thread_time()
        for _ in range(5):
            begun = time.perf_counter()
            dijkstra(reverse, indices=venues, min_only=True)
            times.append((time.perf_counter() - begun) * 1000)
        busy = (time.thread_time() - before) * 1000 / 5
        print(f"scipy dijkstra(min_only=True), nearest of {k}: median {statistics.median(times):.1f} ms, "
              f"least {min(times):.1f}, processor {busy:.1f}", flush=True)


if __name__ == "__main__":
    main()
