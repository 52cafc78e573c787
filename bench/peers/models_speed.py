# SPDX-License-Identifier: MIT
"""Keel's models beside Python's: a GARCH fit (arch), an HMM fit (hmmlearn), tail risk (numpy).

    pip install arch hmmlearn numpy && python bench/peers/models_speed.py build/release/bench

Runs volatility_bench, regimes_bench and risk_measures_bench of that folder between rounds of the Python code,
so that both see the same machine; the least processor time of all rounds counts, on one thread. The data are
drawn alike, not the same: GARCH(1,1) returns, three Gaussian regimes in two dimensions, a million normals.
"""
import json
import os
import pathlib
import subprocess
import sys
import time

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import warnings

import numpy as np
from arch import arch_model
from hmmlearn.hmm import GaussianHMM

ROUNDS = 3
warnings.filterwarnings("ignore")

# What, Keel's benchmark, and the milliseconds asked of Keel and taken by the peer where that was asked.
ROWS = [
    ("GARCH(1,1) fit, 2,000 returns", "volatility_bench", "Garch/2000", 0.6, 7.0),
    ("GARCH(1,1) fit, 100,000 returns", "volatility_bench", "Garch/100000", 15, 167),
    ("HMM 3 states, 10,000 x 2, 50 steps, diagonal", "regimes_bench", "FiftyIterations/diagonal", 15, 83),
    ("HMM 3 states, 10,000 x 2, 50 steps, full", "regimes_bench", "FiftyIterations/full", 25, 114),
    ("VaR and CVaR of 1,000,000 values", "risk_measures_bench", "HistoricalTailRisk/50", 4, 8.2),
]


def garch_returns(count, rng):
    returns, variance = np.empty(count), 1.0
    for t, z in enumerate(rng.standard_normal(count)):
        returns[t] = np.sqrt(variance) * z
        variance = 0.02 + 0.08 * returns[t] ** 2 + 0.9 * variance
    return returns


def regime_rows(rng):
    sigma = np.repeat([0.5, 1.0, 3.0], 200)[np.arange(10_000) % 600]
    z = rng.standard_normal((10_000, 2))
    return np.column_stack([sigma * z[:, 0], sigma + 0.3 * z[:, 1]])


def tail_risk(values, level=0.95):
    count = int(len(values) * (1 - level))
    lowest = np.partition(values, count)[: count + 1]
    return -lowest[count], -lowest[:count].mean()


def quantile_and_mean(values, level=0.95):
    edge = np.quantile(values, 1 - level)
    return -edge, -values[values <= edge].mean()


def peers():
    rng = np.random.default_rng(1)
    short, long = garch_returns(2_000, rng), garch_returns(100_000, rng)
    rows, million = regime_rows(rng), rng.standard_normal(1_000_000)

    def hmm(kind):
        return lambda: GaussianHMM(3, covariance_type=kind, n_iter=50, tol=-1e9, random_state=0).fit(rows)

    def garch(returns):
        return lambda: arch_model(returns, rescale=False).fit(disp="off")

    assert np.allclose(tail_risk(million), quantile_and_mean(million), rtol=1e-4)
    return [garch(short), garch(long), hmm("diag"), hmm("full"), lambda: quantile_and_mean(million)]


def keel_ms(folder, program):
    command = [folder / program, "--benchmark_format=json", "--benchmark_min_time=0.2"]
    runs = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)["benchmarks"]
    unit = {"ns": 1e-6, "us": 1e-3, "ms": 1.0}
    return {run["name"]: run["cpu_time"] * unit[run["time_unit"]] for run in runs}


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build/release/bench")
    ours, theirs = {}, [float("inf")] * len(ROWS)
    functions = peers()
    for _ in range(ROUNDS):
        for program in sorted({row[1] for row in ROWS}):
            for name, ms in keel_ms(folder, program).items():
                ours[name] = min(ms, ours.get(name, ms))
        for i, function in enumerate(functions):
            start = time.process_time()
            function()
            theirs[i] = min(theirs[i], 1e3 * (time.process_time() - start))
    print(f"{'':46}{'Keel ms':>9}{'Python ms':>11}{'times':>7}{'asked':>7}")
    for (what, _, name, asked, peer_asked), peer in zip(ROWS, theirs):
        print(f"{what:46}{ours[name]:9.2f}{peer:11.1f}{peer / ours[name]:7.1f}{peer_asked / asked:7.1f}")


if __name__ == "__main__":
    main()
