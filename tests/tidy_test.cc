// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <filesystem>

TEST(Tidy, TheTreeIsFound) {
  EXPECT_TRUE(std::filesystem::exists(KEEL_SOURCE_DIR "/CMakeLists.txt"));
}
