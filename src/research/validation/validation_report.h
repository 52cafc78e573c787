// SPDX-License-Identifier: MIT
// The walk forward and the cross-validation, for people: what was earned on days that had chosen
// nothing, and how steady the choices were.
#pragma once

#include <string>

#include "research/validation/cross_validation.h"
#include "research/validation/walk_forward.h"

namespace keel::research {

std::string WalkForwardText(const WalkForwardReport& report);
std::string WalkForwardJson(const WalkForwardReport& report);
/// The part of a page: stitched equity with the borders of the windows, parameters over time,
/// training against test, tables.
std::string WalkForwardSection(const WalkForwardReport& report);
std::string WalkForwardHtml(const WalkForwardReport& report);

std::string CrossValidationText(const CrossValidationReport& report);
std::string CrossValidationJson(const CrossValidationReport& report);
std::string CrossValidationSection(const CrossValidationReport& report);
std::string CrossValidationHtml(const CrossValidationReport& report);

}  // namespace keel::research
