// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/os/file.h"
#include "base/os/host.h"
#include "cli/calibrate_series.h"
#include "cli/forecast_parts.h"
#include "cli/joint_series.h"
#include "cli/page_files.h"
#include "cli/series_input.h"
#include "cli/series_text.h"
#include "cli/verbs.h"
#include "models/monte_carlo/estimate.h"
#include "models/monte_carlo/simulate.h"
#include "research/report/forecast_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kFanPaths = 2000;

base::Result<double> ParseNumber(std::string_view option, const std::string& text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value)) return value;
  return Fail(ErrorCode::kUsage, fmt::format("{}: \"{}\" is not a number", option, text));
}

class MonteCarlo final : public Verb {
 public:
  std::string_view name() const override { return "montecarlo"; }
  std::string_view summary() const override {
    return "simulates thousands of futures of series: quantiles, tails, drawdowns, a fan chart";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options, true);
    options.Whole("--level", &level_,
                  "1 Brownian, 2 with regimes, 3 with GARCH and fat tails, 4 with jumps and "
                  "several series (default 3; 4 for several)");
    options.Whole("--horizon", &horizon_, "steps ahead, in bars of the series (default 24)");
    options.OptionalText("--paths", &paths_,
                         "futures to simulate (default 10000; 2000 a date with --calibrate)");
    options.OptionalText("--drift", &drift_,
                         "log return of a step to expect (default: estimated, "
                         "drawn toward 0)");
    options.List("--levels", &levels_, "moves whose touching is counted: -0.05,0.05");
    options.List("--weights", &weights_,
                 "share of each series, the rest is cash: 0.5,0.3 (default: equal)");
    options.Whole("--regimes", &regimes_, "of level 2 and above (default 3)");
    options.Text("--correlation", &correlation_, "of level 4: dcc or ewma (default dcc)");
    options.Flag("--antithetic", &antithetic_, "pairs of opposite paths");
    options.Flag("--moment-matching", &moment_matching_,
                 "draws scaled to mean 0 and variance 1 in each block");
    options.Flag("--filtered-historical", &filtered_historical_,
                 "level 3 draws past residuals instead of a t");
    options.Flag("--calibrate", &calibrate_,
                 "forecast past dates with what was known then, and judge levels 1 to 4");
    options.Whole("--window", &window_, "--calibrate: returns known at a date (default 4000)");
    options.Whole("--refit", &refit_,
                  "--calibrate: returns from fit to fit (default: half the window)");
    options.Whole("--dates", &dates_, "--calibrate: at most so many dates (default 1500)");
    options.OptionalText("--shard", &shard_, "i/N: simulate this part only, into the file --out");
    options.List("--merge", &merge_, "the files of all shards: their forecast");
  }

  base::Status Run(Session& session) override {
    if (!merge_.empty()) return Merge(session);
    TRY(const std::vector<InputSeries> all, input_.ReadEach(session));
    TRY(const std::vector<double> weights, Weights(all.size()));
    if (calibrate_) return Judge(all, weights, session);
    return Predict(all, weights, session);
  }

 private:
  base::Status Predict(const std::vector<InputSeries>& all, const std::vector<double>& weights,
                       const Session& session) const {
    TRY(const JointSeries series, Join(all));
    research::ForecastReport report;
    report.series = series.name;
    report.synthetic = series.synthetic;
    report.last_price = series.last_price;
    report.seed = session.seed.value_or(1);
    report.level = static_cast<int>(level_ != 0 ? level_ : all.size() > 1 ? 4 : 3);
    session.progress->Update("fitting " + series.name, 0, 0);
    TRY(const models::PathModel model, Estimate(series, weights, report));
    session.progress->Finish();
    TRY(const models::SimulationSettings settings, Settings(session, report.seed));
    if (shard_) return WriteShard(report, model, settings, session);
    TRY(report.forecast, models::Simulate(model, settings));
    report.fan_paths = settings.keep_paths;
    report.fan =
        research::FanOf(report.forecast.log_paths, static_cast<size_t>(horizon_), model.weights);
    return Show(report, session);
  }

  base::Status Merge(const Session& session) const {
    if (input_.is_set() || shard_ || calibrate_) {
      return Fail(ErrorCode::kUsage, "--merge needs nothing but the files of the shards");
    }
    TRY(const research::ForecastReport report, MergeParts(session, merge_));
    return Show(report, session);
  }

  base::Status WriteShard(const research::ForecastReport& report, const models::PathModel& model,
                          const models::SimulationSettings& settings,
                          const Session& session) const {
    if (!session.out) {
      return Fail(ErrorCode::kUsage, "--shard needs --out FILE, where the part is written");
    }
    TRY(const models::Shard shard, ParseShard(*shard_));
    TRY(const std::string bytes,
        models::SimulateShard(model, settings, shard, ContextOf(report, model.weights)));
    const std::string path = PathFrom(session, *session.out);
    TRY(base::os::WriteFileAtomic(path, bytes));
    session.note(fmt::format("shard {}/{}: {}", shard.index, shard.count, path));
    return {};
  }

  base::Status Judge(const std::vector<InputSeries>& all, const std::vector<double>& weights,
                     const Session& session) const {
    if (shard_ || drift_ || !levels_.empty() || antithetic_ || moment_matching_ ||
        filtered_historical_) {
      return Fail(ErrorCode::kUsage,
                  "--calibrate judges the plain levels; leave out --shard, --drift, --levels, "
                  "--antithetic, --moment-matching and --filtered-historical");
    }
    models::CalibrationSettings settings;
    if (level_ != 0) settings.levels = {static_cast<int>(level_)};
    if (level_ > 1) settings.levels = {1, static_cast<int>(level_)};
    settings.horizon = horizon_;
    settings.window = window_;
    settings.refit = refit_ != 0 ? refit_ : std::max<int64_t>(1, window_ / 2);
    settings.most_dates = dates_;
    if (paths_) {
      TRY(settings.paths, Paths());
    }
    settings.seed = session.seed.value_or(1);
    settings.jobs = Jobs(session);
    settings.weights = weights;
    TRY(settings.estimate, EstimateWith(1, settings.seed));
    settings.estimate.hmm_restarts = 3;
    TRY(const auto report, CalibrateSeries(all, settings, session));
    session.print(session.json ? research::CalibrationJson(report)
                               : research::CalibrationText(report));
    return WritePage(
        session, "calibration", [&] { return research::CalibrationHtml(report); },
        [&] { return research::CalibrationJson(report); });
  }

  base::Result<models::EstimateSettings> EstimateWith(int level, uint64_t seed) const {
    if (regimes_ < 1 || regimes_ > 8) {
      return Fail(ErrorCode::kUsage, fmt::format("--regimes {}; 1 to 8 are possible", regimes_));
    }
    models::EstimateSettings estimate{
        .level = level, .regimes = static_cast<size_t>(regimes_), .seed = seed};
    if (correlation_ == "ewma") {
      estimate.correlation = models::CorrelationMethod::kEwma;
    } else if (correlation_ != "dcc") {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--correlation \"{}\" is neither dcc nor ewma", correlation_));
    }
    return estimate;
  }

  base::Result<models::PathModel> Estimate(const JointSeries& series,
                                           const std::vector<double>& weights,
                                           research::ForecastReport& report) const {
    TRY(const models::EstimateSettings settings, EstimateWith(report.level, report.seed));
    models::ForecastQuestion question{.level = report.level,
                                      .horizon = horizon_,
                                      .filtered_historical = filtered_historical_,
                                      .weights = weights};
    if (drift_) {
      TRY(question.drift, ParseNumber("--drift", *drift_));
    }
    if (series.assets.size() > 1) {
      report.assumptions.push_back(fmt::format(
          "{} series on {} that all have; {} that only some have left out", series.assets.size(),
          Counted(series.common, "row"), Grouped(series.dropped)));
    }
    const auto fit = models::FitPaths(series.table(), settings);
    if (!fit) return base::Wrap(fit.error(), series.name);
    TRY(models::PathModel model, models::PathModelAt(*fit, series.table(), question));
    for (std::string& sentence : models::DescribeModel(*fit, model, question, series.assets)) {
      report.assumptions.push_back(std::move(sentence));
    }
    return model;
  }

  /// One per series; empty for a single one that holds everything.
  base::Result<std::vector<double>> Weights(size_t count) const {
    std::vector<double> weights;
    for (const std::string& text : weights_) {
      TRY(const double weight, ParseNumber("--weights", text));
      weights.push_back(weight);
    }
    if (weights.empty() && count > 1) weights.assign(count, 1 / static_cast<double>(count));
    if (weights.empty() || weights.size() == count) return weights;
    return Fail(ErrorCode::kUsage,
                fmt::format("--weights has {} numbers for {} series", weights.size(), count));
  }

  base::Result<int64_t> Paths() const {
    if (!paths_) return int64_t{10'000};
    int64_t paths = 0;
    const char* const end = paths_->data() + paths_->size();
    const auto parsed = std::from_chars(paths_->data(), end, paths);
    if (parsed.ec == std::errc() && parsed.ptr == end) return paths;
    return Fail(ErrorCode::kUsage, fmt::format("--paths: \"{}\" is not a whole number", *paths_));
  }

  static int Jobs(const Session& session) {
    return session.jobs > 0 ? session.jobs : base::os::CoreCount();
  }

  base::Result<models::SimulationSettings> Settings(const Session& session, uint64_t seed) const {
    models::SimulationSettings settings;
    TRY(settings.paths, Paths());
    settings.horizon = horizon_;
    settings.seed = seed;
    settings.jobs = Jobs(session);
    settings.antithetic = antithetic_;
    settings.moment_matching = moment_matching_;
    settings.quantiles = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    settings.tail_confidences = {0.95, 0.99};
    settings.drawdown_quantiles = {0.5, 0.75, 0.9, 0.95, 0.99};
    settings.keep_paths = std::clamp<int64_t>(settings.paths, 0, kFanPaths);
    for (const std::string& text : levels_) {
      const auto move = ParseNumber("--levels", text);
      if (!move || !(*move > -1)) {
        return Fail(ErrorCode::kUsage,
                    fmt::format("--levels: \"{}\" is not a move above -1, such as -0.05", text));
      }
      settings.levels.push_back(1 + *move);
    }
    return settings;
  }

  static base::Status Show(const research::ForecastReport& report, const Session& session) {
    session.print(session.json ? research::ForecastJson(report) : research::ForecastText(report));
    return WritePage(
        session, "forecast", [&] { return research::ForecastHtml(report); },
        [&] { return research::ForecastJson(report); });
  }

  SeriesInput input_;
  int64_t level_ = 0;  // 0: by the number of series
  int64_t horizon_ = 24, regimes_ = 3;
  std::optional<std::string> paths_, drift_, shard_;
  std::vector<std::string> levels_, weights_, merge_;
  std::string correlation_ = "dcc";
  bool antithetic_ = false, moment_matching_ = false, filtered_historical_ = false;
  bool calibrate_ = false;
  int64_t window_ = 4000, dates_ = 1500;
  int64_t refit_ = 0;  // 0: half the window
};

}  // namespace

std::unique_ptr<Verb> MakeMontecarlo() { return std::make_unique<MonteCarlo>(); }

}  // namespace keel::cli
