// SPDX-License-Identifier: MIT
// The suite on one page: the verdict and the badge first, then each part as its own verb shows it.
#pragma once

#include <string>

#include "research/integrity/suite.h"

namespace keel::research {

std::string SuiteText(const Suite& suite, const SuiteVerdict& verdict);
/// verdict, sentence, badge, look_ahead, walk_forward (null where there is none), robustness,
/// court.
std::string SuiteJson(const Suite& suite, const SuiteVerdict& verdict);
std::string SuiteHtml(const Suite& suite, const SuiteVerdict& verdict);

}  // namespace keel::research
