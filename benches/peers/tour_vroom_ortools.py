#!/usr/bin/env python3
"""VROOM and OR-tools on the instances of tours in the shared data, beside `cargo bench --bench tour`.

    python benches/peers/tour_vroom_ortools.py ../shared/data/golden/vrp-*.json [--limit 15]

Needs pyvroom and ortools (PyPI). One thread. Times are the solver's own call, the matrix built before.
"""
import argparse
import json
import pathlib
import time

import numpy as np
import vroom
from ortools.constraint_solver import pywrapcp, routing_enums_pb2


def with_vroom(instance):
    seconds, days, day_s, service = (instance[name] for name in ("seconds", "days", "day_s", "service_s"))
    problem = vroom.Input()
    problem.set_durations_matrix(profile="car", matrix_input=np.round(seconds).astype(np.uint32))
    problem.add_vehicle([vroom.Vehicle(i, start=0, end=0, time_window=(0, int(day_s))) for i in range(days)])
    problem.add_job([vroom.Job(i, location=i, default_service=int(service)) for i in range(1, len(seconds))])
    begun = time.perf_counter()
    solution = problem.solve(exploration_level=5, nb_threads=1)
    return time.perf_counter() - begun, solution.summary.duration, solution.summary.unassigned


def with_ortools(instance, limit):
    seconds, days, day_s, service = (instance[name] for name in ("seconds", "days", "day_s", "service_s"))
    n = len(seconds)
    manager = pywrapcp.RoutingIndexManager(n, days, 0)
    model = pywrapcp.RoutingModel(manager)

    def driving(a, b):
        return round(seconds[manager.IndexToNode(a)][manager.IndexToNode(b)])

    def whole(a, b):
        return driving(a, b) + (int(service) if manager.IndexToNode(a) else 0)

    model.SetArcCostEvaluatorOfAllVehicles(model.RegisterTransitCallback(driving))
    model.AddDimension(model.RegisterTransitCallback(whole), 0, int(day_s), True, "day")
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromSeconds(limit)
    begun = time.perf_counter()
    solution = model.SolveWithParameters(parameters)
    return time.perf_counter() - begun, solution and solution.ObjectiveValue()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=15, help="seconds given to OR-tools")
    options = parser.parse_args()
    for file in options.files:
        instance = json.loads(file.read_text())
        took, driving, left = with_vroom(instance)
        print(f"{file.name:<20} VROOM    {took * 1e3:9.1f} ms  {driving} s of driving, {left} left out")
        took, driving = with_ortools(instance, options.limit)
        print(f"{file.name:<20} OR-tools {took * 1e3:9.1f} ms  {driving} s of driving")


if __name__ == "__main__":
    main()
