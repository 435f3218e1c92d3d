"""The solver's graphs before its peers: OR-Tools' min-cost flow, LEMON's network simplex, scipy, HiGHS.

    python benches/solver/peers.py [GRAPHS]

makes a virtual environment under target/ with them, has the graphs written by `solver_peers`, solves each with all, holds
every objective against ours, and prints a table of seconds. Peers get the graph as arrays; making their model is not counted.
Times are medians of three runs, those above ten seconds of one. A peer that took longer than a minute on a graph is left out
on larger ones. LEMON is C++ (`apt-get install liblemon-dev g++`, `solver/lemon.cpp`); where it is not there it is left out.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
import venv

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
FOLDER = TARGET / "solver-peers"
PACKAGES = ["ortools", "scipy", "highspy", "numpy"]
PATIENCE = 60.0
RUNS = 3
ONCE = 10.0


def in_environment() -> None:
    """Starts this script again in an environment that has the peers."""
    python = FOLDER / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(FOLDER / "venv", with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    os.execv(python, [str(python), __file__, "--inside", *sys.argv[1:]])


def ortools(lefts, rights, capacities, left, right, weight):
    """Seconds and value of a minimum-cost flow from a source to a sink; what is not matched goes past the graph."""
    import numpy as np
    from ortools.graph.python import min_cost_flow

    flow = min_cost_flow.SimpleMinCostFlow()
    source, sink = lefts + rights, lefts + rights + 1
    people, places = np.arange(lefts), np.arange(lefts, lefts + rights)
    tails = np.concatenate([np.full(lefts, source), left, places, people])
    heads = np.concatenate([people, lefts + right, np.full(rights, sink), np.full(lefts, sink)])
    rooms = np.concatenate([np.ones(lefts + len(left), dtype=np.int64), capacities, np.ones(lefts, dtype=np.int64)])
    costs = np.concatenate([np.zeros(lefts, dtype=np.int64), -weight, np.zeros(rights + lefts, dtype=np.int64)])
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, rooms, costs)
    flow.set_node_supply(source, lefts)
    flow.set_node_supply(sink, -lefts)
    start = time.perf_counter()
    status = flow.solve()
    seconds = time.perf_counter() - start
    if status != flow.OPTIMAL:
        return seconds, f"refused ({status.name.lower()})"
    return seconds, -flow.optimal_cost()


def scipy(lefts, rights, capacities, left, right, weight):
    """Seconds and value of a full matching: a column for each seat, and one for each person to stay without."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first = np.concatenate([[0], np.cumsum(capacities)])
    copies = capacities[right]
    within = np.arange(copies.sum()) - np.repeat(np.cumsum(copies) - copies, copies)
    rows = np.concatenate([np.repeat(left, copies), np.arange(lefts)])
    columns = np.concatenate([np.repeat(first[right], copies) + within, first[-1] + np.arange(lefts)])
    # An entry of 0 would be no edge, so all are one more; in a full matching that is the same for all.
    values = np.concatenate([np.repeat(weight, copies) + 1, np.ones(lefts)]).astype(float)
    matrix = coo_array((values, (rows, columns)), shape=(lefts, int(first[-1]) + lefts)).tocsr()
    start = time.perf_counter()
    row, column = min_weight_full_bipartite_matching(matrix, maximize=True)
    seconds = time.perf_counter() - start
    return seconds, int(sum(int(value) for value in matrix[row, column])) - lefts


def highs(lefts, rights, capacities, left, right, weight):
    """Seconds and value of the linear programme, whose vertices are whole."""
    import highspy
    import numpy as np

    model = highspy.HighsLp()
    edges = len(left)
    model.num_col_, model.num_row_ = edges, lefts + rights
    model.col_cost_ = weight.astype(float)
    model.col_lower_, model.col_upper_ = np.zeros(edges), np.ones(edges)
    model.row_lower_ = np.full(lefts + rights, -highspy.kHighsInf)
    model.row_upper_ = np.concatenate([np.ones(lefts), capacities]).astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.arange(0, 2 * edges + 1, 2)
    model.a_matrix_.index_ = np.stack([left, lefts + right], axis=1).ravel()
    model.a_matrix_.value_ = np.ones(2 * edges)
    model.sense_ = highspy.ObjSense.kMaximize
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", 2 * PATIENCE)
    solver.passModel(model)
    start = time.perf_counter()
    solver.run()
    seconds = time.perf_counter() - start
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return seconds, "gave up"
    return seconds, round(solver.getInfo().objective_function_value)


def compile_lemon() -> bool:
    """Whether LEMON's program is there now."""
    compiler = shutil.which("g++")
    if compiler is None or not pathlib.Path("/usr/include/lemon/network_simplex.h").exists():
        return False
    source = pathlib.Path(__file__).with_name("lemon.cpp")
    subprocess.run([compiler, "-O3", "-std=c++17", "-o", FOLDER / "lemon", source], check=True)
    return True


def lemon(file):
    """Seconds and value of LEMON's network simplex, told by a program of its own."""
    told = subprocess.run([FOLDER / "lemon", file], check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, value = told.split()
    return float(seconds), int(value)


def median(solve):
    """The median time of some runs, and the value."""
    times, value = [], None
    while len(times) < RUNS and sum(times) < ONCE:
        seconds, value = solve()
        times.append(seconds)
    return statistics.median(times), value


PEERS = {"OR-Tools": ortools, "scipy": scipy, "HiGHS": highs}


def main(arguments: list[str]) -> None:
    import numpy as np

    command = ["cargo", "run", "--release", "--quiet", "-p", "gigmatch-bench", "--bin", "solver_peers", "--", str(FOLDER)]
    ours = subprocess.run(command + arguments, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    peers = ["OR-Tools", *(["LEMON"] if compile_lemon() else []), "scipy", "HiGHS"]
    slow = dict.fromkeys(peers, 0.0)
    print(f"{'':34}{'edges':>10}{'ours':>10}" + "".join(f"{name:>24}" for name in peers))
    for line in map(json.loads, ours.splitlines()):
        data = np.fromfile(line["file"], dtype="<i8")
        lefts, rights, edges = (int(number) for number in data[:3])
        capacities = data[3 : 3 + rights]
        left, right, weight = data[3 + rights :].reshape(edges, 3).T.copy()
        name = line["name"] + (", 1 % changed" if "-changed" in line["file"] else "")
        row = f"{name:34}{edges:>10}{line['seconds']:>10.4f}"
        for peer in peers:
            if slow[peer] > PATIENCE:
                row += f"{'-':>24}"
                continue
            if peer == "LEMON":
                seconds, value = median(lambda: lemon(line["file"]))
            else:
                seconds, value = median(lambda: PEERS[peer](lefts, rights, capacities, left, right, weight))
            slow[peer] = max(slow[peer], seconds)
            if isinstance(value, str):
                row += f"{value:>24}"
                continue
            # HiGHS computes in floats.
            assert abs(value - line["value"]) <= (1e-9 * line["value"] if peer == "HiGHS" else 0), (peer, value, line)
            row += f"{seconds:>14.3f} ({seconds / line['seconds']:>5.1f} x)"
        print(row, flush=True)


if __name__ == "__main__":
    if "--inside" in sys.argv:
        main([argument for argument in sys.argv[1:] if argument != "--inside"])
    else:
        in_environment()
