// SPDX-License-Identifier: MIT
// What an account may ask about itself.
#include <algorithm>

#include "exchange/call.h"
#include "exchange/rate_limits.h"

namespace keel::exchange {
namespace {

using base::JsonWriter;

Answer WriteOrders(const SimulatedExchange& exchange, std::vector<OrderRecord> orders) {
  JsonWriter json;
  json.BeginArray();
  for (OrderRecord& order : orders) {
    WriteOrder(json, exchange, {std::move(order), {}}, OrderShape::kQuery);
  }
  json.EndArray();
  return {200, json.Take()};
}

// From an id on or within a time the first `limit`, otherwise the last.
template <typename Row>
void CutTo(size_t limit, bool from_start, std::vector<Row>* rows) {
  if (rows->size() <= limit) return;
  const auto surplus = static_cast<ptrdiff_t>(rows->size() - limit);
  if (from_start) {
    rows->erase(rows->end() - surplus, rows->end());
  } else {
    rows->erase(rows->begin(), rows->begin() + surplus);
  }
}

void WriteBalances(JsonWriter& json, const Accounts& accounts, AccountId account, bool omit_zero) {
  json.Key("balances").BeginArray();
  for (AssetId asset = 0; asset < accounts.assets().size(); ++asset) {
    const Balance& balance = accounts.at(account, asset);
    if (omit_zero && balance == Balance{}) continue;
    json.BeginObject().Key("asset").String(accounts.assets()[asset]);
    WriteAmount(json, "free", balance.free);
    WriteAmount(json, "locked", balance.locked);
    json.EndObject();
  }
  json.EndArray();
}

void WriteRates(JsonWriter& json, std::string_view key, core::Decimal maker, core::Decimal taker) {
  json.Key(key).BeginObject();
  WriteAmount(json, "maker", maker);
  WriteAmount(json, "taker", taker);
  WriteAmount(json, "buyer", core::Decimal());
  WriteAmount(json, "seller", core::Decimal());
  json.EndObject();
}

}  // namespace

Answer OpenOrdersOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const auto market = in.OptionalSymbol();
  if (in.fault()) return AnswerOf(*in.fault());
  return WriteOrders(exchange, exchange.OpenOrders(call.account, market));
}

Answer AllOrdersOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  const auto from_id = in.Whole("orderId");
  const auto from = in.Time("startTime"), to = in.Time("endTime");
  const size_t limit = in.Limit(500, 1000);
  if (in.fault()) return AnswerOf(*in.fault());
  std::vector<OrderRecord> orders = exchange.AllOrders(call.account, market);
  std::erase_if(orders, [&](const OrderRecord& order) {
    return (from_id && order.id < static_cast<uint64_t>(*from_id)) ||
           (from && order.placed_at < *from) || (to && order.placed_at > *to);
  });
  CutTo(limit, from_id || from, &orders);
  return WriteOrders(exchange, std::move(orders));
}

Answer TradesOf(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const MarketId market = in.Symbol();
  const auto order = in.Whole("orderId"), from_id = in.Whole("fromId");
  const auto from = in.Time("startTime"), to = in.Time("endTime");
  const size_t limit = in.Limit(500, 1000);
  if (in.fault()) return AnswerOf(*in.fault());
  std::vector<AccountFill> fills;
  for (const AccountFill& fill : exchange.fills(call.account)) {
    if (fill.market != market || (order && fill.order != static_cast<uint64_t>(*order))) continue;
    if (from_id && fill.trade < static_cast<uint64_t>(*from_id)) continue;
    if ((from && fill.time < *from) || (to && fill.time > *to)) continue;
    fills.push_back(fill);
  }
  CutTo(limit, from_id || from, &fills);
  JsonWriter json;
  json.BeginArray();
  for (const AccountFill& fill : fills) WriteAccountFill(json, exchange, fill);
  json.EndArray();
  return {200, json.Take()};
}

Answer AccountStatus(SimulatedExchange& exchange, const CallContext& call, ParameterReader& in) {
  const bool omit_zero = in.Text("omitZeroBalances").value_or("false") == "true";
  if (in.fault()) return AnswerOf(*in.fault());
  const FeeRates& fees = exchange.fees();
  const auto bps = [](core::Decimal rate) {
    return static_cast<int64_t>(rate.raw() / core::Decimal::PowerOfTen(-4).raw());
  };
  JsonWriter json;
  json.BeginObject().Key("makerCommission").Number(bps(fees.maker));
  json.Key("takerCommission").Number(bps(fees.taker));
  json.Key("buyerCommission").Number(0).Key("sellerCommission").Number(0);
  WriteRates(json, "commissionRates", fees.maker, fees.taker);
  json.Key("canTrade").Bool(true).Key("canWithdraw").Bool(false).Key("canDeposit").Bool(false);
  json.Key("brokered").Bool(false).Key("requireSelfTradePrevention").Bool(false);
  json.Key("preventSor").Bool(true);
  WriteTime(json, "updateTime", exchange.updated_at(call.account));
  json.Key("accountType").String("SPOT");
  WriteBalances(json, exchange.accounts(), call.account, omit_zero);
  json.Key("permissions").BeginArray().String("SPOT").EndArray();
  json.Key("uid").Number(uint64_t{call.account}).EndObject();
  return {200, json.Take()};
}

Answer CommissionOf(SimulatedExchange& exchange, const CallContext&, ParameterReader& in) {
  const Market& market = exchange.market(in.Symbol());
  if (in.fault()) return AnswerOf(*in.fault());
  const FeeRates& fees = exchange.fees();
  const bool discounts = !fees.coin.empty();
  JsonWriter json;
  json.BeginObject().Key("symbol").String(market.listing.symbol);
  WriteRates(json, "standardCommission", fees.maker, fees.taker);
  WriteRates(json, "specialCommission", {}, {});
  WriteRates(json, "taxCommission", {}, {});
  json.Key("discount").BeginObject().Key("enabledForAccount").Bool(discounts);
  json.Key("enabledForSymbol").Bool(discounts).Key("discountAsset");
  discounts ? json.String(fees.coin) : json.Null();
  WriteAmount(json, "discount", discounts ? fees.coin_share : core::Decimal());
  json.EndObject().EndObject();
  return {200, json.Take()};
}

Answer KeyRestrictionsOf(SimulatedExchange&, const CallContext& call, ParameterReader& in) {
  if (in.fault()) return AnswerOf(*in.fault());
  JsonWriter json;
  json.BeginObject().Key("ipRestrict").Bool(false);
  WriteTime(json, "createTime", call.now);
  json.Key("enableReading").Bool(true).Key("enableSpotAndMarginTrading").Bool(true);
  json.Key("enableWithdrawals").Bool(false).Key("enableInternalTransfer").Bool(false);
  json.Key("permitsUniversalTransfer").Bool(false).Key("enableMargin").Bool(false);
  json.Key("enableFutures").Bool(false).Key("enableVanillaOptions").Bool(false);
  json.EndObject();
  return {200, json.Take()};
}

Answer OrderCountsOf(SimulatedExchange&, const CallContext& call, ParameterReader&) {
  JsonWriter json;
  json.BeginArray();
  WriteLimit(json, kLimitRules[kOrdersTenSeconds], call.orders_ten_seconds);
  WriteLimit(json, kLimitRules[kOrdersDay], call.orders_day);
  json.EndArray();
  return {200, json.Take()};
}

}  // namespace keel::exchange
