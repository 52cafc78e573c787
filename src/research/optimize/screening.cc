// SPDX-License-Identifier: MIT
#include "research/optimize/screening.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/text.h"
#include "research/report/csv.h"

namespace keel::research {
namespace {

using base::ErrorCode;

constexpr size_t kAtOnce = 512;  // their daily returns are in memory together

base::Status CheckFigures(const Objective& objective, const SimpleTier& tier) {
  for (const std::string& figure : objective.figures()) {
    if (std::ranges::find(tier.figures, figure) != tier.figures.end()) continue;
    return base::Fail(ErrorCode::kUnsupported,
                      fmt::format("simple fills do not know the figure {}: take --tier engine, or "
                                  "an objective of {}",
                                  figure, base::Join(tier.figures, ", ")));
  }
  return {};
}

ScreenedPoint PointOf(const Subject& subject, const Trial& trial, const Outcome& outcome,
                      const Objective& objective) {
  const TrialEntry entry = EntryOf(subject, trial.variation, outcome, "", {});
  return {.trial = trial.number,
          .hash = trial.hash,
          .params = trial.variation.params,
          .score = objective.Of(outcome),
          .total_return = outcome.total_return,
          .trades = outcome.trades,
          .days = entry.days,
          .daily_sharpe = entry.daily_sharpe,
          .skew = entry.skew,
          .kurtosis = entry.kurtosis};
}

std::string Number(std::optional<double> value) {
  return value ? fmt::format("{}", *value == 0 ? 0.0 : *value) : "";
}

/// Takes the cells of a row one by one.
class Cells {
 public:
  explicit Cells(std::string_view row) : cells_(base::Split(row, ',')) {}

  std::string_view Text() { return at_ < cells_.size() ? cells_[at_++] : Bad(); }
  int64_t Whole() { return static_cast<int64_t>(Real().value_or(0)); }
  std::optional<double> Real() {
    const std::string_view text = Text();
    if (text.empty()) return std::nullopt;
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) Bad();
    return value;
  }
  bool fine() const { return fine_ && at_ == cells_.size(); }

 private:
  std::string_view Bad() {
    fine_ = false;
    return "";
  }

  std::vector<std::string_view> cells_;
  size_t at_ = 0;
  bool fine_ = true;
};

}  // namespace

base::Result<std::vector<ScreenedPoint>> ScreenPlan(const Subject& subject, const TrialPlan& plan,
                                                    const Objective& objective,
                                                    const SimpleTier& tier,
                                                    const ScreenOptions& options) {
  TRY(tier.fits(subject));
  TRY(CheckFigures(objective, tier));
  std::vector<ScreenedPoint> points;
  points.reserve(plan.trials.size());
  while (points.size() < plan.trials.size()) {
    const size_t begin = points.size();
    const size_t end = std::min(begin + kAtOnce, plan.trials.size());
    std::vector<Variation> variations;
    for (size_t i = begin; i < end; ++i) variations.push_back(plan.trials[i].variation);
    TRY(const std::vector<Outcome> outcomes,
        tier.run(subject, variations, options.jobs, options.interrupted));
    for (size_t i = 0; i < outcomes.size(); ++i) {
      points.push_back(PointOf(subject, plan.trials[begin + i], outcomes[i], objective));
    }
    if (options.progress) {
      options.progress(static_cast<int64_t>(points.size()),
                       static_cast<int64_t>(plan.trials.size()));
    }
  }
  return points;
}

std::vector<size_t> Survivors(std::span<const ScreenedPoint> points, int64_t count) {
  std::vector<size_t> order;
  for (size_t i = 0; i < points.size(); ++i) {
    if (points[i].score) order.push_back(i);
  }
  std::ranges::stable_sort(order,
                           [&](size_t a, size_t b) { return *points[a].score > *points[b].score; });
  order.resize(std::min(order.size(), static_cast<size_t>(count)));
  std::ranges::sort(order);
  return order;
}

TrialEntry LedgerEntry(const SweepManifest& manifest, const ScreenedPoint& point,
                       base::UnixNanos now) {
  return {.hash = point.hash,
          .family = manifest.family,
          .source = "optimize",
          .made_at = now,
          .from = manifest.from,
          .to = manifest.to,
          .params = point.params,
          .days = point.days,
          .trades = point.trades,
          .daily_sharpe = point.daily_sharpe,
          .skew = point.skew,
          .kurtosis = point.kurtosis};
}

std::string ScreenedCsv(const SweepManifest& manifest, std::span<const ScreenedPoint> points) {
  std::string text = "trial,hash";
  for (const SpaceAxis& axis : manifest.space) text += "," + CsvField(axis.name);
  text += ",score,total_return,trades,days,daily_sharpe,skew,kurtosis\n";
  auto out = std::back_inserter(text);
  for (const ScreenedPoint& point : points) {
    fmt::format_to(out, "{},{}", point.trial, point.hash);
    for (const auto& param : point.params) fmt::format_to(out, ",{}", Number(param.second));
    fmt::format_to(out, ",{},{},{},{},{},{},{}\n", Number(point.score), Number(point.total_return),
                   point.trades, point.days, Number(point.daily_sharpe), Number(point.skew),
                   Number(point.kurtosis));
  }
  return text;
}

base::Result<std::vector<ScreenedPoint>> ParseScreenedCsv(const SweepManifest& manifest,
                                                          std::string_view text,
                                                          const std::string& path) {
  std::vector<ScreenedPoint> points;
  const std::vector<std::string_view> lines = base::Split(text, '\n');
  for (size_t line = 1; line + 1 < lines.size(); ++line) {  // without the head and the last end
    Cells cells(lines[line]);
    ScreenedPoint point;
    point.trial = cells.Whole();
    point.hash = cells.Text();
    for (const SpaceAxis& axis : manifest.space) {
      point.params.emplace_back(axis.name, cells.Real().value_or(0));
    }
    point.score = cells.Real();
    point.total_return = cells.Real();
    point.trades = cells.Whole();
    point.days = cells.Whole();
    point.daily_sharpe = cells.Real();
    point.skew = cells.Real();
    point.kurtosis = cells.Real();
    if (!cells.fine()) {
      return base::Fail(ErrorCode::kCorrupt,
                        fmt::format("{}:{} is no row of a sweep: take the file away and run the "
                                    "sweep again",
                                    path, line + 1));
    }
    points.push_back(std::move(point));
  }
  return points;
}

}  // namespace keel::research
