# SPDX-License-Identifier: MIT
"""Parameter sets x bars a second of numba and of vectorbt, one core, beside vector_bench.

    pip install numpy numba vectorbt && python bench/peers/vector_sweep.py

The walk, the sets and the fee of bench/vector_bench.cc: 50,000 hourly bars, 4,000 crossings of two exponential
averages, decided at a close and filled at the next open. numba runs a loop over sets and bars, compiled, without the
interpreter, money in doubles; the averages are computed once, outside the time, as one of each period. vectorbt gets
the same comparisons as entries and exits, 100 sets at a time. The best run within ten seconds each. Run it on the same
machine at the same time of day. Without vectorbt that line is left out, with the reason.
"""
import math
import time

import numba
import numpy as np

BARS, SECONDS, FEE, CASH = 50_000, 10, 0.001, 10_000.0
FASTS, SLOWS = range(5, 45), range(50, 550, 5)


def walk():
    state, price, opens, closes = 1, 10_000.0, [], []
    for _ in range(BARS):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        opens.append(price)
        price = math.floor(price * (1 + 0.01 * ((state >> 11) * 2.0**-53 - 0.5)) * 100 + 0.5) / 100
        closes.append(price)
    return np.array(opens), np.array(closes)


def average(closes, period):
    values = np.full(len(closes), np.nan)
    value = closes[:period].mean()
    values[period - 1] = value
    for i in range(period, len(closes)):
        value += 2.0 / (period + 1.0) * (closes[i] - value)
        values[i] = value
    return values


@numba.njit
def run(fast, slow, opens, closes, fee):
    """Final equity and round trips of one set."""
    cash, held, wanted, trades = CASH, 0.0, False, 0
    for t in range(len(closes)):
        if wanted and held == 0.0:
            held = cash / (opens[t] * (1 + fee))
            cash = 0.0
        elif not wanted and held > 0.0:
            cash = held * opens[t] * (1 - fee)
            held = 0.0
            trades += 1
        wanted = fast[t] > slow[t]
    return cash + held * closes[-1], trades


@numba.njit
def sweep(fasts, slows, opens, closes, fee):
    trades = 0
    for i in range(len(fasts)):
        for j in range(len(slows)):
            trades += run(fasts[i], slows[j], opens, closes, fee)[1]
    return trades


def best(work, count):
    work()  # compiles, and reads what lies on the disk
    fastest, until = math.inf, time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        start = time.perf_counter()
        work()
        fastest = min(fastest, time.perf_counter() - start)
    return count * BARS / fastest


def main():
    opens, closes = walk()
    fasts = np.array([average(closes, n) for n in FASTS])
    slows = np.array([average(closes, n) for n in SLOWS])
    count = len(fasts) * len(slows)
    trades = sweep(fasts, slows, opens, closes, FEE)
    print(f"{count} sets, a round trip every {count * BARS / trades:.0f} bars")
    for name, fee in (("without fees", 0.0), ("with fees", FEE)):
        rate = best(lambda: sweep(fasts, slows, opens, closes, fee), count)
        print(f"numba {numba.__version__}, {name}: {rate:.3g} sets x bars a second")
    try:
        import vectorbt
    except Exception as error:  # its imports break with what they import
        print(f"vectorbt is not here: {error}")
        return

    def portfolios():
        above = (fasts[0][:, None] > slows.T)
        entries = np.vstack([np.zeros((1, above.shape[1]), bool), above[:-1]])
        return vectorbt.Portfolio.from_signals(
            closes, entries, ~entries, price=opens, fees=FEE, init_cash=CASH, freq="1h").final_value()

    print(f"vectorbt {vectorbt.__version__}, with fees: {best(portfolios, len(slows)):.3g} sets x bars a second")


if __name__ == "__main__":
    main()
