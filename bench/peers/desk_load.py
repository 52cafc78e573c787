# SPDX-License-Identifier: MIT
"""The desk of a trading demo under load, beside uvicorn with one worker on the same machine.

    apt install wrk hey; pip install 'uvicorn[standard]'
    python bench/peers/desk_load.py build/release/keel web build/release/bench/book_to_order_bench

Small GETs a second (wrk, rounds of both in turn, the median counts), the delay at 5,000 a second (hey), and a
thousand clients of the live stream, first all reading, then 1 % of them not (web: its node_modules hold ws). At last
what that load costs the way from a book message to an order: the bench alone and beside 5,000 GETs a second, in turn,
first wherever the kernel puts them, then with a core to itself, desk and clients on the other, as `trade --core 0` has it.
"""
import json
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

keel, web, bench = sys.argv[1:4]
here = pathlib.Path(__file__).resolve().parent
ROUNDS, SECONDS, BENCHES = 3, 10, 5
PEER = '''
async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200,
                "headers": [(b"content-type", b"application/json"), (b"content-length", b"15")]})
    await send({"type": "http.response.body", "body": b'{"status":"up"}'})
'''


def cookie_of(origin, token):
    request = urllib.request.Request(f"{origin}/api/v1/link", json.dumps({"token": token}).encode(),
                                     {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return answer.headers["Set-Cookie"].split(";")[0]


def wrk(url, cookie=""):
    """GETs a second; a round with an answer that is no success does not count."""
    out = subprocess.run(["wrk", "-t1", "-c64", f"-d{SECONDS}s", "-H", f"Cookie: {cookie}", url],
                         capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out and "Socket errors" not in out, out
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])


def at_rate(url, cookie, rate):
    """(answers a second, p99 in ms) of 50 clients that ask `rate` times a second together."""
    out = subprocess.run(["hey", "-z", f"{SECONDS}s", "-c", "50", "-q", str(rate // 50), "-H", f"Cookie: {cookie}",
                          url], capture_output=True, text=True, check=True).stdout
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), 1000 * float(re.search(r"99% in ([\d.]+)", out)[1])


def memory_mb(process):
    text = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


def stream(origin, cookie, silent):
    out = subprocess.run(["node", str(here / "stream_clients.mjs"), origin, cookie, web, "1000", str(silent), "20"],
                         capture_output=True, text=True, check=True).stdout
    return json.loads(out)


def book_to_order(*pin):
    """(p50, p99) in us of one run of the bench."""
    out = subprocess.run([*pin, bench], capture_output=True, text=True, check=True).stdout
    return tuple(float(x) for x in re.search(r"order bytes.*?p50 +([\d.]+) us +p99 +([\d.]+)", out).groups())


def cost_of_load(url, cookie, bench_pin, load_pin):
    """What the bench takes alone and beside the load, medians of rounds in turn."""
    alone, beside = [], []
    for _ in range(BENCHES):
        alone.append(book_to_order(*bench_pin))
        load = subprocess.Popen([*load_pin, "hey", "-z", "60s", "-c", "50", "-q", "100", "-H", f"Cookie: {cookie}", url],
                                stdout=subprocess.DEVNULL)
        time.sleep(1)
        beside.append(book_to_order(*bench_pin))
        load.kill()
        load.wait()
    return [[statistics.median(run[i] for run in runs) for i in (0, 1)] for runs in (alone, beside)]


work = pathlib.Path(tempfile.mkdtemp())
(work / "peer.py").write_text(PEER)
demo = subprocess.Popen([keel, "demo", "--home", str(work), "--no-browser"], stdout=open(work / "out", "w"),
                        stderr=open(work / "err", "w"))
peer = subprocess.Popen([sys.executable, "-m", "uvicorn", "--app-dir", str(work), "--port", "8999", "--log-level",
                         "warning", "peer:app"])
try:
    while not (found := re.search(r"(http://\S+)/#link=(\S+)", (work / "out").read_text())):
        time.sleep(0.1)
    origin = found[1]
    cookie = cookie_of(origin, found[2])
    time.sleep(15)  # until the session trades
    figures = {"/health": [], "/api/v1/desk": [], "uvicorn": []}
    for _ in range(ROUNDS):
        figures["/health"].append(wrk(origin + "/health"))
        figures["/api/v1/desk"].append(wrk(origin + "/api/v1/desk", cookie))
        figures["uvicorn"].append(wrk("http://127.0.0.1:8999/"))
    peers = statistics.median(figures["uvicorn"])
    for name, values in figures.items():
        median = statistics.median(values)
        print(f"{name:14} {median:9,.0f} GETs/s, {median / peers:5.2f} of uvicorn's   {[round(v) for v in values]}")
    rate, p99 = at_rate(origin + "/api/v1/desk", cookie, 5000)
    print(f"/api/v1/desk at {rate:,.0f} GETs/s: p99 {p99:.2f} ms")
    for silent in (0, 10):
        before = memory_mb(demo)
        told = stream(origin, cookie, silent)
        print(f"stream, {silent} of 1,000 do not read: {json.dumps(told)}; memory {before:.0f} -> {memory_mb(demo):.0f} MB")
    for where, bench_pin, load_pin in (("anywhere", [], []), ("own core", ["taskset", "-c", "0"], ["taskset", "-c", "1"])):
        if bench_pin:
            subprocess.run(["taskset", "-a", "-c", "-p", "1", str(demo.pid)], stdout=subprocess.DEVNULL, check=True)
        alone, beside = cost_of_load(origin + "/api/v1/desk", cookie, bench_pin, load_pin)
        print(f"book message -> order, {where}: alone p50 {alone[0]:.2f} us, p99 {alone[1]:.2f}; beside 5,000 GETs/s p50 "
              f"{beside[0]:.2f}, p99 {beside[1]:.2f} ({beside[1] / alone[1] - 1:+.0%})")
finally:
    for process in (demo, peer):
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
