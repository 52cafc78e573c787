// SPDX-License-Identifier: MIT
// The walk forward: parameters are chosen on the past alone, traded on what came next, and chosen
// again. Its equity is the one that somebody could have had, who did just that.
#pragma once

#include <atomic>
#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "research/optimize/objective.h"
#include "research/optimize/plan.h"
#include "research/trial/ledger.h"
#include "research/trial/run_variation.h"
#include "research/validation/daily_figures.h"
#include "research/validation/windows.h"

namespace keel::research {

/// What was chosen in a window and what it was worth in the next. Figures are absent where they
/// are undefined; Sharpe ratios are annual.
struct WindowResult {
  WalkWindow window;
  /// Of the trial with the best score. Empty with `has_choice` false where no trial had one: then
  /// nothing is traded in the test.
  std::vector<std::pair<std::string, double>> params;
  bool has_choice = false;
  std::optional<double> train_score, train_sharpe, train_return;
  int64_t train_trades = 0;
  std::optional<double> test_score, test_sharpe, test_return, test_drawdown;
  int64_t test_trades = 0;
};
BOOST_DESCRIBE_STRUCT(WindowResult, (),
                      (window, params, has_choice, train_score, train_sharpe, train_return,
                       train_trades, test_score, test_sharpe, test_return, test_drawdown,
                       test_trades))

/// How steady the choice of a parameter was from window to window.
struct ParamStability {
  std::string name;
  double low = 0, high = 0;  ///< tried
  double median = 0;         ///< of the chosen values
  double spread = 0;    ///< standard deviation of the chosen values as a share of high - low; even
                        ///< draws have 0.29 and more
  int64_t changes = 0;  ///< windows that chose another value than the one before
  int64_t jumps = 0;    ///< of these, by more than one step of the values tried
};
BOOST_DESCRIBE_STRUCT(ParamStability, (), (name, low, high, median, spread, changes, jumps))

/// The verdict, by the rule of docs/walk-forward.md. Pass: the tests together have a Sharpe ratio
/// whose probability of being above 0 is at least 0.95, and an efficiency of a half or more. Weak:
/// they earned something. Fail: they did not.
struct WalkForwardReport {
  std::string verdict;  ///< NameOf a Ruling
  std::string reason;   ///< one sentence
  std::string family;
  bool synthetic = false;
  base::UnixNanos from, to;  ///< of the stitched tests
  std::string objective;
  int64_t min_trades = 0;
  int64_t train_months = 0;
  int64_t test_months = 0;
  bool anchored = false;
  base::Duration warm_up;
  int64_t points = 0;  ///< parameter sets that were tried in each window
  int64_t runs = 0;    ///< in all, tests among them
  DailyFigures stitched;
  std::optional<double> probabilistic_sharpe;  ///< of the stitched days, above 0
  int64_t trades = 0;
  int64_t gaining_windows = 0;         ///< with a test return above 0
  std::optional<double> train_sharpe;  ///< median over the windows
  std::optional<double> test_sharpe;   ///< the same
  /// Mean daily return of the tests over that of the chosen trials' trainings [Pardo 2008]; absent
  /// where the trainings earned nothing.
  std::optional<double> efficiency;
  std::vector<ParamStability> stability;
  std::vector<WindowResult> windows;
  int64_t first_day = 0;      ///< days since 1970-01-01, of daily
  std::vector<double> daily;  ///< simple returns of the stitched tests
};
BOOST_DESCRIBE_STRUCT(WalkForwardReport, (),
                      (verdict, reason, family, synthetic, from, to, objective, min_trades,
                       train_months, test_months, anchored, warm_up, points, runs, stitched,
                       probabilistic_sharpe, trades, gaining_windows, train_sharpe, test_sharpe,
                       efficiency, stability, windows, first_day, daily))

struct WalkForwardSettings {
  WindowSettings windows;
  /// Bars before each window that the strategies see without trading, as far as there are any.
  base::Duration warm_up{};
};

struct WalkForwardOptions {
  TryOptions tries;
  const TrialLedger* ledger = nullptr;  ///< where trials count; null: nowhere
  base::UnixNanos now;                  ///< that the ledger writes
};

inline constexpr int64_t kMostWindowRuns = 1'000'000;

/// Tries the parameters of `plan` in the training of every window, chooses those with the best
/// score (the first of equal ones), and trades them in its test. Each window begins in cash: a
/// position that would be held over a border is paid for again. kUsage as PlanWindows, and for more
/// than kMostWindowRuns runs; errors of runs and of the ledger.
base::Result<WalkForwardReport> WalkForward(const Subject& subject, const TrialPlan& plan,
                                            const Objective& objective,
                                            const WalkForwardSettings& settings,
                                            const WalkForwardOptions& options);

}  // namespace keel::research
