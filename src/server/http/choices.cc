// SPDX-License-Identifier: MIT
#include "server/http/choices.h"

#include <algorithm>

#include "core/order.h"
#include "execution/order_state.h"
#include "execution/parent_order.h"
#include "strategy/decision.h"

namespace keel::server {
namespace {

using Texts = std::vector<std::string>;

/// Those of an enumeration that counts from 0 to `last`.
template <typename Enum>
Texts TextsUpTo(Enum last) {
  Texts texts;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    texts.emplace_back(ToString(static_cast<Enum>(i)));
  }
  return texts;
}

}  // namespace

std::vector<Choices> AllChoices() {
  const Texts sides = TextsUpTo(core::Side::kSell);
  const Texts types = TextsUpTo(core::OrderType::kTrailingStop);
  const Texts order_states = TextsUpTo(execution::OrderState::kRejected);
  const Texts actions = TextsUpTo(strategy::Action::kExit);
  const Texts comparisons = {"above", "below", "equals", "changes"};
  const Texts formats = {"json", "slack", "discord"};
  const Texts option_types = {"call", "put"};
  const Texts exercises = {"european", "american"};
  const Texts severities = {"note", "warning", "critical"};
  const Texts trading_states = {"trading", "reducing", "halted", "not_in_step"};
  return {{"DeskView", "mode", {"simulated", "paper", "testnet", "live"}},
          {"StatusView", "state", trading_states},
          {"StrategyView", "state", {"running", "paused", "stopped"}},
          {"RiskView", "state", trading_states},
          {"RiskView", "breaker", {"off", "active", "reducing", "halted"}},
          {"LatchView", "state", {"reducing", "halted"}},
          {"LimitUseView", "unit", {"money", "count"}},
          {"OrderRow", "side", sides},
          {"OrderRow", "type", types},
          {"OrderRow", "time_in_force", TextsUpTo(core::TimeInForce::kGtd)},
          {"OrderRow", "state", order_states},
          {"OrderStep", "state", order_states},
          {"OrdersQuery", "state", order_states},
          {"OrderView", "side", sides},
          {"OrderView", "type", types},
          {"OrderView", "state", order_states},
          {"OrderBody", "side", sides},
          {"OrderBody", "type", {"market", "limit"}},
          {"OrderBody", "time_in_force", {"GTC", "IOC", "FOK"}},
          {"ParentView", "side", sides},
          {"ParentView", "state", {"working", "stopped", "ended"}},
          {"LargeOrderView", "side", sides},
          {"LargeOrderView", "waits_for", TextsUpTo(execution::WaitsFor::kEnd)},
          {"OptionPriceQuery", "type", option_types},
          {"OptionPriceQuery", "exercise", exercises},
          {"OptionSmileBody", "type", option_types},
          {"OptionPriceView", "type", option_types},
          {"OptionPriceView", "exercise", exercises},
          {"RuinCurvesView", "step", {"1d", "1h"}},
          {"FillRow", "side", sides},
          {"FillRow", "liquidity", TextsUpTo(core::Liquidity::kInternal)},
          {"RefusalRow", "side", sides},
          {"TransferRow", "kind", {"start", "adopted"}},
          {"TradeView", "side", sides},
          {"DecisionRow", "outcome", actions},
          {"OutcomeView", "action", actions},
          {"DecisionsQuery", "outcome", actions},
          {"AlertView", "severity", severities},
          {"AlertFiring", "severity", severities},
          {"AlertRule", "severity", severities},
          {"AlertRule", "comparison", comparisons},
          {"NewRuleBody", "severity", severities},
          {"NewRuleBody", "comparison", comparisons},
          {"ChangeRuleBody", "severity", severities},
          {"ChangeRuleBody", "comparison", comparisons},
          {"FigureView", "unit", {"money", "share", "count", "ms", "bps", "price", "yes_no"}},
          {"FigureView", "subject", {"pair", "limit", "severity"}},
          {"ChannelView", "format", formats},
          {"NewChannelBody", "format", formats},
          {"AlertsQuery", "severity", severities},
          {"VenueKeyView", "account", {"trading", "testnet"}},
          {"VenueKeyRightsView", "verdict", {"fit", "refused", "unknown"}},
          {"JobView", "state", {"queued", "running", "done", "failed", "canceled"}},
          {"OptimizeBody", "search", {"grid", "random", "isres", "esch", "crs2", "direct"}},
          {"ResearchView", "kind", {"robustness", "walk-forward", "lookahead-check", "court"}},
          {"ResearchView", "verdict", {"pass", "weak", "fail"}},
          {"BadgeRow", "state", {"pass", "weak", "fail", "not checked"}}};
}

std::vector<Choices> ChoicesIn(std::string_view structure) {
  auto all = AllChoices();
  std::erase_if(all, [&](const Choices& choices) { return choices.structure != structure; });
  return all;
}

std::vector<std::string> ChoicesOf(std::string_view structure, std::string_view member) {
  const auto all = ChoicesIn(structure);
  const auto found = std::ranges::find(all, member, &Choices::member);
  return found == all.end() ? Texts() : found->texts;
}

}  // namespace keel::server
