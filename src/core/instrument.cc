// SPDX-License-Identifier: MIT
#include "core/instrument.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::core {

namespace {

tl::unexpected<base::Error> Bad(const std::string& venue, const Symbol& symbol,
                                std::string_view why) {
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("{} at {}: {}", symbol.ToString(), venue, why));
}

base::Status Check(const std::string& venue, const Symbol& symbol,
                   const InstrumentFilters& filters) {
  const auto bad = [&](std::string_view why) { return Bad(venue, symbol, why); };
  if (!filters.tick.is_positive()) return bad("the tick must be greater than zero");
  if (!filters.lot.is_positive()) return bad("the lot must be greater than zero");
  if (filters.min_notional.is_negative()) return bad("the minimum order value is below zero");
  return {};
}

}  // namespace

base::Result<InstrumentId> Universe::Add(std::string venue, Symbol symbol,
                                         const InstrumentFilters& filters) {
  if (Find(venue, symbol)) return Bad(venue, symbol, "the pair is there already, list it once");
  TRY(Check(venue, symbol, filters));
  const InstrumentId id{static_cast<uint32_t>(instruments_.size())};
  const CurrencyId base_currency = AddCurrency(symbol.base);
  const CurrencyId quote_currency = AddCurrency(symbol.quote);
  instruments_.push_back(Instrument{id, std::move(venue), std::move(symbol), base_currency,
                                    quote_currency, filters.tick, filters.lot,
                                    filters.min_notional});
  return id;
}

base::Status Universe::SetFilters(InstrumentId id, const InstrumentFilters& filters) {
  Instrument& pair = instruments_[id.index];
  TRY(Check(pair.venue, pair.symbol, filters));
  pair.tick = filters.tick;
  pair.lot = filters.lot;
  pair.min_notional = filters.min_notional;
  return {};
}

CurrencyId Universe::AddCurrency(std::string_view code) {
  const auto found = std::find(currencies_.begin(), currencies_.end(), code);
  const auto index = static_cast<size_t>(found - currencies_.begin());
  CHECK(index <= UINT16_MAX, "more currencies than a CurrencyId can count");
  if (found == currencies_.end()) currencies_.emplace_back(code);
  return CurrencyId{static_cast<uint16_t>(index)};
}

std::optional<InstrumentId> Universe::Find(std::string_view venue, const Symbol& symbol) const {
  for (const Instrument& instrument : instruments_) {
    if (instrument.venue == venue && instrument.symbol == symbol) return instrument.id;
  }
  return std::nullopt;
}

}  // namespace keel::core
