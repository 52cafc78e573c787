// SPDX-License-Identifier: MIT
#include "risk/kill_switch.h"

#include <algorithm>

namespace keel::risk {
namespace {

constexpr std::string_view kRule = "kill_switch";

}  // namespace

std::vector<SavedThrow> KillSwitch::Save() const {
  std::vector<SavedThrow> saved;
  for (const Thrown& t : thrown_) {
    saved.push_back({t.scope.strategy, t.scope.instrument, std::string(t.scope.venue),
                     std::string(t.by), std::string(t.reason), t.time});
  }
  return saved;
}

void KillSwitch::Restore(std::span<const SavedThrow> saved) {
  thrown_.clear();
  for (const SavedThrow& t : saved) {
    const core::TradingScope scope{t.strategy, t.instrument, texts_.Keep(t.venue)};
    thrown_.push_back({scope, texts_.Keep(t.by), texts_.Keep(t.reason), t.time});
  }
}

std::vector<KillSwitch::Thrown>::iterator KillSwitch::Find(const core::TradingScope& scope) {
  return std::find_if(thrown_.begin(), thrown_.end(),
                      [&](const Thrown& t) { return t.scope == scope; });
}

base::Status KillSwitch::NotThrown() const {
  return base::Fail(base::ErrorCode::kNotFound,
                    "the kill switch is not thrown for this scope: name the scope of the throw");
}

base::Status KillSwitch::Throw(core::TradingScope scope, std::string_view by,
                               std::string_view reason, base::UnixNanos now) {
  if (reason.empty()) {
    return base::Fail(base::ErrorCode::kUsage, "the kill switch is thrown with a reason: say one");
  }
  if (const auto at = Find(scope); at != thrown_.end()) {
    at->release_requested = false;
    return {};
  }
  scope.venue = texts_.Keep(scope.venue);
  thrown_.push_back({scope, texts_.Keep(by), texts_.Keep(reason), now});
  events_.push_back({core::TradingState::kActive, core::TradingState::kHalted, kRule,
                     thrown_.back().by, 1, 0, now, scope, thrown_.back().reason});
  return {};
}

base::Status KillSwitch::RequestRelease(const core::TradingScope& scope) {
  const auto at = Find(scope);
  if (at == thrown_.end()) return NotThrown();
  at->release_requested = true;
  return {};
}

base::Status KillSwitch::ConfirmRelease(const core::TradingScope& scope, std::string_view by,
                                        std::string_view reason, base::UnixNanos now) {
  const auto at = Find(scope);
  if (at == thrown_.end()) return NotThrown();
  if (!at->release_requested || reason.empty()) {
    return base::Fail(base::ErrorCode::kUsage,
                      "the kill switch is released in two steps: request the release, then confirm "
                      "it with a reason");
  }
  const core::TradingScope released = at->scope;
  thrown_.erase(at);
  events_.push_back({core::TradingState::kHalted, core::TradingState::kActive, kRule,
                     texts_.Keep(by), 0, 0, now, released, texts_.Keep(reason)});
  return {};
}

bool KillSwitch::Covers(const core::TradingScope& scope, core::StrategyId strategy,
                        const core::Instrument& pair) {
  return (!scope.strategy || *scope.strategy == strategy) &&
         (!scope.instrument || *scope.instrument == pair.id) &&
         (scope.venue.empty() || scope.venue == pair.venue);
}

bool KillSwitch::Stops(core::StrategyId strategy, const core::Instrument& pair) const {
  return std::any_of(thrown_.begin(), thrown_.end(),
                     [&](const Thrown& t) { return Covers(t.scope, strategy, pair); });
}

}  // namespace keel::risk
