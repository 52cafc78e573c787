// SPDX-License-Identifier: MIT
#include "base/secret.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

#include "base/check.h"

namespace keel::base {
namespace {

constexpr std::string_view kCanary = "canary-4f0c-in-a-key-of-some-length";

// What the watched array held when it was given back.
const void* watched = nullptr;
std::string freed;

}  // namespace
}  // namespace keel::base

void* operator new[](std::size_t size) {
  void* memory = std::malloc(size);  // NOLINT: the point is to see what delete is given
  CHECK(memory != nullptr, "out of memory");
  return memory;
}
void operator delete[](void* memory) noexcept {
  using keel::base::kCanary;
  if (memory != nullptr && memory == keel::base::watched) {
    keel::base::freed.assign(static_cast<const char*>(memory), kCanary.size());
  }
  std::free(memory);  // NOLINT
}
void operator delete[](void* memory, std::size_t) noexcept { operator delete[](memory); }

namespace keel::base {
namespace {

TEST(Secret, PrintsAsStarsWhereverItIsPrinted) {
  const Secret secret(kCanary);
  std::ostringstream stream;
  stream << secret;
  EXPECT_EQ(stream.str(), "***");
  EXPECT_EQ(fmt::format("key={}", secret), "key=***");
  EXPECT_EQ(testing::PrintToString(secret), "***");
  EXPECT_EQ(secret.Reveal(), kCanary);
}

TEST(Secret, MovesItsOnlyCopy) {
  Secret first(kCanary);
  const char* bytes = first.Reveal().data();
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT: what a moved-from secret still shows is the point
  EXPECT_EQ(second.Reveal().data(), bytes);
  EXPECT_EQ(second.Clone().Reveal(), kCanary);
}

TEST(Secret, TakingWipesTheOriginalToItsCapacity) {
  std::string text(kCanary);
  const std::string_view bytes(text.data(), kCanary.size());
  const Secret secret = Secret::Take(text);
  EXPECT_EQ(secret.Reveal(), kCanary);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(bytes, std::string(kCanary.size(), '\0'));
}

TEST(Secret, IsOverwrittenWhenItGoes) {
  for (const bool assigned : {false, true}) {
    auto secret = std::make_unique<Secret>(kCanary);
    watched = secret->Reveal().data();
    if (assigned) *secret = Secret("another");
    secret.reset();
    EXPECT_EQ(freed, std::string(kCanary.size(), '\0'));
    watched = nullptr;
    freed.clear();
  }
}

}  // namespace
}  // namespace keel::base
