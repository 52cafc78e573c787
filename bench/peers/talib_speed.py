# SPDX-License-Identifier: MIT
"""Nanoseconds per value of TA-Lib's C functions, called directly on a million doubles.

    pip install TA-Lib tulipy && python bench/peers/talib_speed.py

Run it beside indicators_bench, on the same machine at the same time of day: best of 25 runs each. The
library inside the TA-Lib wheel is called through ctypes, without the wrapper's checks and copies;
Tulip goes through its Python wrapper, which allocates the result.
"""
import ctypes
import pathlib
import time

import numpy as np
import talib
import tulipy

N = 1_000_000
REPEATS = 25


def best_ns(function):
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - start)
    return best * 1e9 / N


def library():
    site = pathlib.Path(talib.__file__).parent.parent
    found = ctypes.CDLL(str(next((site / "ta_lib.libs").glob("libta-lib*"))))
    found.TA_Initialize()
    return found


def pointer(array):
    return array.ctypes.data_as(ctypes.POINTER(ctypes.c_double))


def main():
    rng = np.random.default_rng(1)
    close = 100 * np.exp(np.cumsum(0.001 * rng.standard_normal(N)))
    high, low = close * 1.001, close * 0.999
    out = [pointer(np.empty(N)) for _ in range(3)]
    begin, count = ctypes.c_int(), ctypes.c_int()
    lib, integer, real = library(), ctypes.c_int, ctypes.c_double

    def call(name, inputs, options, outputs):
        arguments = [integer(0), integer(N - 1), *map(pointer, inputs), *options]
        arguments += [ctypes.byref(begin), ctypes.byref(count), *out[:outputs]]
        assert getattr(lib, name)(*arguments) == 0, name

    cases = {
        "SMA 14": ("TA_SMA", [close], [integer(14)], 1, lambda: tulipy.sma(close, 14)),
        "EMA 14": ("TA_EMA", [close], [integer(14)], 1, lambda: tulipy.ema(close, 14)),
        "RSI 14": ("TA_RSI", [close], [integer(14)], 1, lambda: tulipy.rsi(close, 14)),
        "ATR 14": ("TA_ATR", [high, low, close], [integer(14)], 1, lambda: tulipy.atr(high, low, close, 14)),
        "Bollinger 20": (
            "TA_BBANDS", [close], [integer(20), real(2), real(2), integer(0)], 3,
            lambda: tulipy.bbands(close, 20, 2),
        ),
        "MACD 12 26 9": (
            "TA_MACD", [close], [integer(12), integer(26), integer(9)], 3,
            lambda: tulipy.macd(close, 12, 26, 9),
        ),
        "StdDev 14": ("TA_STDDEV", [close], [integer(14), real(1)], 1, lambda: tulipy.stddev(close, 14)),
        "Maximum 30": ("TA_MAX", [close], [integer(30)], 1, lambda: tulipy.max(close, 30)),
    }
    print("TA-Lib", talib.__ta_version__.decode().split()[0])
    for name, (function, inputs, options, outputs, tulip) in cases.items():
        ours = best_ns(lambda: call(function, inputs, options, outputs))
        print(f"{name:14} TA-Lib {ours:5.2f} ns/value   Tulip {best_ns(tulip):5.2f} ns/value")


if __name__ == "__main__":
    main()
