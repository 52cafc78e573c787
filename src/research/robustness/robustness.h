// SPDX-License-Identifier: MIT
// What is left of a result when the world is a little different: other parameters, late entries,
// noise, dearer trading, slower orders, another start, another order of days and trades. One
// verdict says under what it breaks.
#pragma once

#include <atomic>
#include <boost/describe.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "research/failure_cases/failure_cases.h"
#include "research/robustness/spread.h"
#include "research/trial/outcome.h"
#include "research/trial/subject.h"

namespace keel::research {

enum class Grade : uint8_t {
  kPass,
  kWeak,
  kFail,
  kNotJudged,  ///< there was too little to judge
};
/// "pass", "weak", "fail", "not judged".
std::string_view ToString(Grade grade);

/// One run, or the plain one.
struct VariedRun {
  std::string label;        ///< "fast 40", "x2", "+3 bars"
  std::string parameter;    ///< which one, where one alone was varied
  std::optional<double> x;  ///< its place on the axis of the test: the value that was varied
  std::optional<double> y;  ///< the second parameter of the surface
  double total_return = 0;
  std::optional<double> sharpe;
  std::optional<double> max_drawdown;
  int64_t trades = 0;
  double costs = 0;  ///< account currency
};
BOOST_DESCRIBE_STRUCT(VariedRun, (),
                      (label, parameter, x, y, total_return, sharpe, max_drawdown, trades, costs))

struct RobustnessTest {
  std::string key;               ///< "one_at_a_time", "surface", "entry_delay", ...
  std::string title;             ///< "Late entries"
  std::string varied;            ///< what was varied, and what was left out
  std::string rule;              ///< by which it is judged
  std::optional<uint64_t> seed;  ///< where anything is drawn
  Grade grade = Grade::kNotJudged;
  std::string finding;               ///< why, as sentences
  int64_t variations = 0;            ///< runs or draws
  std::optional<double> profitable;  ///< share of them that end above their start
  std::optional<double> keeps_half;  ///< share with at least half the Sharpe ratio of the plain run
  std::optional<double> mean_block;  ///< days, of the bootstrap
  std::optional<double> own_drawdown;  ///< of the trades in their own order
  std::optional<Spread> total_return, sharpe, max_drawdown;
  std::vector<VariedRun> runs;  ///< none of those that draw from the plain run

  /// What a resampling drew, for its histograms; not in the JSON, the seed makes it again.
  std::vector<double> drawn_returns, drawn_drawdowns;
};

struct RobustnessReport {
  std::string family;                                  ///< FamilyOf
  std::vector<std::pair<std::string, double>> params;  ///< all of the plain run
  bool synthetic = false;
  base::UnixNanos from, to;
  int64_t bars = 0;
  uint64_t seed = 0;
  bool quick = false;
  int64_t runs = 0;          ///< of the engine
  std::string journal_hash;  ///< of the plain run
  Grade grade = Grade::kNotJudged;
  std::string verdict;
  VariedRun plain;
  std::vector<RobustnessTest> tests;
  FailureCaseResults failure_cases;

  /// The plain run's equity, for the picture; not in the JSON.
  std::vector<base::UnixNanos> times;
  std::vector<double> equity;
};

struct RobustnessSettings {
  bool quick = false;               ///< fewer runs: coarser steps, fewer draws of noise and starts
  std::vector<std::string> params;  ///< to vary; empty: all
  int jobs = 0;                     ///< threads, 0: all cores. Never changes a result
  const std::atomic<bool>* interrupted = nullptr;
  std::function<void(std::string_view what, int64_t done, int64_t total)> progress;
};

/// Runs the subject with every variation through the engine. Nothing is added to the ledger of
/// trials: nobody chooses among perturbations of one set of parameters. Errors as RunVariation;
/// kUsage for a parameter to vary that is none.
base::Result<RobustnessReport> TestRobustness(const Subject& subject,
                                              const RobustnessSettings& settings);

}  // namespace keel::research

namespace keel::base {
template <>
struct JsonText<research::Grade> {
  static std::string Write(research::Grade grade) { return std::string(ToString(grade)); }
  static Result<research::Grade> Read(std::string_view text);
};
}  // namespace keel::base

namespace keel::research {
BOOST_DESCRIBE_STRUCT(RobustnessTest, (),
                      (key, title, varied, rule, seed, grade, finding, variations, profitable,
                       keeps_half, mean_block, own_drawdown, total_return, sharpe, max_drawdown,
                       runs))
BOOST_DESCRIBE_STRUCT(RobustnessReport, (),
                      (family, params, synthetic, from, to, bars, seed, quick, runs, journal_hash,
                       grade, verdict, plain, tests, failure_cases))
}  // namespace keel::research
