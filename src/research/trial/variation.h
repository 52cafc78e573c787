// SPDX-License-Identifier: MIT
// How one run differs from its subject, as plain values: it can be written down, hashed, sent to
// another machine and done again.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "base/time.h"

namespace keel::research {

struct Variation {
  /// Overrides: "fast" where the subject has one strategy, else "ema_cross.fast".
  std::vector<std::pair<std::string, double>> params;
  /// Orders are allowed in [from, to); absent ends are the subject's.
  std::optional<base::UnixNanos> from;
  std::optional<base::UnixNanos> to;
  /// Bars before `from` that the strategies see without trading, so that averages and models are
  /// what they would have been.
  base::Duration warm_up{};

  // Of the test of robustness: what is done to a run that shall stand it.
  /// Every purchase waits for so many bars of its strategy; what lowers a position goes out at once
  /// (delayed_entry.h).
  int64_t entry_delay_bars = 0;
  /// Every price times 1 + u, u uniform within +- this (price_noise.h); another `noise_item` is
  /// another draw.
  double price_noise = 0;
  uint64_t noise_item = 0;
  /// Of fees, spread and impact; a rebate stays what it is.
  double cost_factor = 1;
  /// Of every order and of what is said of it, in place of what is configured.
  std::optional<base::Duration> latency;
};
BOOST_DESCRIBE_STRUCT(Variation, (),
                      (params, from, to, warm_up, entry_delay_bars, price_noise, noise_item,
                       cost_factor, latency))

}  // namespace keel::research
