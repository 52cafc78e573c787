// SPDX-License-Identifier: MIT
// Stands between a strategy and its Context and keeps everything that it asks for and decides, so
// that two runs can be compared by what was wanted, before limits and venue have their say.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "strategy/decision.h"
#include "strategy/strategy.h"

namespace keel::research {

enum class WishKind : uint8_t { kTarget, kOrder, kBracket, kCancel, kAmend, kDecision };

/// One thing that a strategy said.
struct Wish {
  base::UnixNanos time;
  core::InstrumentId instrument;
  uint16_t strategy = 0;  ///< index into WitnessLog::strategies
  WishKind kind = WishKind::kTarget;
  double share = 0;         ///< kTarget: the share; kDecision: the target share
  uint32_t detail = 0;      ///< index into orders (kOrder, kBracket, kAmend) or decisions
  uint64_t order = 0;       ///< kCancel, kAmend: which
  std::string_view why;     ///< kept by the log
  bool after_fill = false;  ///< the strategy had heard of a fill of this very instant
};

/// The terms of an order as they were asked for; an amend has those that it changes.
struct WishedOrder {
  core::OrderTerms terms;
  strategy::BracketExits exits;
  friend bool operator==(const WishedOrder& a, const WishedOrder& b);
};

/// A decision as named numbers: conviction, and of each signal what it said and from which
/// features.
using WishedDecision = std::vector<std::pair<std::string_view, std::optional<double>>>;

/// A bar that was shown before it closed.
struct UnclosedBar {
  uint16_t strategy = 0;
  core::InstrumentId instrument;
  base::UnixNanos time;  ///< when it was shown
  base::UnixNanos open, close;
};

/// What the strategies of one run said, in the order in which they did.
class WitnessLog {
 public:
  std::vector<std::string> strategies;
  std::vector<Wish> wishes;
  std::vector<WishedOrder> orders;
  std::vector<WishedDecision> decisions;
  std::optional<UnclosedBar> unclosed;  ///< the first
  int64_t bars = 0;                     ///< that strategies were shown

  /// The same text, as long as the log lives.
  std::string_view Keep(std::string_view text);

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::string_view> kept_;
};

/// The strategies, each writing into the log, which must outlive what they make.
std::vector<strategy::StrategySpec> Watched(const std::vector<strategy::StrategySpec>& specs,
                                            WitnessLog* log);

/// "target share 1 (fast above slow)", "order: buy market 0.1 ...": one wish for people.
std::string WishText(const WitnessLog& log, const Wish& wish);
/// What kind of thing differs: "target share", "order", "decision".
std::string_view WishName(WishKind kind);
/// Whether both say the same of the same at the same time.
bool SaysTheSame(const WitnessLog& log_a, const Wish& a, const WitnessLog& log_b, const Wish& b);
/// Of two decisions that differ the first number that does, as "name".
std::string_view FirstOtherNumber(const WishedDecision& a, const WishedDecision& b);

}  // namespace keel::research
