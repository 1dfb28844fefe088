#!/usr/bin/env python3
"""spopt on the instances of `benches/siting.rs`, beside `siting_highs.py`.

    cargo bench --bench siting
    python benches/peers/siting_spopt.py target/siting/500x200.weights [more] [--minutes 25] [--counts 5 10 20]

Needs numpy and spopt (PyPI), which solves with PuLP's CBC here. Model and solve are timed apart: planners wait for both.
"""
import argparse
import time

import numpy as np
import pulp
from spopt.locate import MCLP


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", nargs="+")
    parser.add_argument("--minutes", type=float, default=25)
    parser.add_argument("--counts", type=int, nargs="+", default=[5, 10, 20])
    options = parser.parse_args()
    for path in options.weights:
        weights = np.fromfile(path, "<u8") / 1000
        times = np.fromfile(path.removesuffix(".weights") + ".times", "<u4").astype(float).reshape(len(weights), -1)
        for count in options.counts:
            begun = time.perf_counter()
            model = MCLP.from_cost_matrix(times, weights, options.minutes * 60_000, p_facilities=count)
            built = time.perf_counter()
            model.problem.solve(pulp.PULP_CBC_CMD(msg=False, threads=1))
            took = time.perf_counter() - built
            value = pulp.value(model.problem.objective)
            print(f"{path} MCLP p={count:<3} model {built - begun:7.2f} s, solve {took:7.2f} s, value {value:.0f}")


if __name__ == "__main__":
    main()
