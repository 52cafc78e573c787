// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "cli/alpha_signals.h"
#include "cli/backtest_request.h"
#include "cli/page_files.h"
#include "cli/verbs.h"
#include "engine/venue_plan.h"
#include "research/report/alpha_report.h"
#include "strategies/drivers.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using research::AlphaReport;
using research::IcKind;
using research::SignalScale;

base::Result<std::vector<size_t>> ParseHorizons(const std::vector<std::string>& texts) {
  std::vector<size_t> horizons;
  for (const std::string& text : texts) {
    size_t bars = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, bars);
    if (parsed.ec != std::errc() || parsed.ptr != end || bars < 1 || bars > 100'000) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--horizons: \"{}\" is no number of bars from 1 to 100000", text));
    }
    horizons.push_back(bars);
  }
  std::sort(horizons.begin(), horizons.end());
  horizons.erase(std::unique(horizons.begin(), horizons.end()), horizons.end());
  return horizons;
}

class Alpha final : public Verb {
 public:
  std::string_view name() const override { return "alpha"; }
  std::string_view summary() const override {
    return "measures what a signal knows: information, half-life, turnover, capacity";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    BacktestRequest& r = request_;
    options.Text("-s,--strategy", &strategy_,
                 "a driver, whose signal is measured, or a strategy, whose positions are");
    options.Text("--feature", &feature_, "a feature as the signal (keel list-features)");
    options.Text("--signal", &file_, "a CSV file as the signal, with columns time,pair,value");
    options.Repeated("--param", &r.params, "name=value, of a strategy");
    options.List("-p,--pairs", &r.pairs, "pairs, or regular expressions over the stored ones");
    options.OptionalText("-t,--timeframe", &r.timeframe, "bars (1m to 1M)");
    options.OptionalText("--timerange", &r.timerange,
                         "20180131-20180301, either end may be open; dates, ISO or epoch");
    options.OptionalText("--venue", &r.venue, "whose stored bars (default binance)");
    options.OptionalText("--fee-bps", &r.fee_bps, "fee of every trade in basis points");
    options.List("--horizons", &horizons_, "bars ahead (default 1,2,4,... up to 512)");
    options.Text("--by", &by_,
                 "time: each pair's signals over time; section: pairs against each other at one "
                 "time (default section from 3 pairs on)");
    options.Flag("--ranks", &ranks_, "decay and half-life of rank correlations");
    options.Whole("--quantiles", &quantiles_, "parts of the signal (default 5)");
    options.List("--against", &against_,
                 "drivers that the alpha is related to, or none (default all)");
    options.Flag("--reverse", &reverse_, "the signal's sign is turned round");
    options.Whole("--resamples", &resamples_,
                  "draws behind the half-life's interval (default 999)");
  }

  base::Status Run(Session& session) override {
    TRY(CheckOptions());
    const storage::Catalog catalog(session.data_dir);
    BacktestRequest request = request_;
    // Where no strategy is asked for, one stands in that has no parameters to be wrong.
    request.strategies = {strategy_.empty() ? "buy_and_hold" : strategy_};
    TRY(const Config config, ResolveBacktest(request, session, catalog));
    engine::BacktestSettings settings = config.settings;
    for (auto& chosen : settings.strategies) chosen.timeframe.reset(), chosen.pairs.clear();
    TRY(AlphaMarket market, ReadAlphaMarket(settings, catalog));
    AlphaReport report;
    TRY(const auto others, Others(market, catalog, session));
    TRY(FillSignal(market, others, catalog, session, report));
    Describe(market, report);
    TRY(Study(market, others, session, report));
    session.print(session.json ? research::AlphaJson(report) : research::AlphaText(report));
    return WritePage(
        session, "alpha", [&] { return research::AlphaHtml(report); },
        [&] { return research::AlphaJson(report); });
  }

 private:
  base::Status CheckOptions() const {
    const int sources = !strategy_.empty() + !feature_.empty() + !file_.empty();
    if (sources != 1) {
      return Fail(ErrorCode::kUsage,
                  sources == 0 ? "no signal: name a driver or strategy with -s, or use --feature "
                                 "or --signal"
                               : "-s, --feature and --signal exclude each other");
    }
    if (by_ != "" && by_ != "time" && by_ != "section") {
      return Fail(ErrorCode::kUsage, fmt::format("--by \"{}\" is neither time nor section", by_));
    }
    if (quantiles_ < 2 || quantiles_ > 100) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--quantiles {} must lie in 2 to 100", quantiles_));
    }
    if (resamples_ < 99 || resamples_ > 100'000) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--resamples {} must lie in 99 to 100000", resamples_));
    }
    return ParseHorizons(horizons_) ? base::Status{} : Forward(ParseHorizons(horizons_).error());
  }
  static base::Status Forward(const base::Error& error) { return tl::unexpected(error); }

  bool IsDriver() const { return strategies::FindDriver(strategy_) != nullptr; }

  /// The signals of the drivers that are compared, the measured one first where it is a driver.
  base::Result<std::vector<research::NamedSignal>> Others(const AlphaMarket& market,
                                                          const storage::Catalog& catalog,
                                                          Session& session) const {
    std::vector<std::string> names;
    if (IsDriver()) names.push_back(strategy_);
    std::vector<std::string> asked = against_.empty() ? DriversOfBars() : against_;
    if (asked == std::vector<std::string>{"none"}) asked.clear();
    for (const std::string& name : asked) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return HearDrivers(market, names, catalog, session);
  }

  base::Status FillSignal(AlphaMarket& market, const std::vector<research::NamedSignal>& others,
                          const storage::Catalog& catalog, Session& session,
                          AlphaReport& report) const {
    if (IsDriver()) {
      market.panel.signals = others.front().signals;
      report.name = strategy_;
      report.source = "value times confidence of the driver, faded by its own half-life";
      report.declared_days = strategies::FindDriver(strategy_)->half_life.seconds() / 86400;
    } else if (!strategy_.empty()) {
      TRY(RunForShares(market, catalog, session));
      report.name = strategy_;
      report.source = "the share of equity that the strategy holds at each close";
    } else if (!feature_.empty()) {
      TRY(FillFeature(market, feature_, catalog));
      report.name = "feature " + feature_;
      report.source = "the feature as each bar closes";
    } else {
      size_t ignored = 0;
      TRY(FillFromFile(market, PathFrom(session, file_), &ignored));
      report.name = file_.substr(file_.find_last_of('/') + 1);
      report.source = "values of a file, each known at the first close at or after its time";
      if (ignored > 0) {
        report.notes.push_back(fmt::format(
            "{} rows of the file are of other pairs or times and were left out", ignored));
      }
    }
    if (!reverse_) return {};
    report.source += ", with its sign turned round";
    for (auto& signal : market.panel.signals) {
      if (signal) signal = -*signal;
    }
    return {};
  }

  void Describe(const AlphaMarket& market, AlphaReport& report) const {
    const research::AlphaPanel& panel = market.panel;
    report.series = fmt::format("{} {} at {}", base::Join(panel.pairs, ", "),
                                panel.timeframe.name(), market.settings.venue);
    report.pairs = panel.pairs;
    for (const engine::LoadedSeries& one : market.series) {
      report.hashes.push_back(one.record.hash);
      report.synthetic = report.synthetic || one.record.synthetic;
    }
    report.from = panel.times.front();
    report.to = panel.times.back();
    report.bar_days = panel.timeframe.period().seconds() / 86400;
    report.currency = market.settings.account.currency;
    if (panel.off_grid > 0) {
      report.notes.push_back(fmt::format(
          "{} bars open at other times than the others and were left out", panel.off_grid));
    }
  }

  base::Status Study(const AlphaMarket& market, const std::vector<research::NamedSignal>& others,
                     Session& session, AlphaReport& report) const {
    std::vector<research::PairCost> costs;
    const double fee = market.settings.sim.fees.tiers.front().taker_bps * 1e-4;
    for (const engine::LoadedSeries& one : market.series) {
      const engine::PairCosts pair = engine::CostsOf(market.settings.sim.impact, one.symbol);
      costs.push_back({.fixed = fee + pair.half_spread, .impact_k = pair.impact_k});
    }
    research::AlphaOptions options{
        .kind = by_ == "section" ||
                        (by_.empty() && market.panel.pairs.size() >= research::kLeastSection)
                    ? IcKind::kSection
                    : IcKind::kTime,
        .scale = !strategy_.empty() && !IsDriver() ? SignalScale::kShare : SignalScale::kFree,
        .ranks = ranks_,
        .parts = static_cast<size_t>(quantiles_),
        .resamples = static_cast<int>(resamples_),
        .seed = session.seed.value_or(1),
        .jobs = session.jobs};
    TRY(options.horizons, ParseHorizons(horizons_));
    options.progress = [&](std::string_view what, int64_t done, int64_t total) {
      session.progress->Update(what, done, total);
      return session.interrupted == nullptr || !session.interrupted->load();
    };
    report.resamples = options.resamples;
    report.seed = options.seed;
    TRY(report.study, research::StudyAlpha(market.panel, costs, report.name, others, options));
    session.progress->Finish();
    return {};
  }

  BacktestRequest request_;
  std::string strategy_, feature_, file_, by_;
  std::vector<std::string> horizons_, against_;
  int64_t quantiles_ = 5, resamples_ = 999;
  bool reverse_ = false, ranks_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeAlpha() { return std::make_unique<Alpha>(); }

}  // namespace keel::cli
