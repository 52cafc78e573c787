// SPDX-License-Identifier: MIT
// All that a parent in work remembers, as a plain record: kept with the books, it goes on after a
// restart as if there had been none.
#pragma once

#include <algorithm>
#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/amount.h"
#include "execution/parent_order.h"
#include "execution/volume_window.h"

namespace keel::execution {

/// A child that is not known to have ended.
struct SavedChild {
  uint32_t number = 0;
  core::Quantity quantity, filled;
  base::UnixNanos sent_at;
  bool posted = false;
  bool cancel_asked = false;

  core::Quantity open() const { return std::max(core::Quantity(), quantity - filled); }
};
BOOST_DESCRIBE_STRUCT(SavedChild, (), (number, quantity, filled, sent_at, posted, cancel_asked))

/// The parent's own terms.
struct SavedParentTerms {
  uint32_t instrument = 0;
  bool buys = true;
  core::Quantity quantity;
  core::Price arrival_price;
  base::UnixNanos start, end;
  std::optional<core::Decimal> max_participation;
  base::Duration participation_window, pace;
  std::optional<core::Price> worst_price;
  core::Price tick;
  core::Quantity lot;
  core::Decimal min_notional;
  bool reduces_risk = false, posts = false;
  base::Duration patience;
  uint64_t seed = 0;
};
BOOST_DESCRIBE_STRUCT(SavedParentTerms, (),
                      (instrument, buys, quantity, arrival_price, start, end, max_participation,
                       participation_window, pace, worst_price, tick, lot, min_notional,
                       reduces_risk, posts, patience, seed))

struct SavedParent {
  SavedParentTerms terms;
  std::string algorithm, settings;
  core::Quantity confirmed, market_volume;
  std::vector<SavedChild> working;
  std::vector<VolumeSpan> volumes;
  uint32_t children = 0;
  std::optional<base::UnixNanos> last_sent, now;
  core::Price bid, ask, last;
  bool hurried = false, stopped = false;
};
BOOST_DESCRIBE_STRUCT(SavedParent, (),
                      (terms, algorithm, settings, confirmed, market_volume, working, volumes,
                       children, last_sent, now, bid, ask, last, hurried, stopped))

SavedParentTerms ToSaved(const ParentOrder& parent);
ParentOrder FromSaved(const SavedParentTerms& terms);

}  // namespace keel::execution
