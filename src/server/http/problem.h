// SPDX-License-Identifier: MIT
// What a client is told when it does not get what it asked for: RFC 9457, application/problem+json.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "base/result.h"
#include "net/http.h"

namespace keel::server {

struct Problem {
  int status = 400;
  std::string detail;                                        ///< one sentence; "" says nothing
  std::string field = {};                                    ///< path of the field that is wrong
  std::optional<base::Duration> retry_after = std::nullopt;  ///< 429, 503
  std::string type = "about:blank";                          ///< what a program can tell it by
};

/// What a handler gives back.
template <typename T>
using Answer = tl::expected<T, Problem>;
/// The type of a refusal that a password, shown again, lifts.
inline constexpr const char* kShowPassword = "/problems/show-password";

/// An answer without a body: 204.
struct Nothing {};

inline tl::unexpected<Problem> Refuse(int status, std::string detail, std::string field = {}) {
  return tl::unexpected<Problem>({status, std::move(detail), std::move(field)});
}
/// Of an error that is the client's business: kUsage 400, kNotFound 404, kRefused 409, others 503.
Problem ProblemOf(const base::Error& error);

net::HttpResponse ToResponse(const Problem& problem);

}  // namespace keel::server
