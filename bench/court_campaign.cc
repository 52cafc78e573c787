// SPDX-License-Identifier: MIT
// The long run behind the quick tests of the overfitting court: how much pure noise it lets pass,
// and how much of a planted edge it does not. Usage: court_campaign SEED COUNT [JOBS]; exit status
// 1 where more than 5 % of the noise passes, or less than 95 % of the planted edge.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/os/threads.h"
#include "research/court/verdict.h"
#include "research/testing/made_up_trials.h"

namespace {

using keel::research::CourtVerdict;
using keel::research::MadeUpTrials;

constexpr double kMostNoise = 0.05;
constexpr double kLeastEdge = 0.95;

// What a row of the experiment asks of the court.
enum class Expectation { kFew, kNearlyAll, kNothing };

struct Kind {
  std::string name;
  MadeUpTrials made;
  double edge_of_first = 0;  // annual Sharpe ratio that only the first trial has
  Expectation expected = Expectation::kFew;
  double share = 1;  // of COUNT
};

const std::vector<Kind> kKinds = {
    {"noise, one strategy", {}},
    {"noise, one strategy whose days follow each other", {.correlation = 1, .memory = 0.2}},
    {"noise, the best of 30 unrelated trials", {.trials = 30}},
    {"noise, the best of 30 neighbours (correlation 0.9)", {.trials = 30, .correlation = 0.9}},
    {"Sharpe 2, one strategy", {.sharpe = 2}, 0, Expectation::kNearlyAll, 0.2},
    {"Sharpe 2, the best of 30 neighbours",
     {.trials = 30, .sharpe = 2, .correlation = 0.9},
     0,
     Expectation::kNearlyAll,
     0.2},
    {"Sharpe 2 among 29 unrelated trials of noise", {.trials = 30}, 2, Expectation::kNothing, 0.2},
    {"Sharpe 1, one strategy", {.sharpe = 1}, 0, Expectation::kNothing, 0.2},
};

CourtVerdict Try(const Kind& kind, uint64_t seed) {
  std::vector<double> daily = keel::research::MakeTrials(kind.made, seed);
  const double edge = kind.made.daily_deviation * kind.edge_of_first / std::sqrt(365);
  for (size_t i = 0; i < daily.size(); i += kind.made.trials) daily[i] += edge;
  const auto record = keel::research::Judge({.daily = {daily, kind.made.trials}},
                                            {.resamples = 1000, .seed = seed});
  return record.value().verdict;
}

// The exact interval of 95 % for `hits` of `count` [Clopper, Pearson 1934].
std::string Interval(double hits, double count) {
  using Beta = boost::math::beta_distribution<double>;
  const double low = hits == 0 ? 0 : boost::math::quantile(Beta(hits, count - hits + 1), 0.025);
  const double high =
      hits == count ? 1 : boost::math::quantile(Beta(hits + 1, count - hits), 0.975);
  return fmt::format("{:.1f} % to {:.1f} %", 100 * low, 100 * high);
}

// Whether the court did what is expected of it.
bool Report(const Kind& kind, const std::vector<CourtVerdict>& verdicts) {
  double passed = 0, weak = 0, deflated = 0, superior = 0;
  for (const CourtVerdict& v : verdicts) {
    passed += v.ruling == "pass";
    weak += v.ruling == "weak";
    deflated += v.deflated_sharpe.value_or(0) >= 0.95;
    superior += v.superior_consistent.value_or(1) <= 0.05;
  }
  const auto count = static_cast<double>(verdicts.size());
  fmt::print(
      "{}: of {} passed {} = {:.1f} % (95 % interval {}), weak {}; alone, the deflated "
      "ratio {} and superior ability {}\n",
      kind.name, count, passed, 100 * passed / count, Interval(passed, count), weak, deflated,
      superior);
  if (kind.expected == Expectation::kFew) return passed <= kMostNoise * count;
  return kind.expected == Expectation::kNothing || passed >= kLeastEdge * count;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: court_campaign SEED COUNT [JOBS]\n");
    return 2;
  }
  const uint64_t seed = std::strtoull(argv[1], nullptr, 10);
  const auto count = std::strtod(argv[2], nullptr);
  const int jobs = argc > 3 ? std::atoi(argv[3]) : 0;
  bool as_expected = true;
  for (const Kind& kind : kKinds) {
    std::vector<CourtVerdict> verdicts(static_cast<size_t>(std::max(1.0, count * kind.share)));
    keel::base::os::ParallelFor(static_cast<int64_t>(verdicts.size()), jobs, [&](int64_t i) {
      const auto at = static_cast<size_t>(i);
      verdicts[at] = Try(kind, seed * 1'000'000 + at);
    });
    as_expected = Report(kind, verdicts) && as_expected;
  }
  return as_expected ? 0 : 1;
}
