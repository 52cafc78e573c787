// SPDX-License-Identifier: MIT
// Secrets that protect nothing, since everybody has read them: examples of manuals, and the words
// that people leave in templates (fault F35).
#pragma once

#include <string_view>

namespace keel::net {

/// Whether `text` is one of them, in capitals or not.
bool IsKnownSecret(std::string_view text);

}  // namespace keel::net
