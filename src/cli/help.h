// SPDX-License-Identifier: MIT
// What `keel`, `keel help` and `keel VERB --help` print; made from the same tables as the parser.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/option_table.h"

namespace keel::cli {

/// How help may look on the screen that it goes to.
struct HelpStyle {
  bool colour = false;
  int width = 80;
};

/// All verbs, grouped, with one line each.
std::string HelpOnVerbs(const std::vector<std::unique_ptr<Verb>>& verbs, HelpStyle style);
/// One verb with its options.
std::string HelpOnVerb(const Verb& verb, const OptionTable& table, HelpStyle style);

}  // namespace keel::cli
