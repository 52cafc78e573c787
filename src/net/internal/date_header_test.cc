// SPDX-License-Identifier: MIT
#include "net/internal/date_header.h"

#include <gtest/gtest.h>

namespace keel::net::internal {
namespace {

TEST(DateHeaderTest, ChangesWithTheSecondAndNotBefore) {
  DateHeader date;
  const base::UnixNanos t{784'111'777'000'000'000};  // of the example of RFC 9110
  EXPECT_EQ(date.At(t), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.At(t + base::Milliseconds(999)), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.At(t + base::Seconds(1)), "Sun, 06 Nov 1994 08:49:38 GMT");
  EXPECT_EQ(date.At(t), "Sun, 06 Nov 1994 08:49:37 GMT");  // a clock may be set back
}

}  // namespace
}  // namespace keel::net::internal
