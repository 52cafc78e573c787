// SPDX-License-Identifier: MIT
// A venue that says what a test wants it to say, and remembers all that it was asked.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "execution/venue_link.h"

namespace keel::faults {

class ScriptedVenue {
 public:
  using Words = decltype(execution::Answer::what);

  /// What it has, and tells where it is asked: orders (all of them), executions, balances.
  std::vector<execution::VenueOrder> orders;
  std::vector<execution::VenueTrade> trades;
  std::optional<std::vector<execution::Balance>> balances;
  /// Comes before all that; nothing: as above. A placement or cancel is then not answered at all.
  std::function<std::optional<Words>(const execution::Request&)> script;
  bool deaf = false;  ///< no request is answered

  /// The answer to a request; nothing where none comes.
  std::optional<Words> Ask(const execution::Request& request) {
    asked_.push_back(request);
    if (deaf) return std::nullopt;
    if (script) {
      if (auto words = script(request)) return words;
    }
    if (const auto* query = std::get_if<execution::QueryOrder>(&request.what)) {
      return Find(query->client_id);
    }
    if (std::holds_alternative<execution::QueryOpenOrders>(request.what)) return Open();
    if (const auto* query = std::get_if<execution::QueryTrades>(&request.what)) {
      return After(*query);
    }
    if (!std::holds_alternative<execution::QueryBalances>(request.what)) return std::nullopt;
    if (balances) return Words(*balances);
    return Words(execution::Failure::kUnknown);
  }

  /// The order of that name from now on.
  execution::VenueOrder& Set(const std::string& client_id, execution::VenueStatus status,
                             std::string_view executed = "0") {
    auto at = std::ranges::find(orders, client_id, &execution::VenueOrder::client_id);
    if (at == orders.end()) {
      orders.push_back({client_id, 1000 + orders.size(), {0}});
      at = orders.end() - 1;
    }
    at->status = status;
    at->executed = *core::Quantity::Parse(executed);
    return *at;
  }
  execution::VenueTrade& Trade(uint64_t number, const std::string& client_id,
                               std::string_view quantity, core::Side side = core::Side::kBuy) {
    execution::VenueTrade trade;
    trade.number = number;
    trade.side = side;
    trade.price = *core::Price::Parse("100");
    trade.quantity = *core::Quantity::Parse(quantity);
    const auto at = std::ranges::find(orders, client_id, &execution::VenueOrder::client_id);
    trade.venue_id = at == orders.end() ? 1 : at->venue_id;
    return trades.emplace_back(trade);
  }

  template <typename What>
  size_t Count() const {
    return static_cast<size_t>(std::ranges::count_if(
        asked_, [](const auto& r) { return std::holds_alternative<What>(r.what); }));
  }
  template <typename What>
  std::vector<What> All() const {
    std::vector<What> all;
    for (const execution::Request& r : asked_) {
      if (const auto* what = std::get_if<What>(&r.what)) all.push_back(*what);
    }
    return all;
  }
  const std::vector<execution::Request>& asked() const { return asked_; }
  void Forget() { asked_.clear(); }
  template <typename What>
  execution::RequestId Last() const {
    for (auto at = asked_.rbegin(); at != asked_.rend(); ++at) {
      if (std::holds_alternative<What>(at->what)) return at->id;
    }
    return {};
  }

 private:
  Words Find(const std::string& client_id) const {
    const auto at = std::ranges::find(orders, client_id, &execution::VenueOrder::client_id);
    if (at == orders.end()) return execution::NotFound{};
    return *at;
  }
  Words Open() const {
    std::vector<execution::VenueOrder> open;
    for (const auto& order : orders) {
      if (order.status == execution::VenueStatus::kWorking) open.push_back(order);
    }
    return open;
  }
  Words After(const execution::QueryTrades& query) const {
    std::vector<execution::VenueTrade> told;
    for (const auto& trade : trades) {
      if (trade.number > query.after && trade.instrument == query.instrument) told.push_back(trade);
    }
    return told;
  }

  std::vector<execution::Request> asked_;
};

}  // namespace keel::faults
