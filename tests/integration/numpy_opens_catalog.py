#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""NumPy and pandas open the catalog's files without any reader of ours.

usage: numpy_opens_catalog.py KEEL     (exit 77 where NumPy is not installed, but in CI it must be)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
except ImportError:
    print("this python3 has no numpy:", sys.executable)
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

ROWS = [
    (1502942400000, 4261.48, 4313.62, 4261.32, 4308.83, 47.181009),
    (1502946000000, 4308.83, 4328.69, 4291.37, 4315.32, 23.234916),
    (1502949600000, 4330.29, 4345.45, 4309.37, 4324.35, 7.229691),
]
TRADES = "time,id,price,quantity,side\n1610064000278,553287559,39432.48,0.000263,sell\n"


def main(keel):
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder)
        table = "timestamp_ms,open,high,low,close,volume\n"
        table += "".join(",".join(str(value) for value in row) + "\n" for row in ROWS)
        (home / "BTCUSDT_1h.csv").write_text(table)
        (home / "BTCUSDT_trades.csv").write_text(TRADES)
        for name in ("BTCUSDT_1h.csv", "BTCUSDT_trades.csv"):
            subprocess.run([keel, "import-data", str(home / name), "--venue", "binance",
                            "--data-dir", str(home / "data")], check=True, capture_output=True)
        bars = np.load(home / "data/binance/BTC_USDT-1h.npy", mmap_mode="r")
        assert bars.dtype.names == ("open_time", "open", "high", "low", "close", "volume")
        assert bars.dtype.itemsize == 48 and bars.offset % 64 == 0, (bars.dtype, bars.offset)
        for stored, row in zip(bars, ROWS, strict=True):
            assert stored["open_time"] == row[0] * 1_000_000
            assert tuple(stored)[1:] == row[1:], (stored, row)
        trades = np.load(home / "data/binance/BTC_USDT-trades.npy", mmap_mode="r")
        note = json.loads((home / "data/binance/BTC_USDT-trades.json").read_text())
        assert trades.dtype.itemsize == 40
        assert trades["price_ticks"][0] == 3943248 and note["price_decimals"] == 2
        assert trades["quantity_lots"][0] == 263 and note["quantity_decimals"] == 6
        assert trades["side"][0] == -1 and trades["id"][0] == 553287559
        check_features(keel, home)
        check_pandas(bars)
    print("numpy", np.__version__, "reads bars, trades and features as they were written")


def check_features(keel, home):
    subprocess.run([keel, "features", "-p", "BTC/USDT", "-t", "1h", "--only",
                    "log_return_1,return_1d", "--data-dir", str(home / "data")],
                   check=True, capture_output=True)
    table = np.load(home / "data/binance/BTC_USDT-1h.features.npy", mmap_mode="r")
    assert table.dtype.names == ("ts_event", "ts_knowable", "log_return_1", "return_1d")
    assert list(table["ts_event"]) == [row[0] * 1_000_000 for row in ROWS]
    assert (table["ts_knowable"] - table["ts_event"] == 3600 * 10**9).all()
    assert np.isnan(table["log_return_1"][0]) and np.isnan(table["return_1d"]).all()
    closes = np.array([row[4] for row in ROWS])
    assert np.allclose(table["log_return_1"][1:], np.diff(np.log(closes)), rtol=0, atol=1e-12)


def check_pandas(bars):
    try:
        import pandas as pd
    except ImportError:
        return
    frame = pd.DataFrame(np.asarray(bars))
    frame.index = pd.to_datetime(frame.pop("open_time"), utc=True)
    assert str(frame.index[0]) == "2017-08-17 04:00:00+00:00", frame.index[0]
    assert frame["close"].iloc[-1] == ROWS[-1][4]


main(sys.argv[1])
