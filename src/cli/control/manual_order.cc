// SPDX-License-Identifier: MIT
#include "cli/control/manual_order.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "cli/control/session_views.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr size_t kLongestKey = 255, kLongestWords = 500;

base::Result<core::Side> SideOf(const std::string& text) {
  if (text == "buy") return core::Side::kBuy;
  if (text == "sell") return core::Side::kSell;
  return Fail(ErrorCode::kUsage, fmt::format("a side is buy or sell, not \"{}\"", text));
}

base::Result<core::TimeInForce> TimeInForceOf(const std::string& text) {
  if (text.empty()) return core::TimeInForce::kGtc;
  for (const auto tif :
       {core::TimeInForce::kGtc, core::TimeInForce::kIoc, core::TimeInForce::kFok}) {
    if (text == core::ToString(tif)) return tif;
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("a time in force is GTC, IOC or FOK, not \"{}\"", text));
}

base::Status CheckLength(const std::string& text, std::string_view what, size_t longest) {
  if (text.size() <= longest) return {};
  return Fail(ErrorCode::kUsage, fmt::format("a {} has at most {} bytes", what, longest));
}

std::string Words(const engine::LiveSession& session, const core::OrderTerms& terms) {
  const std::string at = terms.type == core::OrderType::kLimit
                             ? "at " + terms.limit_price.ToString()
                             : std::string("at the market");
  return fmt::format("{} {} {} {}", terms.side == core::Side::kBuy ? "buys" : "sells",
                     terms.quantity.ToString(),
                     session.universe().at(terms.instrument).symbol.ToString(), at);
}

std::string Less(const core::OrderTerms& terms, core::Quantity asked) {
  if (terms.quantity >= asked) return "";
  return fmt::format(", less than the {} asked for", asked.ToString());
}

std::string RuleText(const core::Refusal& refusal) {
  const std::string room = refusal.head_room.is_positive()
                               ? "; " + refusal.head_room.ToString() + " would pass"
                               : std::string();
  return fmt::format("{:g} against {:g}{}", refusal.value, refusal.limit, room);
}

}  // namespace

base::Result<core::InstrumentId> PairOf(const engine::LiveSession& session,
                                        const std::string& name) {
  std::vector<std::string> names;
  for (const core::Instrument& pair : session.universe().instruments()) {
    names.push_back(pair.symbol.ToString());
    if (names.back() == name) return pair.id;
  }
  return Fail(ErrorCode::kNotFound, fmt::format("the session does not trade \"{}\"{}", name,
                                                base::DidYouMean(name, names)));
}

base::Result<engine::ManualOrder> ManualOrderOf(const engine::LiveSession& session,
                                                const engine::ControlRequest& request) {
  engine::ManualOrder order;
  TRY(order.terms.instrument, PairOf(session, request.pair));
  TRY(order.terms.side, SideOf(request.side));
  std::optional<core::Quantity> quantity;
  std::optional<core::Price> price;
  TRY(ReadAmount(request.quantity, "quantity", &quantity));
  TRY(ReadAmount(request.price, "price", &price));
  TRY(order.terms.tif, TimeInForceOf(request.time_in_force));
  TRY(CheckLength(request.key, "key", kLongestKey));
  TRY(CheckLength(request.reason, "reason", kLongestWords));
  if (!quantity) return Fail(ErrorCode::kUsage, "say how much: a quantity is missing");
  order.terms.quantity = *quantity;
  order.terms.type = price ? core::OrderType::kLimit : core::OrderType::kMarket;
  order.terms.limit_price = price.value_or(core::Price());
  order.terms.post_only = request.post_only;
  order.key = request.key;
  order.by = request.by;
  order.reason = request.reason;
  return order;
}

engine::PlacedView PlacedOf(const engine::LiveSession& session, const engine::ManualOrder& asked,
                            const engine::ManualPlacement& placed) {
  engine::PlacedView view;
  view.is_known = placed.is_known;
  view.order = OrderOf(session, placed.order);
  const core::OrderTerms& terms = session.account().orders.at(placed.order).order.terms;
  view.done =
      fmt::format("order {} {}{}{}: `keel orders` shows what became of it", placed.order.value,
                  Words(session, terms), Less(terms, asked.terms.quantity),
                  placed.is_known ? "; this key placed it before, and nothing was sent" : "");
  return view;
}

engine::CheckView CheckOf(const engine::LiveSession& session, const engine::ManualOrder& asked,
                          const engine::OrderForecast& forecast) {
  const core::Instrument& pair = session.universe().at(asked.terms.instrument);
  engine::CheckView view;
  view.quantity = forecast.terms.quantity.value();
  for (const core::Refusal& refusal : forecast.refusals) {
    const auto is_told = [&](const auto& finding) { return finding.rule == refusal.rule; };
    if (std::any_of(view.findings.begin(), view.findings.end(), is_told)) continue;
    view.findings.push_back({std::string(refusal.rule), RuleText(refusal)});
  }
  view.currency = pair.symbol.quote;
  view.price = forecast.price;
  view.value = forecast.value;
  view.fee = forecast.fee;
  view.head_room = forecast.head_room.value();
  view.done = forecast.goes_out() ? fmt::format("this {}{}", Words(session, forecast.terms),
                                                Less(forecast.terms, asked.terms.quantity))
                                  : std::string("this order is refused");
  return view;
}

}  // namespace keel::cli
