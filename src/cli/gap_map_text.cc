// SPDX-License-Identifier: MIT
#include "cli/gap_map_text.h"

#include <fmt/format.h>

#include <string_view>

namespace keel::cli {
namespace {

struct Cell {
  std::string_view sign;
  std::string_view colour;
};

Cell CellOf(double completeness) {
  constexpr std::string_view kGreen = "\x1b[32m", kYellow = "\x1b[33m", kRed = "\x1b[31m";
  if (completeness < 0) return {" ", ""};
  if (completeness >= 1) return {"█", kGreen};
  if (completeness >= 0.99) return {"▓", kYellow};
  if (completeness >= 0.9) return {"▒", kYellow};
  if (completeness > 0) return {"░", kRed};
  return {"·", kRed};
}

}  // namespace

std::string GapMapText(const market::GapMap& map, bool colour) {
  std::string text = fmt::format(
      "  one sign a {}: █ complete, ▓ from 99 %, ▒ from 90 %, ░ less, · nothing\n", map.bucket);
  for (const market::GapMapLine& line : map.lines) {
    text += fmt::format("  {}  ", line.label);
    for (const double completeness : line.completeness) {
      const Cell cell = CellOf(completeness);
      const bool painted = colour && !cell.colour.empty();
      text += painted ? fmt::format("{}{}\x1b[0m", cell.colour, cell.sign) : std::string(cell.sign);
    }
    text += '\n';
  }
  return text;
}

}  // namespace keel::cli
