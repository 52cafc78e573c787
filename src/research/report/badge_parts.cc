// SPDX-License-Identifier: MIT
#include "research/report/badge_parts.h"

#include <fmt/format.h>

#include <array>

#include "research/report/format.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

struct Look {
  std::string_view state, style, sign, mark;
};
constexpr std::array kLooks = {Look{"pass", "up", "&#10003;", "ok"},
                               Look{"weak", "warn", "!", "! "},
                               Look{"fail", "down", "&#10007;", "!!"}};

Look LookOf(const BadgeRow& row) {
  for (const Look& look : kLooks) {
    if (look.state == row.state) return look;
  }
  return {"", "none", "?", "? "};
}

}  // namespace

std::string BadgeHtml(const Badge& badge) {
  std::string tiles;
  for (const BadgeRow& row : badge.rows) {
    const Look look = LookOf(row);
    tiles += fmt::format(
        "<div class=\"tile{}\"><p><b>{}</b> <i class=\"mk {}\">{}</i> <b class=\"{}\">{}</b></p>"
        "<p class=\"un\">{}</p><p>{}{}</p></div>\n",
        row.state == "not checked" ? " open" : "", EscapeXml(row.check), look.style, look.sign,
        look.style, EscapeXml(row.state), EscapeXml(row.question), EscapeXml(row.sentence),
        row.made_at.empty() ? "" : fmt::format(" <span class=\"un\">{}</span>", row.made_at));
  }
  return fmt::format(
      "<section class=\"badge\" aria-label=\"Integrity badge\"><p class=\"say\"><b>Integrity</b> "
      "{}</p><div class=\"tiles\">\n{}</div></section>\n",
      EscapeXml(badge.verdict), tiles);
}

std::string BadgeText(const Badge& badge) {
  std::string text = fmt::format("  Checks  {}\n", Wrapped(badge.verdict, 78, 10));
  for (const BadgeRow& row : badge.rows) {
    text += fmt::format(
        "          {} {}\n", LookOf(row).mark,
        Wrapped(fmt::format("{}: {} ({})", row.check, row.state, row.sentence), 84, 13));
  }
  return text;
}

}  // namespace keel::research
