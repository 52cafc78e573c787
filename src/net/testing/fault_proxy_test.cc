// SPDX-License-Identifier: MIT
// The proxy does to the bytes what it says, to the byte; what the other tests conclude rests on it.
#include "net/testing/fault_proxy.h"

#include <gtest/gtest.h>

#include "net/testing/stage.h"

namespace keel::net::testing {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz";

/// A server that answers what it hears with the alphabet, once, and remembers what it heard.
class FaultProxyTest : public ::testing::Test {
 protected:
  Heard Talk(Schedule schedule, const std::string& said = "hello") {
    heard_by_server_.clear();
    RawServer server(stage_.loop, [this](std::string_view heard) {
      const bool first = heard_by_server_.empty();
      heard_by_server_ = heard;
      return std::string(first ? kAlphabet : "");
    });
    const auto proxy =
        stage_.Proxy(server.port(), [&](int) { return std::exchange(schedule, Schedule{}); });
    const Heard heard = TalkTo(stage_.loop, proxy->port(), said, base::Milliseconds(60));
    to_server_ = proxy->bytes_to_server();
    return heard;
  }

  Stage stage_;
  std::string heard_by_server_;
  size_t to_server_ = 0;
};

TEST_F(FaultProxyTest, PassesBytesBothWays) {
  EXPECT_EQ(Talk({}).bytes, kAlphabet);
  EXPECT_EQ(heard_by_server_, "hello");
  EXPECT_EQ(to_server_, 5U);
}

TEST_F(FaultProxyTest, SwallowsFromTheByteItIsTold) {
  const Heard heard =
      Talk({.to_client = {{.at = 3, .fault = Fault::kSwallow}, {.at = 20, .fault = Fault::kNone}}});
  EXPECT_EQ(heard.bytes, "abcuvwxyz");
  EXPECT_FALSE(heard.ended);
  EXPECT_EQ(Talk({.to_server = {{.at = 0, .fault = Fault::kSwallow}}}).bytes, "");
  EXPECT_EQ(to_server_, 0U);
}

TEST_F(FaultProxyTest, TruncatesAndResetsAfterTheByteItIsTold) {
  for (const Fault fault : {Fault::kTruncate, Fault::kReset}) {
    const Heard cut = Talk({.to_client = {{.at = 7, .fault = fault}}});
    EXPECT_TRUE(cut.ended);
    EXPECT_EQ(cut.bytes, "abcdefg");
    EXPECT_TRUE(Talk({.to_server = {{.at = 2, .fault = fault}}}).ended);
    EXPECT_EQ(to_server_, 2U);
    EXPECT_TRUE(Talk({.to_server = {{.at = 0, .fault = fault}}}).ended);
    EXPECT_EQ(to_server_, 0U);
  }
}

TEST_F(FaultProxyTest, DuplicatesAndReordersPieces) {
  EXPECT_EQ(Talk({.to_client = {{.at = 20, .fault = Fault::kDuplicate, .piece = 4}}}).bytes,
            "abcdefghijklmnopqrstuvwxuvwxyzyz");
  EXPECT_EQ(Talk({.to_client = {{.at = 20, .fault = Fault::kReorder, .piece = 3}}}).bytes,
            "abcdefghijklmnopqrstxyzuvw");
  Talk({.to_server = {{.at = 0, .fault = Fault::kDuplicate, .piece = 5}}});
  EXPECT_EQ(heard_by_server_, "hellohello");
}

TEST_F(FaultProxyTest, DelaysWithoutChangingTheOrder) {
  const auto before = base::os::MonotonicTime();
  const Heard heard =
      Talk({.to_client = {{.at = 2, .fault = Fault::kDelay, .delay = base::Milliseconds(30)},
                          {.at = 10, .fault = Fault::kNone}}});
  EXPECT_EQ(heard.bytes, kAlphabet);
  EXPECT_GE(base::os::MonotonicTime() - before, base::Milliseconds(30));
}

TEST_F(FaultProxyTest, RefusesAndFallsSilent) {
  EXPECT_TRUE(Talk({.refuse = true}).ended);
  EXPECT_EQ(heard_by_server_, "");
  const Heard silent = Talk({.to_server = {{.at = 5, .fault = Fault::kSilence}}});
  EXPECT_EQ(silent.bytes, kAlphabet) << "the other direction goes on";
  EXPECT_FALSE(silent.ended);
}

}  // namespace
}  // namespace keel::net::testing
