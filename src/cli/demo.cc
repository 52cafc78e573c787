// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/browser.h"
#include "base/os/terminal.h"
#include "cli/run_and_report.h"
#include "cli/synthetic_market.h"
#include "cli/verbs.h"
#include "research/run_store.h"

namespace keel::cli {
namespace {

constexpr std::string_view kVenue = "demo";
constexpr int64_t kAssets = 5;
constexpr int64_t kDays = 3 * 365;

class Demo final : public Verb {
 public:
  std::string_view name() const override { return "demo"; }
  std::string_view summary() const override {
    return "a first run in seconds: invents a market and trades it, no keys and no network";
  }
  std::string_view group() const override { return "run"; }
  void Declare(Options& options) override {
    options.Flag("--no-browser", &no_browser_, "do not open the tear sheet");
  }

  base::Status Run(Session& session) override {
    const uint64_t seed = session.seed.value_or(1);
    TRY(const core::Timeframe hour, core::Timeframe::Parse("1h"));
    TRY(const auto spec, sim::synthetic::DefaultSpec(kAssets, hour, SyntheticDays(kDays)));
    TRY(const auto rows, WriteSyntheticMarket(spec, kVenue, seed, session));
    if (!session.json) session.print(Opening(rows, seed, session));
    const storage::Catalog catalog(session.data_dir);
    TRY(RunAndReport(Settings(rows, seed, session), catalog, session));
    if (session.json) return {};
    TRY(const research::KeptRun run, research::FindRun(session.home, "last"));
    const bool shown = !no_browser_ && HasDisplay(session) && base::os::StdoutIsTerminal() &&
                       base::os::OpenInBrowser(run.place.html_path);
    session.print(Closing(run.place, shown));
    return {};
  }

 private:
  /// A small fund: three strategies share one account under the full table of risk limits.
  static engine::BacktestSettings Settings(const std::vector<SyntheticRow>& rows, uint64_t seed,
                                           const Session& session) {
    engine::BacktestSettings settings;
    settings.venue = kVenue;
    settings.seed = seed;
    settings.jobs = session.jobs;
    settings.account.balances = {{"USDT", "100000"}};
    for (const SyntheticRow& row : rows) {
      const std::string pair = row.key.symbol.ToString();
      settings.pairs.push_back(pair);
      settings.sim.impact.spread_bps_by_pair[pair] = row.spread_bps;
    }
    for (const char* name : {"ema_cross", "momentum_persistence", "mean_reversion_extremes"}) {
      settings.strategies.push_back({.name = name});
    }
    return settings;
  }

  static bool HasDisplay(const Session& session) {
    return session.environment.contains("DISPLAY") ||
           session.environment.contains("WAYLAND_DISPLAY");
  }

  static std::string Opening(const std::vector<SyntheticRow>& rows, uint64_t seed,
                             const Session& session) {
    return fmt::format(
        "SYNTHETIC market, seed {}: invented prices of no real coin. Three strategies trade it in\n"
        "one account of 100000 USDT, under the risk limits of a small fund. Whatever comes out is\n"
        "shown as it is; another --seed is another history.\n\n{}\n",
        seed, SyntheticTable(rows, session));
  }

  static std::string Closing(const research::StoredRun& run, bool shown) {
    return fmt::format(
        "\nTear sheet (SYNTHETIC): {}{}\n\n"
        "Next, on the same invented market:\n"
        "  keel backtest --venue {} -s breakout -p BRAVO/USDT -t 1h\n"
        "  keel list-strategies\n"
        "With real data (exchange CSV or zip, freqtrade, any table with times and prices):\n"
        "  keel import-data FILE --venue binance -p BTC/USDT -t 1h\n"
        "  keel check-data --venue binance\n"
        "  keel backtest -s ema_cross -p BTC/USDT -t 1h --param fast=20 --param slow=100\n",
        run.html_path, shown ? " (opened)" : "", kVenue);
  }

  bool no_browser_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeDemo() { return std::make_unique<Demo>(); }

}  // namespace keel::cli
