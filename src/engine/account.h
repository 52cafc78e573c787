// SPDX-License-Identifier: MIT
// One account: its books, its working orders and the breaker that watches its equity.
#pragma once

#include "execution/order_store.h"
#include "portfolio/ledger.h"
#include "portfolio/working_orders.h"
#include "risk/breaker.h"

namespace keel::engine {

struct Account {
  portfolio::Ledger ledger;
  portfolio::WorkingOrders working;
  execution::OrderStore orders;
  risk::Breaker breaker;
};

}  // namespace keel::engine
