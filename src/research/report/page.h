// SPDX-License-Identifier: MIT
// The shell of a page of one file: head, style, theme switch, banner of synthetic data.
#pragma once

#include <string>
#include <string_view>

namespace keel::research {

struct PageFrame {
  std::string title;     ///< plain text; escaped here
  std::string subtitle;  ///< the same
  bool synthetic = false;
};

/// A whole document around `body`, which is HTML.
std::string HtmlPage(const PageFrame& frame, std::string_view body);

}  // namespace keel::research
