// SPDX-License-Identifier: MIT
// All that a connector tells, as lines of text.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "execution/venue_connector.h"

namespace keel::venues::binance {

inline std::string Render(const execution::VenueOrder& order) {
  constexpr const char* kStatuses[] = {"working", "filled", "canceled", "rejected", "expired"};
  return fmt::format("{} #{} {} {}", order.client_id, order.venue_id,
                     kStatuses[static_cast<size_t>(order.status)], order.executed.ToString());
}

inline std::string Render(const execution::VenueTrade& trade) {
  return fmt::format("trade {} of #{}: {} {} at {} fee {} of {} {}", trade.number, trade.venue_id,
                     core::ToString(trade.side), trade.quantity.ToString(), trade.price.ToString(),
                     trade.fee.amount.ToString(), trade.fee.currency.index,
                     core::ToString(trade.liquidity));
}

inline std::string Render(const execution::Answer& answer) {
  using execution::Balance;
  using execution::Failure;
  using Order = execution::VenueOrder;
  using execution::VenueTrade;
  const std::string who = fmt::format("answer {}: ", answer.request.value);
  if (const auto* order = std::get_if<Order>(&answer.what)) return who + Render(*order);
  if (const auto* refused = std::get_if<execution::Refused>(&answer.what)) {
    return who + fmt::format("refused {} {}", core::ToString(refused->why), refused->text);
  }
  if (std::holds_alternative<execution::NotFound>(answer.what)) return who + "not found";
  if (const auto* failure = std::get_if<Failure>(&answer.what)) {
    return who + (*failure == Failure::kNotSent ? "not sent" : "unknown");
  }
  if (const auto* orders = std::get_if<std::vector<Order>>(&answer.what)) {
    std::string text = who + "orders";
    for (const Order& order : *orders) text += " [" + Render(order) + "]";
    return text;
  }
  if (const auto* trades = std::get_if<std::vector<VenueTrade>>(&answer.what)) {
    std::string text = who + "trades";
    for (const VenueTrade& trade : *trades) text += " [" + Render(trade) + "]";
    return text;
  }
  std::string text = who + "balances";
  for (const Balance& balance : std::get<std::vector<Balance>>(answer.what)) {
    text += fmt::format(" [{} {} {}]", balance.currency.index, balance.free.ToString(),
                        balance.locked.ToString());
  }
  return text;
}

inline std::string Render(const execution::VenueEvent& event) {
  if (const auto* answer = std::get_if<execution::Answer>(&event)) return Render(*answer);
  if (const auto* state = std::get_if<execution::StreamState>(&event)) {
    return state->up ? "stream up" : "stream down";
  }
  const auto& order = std::get<execution::StreamOrder>(event);
  return "stream " + Render(order.order) + (order.trade ? " " + Render(*order.trade) : "");
}

class ListenerRecord final : public execution::ConnectorListener {
 public:
  void OnVenueEvent(const execution::VenueEvent& event) override {
    events.push_back(Render(event));
  }
  void OnBarClosed(core::InstrumentId, core::Timeframe, const core::Bar& bar) override {
    bars.push_back(bar);
  }
  void OnTrade(core::InstrumentId, const core::TradeTick& tick) override { trades.push_back(tick); }
  void OnBook(const execution::BookNews& news) override {
    books.push_back(fmt::format("{} {}{}", market::ToString(news.step),
                                market::ToString(news.state), news.book ? "" : ", no book"));
  }
  void OnBestPrices(const execution::BestPrices& prices) override { best.push_back(prices); }
  void OnFunding(core::InstrumentId contract, const core::Funding& now) override {
    fundings.emplace_back(contract, now);
  }
  void OnLiquidation(core::InstrumentId contract, const core::Liquidation& out) override {
    liquidations.emplace_back(contract, out);
  }
  void OnStatus(const execution::ConnectorStatus& now) override { status.push_back(now); }
  void OnNote(std::string_view text) override { notes.emplace_back(text); }

  size_t Count(std::string_view event) const {
    return static_cast<size_t>(std::ranges::count(events, event));
  }
  bool Heard(std::string_view event) const { return Count(event) > 0; }

  std::vector<std::string> events, books, notes;
  std::vector<core::Bar> bars;
  std::vector<core::TradeTick> trades;
  std::vector<execution::BestPrices> best;
  std::vector<std::pair<core::InstrumentId, core::Funding>> fundings;
  std::vector<std::pair<core::InstrumentId, core::Liquidation>> liquidations;
  std::vector<execution::ConnectorStatus> status;
};

}  // namespace keel::venues::binance
