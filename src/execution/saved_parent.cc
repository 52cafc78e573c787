// SPDX-License-Identifier: MIT
#include "execution/saved_parent.h"

namespace keel::execution {

SavedParentTerms ToSaved(const ParentOrder& parent) {
  return {.instrument = parent.instrument.index,
          .buys = parent.side == core::Side::kBuy,
          .quantity = parent.quantity,
          .arrival_price = parent.arrival_price,
          .start = parent.start,
          .end = parent.end,
          .max_participation = parent.limits.max_participation,
          .participation_window = parent.limits.participation_window,
          .pace = parent.limits.pace,
          .worst_price = parent.limits.worst_price,
          .tick = parent.filters.tick,
          .lot = parent.filters.lot,
          .min_notional = parent.filters.min_notional,
          .reduces_risk = parent.reduces_risk,
          .posts = parent.posts,
          .patience = parent.patience,
          .seed = parent.seed};
}

ParentOrder FromSaved(const SavedParentTerms& terms) {
  return {.instrument = {terms.instrument},
          .side = terms.buys ? core::Side::kBuy : core::Side::kSell,
          .quantity = terms.quantity,
          .arrival_price = terms.arrival_price,
          .start = terms.start,
          .end = terms.end,
          .limits = {terms.max_participation, terms.participation_window, terms.pace,
                     terms.worst_price},
          .filters = {terms.tick, terms.lot, terms.min_notional},
          .reduces_risk = terms.reduces_risk,
          .posts = terms.posts,
          .patience = terms.patience,
          .seed = terms.seed};
}

std::string_view ToString(WaitsFor reason) {
  switch (reason) {
    case WaitsFor::kNothing:
      return "nothing";
    case WaitsFor::kStart:
      return "start";
    case WaitsFor::kSchedule:
      return "schedule";
    case WaitsFor::kPace:
      return "pace";
    case WaitsFor::kParticipation:
      return "participation";
    case WaitsFor::kPrice:
      return "price";
    case WaitsFor::kMinimum:
      return "minimum";
    case WaitsFor::kAnswers:
      return "answers";
    case WaitsFor::kEnd:
      return "end";
  }
  return "?";
}

}  // namespace keel::execution
