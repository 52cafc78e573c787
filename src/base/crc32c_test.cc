// SPDX-License-Identifier: MIT
#include "base/crc32c.h"

#include <gtest/gtest.h>

#include <string>

namespace keel::base {
namespace {

// RFC 3720, B.4.
TEST(Crc32c, AgreesWithTheStandard) {
  std::string rising(32, '\0');
  for (size_t i = 0; i < rising.size(); ++i) rising[i] = static_cast<char>(i);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43U);
  EXPECT_EQ(Crc32c(rising), 0x46DD794EU);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(Crc32c(""), 0U);
}

TEST(Crc32c, TheInstructionAndTheTableAgreeAtEveryLengthAndCut) {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(Crc32c(text), internal::Crc32cByTable(text, 0)) << text.size();
    const std::string_view all = text;
    const size_t cut = text.size() / 3;
    EXPECT_EQ(Crc32c(all.substr(cut), Crc32c(all.substr(0, cut))), Crc32c(all)) << text.size();
    text.push_back(static_cast<char>(i * 37 + 11));
  }
}

}  // namespace
}  // namespace keel::base
