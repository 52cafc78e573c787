# SPDX-License-Identifier: MIT
"""Makes the reference numbers of indicators that TA-Lib lacks, from other libraries and definitions.

    pip install TA-Lib tulipy pandas-ta-classic
    python bench/peers/indicator_reference.py src/indicators/fixtures

Same bars and same file form as talib_reference.py, read by src/indicators/definition_test.cc. Where no
library has the indicator, the number comes from numpy over whole windows, straight from the formula.
"""
import csv
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd
import pandas_ta_classic as pta
import talib
import tulipy

from talib_reference import BARS, make_bars


def padded(array):
    """Tulip leaves the warm-up out; put it back as absent."""
    return np.concatenate([np.full(BARS - len(array), np.nan), array])


def windows(function, n, *arrays):
    """function over the last n values of each array, at each bar."""
    out = np.full(BARS, np.nan)
    for i in range(n - 1, BARS):
        out[i] = function(*(a[i - n + 1 : i + 1] for a in arrays))
    return out


def connors(c):
    streak = np.zeros(BARS)
    for i in range(1, BARS):
        sign = np.sign(c[i] - c[i - 1])
        streak[i] = streak[i - 1] + sign if sign * streak[i - 1] > 0 else sign
    change = np.full(BARS, np.nan)
    change[1:] = c[1:] / c[:-1] - 1
    rank = np.full(BARS, np.nan)
    for i in range(101, BARS):
        rank[i] = 100 * np.mean(change[i - 100 : i] < change[i])
    return (talib.RSI(c, 3) + talib.RSI(streak, 2) + rank) / 3


def hurst(x):
    lags = [1, 2, 4, 8, 16]
    rms = [np.sqrt(np.mean((x[k:] - x[:-k]) ** 2)) for k in lags]
    return np.clip(np.polyfit(np.log(lags), np.log(rms), 1)[0], 0, 1)


def from_libraries(o, h, l, c, v):
    s = pd.Series
    one = lambda name, array: (name, ["value"], [np.asarray(array)])
    fisher, trigger = tulipy.fisher(h, l, 10)
    yield "tulip.fisher", ["fisher", "trigger"], [padded(fisher), padded(trigger)]
    yield one("pandas-ta.alma", pta.alma(s(c), 9, 6.0, 0.85))
    yield one("pandas-ta.mcgd", pta.mcgd(s(c), 14))
    kst = pta.kst(s(c))
    yield "pandas-ta.kst", ["kst", "signal"], [kst.iloc[:, 0].values, kst.iloc[:, 1].values]
    vigor = pta.rvgi(s(o), s(h), s(l), s(c), 10)
    lines = [vigor["RVGI_10_4"].values, vigor["RVGIs_10_4"].values]
    yield "pandas-ta.rvgi", ["rvi", "signal"], lines
    yield one("pandas-ta.chop", pta.chop(s(h), s(l), s(c), 14))
    yield one("pandas-ta.ui", pta.ui(s(c), 14))
    cloud = pta.ichimoku(s(h), s(l), s(c), 9, 26, 52)[0]
    names = ["ITS_9", "IKS_26", "ISA_9", "ISB_26"]
    yield (
        "pandas-ta.ichimoku",
        ["tenkan", "kijun", "senkou_a", "senkou_b"],
        [cloud[name].values for name in names],
    )
    yield one("pandas-ta.eom", pta.eom(s(h), s(l), s(c), s(v + 1), 14))
    bands = pta.bbands(s(c), 20, 2.0)
    yield one("pandas-ta.bbands_b", bands.filter(like="BBP").iloc[:, 0].values)
    yield one("pandas-ta.bbands_width", bands.filter(like="BBB").iloc[:, 0].values)


def from_definitions(o, h, l, c, v):
    one = lambda name, array: (name, ["value"], [array])
    yield one("zscore", windows(lambda x: (x[-1] - x.mean()) / x.std(), 20, c))
    yield one("connors_rsi", connors(c))
    yield one("hurst", windows(hurst, 64, np.log(c)))
    returns = np.full(BARS, np.nan)
    returns[1:] = np.diff(np.log(c))
    yield one("realised", windows(lambda r: r.std(ddof=1), 20, returns))
    ranges, body = np.log(h / l), np.log(c / o)
    yield one("parkinson", windows(lambda r: np.sqrt((r**2).mean() / (4 * np.log(2))), 20, ranges))
    klass = lambda r, b: np.sqrt((0.5 * r**2 - (2 * np.log(2) - 1) * b**2).mean())
    yield one("garman_klass", windows(klass, 20, ranges, body))
    typical = (h + l + c) / 3
    yield one("vwap", windows(lambda p, w: (p * w).sum() / w.sum(), 20, typical, v))
    atr = talib.ATR(h, l, c, 22)
    yield (
        "chandelier",
        ["long_stop", "short_stop"],
        [talib.MAX(h, 22) - 3 * atr, talib.MIN(l, 22) + 3 * atr],
    )
    gains = lambda d: 100 * d[d > 0].sum() / np.abs(d).sum()
    change = np.full(BARS, np.nan)
    change[1:] = np.diff(c)
    yield one("cutler", windows(gains, 14, change))


def main(folder):
    warnings.filterwarnings("ignore")
    bars = make_bars()
    columns = [np.ascontiguousarray(bars[:, i]) for i in range(5)]
    with open(folder / "definition_values.csv", "w", newline="") as file:
        file.write("# made by bench/peers/indicator_reference.py from talib_series.csv\n")
        writer = csv.writer(file, lineterminator="\n")
        for name, outputs, arrays in [*from_libraries(*columns), *from_definitions(*columns)]:
            first = max(int(np.argmax(np.isfinite(a))) for a in arrays)
            rows = sorted({first, first + 1, first + 2, first + 7, *range(first, BARS, 29), BARS - 1})
            for output, array in zip(outputs, arrays):
                for i in rows:
                    if np.isfinite(array[i]):
                        writer.writerow([name, output, i, repr(float(array[i]))])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
