// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/os/file.h"
#include "base/os/host.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "models/monte_carlo/simulate.h"
#include "models/regimes/hmm_fit.h"
#include "models/volatility/garch.h"
#include "research/report/forecast_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kFanPaths = 2000;

/// Mean and deviation of the returns, and the mean drawn toward zero: what a few years of returns
/// tell of a mean is mostly noise.
struct Moments {
  double mean = 0;
  double deviation = 0;
  double shrunk = 0;  ///< mean x (1 - (its standard error / mean)^2), at least 0 of it
};

base::Result<Moments> MomentsOf(const InputSeries& series) {
  const auto n = static_cast<double>(series.returns.size());
  if (n < 30) {
    return Fail(ErrorCode::kUsage, fmt::format("{} has {} returns; a forecast needs at least 30",
                                               series.name, series.returns.size()));
  }
  Moments m;
  for (const double r : series.returns) m.mean += r / n;
  double squares = 0;
  for (const double r : series.returns) squares += (r - m.mean) * (r - m.mean);
  m.deviation = std::sqrt(squares / (n - 1));
  if (!(m.deviation > 0)) return Fail(ErrorCode::kUsage, series.name + " never moves");
  const double noise = m.deviation * m.deviation / n;
  const double keep = m.mean == 0 ? 0 : std::max(0.0, 1 - noise / (m.mean * m.mean));
  m.shrunk = keep * m.mean;
  return m;
}

class MonteCarlo final : public Verb {
 public:
  std::string_view name() const override { return "montecarlo"; }
  std::string_view summary() const override {
    return "simulates thousands of futures of a series: quantiles, tails, drawdowns, a fan chart";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.Whole("--level", &level_, "1 Brownian, 2 with regimes, 3 with GARCH (default 3)");
    options.Whole("--horizon", &horizon_, "steps ahead, in bars of the series (default 24)");
    options.Whole("--paths", &paths_, "futures to simulate (default 10000)");
    options.OptionalText("--drift", &drift_,
                         "log return of a step to expect (default: estimated, "
                         "drawn toward 0)");
    options.List("--levels", &levels_, "moves whose touching is counted: -0.05,0.05");
    options.Flag("--antithetic", &antithetic_, "pairs of opposite paths");
  }

  base::Status Run(Session& session) override {
    if (level_ < 1 || level_ > 3) {
      return Fail(ErrorCode::kUsage, fmt::format("--level {} is not one of 1, 2, 3", level_));
    }
    TRY(const InputSeries series, input_.Read(session));
    research::ForecastReport report;
    report.series = series.name;
    report.synthetic = series.synthetic;
    report.level = static_cast<int>(level_);
    report.last_price = series.last_price;
    report.seed = session.seed.value_or(1);
    TRY(const models::PathModel model, Estimate(series, report));
    TRY(const models::SimulationSettings settings, Settings(session, report.seed));
    TRY(report.forecast, models::Simulate(model, settings));
    report.fan_paths = settings.keep_paths;
    report.fan = research::FanOf(report.forecast.log_paths, static_cast<size_t>(horizon_));
    session.print(session.json ? research::ForecastJson(report) : research::ForecastText(report));
    return WritePage(report, session);
  }

 private:
  base::Result<models::PathModel> Estimate(const InputSeries& series,
                                           research::ForecastReport& report) const {
    TRY(const Moments moments, MomentsOf(series));
    TRY(const double mean, Drift(moments));
    report.assumptions.push_back(fmt::format(
        "mean log return of a step {:.3g}, drawn toward zero from {:.3g} because its standard "
        "error is {:.3g}; deviation {:.4g}",
        mean, moments.mean,
        moments.deviation / std::sqrt(static_cast<double>(series.returns.size())),
        moments.deviation));
    models::PathModel model =
        models::GbmModel({.drift = mean + 0.5 * moments.deviation * moments.deviation,
                          .volatility = moments.deviation});
    if (level_ >= 2) TRY(AddRegimes(series, mean - moments.mean, model, report));
    if (level_ >= 3) TRY(AddGarch(series, model, report));
    return model;
  }

  base::Result<double> Drift(const Moments& moments) const {
    if (!drift_) return moments.shrunk;
    double value = 0;
    const char* const end = drift_->data() + drift_->size();
    const auto parsed = std::from_chars(drift_->data(), end, value);
    if (parsed.ec == std::errc() && parsed.ptr == end && std::isfinite(value)) return value;
    return Fail(ErrorCode::kUsage, fmt::format("--drift: \"{}\" is not a number", *drift_));
  }

  /// Regimes from the filter of today; their means move with the shrunk mean of all.
  base::Status AddRegimes(const InputSeries& series, double shift, models::PathModel& model,
                          research::ForecastReport& report) const {
    TRY(const models::HmmFit fit,
        models::FitHmm(series.returns, 1, {.states = 3, .seed = report.seed}));
    TRY(const std::vector<double> filtered, models::FilterStates(fit.model, series.returns));
    model.regimes.transition = fit.model.transition;
    model.regimes.today.assign(filtered.end() - 3, filtered.end());
    model.regimes.means.clear();
    model.regimes.deviations.clear();
    for (size_t k = 0; k < 3; ++k) {
      model.regimes.means.push_back(fit.model.means[k] + shift);
      model.regimes.deviations.push_back(std::sqrt(fit.model.covariances[k]));
    }
    const auto& now = model.regimes.today;
    const auto& wide = model.regimes.deviations;
    report.assumptions.push_back(fmt::format(
        "3 regimes with deviations {:.3g}, {:.3g}, {:.3g}; today's filtered probabilities {:.1f}, "
        "{:.1f}, {:.1f} %",
        wide[0], wide[1], wide[2], 100 * now[0], 100 * now[1], 100 * now[2]));
    return {};
  }

  static base::Status AddGarch(const InputSeries& series, models::PathModel& model,
                               research::ForecastReport& report) {
    const models::GarchSpec spec{.model = models::VarianceModel::kGjr,
                                 .innovation = models::Innovation::kStudentT};
    TRY(const models::GarchFit fit, models::FitGarch(series.returns, spec));
    model.garch = {{.alpha = fit.params.alpha,
                    .gamma = fit.params.gamma,
                    .beta = fit.params.beta,
                    .next_variance = fit.next_variance}};
    model.degrees_of_freedom = fit.params.nu;
    report.assumptions.push_back(fmt::format(
        "GJR-GARCH alpha {:.4f}, gamma {:.4f}, beta {:.4f}, Student's t with {:.2f} degrees of "
        "freedom; deviation of the next step {:.4g}",
        fit.params.alpha, fit.params.gamma, fit.params.beta, fit.params.nu,
        std::sqrt(fit.next_variance)));
    return {};
  }

  base::Result<models::SimulationSettings> Settings(const Session& session, uint64_t seed) const {
    models::SimulationSettings settings;
    settings.paths = paths_;
    settings.horizon = horizon_;
    settings.seed = seed;
    settings.jobs = session.jobs > 0 ? session.jobs : base::os::CoreCount();
    settings.antithetic = antithetic_;
    settings.quantiles = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    settings.tail_confidences = {0.95, 0.99};
    settings.drawdown_quantiles = {0.5, 0.75, 0.9, 0.95, 0.99};
    settings.keep_paths = std::clamp<int64_t>(paths_, 0, kFanPaths);
    for (const std::string& text : levels_) {
      double move = 0;
      const char* const end = text.data() + text.size();
      const auto parsed = std::from_chars(text.data(), end, move);
      if (parsed.ec != std::errc() || parsed.ptr != end || !(move > -1)) {
        return Fail(ErrorCode::kUsage,
                    fmt::format("--levels: \"{}\" is not a move above -1, such as -0.05", text));
      }
      settings.levels.push_back(1 + move);
    }
    return settings;
  }

  static base::Status WritePage(const research::ForecastReport& report, const Session& session) {
    if (!session.out) return {};
    const std::string folder = PathFrom(session, *session.out);
    TRY(base::os::MakeDirectories(folder));
    const std::string page = folder + "/forecast.html";
    TRY(base::os::WriteFileAtomic(page, research::ForecastHtml(report)));
    TRY(base::os::WriteFileAtomic(folder + "/forecast.json", research::ForecastJson(report)));
    session.note("page: " + page);
    return {};
  }

  SeriesInput input_;
  int64_t level_ = 3;
  int64_t horizon_ = 24;
  int64_t paths_ = 10'000;
  std::optional<std::string> drift_;
  std::vector<std::string> levels_;
  bool antithetic_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeMontecarlo() { return std::make_unique<MonteCarlo>(); }

}  // namespace keel::cli
