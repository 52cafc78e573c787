// SPDX-License-Identifier: MIT
#include "venues/binance/polled_parser.h"

#include <fmt/format.h>

#include "venues/binance/internal/object_reader.h"
#include "venues/binance/internal/rate_limit_rows.h"

namespace keel::venues::binance {

using internal::JsonKind;
using internal::JsonPiece;
using internal::ObjectReader;

namespace {

std::optional<base::UnixNanos> MillisIfThere(ObjectReader& in, std::string_view key) {
  return in.Has(key) ? std::optional(in.Millis(key)) : std::nullopt;
}

/// Binance leaves out what a contract does not have, or says "" of it.
bool HasText(const ObjectReader& in, std::string_view key) {
  const auto piece = in.Any(key);
  return piece && piece->kind != JsonKind::kNull && !piece->text.empty();
}

/// As OrderBook holds levels: a side that is empty is zero.
core::BookLevel ReadBest(ObjectReader& in, std::string_view price, std::string_view quantity) {
  return {in.Price(price), in.Quantity(quantity)};
}

/// Of 1 to `most` units.
base::Duration ReadSpan(ObjectReader& in, std::string_view key, base::Duration unit,
                        uint64_t most) {
  const uint64_t count = in.Unsigned(key);
  if (count == 0 || count > most) in.Fault(key, "is no span of time");
  return unit * static_cast<int64_t>(in.ok() ? count : 0);
}

PriceTicker ReadPrice(ObjectReader& in) {
  PriceTicker ticker;
  ticker.symbol = in.OwnedText("symbol");
  ticker.price = in.Price("price");
  ticker.time = MillisIfThere(in, "time");
  return ticker;
}

BookTicker ReadBookTicker(ObjectReader& in) {
  BookTicker ticker;
  ticker.symbol = in.OwnedText("symbol");
  ticker.bid = ReadBest(in, "bidPrice", "bidQty");
  ticker.ask = ReadBest(in, "askPrice", "askQty");
  ticker.time = MillisIfThere(in, "time");
  return ticker;
}

DayStatistics ReadDay(ObjectReader& in) {
  DayStatistics day;
  day.symbol = in.OwnedText("symbol");
  day.change = in.Amount("priceChange");
  day.weighted_average = in.Price("weightedAvgPrice");
  day.last = in.Price("lastPrice");
  day.last_quantity = in.Quantity("lastQty");
  if (in.Has("bidPrice")) day.bid = ReadBest(in, "bidPrice", "bidQty");
  if (in.Has("askPrice")) day.ask = ReadBest(in, "askPrice", "askQty");
  day.open = in.Price("openPrice");
  day.high = in.Price("highPrice");
  day.low = in.Price("lowPrice");
  day.volume = in.Quantity("volume");
  day.quote_volume = in.Quantity("quoteVolume").value();
  day.from = in.Millis("openTime");
  day.to = in.Millis("closeTime");
  // Minus one is Binance's word for none.
  if (in.Integer("firstId") >= 0) day.first_trade = in.Unsigned("firstId");
  if (in.Integer("lastId") >= 0) day.last_trade = in.Unsigned("lastId");
  day.trades = in.Unsigned("count");
  return day;
}

PremiumIndex ReadPremium(ObjectReader& in) {
  PremiumIndex premium;
  premium.symbol = in.OwnedText("symbol");
  premium.mark = in.Price("markPrice");
  premium.index = in.Price("indexPrice");
  if (HasText(in, "estimatedSettlePrice")) {
    premium.estimated_settlement = in.Price("estimatedSettlePrice");
  }
  // A contract with a delivery date has neither a rate nor a next time, which is "" and zero.
  if (HasText(in, "lastFundingRate")) premium.funding_rate = in.Amount("lastFundingRate");
  const base::UnixNanos next = in.Millis("nextFundingTime");
  if (next.ns != 0) premium.next_funding = next;
  if (HasText(in, "interestRate")) premium.interest_rate = in.Amount("interestRate");
  premium.time = in.Millis("time");
  return premium;
}

FundingPaid ReadFunding(ObjectReader& in) {
  FundingPaid paid;
  paid.symbol = in.OwnedText("symbol");
  paid.time = in.Millis("fundingTime");
  paid.rate = in.Amount("fundingRate");
  if (HasText(in, "markPrice")) paid.mark = in.Price("markPrice");
  return paid;
}

FundingTerms ReadTerms(ObjectReader& in) {
  FundingTerms terms;
  terms.symbol = in.OwnedText("symbol");
  terms.cap = in.Amount("adjustedFundingRateCap");
  terms.floor = in.Amount("adjustedFundingRateFloor");
  terms.interval = ReadSpan(in, "fundingIntervalHours", base::Hours(1), 24);
  return terms;
}

AveragePrice ReadAverage(ObjectReader& in) {
  AveragePrice average;
  average.window = ReadSpan(in, "mins", base::Minutes(1), 24 * 60);
  average.price = in.Price("price");
  average.last_trade = MillisIfThere(in, "closeTime");
  return average;
}

OpenInterest ReadInterest(ObjectReader& in) {
  OpenInterest interest;
  interest.symbol = in.OwnedText("symbol");
  interest.quantity = in.Quantity("openInterest");
  interest.time = in.Millis("time");
  return interest;
}

}  // namespace

template <typename Row, typename ReadRow>
base::Result<Row> PolledParser::One(std::string_view body, const char* what,
                                    const ReadRow& read_row) {
  TRY(const JsonPiece root, json_.Load(body));
  ObjectReader in(json_, what, root);
  Row row = read_row(in);
  TRY(in.status());
  return row;
}

template <typename Row, typename ReadRow>
base::Result<std::vector<Row>> PolledParser::Several(std::string_view body, const char* what,
                                                     const ReadRow& read_row) {
  TRY(const JsonPiece root, json_.Load(body));
  std::vector<JsonPiece> items;
  if (auto opened = json_.Items(root, &items); !opened) {
    return base::Wrap(std::move(opened).error(), fmt::format("list of {}", what));
  }
  return internal::ReadRows<Row>(json_, items, what, read_row);
}

template <typename Row, typename ReadRow>
base::Result<std::vector<Row>> PolledParser::OneOrSeveral(std::string_view body, const char* what,
                                                          const ReadRow& read_row) {
  TRY(const JsonPiece root, json_.Load(body));
  if (root.kind == JsonKind::kObject) return internal::ReadRows<Row>(json_, {root}, what, read_row);
  return Several<Row>(body, what, read_row);
}

base::Result<std::vector<PriceTicker>> PolledParser::Prices(std::string_view body) {
  return OneOrSeveral<PriceTicker>(body, "price ticker", ReadPrice);
}

base::Result<std::vector<BookTicker>> PolledParser::BestLevels(std::string_view body) {
  return OneOrSeveral<BookTicker>(body, "book ticker", ReadBookTicker);
}

base::Result<std::vector<DayStatistics>> PolledParser::Days(std::string_view body) {
  return OneOrSeveral<DayStatistics>(body, "24 hour ticker", ReadDay);
}

base::Result<std::vector<PremiumIndex>> PolledParser::Premiums(std::string_view body) {
  return OneOrSeveral<PremiumIndex>(body, "premium index", ReadPremium);
}

base::Result<AveragePrice> PolledParser::Average(std::string_view body) {
  return One<AveragePrice>(body, "average price", ReadAverage);
}

base::Result<OpenInterest> PolledParser::Interest(std::string_view body) {
  return One<OpenInterest>(body, "open interest", ReadInterest);
}

base::Result<std::vector<FundingPaid>> PolledParser::Fundings(std::string_view body) {
  return Several<FundingPaid>(body, "funding rate", ReadFunding);
}

base::Result<std::vector<FundingTerms>> PolledParser::Terms(std::string_view body) {
  return Several<FundingTerms>(body, "funding terms", ReadTerms);
}

base::Result<std::vector<RateLimit>> PolledParser::OrderCounts(std::string_view body) {
  TRY(const JsonPiece root, json_.Load(body));
  std::vector<RateLimit> counts;
  TRY(internal::ReadRateLimitRows(json_, root, &counts));
  return counts;
}

}  // namespace keel::venues::binance
