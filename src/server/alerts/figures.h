// SPDX-License-Identifier: MIT
// What a rule may look at: one table of what the desk holds already, a line a figure. To read one
// asks nobody anything.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace keel::server {

struct Desk;

/// What a figure is now. Absent: the desk does not know, and no rule fires or ends by it.
struct Reading {
  std::optional<double> value;  ///< of yes and no: 1 and 0
  std::string detail = {};      ///< what a person wants to know beside it; "": nothing
};

struct Figure {
  std::string_view name;         ///< "day_pnl"
  std::string_view title;        ///< for people, in the middle of a sentence
  std::string_view unit;         ///< money, share, count, ms, bps, price, yes_no
  std::string_view subject;      ///< pair, limit, severity: a rule says of which; "" of none
  std::string_view description;  ///< one sentence
  std::function<Reading(const Desk&, const std::string& subject)> read;
};

/// In the order in which a form shows them.
const std::vector<Figure>& Figures();
/// Null where there is none of that name.
const Figure* FindFigure(std::string_view name);
/// "any", and the names of the limits.
const std::vector<std::string>& LimitSubjects();

/// A value of that figure for people: "82.5 %", "yes", "12 ms".
std::string PrintFigure(const Figure& figure, double value);

}  // namespace keel::server
