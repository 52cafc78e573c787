// SPDX-License-Identifier: MIT
// An alpha driver: one economic idea that says, at every bar, which way each instrument should go.
// It holds no state: what it says is a function of what is known now, so what it said can be
// computed again later. It feeds the ensemble, or trades its own risk budget as a sleeve.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/bar.h"
#include "core/signal.h"
#include "core/timeframe.h"
#include "market/book_levels.h"

namespace keel::strategy {

/// The five groups of signals that a decision weighs [mission row C1].
enum class Category : uint8_t { kTechnical, kMomentum, kCorrelation, kSentiment, kMachineLearning };
inline constexpr size_t kCategories = 5;
/// "technical", ...
std::string_view ToString(Category category);

/// The regimes of one instrument as they are believed now, calmest first; per bar.
struct RegimeView {
  std::vector<double> probabilities;  ///< filtered; empty before the first fit
  std::vector<double> means;          ///< of a bar's log return
  std::vector<double> deviations;
};

/// One instrument as it is known at the close of a bar.
struct DriverInput {
  std::span<const std::optional<double>> features;  ///< in the order of DriverSpec::features
  std::span<const core::Bar> history;               ///< closed bars, oldest first
  const RegimeView* regimes = nullptr;              ///< where DriverSpec::needs_regimes
  const market::BookLevels* book = nullptr;  ///< where the run has books, and while it is whole
};

/// All instruments of one instant.
struct DriverScene {
  base::UnixNanos now;
  core::Timeframe timeframe;
  std::span<const DriverInput> instruments;
};

class Driver {
 public:
  virtual ~Driver() = default;
  /// What it says of `instrument` (an index into the scene): nothing where it has nothing to say.
  /// A function of its arguments alone; what it keeps may only spare it work.
  virtual std::optional<core::Signal> Evaluate(const DriverScene& scene, size_t instrument) = 0;
};

/// How long a signal stands.
enum class Persistence : uint8_t {
  kContinuous,  ///< every statement replaces the one before
  kEvent,       ///< only a stronger or opposite one does: it fades by itself
};

/// One row of the list of drivers.
struct DriverSpec {
  std::string name;
  std::string summary;    ///< one sentence: what it does and why it might work
  std::string reference;  ///< the work it rests on
  Category category = Category::kTechnical;
  double risk_budget = 0;  ///< share of the portfolio's risk
  base::Duration half_life;
  Persistence persistence = Persistence::kContinuous;
  std::vector<std::string> features;
  bool needs_regimes = false;
  bool needs_book = false;  ///< says nothing without one: its sleeve runs on recorded books only
  std::function<std::unique_ptr<Driver>()> make;
};

}  // namespace keel::strategy
