// SPDX-License-Identifier: MIT
// The integrity badge of a report: of each check whether it was made, on what, and what it said. A
// check that was not made is told as loudly as one that failed.
#pragma once

#include <boost/describe.hpp>
#include <span>
#include <string>
#include <vector>

#include "research/integrity/evidence.h"

namespace keel::research {

struct BadgeRow {
  std::string check;
  std::string question;
  std::string state;           ///< "pass", "weak", "fail", "not checked"
  std::string sentence;        ///< why, or how to check
  std::string made_at;         ///< "2026-11-30", empty where it was not checked
  bool same_settings = false;  ///< else of the same strategy with other parameters, range or costs
};
BOOST_DESCRIBE_STRUCT(BadgeRow, (), (check, question, state, sentence, made_at, same_settings))

struct Badge {
  std::vector<BadgeRow> rows;  ///< one for each of CheckKinds()
  int passed = 0;              ///< with these very settings
  std::string verdict;         ///< "2 of 4 checks passed; walk-forward and court were not made"
};
BOOST_DESCRIBE_STRUCT(Badge, (), (rows, passed, verdict))

/// Of each check the newest evidence with these settings, else the newest of the family.
Badge BadgeOf(std::span<const Evidence> evidence, const std::string& settings_hash);

}  // namespace keel::research
