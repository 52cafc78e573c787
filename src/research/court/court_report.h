// SPDX-License-Identifier: MIT
// The verdict of the overfitting court, for people: the ruling with its reason first, then the
// evidence, so that whoever disagrees can see where.
#pragma once

#include <string>

#include "research/court/verdict.h"

namespace keel::research {

std::string CourtText(const CourtRecord& record);
/// CourtVerdict, indented.
std::string CourtJson(const CourtRecord& record);
/// The part of a page: ruling, conditions, evidence, and what it is drawn from.
std::string CourtSection(const CourtRecord& record);
std::string CourtHtml(const CourtRecord& record);

}  // namespace keel::research
