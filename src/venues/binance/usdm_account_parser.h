// SPDX-License-Identifier: MIT
// Reads the events of the user stream of USD-M futures, raw or wrapped by a combined stream.
#pragma once

#include <string_view>

#include "base/result.h"
#include "venues/binance/internal/json_reader.h"
#include "venues/binance/usdm_account_events.h"

namespace keel::venues::binance {

class UsdmAccountParser {
 public:
  /// kCorrupt names the field that is missing, of the wrong type or out of range; kUnsupported an
  /// event that is not read.
  base::Result<UsdmAccountEvent> Parse(std::string_view text);

 private:
  internal::JsonReader json_;
};

}  // namespace keel::venues::binance
