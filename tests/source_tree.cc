// SPDX-License-Identifier: MIT
#include "tests/source_tree.h"

namespace keel::tests {

std::string InSourceTree(std::string_view path) { return KEEL_SOURCE_DIR + std::string(path); }

}  // namespace keel::tests
