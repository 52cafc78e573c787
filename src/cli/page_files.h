// SPDX-License-Identifier: MIT
// Where a verb that draws puts its page.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/verb.h"

namespace keel::cli {

/// With --out, writes the folder's `name`.html and `name`.json, or the page alone where --out ends
/// with ".html", and says where the page is; without it nothing is made. kIo.
base::Status WritePage(const Session& session, std::string_view name,
                       const std::function<std::string()>& html,
                       const std::function<std::string()>& json);

}  // namespace keel::cli
