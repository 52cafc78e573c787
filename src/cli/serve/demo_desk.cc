// SPDX-License-Identifier: MIT
#include "cli/serve/demo_desk.h"

#include <fmt/format.h>

#include "base/os/browser.h"
#include "base/os/durable_file.h"
#include "base/os/file.h"
#include "base/os/terminal.h"
#include "cli/example_fund.h"
#include "cli/run.h"
#include "cli/serve/demo_exchange.h"
#include "cli/serve/desk_host.h"
#include "cli/serve/live_check.h"

namespace keel::cli {
namespace {

constexpr base::Duration kPatience = base::Seconds(60);  // for the exchange, and for the desk
constexpr base::Duration kLookForCtrlC = base::Milliseconds(100);

std::string NameOf(base::UnixNanos now) {
  std::string name = "demo-" + base::FormatIso(now).substr(0, 19);
  std::erase_if(name, [](char c) { return c == ':'; });
  return name;
}

/// Always the same, so that a seed is one market; shortly before an hour is full, so that the first
/// decision is soon.
constexpr const char* kStart = "2026-06-01T11:50";

DeskRequest RequestFor(const Session& session, const DemoDeskOptions& options,
                       const std::string& name, const std::string& url) {
  DeskRequest request;
  request.home = session.home;
  request.environment = session.environment;
  request.working_directory = session.working_directory;
  request.session_name = name;
  request.session_folder = session.home + "/sessions/" + name;
  request.mode = "simulated";
  request.venue = "binance";
  request.venue_url = url;
  request.is_demo = true;
  request.port = options.port;
  if (!options.is_check) {
    request.first_jobs.push_back(
        {.kind = "backtest",
         .title = "the fund on two invented years",
         .by = "demo",
         .arguments = {"demo", "--backtest", "--no-browser", "--home", session.home, "-j", "1"}});
  }
  return request;
}

bool HasDisplay(const Session& session) {
  return session.environment.contains("DISPLAY") || session.environment.contains("WAYLAND_DISPLAY");
}

std::string Opening(const DeskHost& desk, const DemoDeskOptions& options, bool shown) {
  return fmt::format(
      "SIMULATED exchange, seed {}, at {} times the speed of the clock: invented prices, invented\n"
      "money. The fund of examples/fund.toml trades there, and you may steer it.\n\n"
      "  {}{}\n\n"
      "This link lets in once, and only on this machine; the browser stays signed in afterwards.\n"
      "Ctrl-C ends all of it.\n\n",
      options.seed, options.speed, *desk.link(), shown ? "  (opened)" : "");
}

/// What `keel trade` sees of the world: keys of the simulated exchange, and an end of its own.
Outside OutsideOf(const Session& session, const DemoExchange& exchange,
                  const std::atomic<bool>& ends) {
  Outside outside;
  outside.clock = session.clock;
  outside.out = [](std::string_view) {};
  outside.err = [note = session.note](std::string_view line) {
    while (line.ends_with('\n')) line.remove_suffix(1);
    constexpr std::string_view kOwn = "keel: ";
    note(line.starts_with(kOwn) ? line.substr(kOwn.size()) : line);
  };
  outside.environment = session.environment;
  outside.environment["BINANCE_API_KEY"] = exchange.key();
  outside.environment["BINANCE_API_SECRET"] = exchange.secret();
  outside.working_directory = session.working_directory;
  outside.interrupted = &ends;
  return outside;
}

}  // namespace

base::Status RunDemoDesk(Session& session, const DemoDeskOptions& options) {
  TRY(const auto exchange, DemoExchange::Start(session,
                                               {"--seed", std::to_string(options.seed), "--speed",
                                                std::to_string(options.speed), "--start", kStart,
                                                "--home", session.home},
                                               kPatience));
  const std::string name = NameOf(session.clock->now());
  const std::string fund = session.home + "/demo/fund.toml";
  TRY(base::os::MakeDirectories(session.home + "/demo"));
  TRY(base::os::WriteFileAtomic(fund, std::string(kExampleFund)));
  TRY(const auto desk, DeskThread::Start(RequestFor(session, options, name, exchange->url())));
  const bool shown = options.opens_browser && HasDisplay(session) && base::os::StdoutIsTerminal() &&
                     base::os::OpenInBrowser(*desk->host().link());
  session.print(Opening(desk->host(), options, shown));

  std::atomic<bool> ends = false, is_over = false;
  base::Status live;
  base::os::Worker watcher(1);
  watcher.Post([&] {
    if (options.is_check) {
      live = WaitForLiveDesk(*session.clock, desk->host().url(), *desk->host().link(), kPatience);
      ends = true;
      return;
    }
    net::Loop loop;
    while (!session.interrupted->load() && !is_over) {
      loop.RunUntil([] { return false; }, kLookForCtrlC);
    }
    ends = true;
  });
  const int code = Run({"trade", "-c", fund, "--venue-url", exchange->url(), "--session", name,
                        "--home", session.home, "--progress", "none", "--no-watchdog"},
                       OutsideOf(session, *exchange, ends));
  is_over = true;
  watcher.Stop();
  TRY(live);
  if (code != 0 && code != 130) {
    return base::Fail(base::ErrorCode::kIo, "the session ended by itself; its words are above");
  }
  if (options.is_check) session.print("The desk lives.\n");
  return {};
}

}  // namespace keel::cli
