// SPDX-License-Identifier: MIT
// What must hold between an account and the exchange once everything has been heard: each order at
// most once there, each execution once here, and the same money in every coin.
#pragma once

#include "engine/account.h"
#include "execution/venue_link.h"
#include "tests/simulation/venue.h"

namespace keel::simulation {

struct OracleVerdict {
  std::string failure;  ///< empty: they agree
  int orders = 0, trades = 0;
};

/// `deposit`: what the account began with, of its currency; of every other coin it had nothing.
OracleVerdict CompareWithVenue(const Venue& venue, const engine::Account& account,
                               const execution::VenueLink& link, core::Decimal deposit);

}  // namespace keel::simulation
