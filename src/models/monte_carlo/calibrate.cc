// SPDX-License-Identifier: MIT
#include "models/monte_carlo/calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/os/threads.h"
#include "base/random.h"
#include "models/monte_carlo/simulate.h"

namespace keel::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int64_t kLeastDates = 20;
constexpr int64_t kBatch = 8;  // items a thread takes between two looks at the progress

// A series with the fits that were made on it: the whole table for level 4, the portfolio's own
// returns below.
struct Source {
  ReturnTable returns;
  int highest = 0;                                       // level of its fits
  std::vector<int> asked;                                // levels that it serves
  std::vector<std::vector<base::Result<PathFit>>> fits;  // by date of fit: from `highest` down
};

class Calibrator {
 public:
  Calibrator(const ReturnTable& returns, const CalibrationSettings& settings)
      : returns_(returns), settings_(settings) {}

  base::Result<Calibration> Run(const Continue& go_on) {
    TRY(Prepare());
    const auto fits = static_cast<int64_t>(sources_.size() * fit_dates_.size());
    const auto dates = static_cast<int64_t>(result_.dates.size());
    // A fit takes about as long as a hundred forecasts.
    const int64_t total = 100 * fits + dates;
    TRY(Batches(
        fits, [&](int64_t i) { Fit(static_cast<size_t>(i)); },
        [&](int64_t done) { return go_on(100 * done, total); }));
    TRY(CheckFits());
    std::vector<std::string> errors(result_.dates.size());
    TRY(Batches(
        dates, [&](int64_t i) { Forecasts(static_cast<size_t>(i), errors); },
        [&](int64_t done) { return go_on(100 * fits + done, total); }));
    for (const std::string& error : errors) {
      if (!error.empty()) return Fail(ErrorCode::kUsage, error);
    }
    return Finish();
  }

 private:
  base::Status Check() const;
  base::Status Prepare();

  // The work in parallel, a batch at a time, so that progress comes from this thread.
  template <typename Work, typename Report>
  base::Status Batches(int64_t n, const Work& work, const Report& report) const {
    const int64_t batch = kBatch * std::max(1, settings_.jobs);
    for (int64_t first = 0; first < n; first += batch) {
      const int64_t count = std::min(batch, n - first);
      base::os::ParallelFor(count, settings_.jobs, [&](int64_t i) { work(first + i); });
      if (!report(first + count)) {
        return Fail(ErrorCode::kInterrupted, "calibration stopped; nothing was kept");
      }
    }
    return {};
  }

  // Rows known at a date.
  ReturnTable Known(const Source& source, size_t date) const {
    const auto window = static_cast<size_t>(settings_.window);
    return source.returns.Slice(date - window, window);
  }

  void Fit(size_t index) {
    Source& source = sources_[index / fit_dates_.size()];
    const size_t which = index % fit_dates_.size();
    EstimateSettings estimate = settings_.estimate;
    const int lowest = source.returns.assets > 1 ? 4 : 1;
    for (estimate.level = source.highest; estimate.level >= lowest; --estimate.level) {
      source.fits[which].push_back(FitPaths(Known(source, fit_dates_[which]), estimate));
      if (source.fits[which].back()) return;
    }
  }

  // The latest fit at or before `which` that knows the level; null where there is none.
  static const PathFit* FitFor(const Source& source, size_t which, int level) {
    for (size_t i = which + 1; i-- > 0;) {
      const auto& last = source.fits[i].back();
      if (last && last->settings.level >= level) return &*last;
    }
    return nullptr;
  }

  base::Status CheckFits() const {
    for (const Source& source : sources_) {
      for (const int level : source.asked) {
        if (FitFor(source, 0, level) != nullptr) continue;
        const auto& tried = source.fits[0];
        const auto at = static_cast<size_t>(source.highest - level);
        return Fail(
            ErrorCode::kUsage,
            fmt::format("level {} could not be fitted to the first {} returns: {}", level,
                        settings_.window, tried[std::min(at, tried.size() - 1)].error().message));
      }
    }
    return {};
  }

  void Forecasts(size_t date, std::vector<std::string>& errors) {
    const size_t row = result_.dates[date];
    const auto upper = std::upper_bound(fit_dates_.begin(), fit_dates_.end(), row);
    const auto which = static_cast<size_t>(upper - fit_dates_.begin()) - 1;
    for (const Source& source : sources_) {
      for (const int level : source.asked) {
        const PathFit* const fit = FitFor(source, which, level);
        auto sample = Sample(source, *fit, level, row);
        if (!sample) {
          errors[date] =
              fmt::format("level {} at return {}: {}", level, row + 1, sample.error().message);
          return;
        }
        LevelOf(level).scored[date] = Score(*sample, Outcome(row));
      }
    }
  }

  // Log returns over the horizon of the simulated paths.
  base::Result<std::vector<double>> Sample(const Source& source, const PathFit& fit, int level,
                                           size_t row) const {
    ForecastQuestion question{.level = level, .horizon = settings_.horizon};
    if (source.returns.assets > 1) question.weights = settings_.weights;
    TRY(const PathModel model, PathModelAt(fit, Known(source, row), question));
    // The same draws for all levels: what differs is the model.
    base::RandomStream seeds(settings_.seed, "monte_carlo.calibrate", row);
    TRY(Forecast forecast, Simulate(model, {.paths = settings_.paths,
                                            .horizon = settings_.horizon,
                                            .seed = seeds.NextU64(),
                                            .keep_terminal = true}));
    for (double& value : forecast.terminal_returns) value = std::log1p(value);
    return std::move(forecast.terminal_returns);
  }

  double Outcome(size_t row) const {
    const auto horizon = static_cast<size_t>(settings_.horizon);
    double value = cash_;
    for (size_t a = 0; a < returns_.assets; ++a) {
      double sum = 0;
      for (size_t t = row; t < row + horizon; ++t) sum += returns_.at(t, a);
      value += weights_[a] * std::exp(sum);
    }
    return std::log(value);
  }

  LevelCalibration& LevelOf(int level) {
    for (LevelCalibration& one : result_.levels) {
      if (one.level == level) return one;
    }
    return result_.levels.front();
  }

  base::Result<Calibration> Finish() {
    for (const Source& source : sources_) {
      for (const int level : source.asked) {
        LevelCalibration& one = LevelOf(level);
        one.fits = fit_dates_.size();
        for (const auto& tried : source.fits) {
          one.failed_fits += tried.back() && tried.back()->settings.level >= level ? 0 : 1;
        }
      }
    }
    for (LevelCalibration& one : result_.levels) {
      TRY(one.summary, Summarise(one.scored));
      TRY(one.against_first, CompareScores(one.scored, result_.levels.front().scored));
    }
    return std::move(result_);
  }

  ReturnTable returns_;
  const CalibrationSettings& settings_;
  std::vector<double> weights_;
  double cash_ = 0;
  std::vector<double> portfolio_;  // log returns, of several assets
  std::vector<size_t> fit_dates_;
  std::vector<Source> sources_;
  Calibration result_;
};

base::Status Calibrator::Check() const {
  const auto positive = [](int64_t value, const char* name) -> base::Status {
    if (value >= 1) return {};
    return Fail(ErrorCode::kUsage, fmt::format("{} is {}; at least 1 is needed", name, value));
  };
  TRY(positive(settings_.horizon, "the horizon"));
  TRY(positive(settings_.refit, "the number of returns from fit to fit"));
  TRY(positive(settings_.window, "the window"));
  if (settings_.most_dates < kLeastDates) {
    return Fail(ErrorCode::kUsage, fmt::format("{} dates; a calibration needs at least {}",
                                               settings_.most_dates, kLeastDates));
  }
  if (settings_.paths < 200) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} paths; a 99 % interval needs at least 200", settings_.paths));
  }
  const auto& levels = settings_.levels;
  const bool ascending =
      std::adjacent_find(levels.begin(), levels.end(), std::greater_equal<>()) == levels.end();
  if (levels.empty() || !ascending || levels.front() < 1 || levels.back() > 4) {
    return Fail(ErrorCode::kUsage, "the levels of a calibration ascend from 1 to 4");
  }
  const auto rows = static_cast<int64_t>(returns_.rows());
  if (rows < settings_.window + kLeastDates * settings_.horizon) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} returns; a window of {} and {} horizons of {} need {}", rows,
                            settings_.window, kLeastDates, settings_.horizon,
                            settings_.window + kLeastDates * settings_.horizon));
  }
  return {};
}

base::Status Calibrator::Prepare() {
  TRY(Check());
  const size_t assets = returns_.assets;
  for (size_t i = 0; i < returns_.values.size(); ++i) {
    if (std::isfinite(returns_.values[i])) continue;
    return Fail(ErrorCode::kUsage, fmt::format("return {} is not finite", i / assets + 1));
  }
  weights_ = settings_.weights;
  if (weights_.empty()) weights_.assign(assets, 1 / static_cast<double>(assets));
  if (weights_.size() != assets) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} weights for {} series", weights_.size(), assets));
  }
  cash_ = 1;
  for (const double weight : weights_) cash_ -= weight;
  if (std::fabs(cash_) < 1e-9) cash_ = 0;
  if (!(cash_ >= 0 && *std::min_element(weights_.begin(), weights_.end()) >= 0)) {
    return Fail(ErrorCode::kUsage, "the weights must not be negative, and sum to at most 1");
  }
  for (size_t t = 0; t < returns_.rows() && assets > 1; ++t) {
    double value = cash_;
    for (size_t a = 0; a < assets; ++a) value += weights_[a] * std::exp(returns_.at(t, a));
    portfolio_.push_back(std::log(value));
  }
  const auto horizon = static_cast<size_t>(settings_.horizon);
  const auto window = static_cast<size_t>(settings_.window);
  const size_t room = (returns_.rows() - window) / horizon;
  const size_t count = std::min(room, static_cast<size_t>(settings_.most_dates));
  // Counted from the beginning, so that more data at the end changes no earlier date.
  for (size_t i = room - count; i < room; ++i) result_.dates.push_back(window + i * horizon);
  const auto refit = static_cast<size_t>(settings_.refit);
  const size_t first_fit = window + (result_.dates[0] - window) / refit * refit;
  for (size_t at = first_fit; at <= result_.dates.back(); at += refit) fit_dates_.push_back(at);
  Source own{.returns = returns_}, whole{.returns = returns_};
  if (assets > 1) own.returns = {portfolio_, 1};
  for (const int level : settings_.levels) {
    (assets > 1 && level == 4 ? whole : own).asked.push_back(level);
    result_.levels.push_back({.level = level});
    result_.levels.back().scored.resize(count);
  }
  for (Source* source : {&own, &whole}) {
    if (source->asked.empty()) continue;
    source->highest = source->asked.back();
    source->fits.resize(fit_dates_.size());
    sources_.push_back(std::move(*source));
  }
  return {};
}

}  // namespace

base::Result<Calibration> Calibrate(const ReturnTable& returns, const CalibrationSettings& settings,
                                    const Continue& go_on) {
  return Calibrator(returns, settings).Run(go_on);
}

}  // namespace keel::models
