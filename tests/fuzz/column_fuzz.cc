// SPDX-License-Identifier: MIT
// Any bytes as a table of which a column of numbers is asked: finite numbers or one refusal. The
// first byte picks the column.
//   cmake --preset fuzz && ninja -C build/fuzz column_fuzz && build/fuzz/tests/column_fuzz
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "storage/number_column.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  constexpr std::array<const char*, 5> kColumns = {"", "1", "3", "r", "99999999999999999999"};
  const char* const wanted = kColumns[bytes[0] % kColumns.size()];
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto column = keel::storage::ParseNumberColumn("fuzz", text, wanted);
  if (!column) {
    CHECK(!column.error().message.empty(), "a refusal must say why");
    return 0;
  }
  CHECK(!column->values.empty(), "a column of nothing must be refused");
  for (const double value : column->values) CHECK(std::isfinite(value), "numbers are finite");
  return 0;
}
