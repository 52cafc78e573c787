// SPDX-License-Identifier: MIT
#include "storage/redis/redis.h"

#include <gtest/gtest.h>

namespace keel::storage {
namespace {

TEST(RedisAddressTest, IsHostAloneOrEverything) {
  const auto least = RedisAddress::Parse("redis://localhost");
  ASSERT_TRUE(least) << least.error().message;
  EXPECT_EQ(least->Shown(), "redis://localhost:6379/0");
  const auto most = RedisAddress::Parse("redis://fund:p@ss:word@[::1]:6380/3");
  ASSERT_TRUE(most) << most.error().message;
  EXPECT_EQ(most->host, "::1");
  EXPECT_EQ(most->port, 6380);
  EXPECT_EQ(most->database, 3);
  EXPECT_EQ(most->user, "fund");
  EXPECT_EQ(most->password.Reveal(), "p@ss:word");
}

TEST(RedisAddressTest, NeverShowsThePassword) {
  const auto address = RedisAddress::Parse("redis://:hidden@cache.example:1/2");
  EXPECT_EQ(address->Shown().find("hidden"), std::string::npos);
  const auto wrong = RedisAddress::Parse("redis://:hidden@cache.example:port");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message.find("hidden"), std::string::npos) << wrong.error().message;
}

TEST(RedisAddressTest, WhatIsNoneIsToldInOneSentence) {
  for (const char* url :
       {"http://localhost", "localhost:6379", "redis://", "redis://h:70000", "redis://h/first"}) {
    EXPECT_EQ(RedisAddress::Parse(url).error().code, base::ErrorCode::kUsage) << url;
  }
}

TEST(RedisTest, AServerThatIsNotThereIsNamed) {
  const auto redis = Redis::Connect(*RedisAddress::Parse("redis://127.0.0.1:1"), base::Seconds(1));
  ASSERT_FALSE(redis);
  EXPECT_NE(redis.error().message.find("redis://127.0.0.1:1/0 does not answer"), std::string::npos)
      << redis.error().message;
}

}  // namespace
}  // namespace keel::storage
