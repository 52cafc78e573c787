// SPDX-License-Identifier: MIT
#include "tests/simulation/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace keel::simulation {
namespace {

using core::Decimal;
using core::Quantity;
using execution::OrderState;

bool Agree(OrderState state, execution::VenueStatus status) {
  switch (status) {
    case execution::VenueStatus::kWorking:
      return state == OrderState::kWorking || state == OrderState::kPartiallyFilled;
    case execution::VenueStatus::kFilled:
      return state == OrderState::kFilled;
    default:
      return state == OrderState::kCanceled;
  }
}

std::string CompareOrder(const FaultyVenue& venue, const execution::OrderEntry& entry,
                         const FaultyVenue::Order* order, const std::string& id) {
  const std::string told(ToString(entry.state));
  if (venue.placements(id) > 1) return id + " was placed twice";
  if (order == nullptr) {
    return entry.state == OrderState::kRejected ? "" : id + " is not there, and here " + told;
  }
  if (entry.filled != order->executed) return id + " has filled otherwise";
  return Agree(entry.state, order->status) ? "" : id + " is here " + told;
}

std::string CompareOrders(const FaultyVenue& venue, const engine::Account& account,
                          const execution::VenueLink& link) {
  std::map<std::string, const FaultyVenue::Order*> at_venue;
  for (const auto& [number, order] : venue.orders()) at_venue[order.client_id] = &order;
  const auto& entries = account.orders.entries();
  if (at_venue.size() > entries.size()) return "the exchange has orders that nobody made";
  if (venue.oversales() > 0) return "more was for sale than is held";
  for (const execution::OrderEntry& entry : entries) {
    const std::string id = link.ClientId(entry.order.id);
    if (entry.is_kept) {
      if (at_venue.contains(id)) return id + " is at the exchange and was to be kept here";
      continue;
    }
    const auto at = at_venue.find(id);
    std::string failure =
        CompareOrder(venue, entry, at == at_venue.end() ? nullptr : at->second, id);
    if (!failure.empty()) return failure;
  }
  return "";
}

// Every stop that is wanted is there, for all that it is for, and no stop is there that is not.
std::string CompareStops(const FaultyVenue& venue, const engine::Account& account,
                         const execution::VenueLink& link) {
  std::map<uint32_t, Quantity> wanted;
  for (const auto& working : account.working.entries()) {
    const execution::OrderEntry& entry = account.orders.at(working.id);
    const bool waits = entry.order.terms.type == core::OrderType::kStop ||
                       entry.order.terms.type == core::OrderType::kTrailingStop;
    if (entry.is_kept && waits) wanted[working.oco_group] = working.open;
  }
  std::map<std::string, const core::Order*> by_id;
  for (const execution::OrderEntry& entry : account.orders.entries()) {
    by_id[link.ClientId(entry.order.id)] = &entry.order;
  }
  for (const auto& [number, order] : venue.orders()) {
    const bool works = order.status == execution::VenueStatus::kWorking;
    if (!works || order.terms.type != core::OrderType::kStop) continue;
    Quantity& open = wanted[by_id.at(order.client_id)->terms.oco_group];
    open = open - (order.terms.quantity - order.executed);
  }
  const core::Decimal dust = core::Decimal::FromInt(5);  // the pairs' least value
  for (const auto& [group, missing] : wanted) {
    if (missing.is_negative()) return fmt::format("a stop of group {} is for nothing", group);
    if (missing.value() * 80 >= dust) return fmt::format("group {} has no stop", group);
  }
  return "";
}

// Sums of all executions with their fees: one that is missing, doubled or wrong shows in them,
// since no two have the same price, quantity and fee.
std::string CompareBooks(const FaultyVenue& venue, const portfolio::Ledger& ledger,
                         Decimal deposit) {
  std::map<uint32_t, Quantity> held;
  Decimal money = deposit;
  for (const auto& trade : venue.trades()) {
    const bool buys = trade.side == core::Side::kBuy;
    const Decimal value = core::Notional(trade.price, trade.quantity);
    Quantity& position = held[trade.instrument.index];
    position = buys ? position + trade.quantity : position - trade.quantity;
    money += (buys ? -value : value) - trade.fee.amount;
  }
  if (ledger.balance(ledger.account_currency()) != money) return "the money is wrong";
  for (const core::Instrument& pair : ledger.universe().instruments()) {
    if (ledger.position(pair.id) != held[pair.id.index]) return "a position is wrong";
  }
  return "";
}

}  // namespace

OracleVerdict CompareWithVenue(const FaultyVenue& venue, const engine::Account& account,
                               const execution::VenueLink& link, Decimal deposit) {
  OracleVerdict verdict;
  verdict.orders = static_cast<int>(account.orders.entries().size());
  verdict.trades = static_cast<int>(venue.trades().size());
  if (link.unknown_orders() > 0) verdict.failure = "an order is unknown beyond its bound";
  if (verdict.failure.empty()) verdict.failure = CompareOrders(venue, account, link);
  if (verdict.failure.empty()) verdict.failure = CompareStops(venue, account, link);
  if (verdict.failure.empty()) verdict.failure = CompareBooks(venue, account.ledger, deposit);
  return verdict;
}

}  // namespace keel::simulation
