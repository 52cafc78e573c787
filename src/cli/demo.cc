// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/browser.h"
#include "base/os/terminal.h"
#include "cli/config.h"
#include "cli/example_fund.h"
#include "cli/run_and_report.h"
#include "cli/serve/demo_desk.h"
#include "cli/synthetic_market.h"
#include "cli/verbs.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

constexpr std::string_view kVenue = "demo";
constexpr int64_t kAssets = 10;
constexpr int64_t kLeastDays = 100;  // the ensemble looks at 90 before it decides
constexpr int64_t kMostDays = 3650;
constexpr uint64_t kLiveSeed = 7;  // the fund trades within its first hours there

class Demo final : public Verb {
 public:
  std::string_view name() const override { return "demo"; }
  std::string_view summary() const override {
    return "a first look: an invented market, the fund that trades it, a live desk; no keys, no "
           "network";
  }
  std::string_view group() const override { return "run"; }
  void Declare(Options& options) override {
    options.Flag("--backtest", &backtest_, "trades an invented history instead, and ends");
    options.Whole("--days", &days_, "length of that history (default 730)");
    options.Whole("--port", &port_, "of the desk; 0 takes a free one (default 0)");
    options.Whole("--speed", &speed_, "seconds of the market in a second, 2 to 3600 (default 120)");
    options.Flag("--no-browser", &no_browser_, "opens nothing");
    options.Flag("--headless-check", &is_check_,
                 "ends as soon as the desk lives, with exit code 0");
  }

  base::Status Run(Session& session) override {
    if (days_ < kLeastDays || days_ > kMostDays) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--days is {} to {}, not {}", kLeastDays, kMostDays, days_));
    }
    if (!backtest_) return RunLive(session);
    const uint64_t seed = session.seed.value_or(1);
    TRY(const core::Timeframe hour, core::Timeframe::Parse("1h"));
    TRY(const auto spec, sim::synthetic::DefaultSpec(kAssets, hour, SyntheticDays(days_)));
    TRY(const auto rows, WriteSyntheticMarket(spec, kVenue, seed, session));
    TRY(const engine::BacktestSettings settings, Settings(rows, seed, session));
    if (!session.json) session.print(Opening(rows, seed, settings, session));
    const storage::Catalog catalog(session.data_dir);
    TRY(RunAndReport(settings, catalog, session));
    if (session.json) return {};
    TRY(const research::KeptRun run, research::FindRun(session.home, "last"));
    const bool shown = !no_browser_ && HasDisplay(session) && base::os::StdoutIsTerminal() &&
                       base::os::OpenInBrowser(run.place.html_path);
    session.print(Closing(run.place, shown));
    return {};
  }

 private:
  base::Status RunLive(Session& session) const {
    if (port_ < 0 || port_ > 65'535 || speed_ < 2 || speed_ > 3'600) {
      return base::Fail(
          base::ErrorCode::kUsage,
          fmt::format("--port is 0 to 65535 and --speed 2 to 3600, not {} and {}", port_, speed_));
    }
    return RunDemoDesk(session, {.seed = session.seed.value_or(kLiveSeed),
                                 .speed = speed_,
                                 .port = static_cast<uint16_t>(port_),
                                 .opens_browser = !no_browser_,
                                 .is_check = is_check_});
  }

  /// examples/fund.toml on the invented pairs, which have spreads and volumes of their own.
  static base::Result<engine::BacktestSettings> Settings(const std::vector<SyntheticRow>& rows,
                                                         uint64_t seed, const Session& session) {
    Config config;
    TRY(config.tree, ParseToml(kExampleFund, "examples/fund.toml"));
    TRY(ApplyConfig(config, "fund"));
    engine::BacktestSettings settings = std::move(config.settings);
    settings.venue = kVenue;
    settings.seed = seed;
    settings.jobs = session.jobs;
    settings.pairs.clear();
    settings.sim.impact.declared_adv.clear();
    for (const SyntheticRow& row : rows) {
      const std::string pair = row.key.symbol.ToString();
      settings.pairs.push_back(pair);
      settings.sim.impact.spread_bps_by_pair[pair] = row.spread_bps;
    }
    return settings;
  }

  static bool HasDisplay(const Session& session) {
    return session.environment.contains("DISPLAY") ||
           session.environment.contains("WAYLAND_DISPLAY");
  }

  static std::string Opening(const std::vector<SyntheticRow>& rows, uint64_t seed,
                             const engine::BacktestSettings& settings, const Session& session) {
    const std::string& currency = settings.account.currency;
    return fmt::format(
        "SYNTHETIC market, seed {}: invented prices of no real coin. The fund of\n"
        "examples/fund.toml trades it: {} {}, the strategy {} and the risk limits of the\n"
        "profile {}. Whatever comes out is shown as it is; another --seed is another history.\n\n"
        "{}\n",
        seed, settings.account.balances.at(currency), currency, settings.strategies.front().name,
        settings.risk.profile, SyntheticTable(rows, session));
  }

  static std::string Closing(const research::StoredRun& run, bool shown) {
    return fmt::format(
        "\nTear sheet (SYNTHETIC): {}{}\n\n"
        "Every order can be asked for its reason:\n"
        "  keel why 1               the signals, forecast, gates and sizes behind the first order\n"
        "  keel why --verify        decides everything again from the bars and compares the bits\n"
        "Next, on the same invented market:\n"
        "  keel backtest --venue {} -s breakout -p BRAVO/USDT -t 1h\n"
        "  keel list-strategies\n"
        "With real data (exchange CSV or zip, freqtrade, any table with times and prices):\n"
        "  keel import-data FILE --venue binance -p BTC/USDT -t 1h\n"
        "  keel check-data --venue binance\n"
        "  keel backtest -s ema_cross -p BTC/USDT -t 1h --param fast=20 --param slow=100\n",
        run.html_path, shown ? " (opened)" : "", kVenue);
  }

  int64_t days_ = 730, port_ = 0, speed_ = 120;
  bool backtest_ = false, no_browser_ = false, is_check_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeDemo() { return std::make_unique<Demo>(); }

}  // namespace keel::cli
