# SPDX-License-Identifier: MIT
"""Makes the TA-Lib reference numbers that src/indicators/talib_test.cc compares with.

    pip install TA-Lib && python bench/peers/talib_reference.py src/indicators/fixtures

The bars are our own, drawn from a small integer generator, so the files can be made again anywhere.
talib_values.csv holds samples only (the first values, every 29th, the last): name, output, index, value.
"""
import csv
import pathlib
import sys

import numpy as np
import talib

BARS = 400


def make_bars():
    """A seeded walk with two decimals; every 40th bar has no volume, every 53rd opens with a gap."""
    state = 20240229

    def draw():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (state >> 33) / 2**31

    close, rows = 10000, []
    for i in range(BARS):
        open_ = close + (int(600 * (draw() - 0.5)) if i % 53 == 52 else int(20 * (draw() - 0.5)))
        drift = 25 if (i // 80) % 2 == 0 else -25
        close = max(open_ + drift + int(400 * (draw() - 0.5)), 1000)
        high = max(open_, close) + int(120 * draw())
        low = min(open_, close) - int(120 * draw())
        volume = 0 if i % 40 == 39 else 1 + int(5000 * draw() * draw())
        rows.append((open_ / 100, high / 100, low / 100, close / 100, float(volume)))
    return np.array(rows)


def references(o, h, l, c, v):
    """Yields (name, output names, arrays)."""
    one = lambda name, array: (name, ["value"], [array])
    for name in ("SMA", "EMA", "RMA", "WMA", "DEMA", "TEMA", "TRIMA", "KAMA", "HMA", "ZLEMA", "T3"):
        yield one(name, getattr(talib, name)(c, 9))
    yield one("TRIMA_EVEN", talib.TRIMA(c, 12))
    yield "MAMA", ["mama", "fama"], talib.MAMA(c, 0.5, 0.05)
    yield one("HT_DCPERIOD", talib.HT_DCPERIOD(c))
    yield one("HT_TRENDLINE", talib.HT_TRENDLINE(c))
    yield one("VWMA", talib.VWMA(c, v, 20))
    yield one("MIDPOINT", talib.MIDPOINT(c, 14))
    yield one("MIDPRICE", talib.MIDPRICE(h, l, 14))
    yield one("SAR", talib.SAR(h, l, 0.02, 0.2))
    yield "SUPERTREND", ["stop", "trend"], talib.SUPERTREND(h, l, c, 10, 3.0)
    yield "BBANDS", ["upper", "middle", "lower"], talib.BBANDS(c, 20, 2.0, 2.0)
    yield "KC", ["upper", "middle", "lower"], talib.KC(h, l, c, 20, 10, 2.0)
    yield "DONCHIAN", ["upper", "middle", "lower"], talib.DONCHIAN(h, l, 20)
    yield "ACCBANDS", ["upper", "middle", "lower"], talib.ACCBANDS(h, l, c, 20)
    yield one("STDDEV", talib.STDDEV(c, 14, 1.0))
    yield one("VAR", talib.VAR(c, 14, 1.0))
    yield one("LINEARREG", talib.LINEARREG(c, 14))
    yield one("LINEARREG_SLOPE", talib.LINEARREG_SLOPE(c, 14))
    yield one("LINEARREG_INTERCEPT", talib.LINEARREG_INTERCEPT(c, 14))
    yield one("LINEARREG_ANGLE", talib.LINEARREG_ANGLE(c, 14))
    yield one("TSF", talib.TSF(c, 14))
    yield one("FOSC", talib.FOSC(c, 5))
    yield one("CORREL", talib.CORREL(h, l, 30))
    yield one("BETA", talib.BETA(l, h, 5))
    yield one("PERCENTILE", talib.PERCENTILE(c, 30, 25.0))
    yield one("PERCENTRANK", talib.PERCENTRANK(c, 50))
    yield one("AVGDEV", talib.AVGDEV(c, 14))
    yield one("MAX", talib.MAX(c, 30))
    yield one("MIN", talib.MIN(c, 30))
    yield one("SUM", talib.SUM(c, 30))
    yield one("ATR", talib.ATR(h, l, c, 14))
    yield one("NATR", talib.NATR(h, l, c, 14))
    yield one("TRANGE", talib.TRANGE(h, l, c))
    yield one("ADR", talib.ADR(h, l, 14))
    yield one("CVI", talib.CVI(h, l, 10, 10))
    yield one("MASSI", talib.MASSI(h, l, 9, 25))
    yield one("RVI", talib.RVI(c, 14, 10))
    for name in ("ADX", "ADXR", "DX", "PLUS_DI", "MINUS_DI"):
        yield one(name, getattr(talib, name)(h, l, c, 14))
    yield one("PLUS_DM", talib.PLUS_DM(h, l, 14))
    yield one("MINUS_DM", talib.MINUS_DM(h, l, 14))
    yield "AROON", ["down", "up"], talib.AROON(h, l, 14)
    yield one("AROONOSC", talib.AROONOSC(h, l, 14))
    yield "VORTEX", ["plus", "minus"], talib.VORTEX(h, l, c, 14)
    yield one("VHF", talib.VHF(c, 28))
    yield one("APO", talib.APO(c, 12, 26, 1))
    yield one("PPO", talib.PPO(c, 12, 26, 1))
    yield one("PVO", talib.PVO(v, 12, 26, 1))
    yield "MACD", ["macd", "signal", "histogram"], talib.MACD(c, 12, 26, 9)
    yield "MACDEXT", ["macd", "signal", "histogram"], talib.MACDEXT(c, 12, 1, 26, 2, 9, 0)
    for name in ("MOM", "ROC", "ROCP", "ROCR"):
        yield one(name, getattr(talib, name)(c, 10))
    for name in ("RSI", "CMO", "CMOU"):
        yield one(name, getattr(talib, name)(c, 14))
    yield one("ER", talib.ER(c, 10))
    yield "STOCH", ["k", "d"], talib.STOCH(h, l, c, 5, 3, 0, 3, 0)
    yield "STOCHF", ["k", "d"], talib.STOCHF(h, l, c, 5, 3, 0)
    yield "STOCHRSI", ["k", "d"], talib.STOCHRSI(c, 14, 5, 3, 0)
    yield "KDJ", ["k", "d", "j"], talib.KDJ(h, l, c, 9, 3, 13, 3, 13)
    yield "SMI", ["smi", "signal"], talib.SMI(h, l, c, 13, 2, 25, 9)
    yield one("WILLR", talib.WILLR(h, l, c, 14))
    yield one("CCI", talib.CCI(h, l, c, 14))
    yield one("BOP", talib.BOP(o, h, l, c))
    yield one("MFI", talib.MFI(h, l, c, v, 14))
    yield one("TRIX", talib.TRIX(c, 9))
    yield one("TSI", talib.TSI(c, 25, 13))
    yield one("ULTOSC", talib.ULTOSC(h, l, c, 7, 14, 28))
    yield one("DPO", talib.DPO(c, 20))
    yield one("COPPOCK", talib.COPPOCK(c, 10, 11, 14))
    yield one("AO", talib.AO(h, l, 5, 34))
    yield one("AC", talib.AC(h, l, 5, 34, 5))
    yield "ERI", ["bull", "bear"], talib.ERI(h, l, c, 13)
    yield one("IMI", talib.IMI(o, c, 14))
    yield one("QSTICK", talib.QSTICK(o, c, 10))
    yield one("OBV", talib.OBV(c, v))
    yield one("AD", talib.AD(h, l, c, v))
    yield one("ADOSC", talib.ADOSC(h, l, c, v, 3, 10))
    yield one("CMF", talib.CMF(h, l, c, v, 20))
    yield one("EFI", talib.EFI(c, v, 13))
    yield one("VWAP", talib.VWAP(h, l, c, v))
    yield one("PVT", talib.PVT(c, v))
    yield one("NVI", talib.NVI(c, v))
    yield one("PVI", talib.PVI(c, v))
    yield one("MARKETFI", talib.MARKETFI(h, l, v))
    yield one("RVOL", talib.RVOL(v, 20))
    yield one("WAD", talib.WAD(h, l, c))
    yield "HA", ["open", "high", "low", "close"], talib.HA(o, h, l, c)


def main(folder):
    bars = make_bars()
    with open(folder / "talib_series.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["open", "high", "low", "close", "volume"])
        writer.writerows([f"{x:.2f}" for x in row] for row in bars)
    version = talib.__ta_version__.decode().split()[0]
    columns = [np.ascontiguousarray(bars[:, i]) for i in range(5)]
    with open(folder / "talib_values.csv", "w", newline="") as file:
        file.write(f"# TA-Lib {version}, made by bench/peers/talib_reference.py from talib_series.csv\n")
        writer = csv.writer(file, lineterminator="\n")
        for name, outputs, arrays in references(*columns):
            arrays = [np.asarray(a, dtype=float) for a in arrays]
            first = max(int(np.argmax(np.isfinite(a))) for a in arrays)
            rows = {first, first + 1, first + 2, first + 7, *range(first, BARS, 29), BARS - 1}
            for output, array in zip(outputs, arrays):
                for i in sorted(rows):
                    if np.isfinite(array[i]):
                        writer.writerow([name, output, i, repr(float(array[i]))])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
