// SPDX-License-Identifier: MIT
// The integrity badge in a page and on the console: four tiles or four lines, one for each check.
#pragma once

#include <string>

#include "research/integrity/badge.h"

namespace keel::research {

/// A strip of tiles for a page with the house's style.
std::string BadgeHtml(const Badge& badge);
/// Lines of at most 100 columns, the verdict first; each ends with a newline.
std::string BadgeText(const Badge& badge);

}  // namespace keel::research
