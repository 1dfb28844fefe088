#!/usr/bin/env python3
"""HiGHS on the instances of `benches/siting.rs`, given the model directly, demand points with the same candidates merged.

    cargo bench --bench siting
    python benches/peers/siting_highs.py target/siting/500x200.weights [more] [--median] [--limit 120]

Needs numpy, scipy and highspy (PyPI). One thread. Times are the solver's own, without building the model.
"""
import argparse
import time

import highspy
import numpy as np
from scipy.sparse import csc_matrix


def load(path):
    weights = np.fromfile(path, "<u8") / 1000
    times = np.fromfile(path.removesuffix(".weights") + ".times", "<u4").astype(np.int64).reshape(len(weights), -1)
    return weights, times


def solve(cost, matrix, lower, upper, col_upper, integer, limit, maximise):
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(cost), len(lower)
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, np.zeros(len(cost)), col_upper
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    model.sense_ = highspy.ObjSense.kMaximize if maximise else highspy.ObjSense.kMinimize
    model.integrality_ = [highspy.HighsVarType.kInteger if i else highspy.HighsVarType.kContinuous for i in integer]
    highs = highspy.Highs()
    for option, value in (("output_flag", False), ("threads", 1), ("time_limit", limit), ("mip_rel_gap", 0.0)):
        highs.setOptionValue(option, value)
    highs.passModel(model)
    start = time.perf_counter()
    highs.run()
    info = highs.getInfo()
    return time.perf_counter() - start, info.objective_function_value, info.mip_gap


def covering(weights, times, minutes, p, limit):
    near = times <= minutes * 60_000
    rows, inverse = np.unique(near, axis=0, return_inverse=True)
    merged = np.bincount(inverse.ravel(), weights)
    keep = rows.any(axis=1)
    rows, merged = rows[keep], merged[keep]
    n, m = rows.shape
    i, j = np.nonzero(rows)
    # Columns: stops, then rows covered. A row is covered by some stop; at most p stops.
    data = np.concatenate([-np.ones(len(i)), np.ones(m), np.ones(n)])
    row = np.concatenate([i, np.full(m, n), np.arange(n)])
    col = np.concatenate([j, np.arange(m), m + np.arange(n)])
    matrix = csc_matrix((data, (row, col)), shape=(n + 1, m + n))
    lower = np.full(n + 1, -highspy.kHighsInf)
    upper = np.concatenate([np.zeros(n), [p]])
    cost = np.concatenate([np.zeros(m), merged])
    return solve(cost, matrix, lower, upper, np.ones(m + n), [True] * m + [False] * n, limit, True)


def median(weights, times, p, limit):
    n, m = times.shape
    i, j = np.divmod(np.arange(n * m), m)
    k = np.arange(n * m)
    # Columns: stops, then pairs. Everybody is served once, by a stop that is open; at most p stops.
    data = np.concatenate([np.ones(n * m), np.ones(n * m), -np.ones(n * m), np.ones(m)])
    row = np.concatenate([i, n + k, n + k, np.full(m, n + n * m)])
    col = np.concatenate([m + k, m + k, j, np.arange(m)])
    matrix = csc_matrix((data, (row, col)), shape=(n + n * m + 1, m + n * m))
    lower = np.concatenate([np.ones(n), np.full(n * m + 1, -highspy.kHighsInf)])
    upper = np.concatenate([np.ones(n), np.zeros(n * m), [p]])
    cost = np.concatenate([np.zeros(m), (weights[:, None] * times / 1000).ravel()])
    return solve(cost, matrix, lower, upper, np.ones(m + n * m), [True] * m + [False] * (n * m), limit, False)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("instances", nargs="+")
    parser.add_argument("--median", action="store_true", help="the p-median too: minutes and gigabytes from 2000x500")
    parser.add_argument("--limit", type=float, default=120)
    arguments = parser.parse_args()
    for path in arguments.instances:
        weights, times = load(path)
        name = path.rsplit("/", 1)[-1].removesuffix(".weights")
        for minutes in (15, 25):
            for p in (5, 10, 20, 50):
                seconds, value, gap = covering(weights, times, minutes, p, arguments.limit)
                print(f"{name:<12} MCLP {minutes} min p={p:<3} {seconds * 1000:>10.2f} ms  gap {gap:.3%}  value {value:.0f}", flush=True)
        if arguments.median:
            for p in (5, 10, 20):
                seconds, value, gap = median(weights, times, p, arguments.limit)
                print(f"{name:<12} p-median p={p:<3} {seconds * 1000:>10.2f} ms  gap {gap:.3%}  value {value:.0f}", flush=True)


main()
