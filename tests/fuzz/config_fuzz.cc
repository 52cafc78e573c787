// SPDX-License-Identifier: MIT
// Any text as keel.toml: it becomes settings or one sentence with its place, never a crash.
//   cmake --preset fuzz && ninja -C build/fuzz config_fuzz && build/fuzz/tests/config_fuzz
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "cli/config_read.h"
#include "cli/config_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto tree = keel::cli::ParseToml(text, "keel.toml");
  if (!tree) {
    CHECK(tree.error().message.starts_with("keel.toml:"), "an error names its place");
    return 0;
  }
  keel::engine::BacktestSettings settings;
  const auto status = keel::cli::ReadSettings(*tree, settings);
  if (!status) {
    CHECK(status.error().message.starts_with("keel.toml:"), "an error names its place");
    return 0;
  }
  const std::string written = keel::cli::ConfigText(keel::cli::WriteSettings(settings));
  CHECK(!written.empty(), "settings that were read can be written");
  return 0;
}
