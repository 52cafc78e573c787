// SPDX-License-Identifier: MIT
// Where the checkout lies, for tests that read its pages and fixtures. In one object file, so that
// checkouts in different places share the compiled rest.
#pragma once

#include <string>
#include <string_view>

namespace keel::tests {

/// Path of "/docs/indicators.md" in the checkout; "" is the checkout itself.
std::string InSourceTree(std::string_view path);

}  // namespace keel::tests
