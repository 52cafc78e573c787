// SPDX-License-Identifier: MIT
// Reads the answers that polled_messages.h describes. Every reader says kCorrupt and names the
// field that is missing, of the wrong type or out of range.
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"
#include "venues/binance/internal/json_reader.h"
#include "venues/binance/polled_messages.h"
#include "venues/binance/rate_limits.h"

namespace keel::venues::binance {

class PolledParser {
 public:
  // An answer about one pair is a row, one about several is a list of them.
  base::Result<std::vector<PriceTicker>> Prices(std::string_view body);
  base::Result<std::vector<BookTicker>> BestLevels(std::string_view body);
  base::Result<std::vector<DayStatistics>> Days(std::string_view body);
  base::Result<std::vector<PremiumIndex>> Premiums(std::string_view body);

  base::Result<AveragePrice> Average(std::string_view body);
  base::Result<OpenInterest> Interest(std::string_view body);
  base::Result<std::vector<FundingPaid>> Fundings(std::string_view body);
  base::Result<std::vector<FundingTerms>> Terms(std::string_view body);
  /// `rateLimit/order`: how many unfilled orders the account has placed in each window.
  base::Result<std::vector<RateLimit>> OrderCounts(std::string_view body);

 private:
  template <typename Row, typename ReadRow>
  base::Result<Row> One(std::string_view body, const char* what, const ReadRow& read_row);
  template <typename Row, typename ReadRow>
  base::Result<std::vector<Row>> Several(std::string_view body, const char* what,
                                         const ReadRow& read_row);
  template <typename Row, typename ReadRow>
  base::Result<std::vector<Row>> OneOrSeveral(std::string_view body, const char* what,
                                              const ReadRow& read_row);

  internal::JsonReader json_;
};

}  // namespace keel::venues::binance
