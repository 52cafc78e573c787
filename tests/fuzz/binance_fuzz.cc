// SPDX-License-Identifier: MIT
// Any bytes as a message of Binance. The scanner of the usual layouts must say what the general
// reader says; every reader gives a value or one refusal; what is read goes through the book. The
// first byte picks the reader.
//   cmake --preset fuzz && ninja -C build/fuzz binance_fuzz && build/fuzz/tests/binance_fuzz
//   -max_len=2048
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "market/book_sync.h"
#include "venues/binance/bulk_klines.h"
#include "venues/binance/client_order_id.h"
#include "venues/binance/market_parser.h"
#include "venues/binance/polled_parser.h"
#include "venues/binance/rest_parser.h"
#include "venues/binance/testing/render.h"
#include "venues/binance/usdm_account_parser.h"
#include "venues/binance/ws_api_parser.h"

namespace {

using namespace keel;
namespace binance = keel::venues::binance;

constexpr base::UnixNanos kNow{1};

template <typename T>
bool Refused(const base::Result<T>& read) {
  CHECK(read || !read.error().message.empty(), "a refusal must say why");
  return !read;
}

void UseBook(const core::BookUpdate& update) {
  market::OrderBook book(update.instrument, 100);
  book.Apply(update);
  CHECK(book.bids().size() <= 100 && book.asks().size() <= 100, "a side keeps its bound");
  for (const auto side : {core::Side::kBuy, core::Side::kSell}) {
    (void)book.Walk(side, core::Quantity(core::Decimal::FromInt(1'000'000)));
  }
}

void FuzzMarket(std::string_view text) {
  static binance::MarketParser parser({{"BTCUSDT", {0}}, {"B", {1}}});
  binance::MarketMessage scanned, general;
  const uint64_t slow = parser.slow_messages();
  const bool refused = Refused(parser.Parse(text, kNow, &scanned));
  if (!refused && scanned.kind == binance::MarketKind::kDepth) UseBook(scanned.book);
  if (!refused && scanned.kind == binance::MarketKind::kKline) {
    (void)Refused(binance::ClosedBar(scanned.kline, {}));
  }
  if (parser.slow_messages() != slow) return;
  CHECK(!refused, "the scanner says yes or nothing");
  CHECK(!Refused(parser.ParseGeneral(text, kNow, &general)), "the scanner reads no more than JSON");
  CHECK(binance::Render(scanned) == binance::Render(general), "both readers read the same");
}

void FuzzPolled(uint8_t which, std::string_view text) {
  static binance::PolledParser parser;
  switch (which % 9) {
    case 0:
      (void)Refused(parser.Prices(text));
      break;
    case 1:
      (void)Refused(parser.BestLevels(text));
      break;
    case 2:
      (void)Refused(parser.Days(text));
      break;
    case 3:
      (void)Refused(parser.Premiums(text));
      break;
    case 4:
      (void)Refused(parser.Average(text));
      break;
    case 5:
      (void)Refused(parser.Interest(text));
      break;
    case 6:
      (void)Refused(parser.Fundings(text));
      break;
    case 7:
      (void)Refused(parser.Terms(text));
      break;
    default:
      (void)Refused(parser.OrderCounts(text));
  }
}

void FuzzRest(uint8_t which, std::string_view text) {
  static binance::RestParser parser;
  core::BookUpdate book;
  switch (which % 11) {
    case 0:
      if (!Refused(parser.Depth(text, {}, kNow, &book))) UseBook(book);
      break;
    case 1:
      (void)Refused(parser.Exchange(text));
      break;
    case 2:
      (void)Refused(parser.Klines(text, {}, {}, kNow));
      break;
    case 3:
      (void)Refused(parser.Trades(text));
      break;
    case 4:
      (void)Refused(parser.AggregateTrades(text));
      break;
    case 5:
      (void)Refused(parser.Account(text));
      break;
    case 6:
      (void)Refused(parser.Order(text));
      break;
    case 7:
      (void)Refused(parser.AccountTrades(text));
      break;
    case 8:
      (void)Refused(parser.CancelReplace(text));
      break;
    case 9:
      (void)Refused(parser.Amended(text));
      break;
    default:
      if (const auto error = binance::ReadErrorBody(text)) {
        (void)binance::MeaningOf(400, *error);
      }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  // Exactly the text and nothing behind it, so that reading too far is seen.
  const std::string text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] < 100) {
    FuzzMarket(text);
  } else if (bytes[0] < 150) {
    static binance::WsApiParser parser;
    (void)Refused(parser.Parse(text));
  } else if (bytes[0] < 160) {
    static binance::UsdmAccountParser parser;
    (void)Refused(parser.Parse(text));
  } else if (bytes[0] < 200) {
    FuzzPolled(bytes[0], text);
  } else if (bytes[0] < 210) {
    (void)Refused(binance::ReadBulkKlines(text, *keel::core::Timeframe::Parse("1m")));
  } else {
    FuzzRest(bytes[0], text);
  }
  CHECK(!binance::IsClientOrderId(text) || text.size() <= 36, "a name that the venue takes");
  return 0;
}
