// SPDX-License-Identifier: MIT
// Any text as a portfolio or a stress scenario: numbers that make sense, or one sentence with its
// place, never a crash.
//   cmake --preset fuzz && ninja -C build/fuzz stress_fuzz && build/fuzz/tests/stress_fuzz
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cli/stress_files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto file = keel::cli::ParsePortfolio(text, "p.toml"); !file) {
    CHECK(file.error().message.starts_with("p.toml:"), "an error names its place");
  } else {
    for (const auto& [pair, value] : file->values) CHECK(value > 0, "nothing is held short");
    CHECK(file->cash >= 0, "cash is no debt");
  }
  if (const auto scenario = keel::cli::ParseScenario(text, "s.toml"); !scenario) {
    CHECK(scenario.error().message.starts_with("s.toml:"), "an error names its place");
  } else {
    CHECK(keel::risk::CheckScenario(*scenario).has_value(), "what is read is in its range");
  }
  return 0;
}
