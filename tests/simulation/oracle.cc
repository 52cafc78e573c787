// SPDX-License-Identifier: MIT
#include "tests/simulation/oracle.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

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

std::string CompareOrder(const execution::OrderEntry& entry, const std::vector<Venue::Order>& made,
                         const std::string& id) {
  const std::string told(ToString(entry.state));
  if (entry.is_kept) return made.empty() ? "" : id + " is there and was to be kept here";
  if (made.size() > 1) return id + " was placed twice";
  if (made.empty()) {
    return entry.state == OrderState::kRejected ? "" : id + " is not there, and here " + told;
  }
  if (entry.filled != made[0].executed) return id + " has filled otherwise";
  const bool is_market = entry.order.terms.type == core::OrderType::kMarket;
  if (!is_market && entry.order.terms.quantity != made[0].terms.quantity) {
    return id + " is for another quantity there";
  }
  return Agree(entry.state, made[0].status) ? "" : id + " is here " + told;
}

std::string CompareOrders(const Venue& venue, const engine::Account& account,
                          const execution::VenueLink& link) {
  std::map<std::string, std::vector<Venue::Order>> at_venue;
  for (const Venue::Order& order : venue.Orders()) {
    if (!order.client_id.starts_with(kStranger)) at_venue[order.client_id].push_back(order);
  }
  const auto& entries = account.orders.entries();
  if (venue.oversales() > 0 && !venue.stranger_sold()) return "more was for sale than is held";
  for (const execution::OrderEntry& entry : entries) {
    const std::string id = link.ClientId(entry.order.id);
    std::string failure = CompareOrder(entry, at_venue[id], id);
    if (!failure.empty()) return failure;
  }
  if (at_venue.size() > entries.size()) return "the exchange has orders that nobody made";
  return "";
}

// Entries that cancel each other buy no more than one of them, and what the entry of a bracket
// bought has its exits until it is sold or somebody cancels them.
std::string CompareGroups(const Venue& venue, const engine::Account& account) {
  struct Group {
    Quantity wished, bought, sold, waiting;
    bool has_ended = false;
  };
  std::map<uint32_t, Group> groups;
  for (const execution::OrderEntry& entry : account.orders.entries()) {
    const core::OrderTerms& terms = entry.order.terms;
    Group& group = groups[terms.oco_group];
    const bool buys = terms.side == core::Side::kBuy;
    if (!entry.is_kept) {
      (buys ? group.bought : group.sold) += entry.filled;
    } else if (buys) {
      group.wished = std::max(group.wished, terms.quantity);
    } else if (!entry.is_terminal()) {
      group.waiting = terms.quantity;
    } else {
      group.has_ended = group.has_ended || entry.end == core::OrderEnd::kCanceledByOco;
    }
  }
  groups.erase(0);
  for (const auto& [id, group] : groups) {
    const bool is_bracket = group.wished.is_zero() && group.bought.is_positive();
    if (group.wished.is_positive() && group.bought > group.wished) {
      return fmt::format("group {} bought more than it was to", id);
    }
    const Quantity left = group.bought - group.sold;
    const Decimal thousandth = Decimal::PowerOfTen(-3);  // taken of the coin itself
    const Quantity fees(core::Mul(group.bought.value(), thousandth, core::Rounding::kUp));
    if (is_bracket && !venue.CanBeDust(left - fees) && group.has_ended && group.waiting.is_zero()) {
      return fmt::format("the exits of group {} ended and left {}", id, left.ToString());
    }
  }
  return "";
}

/// Whether the exchange takes one more stop of the pair.
bool HasRoom(const Venue& venue, core::InstrumentId pair) {
  const execution::StopRules rules = venue.Stops(pair.index);
  if (!rules.at_market) return false;
  const std::vector<Venue::Order> orders = venue.Orders();
  const auto waiting = std::count_if(orders.begin(), orders.end(), [&](const Venue::Order& order) {
    return order.status == execution::VenueStatus::kWorking && order.terms.instrument == pair &&
           execution::WaitsForPrice(order.terms.type);
  });
  return rules.most == 0 || waiting < static_cast<ptrdiff_t>(rules.most);
}

// Every stop that is wanted is there, for all that it is for, unless the exchange takes no more of
// them; and no stop is there that is not wanted.
std::string CompareStops(const Venue& venue, const engine::Account& account,
                         const execution::VenueLink& link) {
  std::map<uint32_t, Quantity> wanted;
  std::map<uint32_t, core::InstrumentId> pair_of;
  for (const auto& working : account.working.entries()) {
    const execution::OrderEntry& entry = account.orders.at(working.id);
    const bool waits = entry.order.terms.type == core::OrderType::kStop ||
                       entry.order.terms.type == core::OrderType::kTrailingStop;
    if (entry.is_kept && waits && working.side == core::Side::kSell)
      wanted[working.oco_group] = working.open;
    pair_of[working.oco_group] = working.instrument;
  }
  std::map<std::string, const core::Order*> by_id;
  for (const execution::OrderEntry& entry : account.orders.entries()) {
    by_id[link.ClientId(entry.order.id)] = &entry.order;
  }
  for (const Venue::Order& order : venue.Orders()) {
    const bool works = order.status == execution::VenueStatus::kWorking;
    if (!works || order.terms.type != core::OrderType::kStop) continue;
    Quantity& open = wanted[by_id.at(order.client_id)->terms.oco_group];
    open = open - (order.terms.quantity - order.executed);
  }
  for (const auto& [group, missing] : wanted) {
    if (missing.is_negative()) return fmt::format("a stop of group {} is for nothing", group);
    if (venue.CanBeDust(missing) || !HasRoom(venue, pair_of.at(group))) continue;
    return fmt::format("group {} has no stop", group);
  }
  return "";
}

// Sums of all executions with their fees: one that is missing, doubled or wrong shows in them,
// since no two have the same price, quantity and fee.
// Strategies hold no more than the account: of what others bought they hold nothing.
std::string CompareBooks(const Venue& venue, const portfolio::Ledger& ledger, Decimal deposit) {
  const core::Universe& universe = ledger.universe();
  std::map<uint32_t, Decimal> money;
  money[ledger.account_currency().index] = deposit + venue.paid_in();
  std::set<uint32_t> others;  // coins in which others traded
  for (const Venue::Order& order : venue.Orders()) {
    if (order.client_id.starts_with(kStranger)) {
      others.insert(universe.at(order.terms.instrument).base.index);
    }
  }
  for (const auto& trade : venue.Trades()) {
    const core::Instrument& pair = universe.at(trade.instrument);
    const bool buys = trade.side == core::Side::kBuy;
    const Decimal value = core::Notional(trade.price, trade.quantity);
    money[pair.quote.index] += buys ? -value : value;
    money[pair.base.index] += buys ? trade.quantity.value() : -trade.quantity.value();
    money[trade.fee.currency.index] -= trade.fee.amount;
  }
  for (const auto& [coin, amount] : money) {
    const core::CurrencyId id{static_cast<uint16_t>(coin)};
    if (ledger.balance(id) == amount) continue;
    return fmt::format("{} {} are booked and {} were traded", ledger.balance(id).ToString(),
                       universe.code(id), amount.ToString());
  }
  for (const core::Instrument& pair : universe.instruments()) {
    const Decimal held = ledger.position(pair.id).value(), is_there = money[pair.base.index];
    const bool is_shared = others.contains(pair.base.index);
    if (is_shared ? held > is_there : held != is_there) return "a position is wrong";
  }
  return "";
}

// What the exchange itself says of each coin.
std::string CompareHoldings(const Venue& venue, const portfolio::Ledger& ledger) {
  const core::Universe& universe = ledger.universe();
  for (const auto& [code, amount] : venue.Holdings()) {
    const auto& codes = universe.currencies();
    const auto known = std::find(codes.begin(), codes.end(), code) - codes.begin();
    const bool is_known = known < static_cast<ptrdiff_t>(codes.size());
    const Decimal booked = is_known ? ledger.balance({static_cast<uint16_t>(known)}) : Decimal();
    if (booked == amount) continue;
    return fmt::format("{} {} are booked and the exchange has {}", booked.ToString(), code,
                       amount.ToString());
  }
  return "";
}

}  // namespace

OracleVerdict CompareWithVenue(const Venue& venue, const engine::Account& account,
                               const execution::VenueLink& link, Decimal deposit) {
  OracleVerdict verdict;
  verdict.orders = static_cast<int>(account.orders.entries().size());
  verdict.trades = static_cast<int>(venue.Trades().size());
  if (link.unknown_orders() > 0) verdict.failure = "an order is unknown beyond its bound";
  if (verdict.failure.empty()) verdict.failure = CompareOrders(venue, account, link);
  if (!venue.stranger_sold()) {  // what exits are for is there
    if (verdict.failure.empty()) verdict.failure = CompareGroups(venue, account);
    if (verdict.failure.empty()) verdict.failure = CompareStops(venue, account, link);
  }
  if (verdict.failure.empty()) verdict.failure = CompareBooks(venue, account.ledger, deposit);
  if (verdict.failure.empty()) verdict.failure = CompareHoldings(venue, account.ledger);
  return verdict;
}

}  // namespace keel::simulation
