// SPDX-License-Identifier: MIT
// Any bytes at all go through the importer's parsers: rows or one refusal, nothing else.
//   cmake --preset fuzz && ninja -C build/fuzz import_fuzz && build/fuzz/tests/import_fuzz
//   -max_len=4096
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "storage/import.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto rows = keel::storage::CountImportable("fuzz", text);
  if (rows) {
    CHECK(*rows > 0, "an import of nothing must be refused");
  } else {
    CHECK(!rows.error().message.empty(), "a refusal must say why");
  }
  return 0;
}
