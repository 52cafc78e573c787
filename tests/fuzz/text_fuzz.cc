// SPDX-License-Identifier: MIT
// The small texts that people type: what parses also prints, and parses again to the same value.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/json_value.h"
#include "base/time.h"
#include "core/decimal.h"
#include "core/symbol.h"
#include "core/timeframe.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto value = keel::core::Decimal::Parse(text)) {
    const auto again = keel::core::Decimal::Parse(value->ToString());
    CHECK(again && *again == *value, "a printed amount reads as itself");
  }
  if (const auto time = keel::base::ParseTime(text)) {
    const auto again = keel::base::ParseTime(keel::base::FormatIso(*time));
    CHECK(again && *again == *time, "a printed time reads as itself");
  }
  if (const auto symbol = keel::core::ParseSymbol(text)) {
    const auto again = keel::core::ParseSymbol(symbol->ToString());
    CHECK(again && again->ToString() == symbol->ToString(), "a printed pair reads as itself");
  }
  (void)keel::base::ParseTimeRange(text);
  (void)keel::base::ParseDuration(text);
  (void)keel::core::Timeframe::Parse(text);
  (void)keel::base::ParseJson(text);
  return 0;
}
