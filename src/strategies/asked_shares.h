// SPDX-License-Identifier: MIT
// What a strategy last asked to hold of each instrument. Limits may have cut it; asking for the
// same again every bar would only be refused again, so it stands until a while has passed.
#pragma once

#include <vector>

namespace keel::strategies {

class AskedShares {
 public:
  /// `patience`: bars after which a share that came to nothing is forgotten.
  AskedShares(size_t instruments, int patience) : asked_(instruments), patience_(patience) {}

  void Ask(size_t instrument, double share) { asked_[instrument] = {share, 0}; }
  /// A bar later: the share that still stands, 0 where it came to nothing.
  double StandingAfterBar(size_t instrument, bool holds, bool works) {
    Asked& asked = asked_[instrument];
    if (asked.share > 0 && !holds && !works && ++asked.bars > patience_) asked = {};
    if (holds || works) asked.bars = 0;
    return asked.share;
  }

 private:
  struct Asked {
    double share = 0;
    int bars = 0;
  };
  std::vector<Asked> asked_;
  int patience_;
};

}  // namespace keel::strategies
