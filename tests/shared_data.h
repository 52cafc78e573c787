// SPDX-License-Identifier: MIT
// Real market data lies beside the checkout, in ../shared, never in it. A user who has none sees
// the test skipped with the reason; in CI (environment variable CI=true) its absence is a failure.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "tests/source_tree.h"

namespace keel::tests {

/// Path of ../shared/data/`file` (a file or folder), or nothing where it is absent.
inline std::optional<std::string> SharedPath(std::string_view file) {
  const std::filesystem::path path =
      std::filesystem::path(tests::InSourceTree("")).parent_path() / "shared" / "data" / file;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path.string();
}

inline bool InContinuousIntegration() {
  const char* ci = std::getenv("CI");
  return ci != nullptr && std::string_view(ci) == "true";
}

}  // namespace keel::tests

/// KEEL_SHARED_DATA(path, "ohlcv/x.csv.gz"): declares `const std::string path`, or leaves the test,
/// skipped (failed in CI), where the file is absent.
#define KEEL_SHARED_DATA(path, file)                                                \
  const std::string path = ::keel::tests::SharedPath(file).value_or("");            \
  if ((path).empty() && ::keel::tests::InContinuousIntegration())                   \
    FAIL() << "../shared/data/" << (file) << " is required in CI and is not there"; \
  if ((path).empty())                                                               \
  GTEST_SKIP() << "needs ../shared/data/" << (file) << ", which is not on this machine"
