// SPDX-License-Identifier: MIT
// Why somebody is not let in or may not do something. It is an outcome like any other, and its
// sentence tells a stranger nothing that the stranger did not know.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace keel::server {

struct Denial {
  enum class Why {
    kUnknown,    ///< no valid credential, or a wrong name or password (HTTP 401)
    kForbidden,  ///< the role is too low (403)
    kStale,      ///< nothing was changed for a while: show the password again (403)
    kNotFresh,   ///< the act needs a password shown just before (403)
    kThrottled,  ///< too many attempts: come again after retry_after (429)
    kInvalid,    ///< what was sent cannot be taken (400)
    kNotFound,   ///< what it is about does not exist (404)
    kConflict,   ///< it contradicts what is: the last admin, a second set-up (409)
    kBroken,     ///< the server cannot (500)
  };
  Why why = Why::kUnknown;
  std::string sentence;        ///< may be shown
  base::Duration retry_after;  ///< of kThrottled
  std::string for_log;         ///< of kBroken: what happened; not to be shown
};

template <typename T>
using Granted = tl::expected<T, Denial>;

/// The failing half of a Granted.
tl::unexpected<Denial> Deny(Denial::Why why, std::string sentence);
/// What was asked for is wrong, as the error says; one of the disk or the memory is Broken.
tl::unexpected<Denial> Deny(const base::Error& error);
/// The server failed: what happened is for its log, and the client is not told.
tl::unexpected<Denial> Broken(const base::Error& error);
/// Of somebody who has to wait that long.
tl::unexpected<Denial> DenyFor(base::Duration wait);
/// Whole seconds for a Retry-After header, at least 1.
int64_t RetryAfterSeconds(const Denial& denial);

}  // namespace keel::server
