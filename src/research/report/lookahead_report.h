// SPDX-License-Identifier: MIT
// The verdict of the look-ahead detector, for people: first whether anything was found, then what,
// then what was tried and what could not be.
#pragma once

#include <string>

#include "research/lookahead/verdict.h"

namespace keel::research {

struct LookaheadReport {
  std::string subject;  ///< FamilyOf the settings
  bool synthetic = false;
  bool clean = true;
  LookaheadVerdict verdict;
};
BOOST_DESCRIBE_STRUCT(LookaheadReport, (), (subject, synthetic, clean, verdict))

std::string LookaheadText(const LookaheadReport& report);
std::string LookaheadJson(const LookaheadReport& report);
/// The part of a page.
std::string LookaheadSection(const LookaheadReport& report);
std::string LookaheadHtml(const LookaheadReport& report);

}  // namespace keel::research
