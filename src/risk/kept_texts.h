// SPDX-License-Identifier: MIT
// Words that events look at and that come from people: kept for as long as the run may tell them.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <string_view>

namespace keel::risk {

class KeptTexts {
 public:
  /// The same words, kept; the same view for the same words.
  std::string_view Keep(std::string_view text) {
    const auto at = std::find(texts_.begin(), texts_.end(), text);
    return at != texts_.end() ? *at : texts_.emplace_back(text);
  }

 private:
  std::deque<std::string> texts_;  // its strings stay where they are
};

}  // namespace keel::risk
