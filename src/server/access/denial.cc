// SPDX-License-Identifier: MIT
#include "server/access/denial.h"

#include <fmt/format.h>

#include <algorithm>

namespace keel::server {
namespace {

int64_t WholeSeconds(base::Duration wait) {
  return std::max<int64_t>((wait.ns + base::Seconds(1).ns - 1) / base::Seconds(1).ns, 1);
}

}  // namespace

tl::unexpected<Denial> Deny(Denial::Why why, std::string sentence) {
  return tl::unexpected<Denial>(Denial{why, std::move(sentence), {}, {}});
}

tl::unexpected<Denial> Deny(const base::Error& error) {
  switch (error.code) {
    case base::ErrorCode::kUsage:
      return Deny(Denial::Why::kInvalid, error.message);
    case base::ErrorCode::kNotFound:
      return Deny(Denial::Why::kNotFound, error.message);
    case base::ErrorCode::kRefused:
      return Deny(Denial::Why::kConflict, error.message);
    default:
      return Broken(error);
  }
}

tl::unexpected<Denial> Broken(const base::Error& error) {
  return tl::unexpected<Denial>(Denial{
      Denial::Why::kBroken, "the server cannot do that now: see its log", {}, error.message});
}

tl::unexpected<Denial> DenyFor(base::Duration wait) {
  return tl::unexpected<Denial>(
      Denial{Denial::Why::kThrottled,
             fmt::format("too many attempts: wait {} s", WholeSeconds(wait)),
             wait,
             {}});
}

int64_t RetryAfterSeconds(const Denial& denial) { return WholeSeconds(denial.retry_after); }

}  // namespace keel::server
