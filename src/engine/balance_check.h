// SPDX-License-Identifier: MIT
// Holds what the venue says the account has against the ledger (fault F33). An execution may be
// booked and not yet in the venue's answer, or the other way round; so a difference counts only
// where no execution was booked lately, and once it is told twice, with a whole audit between.
#pragma once

#include <vector>

#include "execution/venue_link.h"
#include "portfolio/ledger.h"

namespace keel::engine {

class BalanceCheck {
 public:
  /// The venue's less the ledger's: free and locked together, so working orders do not matter.
  struct Difference {
    core::CurrencyId currency;
    core::Decimal amount;
    friend bool operator==(const Difference&, const Difference&) = default;
  };
  struct Finding {
    std::vector<Difference> proved;  ///< and not told before
    bool ask_again = false;          ///< after another audit, at least `margin` later
  };

  /// `margin`: an answer knows every execution that is older.
  explicit BalanceCheck(base::Duration margin) : margin_(margin) {}

  void OnFill(base::UnixNanos now) { last_fill_ = now; }
  /// Of the coins that the ledger can price; others are left alone.
  Finding Compare(const execution::ToldBalances& told, const portfolio::Ledger& ledger);
  /// Whether something was proved that nobody has taken over.
  bool stands() const { return !standing_.empty(); }
  /// What was proved and stands, to be taken over.
  std::vector<Difference> TakeStanding();

 private:
  base::Duration margin_;
  base::UnixNanos last_fill_ = base::kBeginningOfTime;
  std::vector<Difference> suspected_, standing_;
  base::UnixNanos suspected_at_;
};

}  // namespace keel::engine
