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
};
BOOST_DESCRIBE_STRUCT(Variation, (), (params, from, to, warm_up))

}  // namespace keel::research
