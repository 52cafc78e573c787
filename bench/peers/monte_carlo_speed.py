# SPDX-License-Identifier: MIT
"""Path-steps a second of numpy and of numba, one core, beside monte_carlo_bench.

    pip install numpy numba && python bench/peers/monte_carlo_speed.py

The same models with the same parameters as bench/monte_carlo_bench.cc, written as one would write them:
numpy over all paths step by step with its default generator (ziggurat normals, PCG64), numba as a loop
over paths and steps, compiled, without the interpreter. The best run within two seconds each, in doubles.
Run it on the same machine at the same time of day.
"""
import math
import time

import numba
import numpy as np

PATHS, STEPS, SECONDS = 4096, 100, 2
MEAN, SIGMA = 0.0003 - 0.01**2 / 2, 0.01
ALPHA, GAMMA, BETA, FIRST = 0.05, 0.06, 0.88, 1e-4
REST = (1 - ALPHA - GAMMA / 2 - BETA) * SIGMA**2
TRANSITION = np.array([[0.97, 0.02, 0.01], [0.03, 0.95, 0.02], [0.02, 0.08, 0.90]])
CUMULATIVE = np.cumsum(TRANSITION, axis=1)
MEANS = np.array([0.0004, 0.0001, -0.001])
DEVIATIONS = np.array([0.004, 0.008, 0.02])
ASSETS = 10
FACTOR = np.linalg.cholesky(0.4 + 0.6 * np.eye(ASSETS))


def numpy_gbm(rng, paths=PATHS):
    x = np.zeros(paths)
    for _ in range(STEPS):
        x += MEAN + SIGMA * rng.standard_normal(paths)
    return np.exp(x)


def numpy_maximum(rng):
    x, high = np.zeros(PATHS), np.zeros(PATHS)
    for _ in range(STEPS):
        x += MEAN + SIGMA * rng.standard_normal(PATHS)
        np.maximum(high, x, out=high)
    return np.exp(x), high


def numpy_garch(rng):
    x, h = np.zeros(PATHS), np.full(PATHS, FIRST)
    for _ in range(STEPS):
        e = np.sqrt(h) * rng.standard_normal(PATHS)
        x += e
        h = REST + (ALPHA + GAMMA * (e < 0)) * e * e + BETA * h
    return np.exp(x)


def numpy_regimes(rng):
    x, state = np.zeros(PATHS), np.zeros(PATHS, dtype=np.int64)
    for _ in range(STEPS):
        u = rng.random(PATHS)
        rows = CUMULATIVE[state]
        state = (u >= rows[:, 0]).astype(np.int64) + (u >= rows[:, 1])
        x += MEANS[state] + DEVIATIONS[state] * rng.standard_normal(PATHS)
    return np.exp(x)


def numpy_ten(rng):
    x = np.zeros((ASSETS, PATHS // 8))
    for _ in range(STEPS):
        x += 0.0001 + 0.01 * (FACTOR @ rng.standard_normal((ASSETS, PATHS // 8)))
    return np.exp(x).mean(axis=0)


@numba.njit
def numba_gbm(out):
    for i in range(PATHS):
        x = 0.0
        for _ in range(STEPS):
            x += MEAN + SIGMA * np.random.standard_normal()
        out[i] = math.exp(x)


@numba.njit
def numba_maximum(out):
    for i in range(PATHS):
        x, high = 0.0, 0.0
        for _ in range(STEPS):
            x += MEAN + SIGMA * np.random.standard_normal()
            high = max(high, x)
        out[i] = math.exp(x) + high


@numba.njit
def numba_garch(out):
    for i in range(PATHS):
        x, h = 0.0, FIRST
        for _ in range(STEPS):
            e = math.sqrt(h) * np.random.standard_normal()
            x += e
            h = REST + (ALPHA + (GAMMA if e < 0 else 0.0)) * e * e + BETA * h
        out[i] = math.exp(x)


@numba.njit
def numba_regimes(out):
    for i in range(PATHS):
        x, state = 0.0, 0
        for _ in range(STEPS):
            u, next_state = np.random.random(), 0
            while next_state < 2 and u >= CUMULATIVE[state, next_state]:
                next_state += 1
            state = next_state
            x += MEANS[state] + DEVIATIONS[state] * np.random.standard_normal()
        out[i] = math.exp(x)


@numba.njit
def numba_ten(out):
    z, x = np.empty(ASSETS), np.empty(ASSETS)
    for i in range(PATHS // 8):
        x[:] = 0
        for _ in range(STEPS):
            for a in range(ASSETS):
                z[a] = np.random.standard_normal()
            for a in range(ASSETS):
                total = 0.0
                for b in range(a + 1):
                    total += FACTOR[a, b] * z[b]
                x[a] += 0.0001 + 0.01 * total
        out[i] = np.exp(x).mean()


def best_seconds(function, argument):
    function(argument)  # compiles
    best, end = float("inf"), time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        start = time.perf_counter()
        function(argument)
        best = min(best, time.perf_counter() - start)
    return best


def main():
    rng, out = np.random.default_rng(1), np.empty(PATHS)
    cases = {
        "GBM, terminal value": (numpy_gbm, numba_gbm, PATHS),
        "GBM, running maximum": (numpy_maximum, numba_maximum, PATHS),
        "GJR-GARCH": (numpy_garch, numba_garch, PATHS),
        "three regimes": (numpy_regimes, numba_regimes, PATHS),
        "ten correlated assets": (numpy_ten, numba_ten, PATHS // 8 * ASSETS),
    }
    print(f"numpy {np.__version__}, numba {numba.__version__}: million path-steps a second")
    for name, (with_numpy, with_numba, width) in cases.items():
        steps = width * STEPS / 1e6
        print(f"{name:22} numpy {steps / best_seconds(with_numpy, rng):7.1f}   "
              f"numba {steps / best_seconds(with_numba, out):7.1f}", flush=True)


if __name__ == "__main__":
    main()
