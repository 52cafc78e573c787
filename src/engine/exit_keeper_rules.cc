// SPDX-License-Identifier: MIT
// The keeper and what the venue takes of a pair: which stops, how many of them, how much at once.
#include <algorithm>

#include "engine/exit_keeper.h"

namespace keel::engine {

using core::Quantity;
using core::Rounding;

ExitRules ExitKeeperOptions::Of(core::InstrumentId id) const {
  ExitRules rules;
  if (id.index < largest_sales.size()) rules.largest_sale = largest_sales[id.index];
  if (id.index < stops.size()) rules.stops = stops[id.index];
  return rules;
}

void ExitKeeperOptions::Set(core::InstrumentId id, const ExitRules& rules) {
  if (largest_sales.size() <= id.index) largest_sales.resize(id.index + 1);
  if (stops.size() <= id.index) stops.resize(id.index + 1);
  largest_sales[id.index] = rules.largest_sale;
  stops[id.index] = rules.stops;
}

bool ExitKeeper::Keeps(const core::OrderTerms& terms) const {
  if (IsExit(terms)) return true;
  if (!execution::WaitsForPrice(terms.type)) return false;
  const execution::StopRules stops = options_.Of(terms.instrument).stops;
  if (!stops.Takes(terms.type)) return true;
  return stops.most > 0 && WaitingAtVenue(terms.instrument) >= stops.most;
}

std::optional<Quantity> ExitKeeper::LargestSale(core::InstrumentId id) const {
  const Quantity lot = account_.ledger.universe().at(id).lot;
  const Quantity lots(
      core::RoundTo(options_.Of(id).largest_sale.value(), lot.value(), Rounding::kDown));
  return lots.is_positive() ? std::optional(lots) : std::nullopt;
}

void ExitKeeper::OnRules(core::InstrumentId instrument, const ExitRules& rules, bool are_new,
                         base::UnixNanos now) {
  options_.Set(instrument, rules);
  const core::Instrument& pair = account_.ledger.universe().at(instrument);
  for (auto& [id, group] : groups_) {
    if (group.instrument != instrument) continue;
    const bool stop_rests = rules.stops.at_market && !group.buys;
    // Filters that no order could pass leave it as it was.
    (void)group.bracket.OnRules(
        {pair.lot, pair.min_notional, LargestSale(instrument), are_new, stop_rests}, now);
  }
}

// ---- Room for stops at the venue.

/// Of all that wait for a price there: stops of exits, and entries of strategies.
size_t ExitKeeper::WaitingAtVenue(core::InstrumentId instrument) const {
  size_t waiting = 0;
  for (const auto& [id, group] : groups_) {
    if (group.instrument == instrument) waiting += group.StopLegs();
  }
  for (const auto& working : account_.working.entries()) {
    if (working.instrument != instrument || IsLeg(working.id)) continue;
    const execution::OrderEntry& entry = account_.orders.at(working.id);
    waiting += !entry.is_kept && execution::WaitsForPrice(entry.order.terms.type) ? 1 : 0;
  }
  return waiting;
}

/// How many stops the group may have there, those that it has included.
size_t ExitKeeper::RoomFor(const Group& group) const {
  const uint32_t most = options_.Of(group.instrument).stops.most;
  if (most == 0 || group.buys) return execution::Bracket::kMostLegs;
  const size_t others = WaitingAtVenue(group.instrument) - group.StopLegs();
  return others < most ? most - others : 0;
}

void ExitKeeper::NoteWatched(const Group& group, size_t room) {
  const execution::SavedBracket& saved = group.bracket.Save();
  const bool has_room = room > 0 && saved.terms.stop_rests;
  if (group.buys || has_room || group.bracket.report().is_protected_now) return;
  if (!noted_.insert(group.instrument).second) return;
  const execution::StopRules stops = options_.Of(group.instrument).stops;
  watched_.push_back(
      {group.instrument, group.bracket.report().held, stops.at_market ? stops.most : 0});
}

}  // namespace keel::engine
