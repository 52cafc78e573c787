// SPDX-License-Identifier: MIT
// What can be traded, and under which filters. A Universe gives instruments and currencies dense
// indices, so that the engine uses vectors where others use maps.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/result.h"
#include "core/amount.h"
#include "core/symbol.h"

namespace keel::core {

/// Dense index of an instrument in a Universe.
struct InstrumentId {
  uint32_t index = 0;
  friend constexpr auto operator<=>(InstrumentId, InstrumentId) = default;
};

/// One spot pair at one venue.
struct Instrument {
  InstrumentId id;
  std::string venue;
  Symbol symbol;
  CurrencyId base;
  CurrencyId quote;
  Price tick;            ///< prices are multiples of it
  Quantity lot;          ///< quantities are multiples of it
  Decimal min_notional;  ///< smallest order value, in quote currency
};

/// The filters that a venue sets for one pair. It may change them at any time.
struct InstrumentFilters {
  Price tick;
  Quantity lot;
  Decimal min_notional;
  friend bool operator==(const InstrumentFilters&, const InstrumentFilters&) = default;
};

/// The instruments and currencies of one run, in the order they were added.
class Universe {
 public:
  /// Adds a pair. kUsage where venue and symbol are there already, the tick or the lot is not
  /// positive, or the minimum is negative (zero is none).
  base::Result<InstrumentId> Add(std::string venue, Symbol symbol,
                                 const InstrumentFilters& filters);
  /// The venue's filters of a pair from now on; kUsage as for Add, and nothing has changed then.
  base::Status SetFilters(InstrumentId id, const InstrumentFilters& filters);
  /// The index of a currency by its code, made when it is new.
  CurrencyId AddCurrency(std::string_view code);

  const std::vector<Instrument>& instruments() const { return instruments_; }
  const Instrument& at(InstrumentId id) const { return instruments_[id.index]; }
  std::optional<InstrumentId> Find(std::string_view venue, const Symbol& symbol) const;
  const std::vector<std::string>& currencies() const { return currencies_; }
  const std::string& code(CurrencyId id) const {
    CHECK(id.index < currencies_.size(), "a coin of another universe");
    return currencies_[id.index];
  }

 private:
  std::vector<Instrument> instruments_;
  std::vector<std::string> currencies_;
};

}  // namespace keel::core
