// SPDX-License-Identifier: MIT
// The market as it is known now: for every pair the last price, the visible bars of the series that
// prices it, and what can be told from them about its liquidity.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/instrument.h"
#include "market/history.h"
#include "market/liquidity.h"

namespace keel::market {

class Board {
 public:
  /// The series that prices a pair. `stored` must outlive the board.
  struct PairSource {
    std::span<const core::Bar> stored;
    base::Duration period;
    std::optional<double> declared_adv;
  };

  explicit Board(std::vector<PairSource> sources) {
    pairs_.reserve(sources.size());
    for (const PairSource& s : sources) {
      pairs_.push_back({History(s.stored), Liquidity(s.period, s.declared_adv), 0.0, true, s.period,
                        s.declared_adv});
    }
  }

  /// The pair's next stored bar becomes visible.
  void Reveal(core::InstrumentId id, double close) {
    Pair& pair = pairs_[id.index];
    pair.history.Reveal();
    pair.last_close = close;
  }
  void StopTrading(core::InstrumentId id) { pairs_[id.index].trading = false; }

  const History& history(core::InstrumentId id) const { return pairs_[id.index].history; }
  bool has_price(core::InstrumentId id) const { return pairs_[id.index].history.size() > 0; }
  double last_close(core::InstrumentId id) const { return pairs_[id.index].last_close; }
  /// Length of a bar of the series; zero for single trades.
  base::Duration period(core::InstrumentId id) const { return pairs_[id.index].period; }
  std::optional<double> declared_adv(core::InstrumentId id) const {
    return pairs_[id.index].declared_adv;
  }
  bool trading(core::InstrumentId id) const { return pairs_[id.index].trading; }
  /// Brought up to the newest visible bar.
  const Liquidity& liquidity(core::InstrumentId id) {
    Pair& pair = pairs_[id.index];
    pair.liquidity.Advance(pair.history.visible());
    return pair.liquidity;
  }

 private:
  struct Pair {
    History history;
    Liquidity liquidity;
    double last_close;
    bool trading;
    base::Duration period;
    std::optional<double> declared_adv;
  };
  std::vector<Pair> pairs_;
};

}  // namespace keel::market
