// SPDX-License-Identifier: MIT
// The example of docs/features.md: it compiles, it computes, and the page shows it word for word.
// It is included as source because it is in no module until a reader copies it into one.
#include <gtest/gtest.h>

#include <string>

#include "base/os/file.h"
#include "examples/features/close_in_range_1d.cc"
#include "tests/source_tree.h"

namespace keel::tests {
namespace {

TEST(ExampleFeature, PageShowsTheFileWordForWord) {
  const auto page = base::os::ReadFile(tests::InSourceTree("/docs/features.md"));
  const auto file =
      base::os::ReadFile(tests::InSourceTree("/examples/features/close_in_range_1d.cc"));
  ASSERT_TRUE(page && file);
  EXPECT_NE(page->find("```cpp\n" + *file + "```"), std::string::npos)
      << "docs/features.md and examples/features/close_in_range_1d.cc have parted";
}

TEST(ExampleFeature, TellsWhereTheCloseLies) {
  const auto hour = core::Timeframe::Of(base::Hours(1));
  const auto feature = strategies::DefineCloseInRange1d().make(hour);
  std::optional<double> value;
  for (int i = 0; i < 24; ++i) {
    EXPECT_FALSE(value);
    value = feature->Update({base::UnixNanos{} + base::Hours(i), 100, 110, 90, 105, 1});
  }
  EXPECT_EQ(value, 0.75);
}

}  // namespace
}  // namespace keel::tests
