// SPDX-License-Identifier: MIT
#include "engine/parity_rests.h"

#include <algorithm>

namespace keel::engine {
namespace {

bool MayRest(const core::OrderTerms& terms) {
  const bool is_limit =
      terms.type == core::OrderType::kLimit || terms.type == core::OrderType::kStopLimit;
  return is_limit && terms.tif != core::TimeInForce::kIoc && terms.tif != core::TimeInForce::kFok;
}

/// What the order was for when a word of it was heard: an amend lowers it.
core::Quantity QuantityAt(const SessionOrder& order, base::UnixNanos heard) {
  core::Quantity quantity = order.sent.terms.quantity;
  for (size_t i = 0; i < order.amends.size() && order.amended[i] <= heard; ++i) {
    if (order.amends[i].step == AmendStep::kDone) quantity = order.amends[i].quantity;
  }
  return quantity;
}

std::optional<sim::KnownRest> RestOf(const SessionOrder& order) {
  if (order.is_kept || !MayRest(order.sent.terms)) return std::nullopt;
  sim::KnownRest rest;
  core::Quantity filled;
  bool stood = false;
  for (size_t i = 0; i < order.reports.size(); ++i) {
    const ReportedRecord& report = order.reports[i];
    stood = stood || report.kind == ReportKind::kAccepted || report.fill;
    if (report.kind == ReportKind::kCanceled || report.kind == ReportKind::kRejected) {
      rest.until = order.heard[i];
    }
    if (!report.fill) continue;
    if (report.fill->liquidity != core::Liquidity::kMaker) return std::nullopt;
    filled += report.fill->quantity;
    rest.fills.push_back({report.fill->time, filled, QuantityAt(order, order.heard[i])});
  }
  return stood ? std::optional(std::move(rest)) : std::nullopt;
}

}  // namespace

RestedOrders::RestedOrders(const SessionHistory& history, core::Timeframe timeframe,
                           base::UnixNanos from)
    : timeframe_(timeframe) {
  for (const SessionOrder& order : history.orders) {
    const SubmittedRecord& sent = order.sent;
    if (sent.created_at < from || !MayRest(sent.terms)) continue;
    const Key key{timeframe.OpenOf(sent.created_at), core::StrategyId{sent.strategy},
                  sent.terms.instrument, sent.terms.side, sent.terms.limit_price};
    auto& orders = orders_[key].orders;
    orders.push_back(RestOf(order));
    count_ += orders.back() ? 1 : 0;
  }
}

const sim::KnownRest* RestedOrders::Next(const core::Order& order) {
  if (!MayRest(order.terms)) return nullptr;
  const auto at = orders_.find({timeframe_.OpenOf(order.created_at), order.strategy,
                                order.terms.instrument, order.terms.side, order.terms.limit_price});
  if (at == orders_.end()) return nullptr;
  Alike& alike = at->second;
  if (alike.next == alike.orders.size()) return nullptr;
  const auto& rest = alike.orders[alike.next++];
  return rest ? &*rest : nullptr;
}

}  // namespace keel::engine
