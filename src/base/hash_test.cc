// SPDX-License-Identifier: MIT
#include "base/hash.h"

#include <gtest/gtest.h>

namespace keel::base {
namespace {

std::string HexOf(std::string_view text) {
  Hasher hasher;
  hasher.Append(text);
  return hasher.Hex();
}

// The expected digests are from the reference library through its Python binding.
TEST(Hash, GivesTheReferenceDigests) {
  EXPECT_EQ(Hash64(""), 0x2d06800538d394c2U);
  EXPECT_EQ(Hash64("a"), 0xe6c632b61e964e1fU);
  EXPECT_EQ(Hash64("sim.latency"), 0x75a721df7331be72U);
  EXPECT_EQ(Hash64(std::string(300, 'x')), 0xa5d1b4607dc83554U);
  EXPECT_EQ(HexOf(""), "99aa06d3014798d86001c324468d497f");
  EXPECT_EQ(HexOf("a"), "a96faf705af16834e6c632b61e964e1f");
  EXPECT_EQ(HexOf(std::string(300, 'x')), "125237ea2ad7bc7aa5d1b4607dc83554");
}

TEST(Hash, DoesNotDependOnHowTheBytesArrive) {
  Hasher hasher;
  for (int i = 0; i < 300; ++i) hasher.Append("x");
  EXPECT_EQ(hasher.Hex(), HexOf(std::string(300, 'x')));
  hasher.Append("y");
  EXPECT_EQ(hasher.Hex(), HexOf(std::string(300, 'x') + "y"));
  Hasher moved = std::move(hasher);
  EXPECT_EQ(moved.Hex(), HexOf(std::string(300, 'x') + "y"));
}

TEST(Hash, AnotherProcessGoesOnWhereOneHasEnded) {
  for (const size_t before : {0, 1, 300, 5000}) {
    Hasher whole;
    whole.Append(std::string(before, 'a'));
    auto resumed = Hasher::Restore(whole.Save());
    ASSERT_TRUE(resumed) << resumed.error().message;
    for (Hasher* hasher : {&whole, &*resumed}) hasher->Append(std::string(1000, 'b'));
    EXPECT_EQ(resumed->Hex(), whole.Hex()) << before;
  }
  EXPECT_FALSE(Hasher::Restore("1 of old"));
  EXPECT_FALSE(Hasher::Restore(""));
}

}  // namespace
}  // namespace keel::base
