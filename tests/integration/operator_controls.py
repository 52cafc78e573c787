# SPDX-License-Identifier: MIT
"""An operator's day over real processes: asks, halts, resumes and flattens a `keel trade` at a `keel exchange`;
stops and kills the trader while an order is open, and watches the watchdog cancel it; reads the alerts that a
webhook got. KEEL."""
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

keel = sys.argv[1]
work = tempfile.mkdtemp()
home = pathlib.Path(work)
folder = home / "sessions" / "default"
processes = []
alerts = []
environment = dict(os.environ, USER="ann")


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        alerts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def fail(what):
    for name in ("trade.err", "exchange.err", "sessions/default/watchdog.log"):
        path = home / name
        if path.exists():
            print(f"---- {name}\n{path.read_text()[-4000:]}")
    print("alerts:", json.dumps(alerts, indent=1))
    raise SystemExit(f"operator_controls: {what}")


def check(holds, what):
    if not holds:
        fail(what)


def until(what, done, limit):
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = done()
        if value:
            return value
        time.sleep(0.1)
    fail(f"not within {limit} s: {what}")


def ask(*arguments, code=0):
    """The JSON that a verb prints; where another exit code is expected, its sentence."""
    done = subprocess.run([keel, *arguments, "--json", "--home", work], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, env=environment, timeout=60)
    check(done.returncode == code, f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}")
    return json.loads(done.stdout) if code == 0 else done.stderr


def exchange():
    out = open(home / "exchange.json", "w")
    command = [keel, "exchange", "--port", "0", "--json", "--seed", "5", "--speed", "10",
               "--start", "2026-06-01T12:00", "--history-days", "1", "--home", work, "--progress", "none"]
    processes.append(subprocess.Popen(command, stdout=out, stderr=open(home / "exchange.err", "w")))
    until("the exchange serves", lambda: (home / "exchange.json").stat().st_size > 0, 60)
    return json.loads((home / "exchange.json").read_text())


def trade(*more):
    process = subprocess.Popen([keel, "trade", "-s", "buy_and_hold", "-p", "BTC/USDT,ETH/USDT", "-t", "1m",
                                "--history-days", "1", "--risk-profile", "research", "--venue-url", venue["rest"][:-7],
                                "--home", work, *more],
                               stdout=subprocess.DEVNULL, stderr=open(home / "trade.err", "a"), env=environment)
    processes.append(process)
    return process


def signed(method, path, **parameters):
    """What another program of the same account would do at the exchange."""
    parameters["timestamp"] = int(time.time() * 1000)
    query = urllib.parse.urlencode(parameters)
    sign = hmac.new(venue["api_secret"].encode(), query.encode(), hashlib.sha256).hexdigest()
    request = urllib.request.Request(f"{venue['rest']}{path}?{query}&signature={sign}", method=method,
                                     headers={"X-MBX-APIKEY": venue["api_key"]})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read())


def rest_order(client_id):
    signed("POST", "/order", symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.01",
           price=str(int(low_price)), newClientOrderId=client_id)


def open_at_venue():
    return sorted(order["clientOrderId"] for order in signed("GET", "/openOrders"))


def told(kind, words=""):
    return [alert for alert in alerts if alert["kind"] == kind and words in alert["text"]]


def running(session="default"):
    done = subprocess.run([keel, "status", session, "--json", "--home", work], capture_output=True, text=True,
                          env=environment)
    return json.loads(done.stdout) if done.returncode == 0 else None


def state_is(state):
    return lambda: (running() or {}).get("state") == state


def resume():
    ask("resume", "--reason", "checked", "--yes")
    until("it trades again", state_is("trading"), 10)


def holds():
    return any(not p["dust"] for p in ask("positions")["positions"])


def ask_and_halt():
    until("the file that was there before it began halts it", state_is("halted"), 60)
    check(running()["stopped"][0]["reason"] == "not yet", "the file's text is the reason")
    (folder / "KILL").unlink()
    resume()
    status = running()
    check(status["connection"]["account_up"] and status["equity"] == "100000", f"status tells it: {status}")
    check(stat.S_IMODE((folder / "control.sock").stat().st_mode) == 0o600, "the socket is the owner's alone")
    check(ask("orders") == {"orders": [], "large_orders": []}, "no order works yet")

    ask("halt", "--reason", "the news")
    check(running()["state"] == "halted", "keel halt halts")
    until("the webhook hears of it", lambda: told("kill", "the news"), 10)
    check("--yes" in ask("resume", "--reason", "ok", code=2), "nobody confirms without a terminal")
    resume()

    trader.send_signal(signal.SIGUSR1)
    until("SIGUSR1 halts", state_is("halted"), 2)
    resume()

    (folder / "KILL").write_text("from a script\n")
    until("the file halts", state_is("halted"), 2)
    check(running()["stopped"][0]["reason"] == "from a script", "the file's text is the reason")
    check("remove it first" in ask("resume", "--reason", "ok", "--yes", code=3), "the file holds")
    (folder / "KILL").unlink()
    resume()

    ask("halt", "--pair", "ETH/USDT")
    check(running()["stopped"][0]["scope"] == "ETH/USDT", "one pair is halted")
    resume()
    ask("limits", "--set", "open_orders=20")
    check("reason" in ask("limits", "--set", "open_orders=30", code=2), "to loosen takes a reason")
    check(ask("cancel", "all")["done"] == "no order works", "nothing is there to cancel")
    check("`keel orders`" in ask("cancel", "7", code=2), "an order that does not work is named")
    check("`keel orders`" in ask("amend", "7", "--quantity", "1", code=2), "nor is it amended")
    check("--quantity" in ask("amend", "7", code=2), "an amend says what is to change")


def watchdogs():
    """The processes that watch this session."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except (OSError, NotADirectoryError):
            continue
        if entry.name.isdigit() and words[1:3] == [b"watchdog", str(folder).encode()]:
            found.append(int(entry.name))
    return found


def lose_watchdog():
    (before,) = until("a watchdog watches", watchdogs, 20)
    os.kill(before, signal.SIGKILL)
    until("the watchdog is started again", lambda: watchdogs() not in ([], [before]), 30)
    until("the webhook hears of that", lambda: told("watchdog", "is gone") and told("watchdog", "started again"), 10)


def hang():
    """An order of the session's is open while the trader is stopped; one of somebody else's stays."""
    prefix = f"k-{running()['id']}-"
    trader.send_signal(signal.SIGSTOP)
    rest_order(prefix + "900001")
    rest_order("somebody")
    since = time.monotonic()
    until("the watchdog cancels the session's order", lambda: open_at_venue() == ["somebody"], 15)
    print(f"hang: cancelled {time.monotonic() - since:.1f} s after the trader was stopped")
    until("the webhook hears of the watchdog", lambda: told("watchdog", "were cancelled: 1"), 10)
    check("does not answer" in ask("status", code=1), "a hanging session is told from one that does not run")
    ask("halt", "--reason", "it hangs")
    check((folder / "KILL").read_text() == "it hangs\n", "halt reaches a hanging session by the file")
    signed("DELETE", "/order", symbol="BTCUSDT", origClientOrderId="somebody")
    trader.send_signal(signal.SIGCONT)
    until("it comes back halted", state_is("halted"), 10)
    until("the watchdog sees it come back", lambda: told("watchdog", "is back"), 10)
    (folder / "KILL").unlink()


def end_cleanly():
    """By --on-stop flatten: what is held is sold first."""
    check(holds(), "something is held")
    trader.send_signal(signal.SIGTERM)
    check(trader.wait(60) == 0, f"SIGTERM ends it cleanly, not with {trader.returncode}")
    check("is not running" in ask("status", code=2), "a session that does not run is told so")
    until("the watchdog ends with it", lambda: "nothing to watch" in ask("watchdog", code=2), 10)
    coins = {b["asset"]: float(b["free"]) + float(b["locked"]) for b in signed("GET", "/account")["balances"]}
    check(coins.get("BTC", 0) < 0.001 and coins["USDT"] > 90000, f"all is sold but dust: {coins}")


def change_rules():
    """The venue trades by other steps while the session runs."""
    for symbol in ("BTCUSDT", "ETHUSDT"):
        rules = json.dumps({"symbol": symbol, "tick": "0.1", "lot": "0.01"}).encode()
        urllib.request.urlopen(f"{venue['rest'][:-7]}/keel/rules", rules, timeout=10).close()


def flatten():
    status = until("it goes on", running, 60)
    check(status["state"] == "halted", "a flattened session stays halted over a restart")
    resume()
    until("it has bought again", holds, 90)
    change_rules()
    ask("flatten", "--reason", "enough", "--yes")
    until("all is sold but dust of the new lot", lambda: not holds(), 30)
    check("BTC/USDT trades by tick 0.1, lot 0.01" in (home / "trade.err").read_text(), "the new rules are told")


def die():
    prefix = f"k-{running()['id']}-"
    until("a watchdog watches", lambda: (folder / "watchdog").read_text().startswith("r"), 20)
    rest_order(prefix + "900002")
    since = time.monotonic()
    trader.kill()
    until("the watchdog cancels the dead trader's order", lambda: open_at_venue() == [], 10)
    print(f"death: cancelled {time.monotonic() - since:.1f} s after kill -9")
    until("the watchdog is done", lambda: (folder / "watchdog").read_text().startswith("e"), 30)


def replay():
    """Every act of the day was journalled, and does the same again."""
    ask("verify-journal", "default")
    check(ask("replay", "default")["equal"], "the day replays to the same orders")
    ask("export", "default", "--to", str(home / "day.db"), "--csv", str(home / "csv"))
    check("BTC/USDT trades by tick 0.1, lot 0.01" in (home / "csv" / "alerts.csv").read_text(), "tables tell of the rules")


def keep_secrets():
    secret = venue["api_secret"]
    for path in [*folder.iterdir(), home / "trade.err"]:
        if path.is_file():
            check(secret.encode() not in path.read_bytes(), f"the secret is in {path}")
    check(secret not in json.dumps(alerts), "the secret is in an alert")


hook = http.server.HTTPServer(("127.0.0.1", 0), Hook)
threading.Thread(target=hook.serve_forever, daemon=True).start()
environment["KEEL_ALERT_WEBHOOK"] = f"http://127.0.0.1:{hook.server_port}/hook"
try:
    venue = exchange()
    environment.update(BINANCE_API_KEY=venue["api_key"], BINANCE_API_SECRET=venue["api_secret"])
    folder.mkdir(parents=True)
    (folder / "KILL").write_text("not yet\n")
    trader = trade("--on-stop", "flatten")
    price = json.loads(urllib.request.urlopen(f"{venue['rest']}/ticker/price?symbol=BTCUSDT").read())["price"]
    low_price = float(price) * 0.9
    ask_and_halt()
    until("it has bought", holds, 90)
    lose_watchdog()
    hang()
    end_cleanly()
    trader = trade()
    flatten()
    die()
    replay()
    keep_secrets()
    check(told("kill", "was released"), "the webhook hears of a release")
    print("operator_controls: asked, halted three ways, resumed, flattened; hang and death ended in cancelled orders")
finally:
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.wait()
    subprocess.run(["rm", "-rf", work], check=False)
