// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "cli/backtest_request.h"
#include "cli/run_and_report.h"
#include "cli/verbs.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

class Backtest final : public Verb {
 public:
  std::string_view name() const override { return "backtest"; }
  std::string_view summary() const override {
    return "runs strategies over stored bars and reports what came of it";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    BacktestRequest& r = request_;
    options.List("-s,--strategy", &r.strategies, "strategies to run, each in the same account");
    options.Repeated("--param", &r.params,
                     "name=value, or strategy.name=value where several strategies run");
    options.List("-p,--pairs", &r.pairs, "pairs, or regular expressions over the stored ones");
    options.OptionalText("-t,--timeframe", &r.timeframe, "bars that the strategies see (1m to 1M)");
    options.OptionalText("--timeframe-detail", &r.timeframe_detail,
                         "finer bars, or \"trades\", on which fills are simulated");
    options.OptionalText("--timerange", &r.timerange,
                         "20180131-20180301, either end may be open; dates, ISO or epoch");
    options.OptionalText("--venue", &r.venue, "whose stored bars (default binance)");
    options.OptionalText("--risk-profile", &r.risk_profile,
                         "fund or research (default for one strategy without a configuration)");
    options.OptionalText("--balance", &r.balance, "money at the start: 10000, or \"10000 EUR\"");
    options.OptionalText("--fee-bps", &r.fee_bps, "fee of every fill in basis points");
    options.OptionalText("--latency", &r.latency,
                         "250ms, 100ms-500ms, or a file with one delay in milliseconds a line");
    options.OptionalText("--path", &r.path,
                         "order of a bar's prices: pessimistic, optimistic, ohlc or nearest");
  }

  base::Status Run(Session& session) override {
    const storage::Catalog catalog(session.data_dir);
    TRY(const Config config, ResolveBacktest(request_, session, catalog));
    for (const std::string& file : config.files) session.detail("configuration from " + file);
    session.detail(fmt::format("{} strategies on {} pairs, risk profile {}",
                               config.settings.strategies.size(), config.settings.pairs.size(),
                               config.settings.risk.profile));
    return RunAndReport(config.settings, catalog, session);
  }

 private:
  BacktestRequest request_;
};

}  // namespace

std::unique_ptr<Verb> MakeBacktest() { return std::make_unique<Backtest>(); }

}  // namespace keel::cli
