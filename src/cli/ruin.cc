// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

#include "cli/page_files.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "research/report/ruin_report.h"
#include "research/run_store.h"
#include "research/stored_series.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kAYear = std::numeric_limits<int64_t>::min();  // of periods, whatever they are
constexpr int64_t kMostPeriods = 1'000'000;
constexpr int64_t kMostPaths = 1'000'000;
constexpr size_t kWaitHorizons = 4;  // for a recovery, beyond the horizon
constexpr double kSecondsPerDay = 86'400;

/// Simple returns from the last equity of each UTC day to that of the next day that has one.
std::vector<double> DailyReturns(const research::StoredEquity& curve) {
  std::vector<double> closes;
  for (size_t i = 0; i < curve.times.size(); ++i) {
    // A point at midnight is the end of the day before.
    const auto day = [&](size_t at) {
      return base::DayNumber(curve.times[at] - base::Nanoseconds(1));
    };
    if (i + 1 == curve.times.size() || day(i) != day(i + 1)) closes.push_back(curve.equity[i]);
  }
  std::vector<double> returns;
  for (size_t i = 1; i < closes.size(); ++i) returns.push_back(closes[i] / closes[i - 1] - 1);
  return returns;
}

base::Result<std::vector<double>> ParseCapitals(const std::vector<std::string>& texts) {
  std::vector<double> capitals;
  for (const std::string& text : texts) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || !(value > 0) || !std::isfinite(value)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--capitals: \"{}\" is not an amount above 0", text));
    }
    capitals.push_back(value);
  }
  if (capitals.empty()) capitals = {10e3, 25e3, 50e3, 100e3, 250e3};
  return capitals;
}

class Ruin final : public Verb {
 public:
  std::string_view name() const override { return "ruin"; }
  std::string_view summary() const override {
    return "tells how deep accounts of several sizes fall and whether they survive";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.Text("--run", &run_, "daily equity of a kept run: its id, a part of it, or last");
    options.List("--capitals", &capitals_,
                 "starting capitals (default 10000,25000,50000,100000,250000)");
    options.Whole("--horizon", &horizon_, "periods ahead (default: one year of them, or 365)");
    options.Whole("--paths", &paths_, "futures to draw (default 10000)");
    options.Number("--block", &block_, "returns that are drawn together, on average (default 20)");
    options.Number("--fixed-cost", &fixed_cost_,
                   "money a period, whatever the capital (default 0)");
    options.Number("--minimum-capital", &minimum_capital_,
                   "money at which trading ends (default 0)");
    options.Number("--ruin-share", &ruin_share_, "share of the start that is ruin (default 0.5)");
  }

  base::Status Run(Session& session) override {
    TRY(const std::vector<double> capitals, ParseCapitals(capitals_));
    research::RuinReport report;
    TRY(const std::vector<double> returns, Returns(session, report));
    TRY(report.settings, Settings(session, report));
    report.returns = returns.size();
    TRY(report.results, models::RiskOfRuin(returns, capitals, report.settings));
    session.progress->Finish();
    session.print(session.json ? research::RuinJson(report) : research::RuinText(report));
    return WritePage(
        session, "ruin", [&] { return research::RuinHtml(report); },
        [&] { return research::RuinJson(report); });
  }

 private:
  /// Simple returns, and what the report says of them.
  base::Result<std::vector<double>> Returns(const Session& session,
                                            research::RuinReport& report) const {
    if (!run_.empty()) {
      if (input_.is_set()) {
        return Fail(ErrorCode::kUsage, "--run and a series (-p, -t, --csv) exclude each other");
      }
      TRY(const research::KeptRun run, research::FindRun(session.home, run_));
      TRY(const research::StoredEquity curve, research::ReadEquity(run.place.directory));
      report.series = fmt::format("run {}, daily equity", run.place.id);
      report.synthetic = run.Flag("synthetic");
      report.period_seconds = kSecondsPerDay;
      return DailyReturns(curve);
    }
    TRY(const InputSeries series, input_.Read(session));
    TRY(CheckMoves(series.returns, series.name));
    report.series = series.name;
    report.synthetic = series.synthetic;
    if (series.periods_per_year) {
      report.period_seconds = 365 * kSecondsPerDay / *series.periods_per_year;
    }
    std::vector<double> returns = series.returns;
    for (double& r : returns) r = series.own_units ? r : std::expm1(r);
    return returns;
  }

  base::Result<models::RuinSettings> Settings(const Session& session,
                                              const research::RuinReport& report) const {
    const double year =
        report.period_seconds ? std::round(365 * kSecondsPerDay / *report.period_seconds) : 365;
    const int64_t horizon =
        horizon_ == kAYear ? std::max<int64_t>(1, std::llround(year)) : horizon_;
    if (horizon < 1 || horizon > kMostPeriods || paths_ < 1 || paths_ > kMostPaths) {
      return Fail(
          ErrorCode::kUsage,
          fmt::format("--horizon {} and --paths {} must lie in 1 to 1000000", horizon, paths_));
    }
    return models::RuinSettings{.horizon = static_cast<size_t>(horizon),
                                .paths = static_cast<size_t>(paths_),
                                .recovery_wait = kWaitHorizons * static_cast<size_t>(horizon),
                                .mean_block = block_,
                                .fixed_cost = fixed_cost_,
                                .minimum_capital = minimum_capital_,
                                .ruin_share = ruin_share_,
                                .seed = session.seed.value_or(1),
                                .jobs = session.jobs,
                                .progress = [this, &session](size_t done) {
                                  session.progress->Update("paths", static_cast<int64_t>(done),
                                                           paths_);
                                  return !session.interrupted->load();
                                }};
  }

  SeriesInput input_;
  std::string run_;
  std::vector<std::string> capitals_;
  int64_t horizon_ = kAYear;
  int64_t paths_ = 10'000;
  double block_ = 20;
  double fixed_cost_ = 0;
  double minimum_capital_ = 0;
  double ruin_share_ = 0.5;
};

}  // namespace

std::unique_ptr<Verb> MakeRuin() { return std::make_unique<Ruin>(); }

}  // namespace keel::cli
