// SPDX-License-Identifier: MIT
#include "research/optimize/objective.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace keel::research {
namespace {

constexpr std::array<std::string_view, 3> kLessIsBetter = {"max_drawdown", "turnover", "costs"};

}  // namespace

base::Result<Objective> Objective::Parse(std::string_view text, int64_t min_trades) {
  Objective objective;
  objective.text_ = text;
  objective.min_trades_ = min_trades;
  const std::vector<std::string> names = FigureNames();
  for (const std::string_view part : base::Split(text, ',')) {
    const size_t colon = part.find(':');
    Term term{std::string(base::Trim(part.substr(0, colon)))};
    if (std::ranges::find(names, term.figure) == names.end()) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--objective: \"{}\" is no figure{}; there are {}", term.figure,
                                    base::DidYouMean(term.figure, names), base::Join(names, ", ")));
    }
    if (colon == std::string_view::npos) {
      const bool less = std::ranges::find(kLessIsBetter, term.figure) != kLessIsBetter.end();
      term.weight = less ? -1 : 1;
    } else {
      const std::string_view weight = base::Trim(part.substr(colon + 1));
      const char* end = weight.data() + weight.size();
      const auto [stop, error] = std::from_chars(weight.data(), end, term.weight);
      if (error != std::errc() || stop != end || !std::isfinite(term.weight)) {
        return base::Fail(base::ErrorCode::kUsage,
                          fmt::format("--objective {}: the weight \"{}\" is no number; write "
                                      "sharpe:1,max_drawdown:-2",
                                      text, weight));
      }
    }
    objective.terms_.push_back(std::move(term));
  }
  return objective;
}

std::optional<double> Objective::Of(const Outcome& outcome) const {
  if (outcome.trades < min_trades_) return std::nullopt;
  double sum = 0;
  for (const Term& term : terms_) {
    const std::optional<double> figure = FigureOf(outcome, term.figure);
    if (!figure || !std::isfinite(*figure)) return std::nullopt;
    sum += term.weight * *figure;
  }
  return sum;
}

std::vector<std::string> Objective::figures() const {
  std::vector<std::string> figures;
  for (const Term& term : terms_) figures.push_back(term.figure);
  return figures;
}

}  // namespace keel::research
