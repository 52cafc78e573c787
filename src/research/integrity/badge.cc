// SPDX-License-Identifier: MIT
#include "research/integrity/badge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace keel::research {
namespace {

const Evidence* Newest(std::span<const Evidence> evidence, std::string_view check,
                       const std::string& settings_hash) {
  const Evidence* found = nullptr;
  for (const Evidence& e : evidence) {
    if (e.check != check) continue;
    const bool is_nearer = found == nullptr || e.settings_hash == settings_hash ||
                           found->settings_hash != settings_hash;
    if (is_nearer) found = &e;
  }
  return found;
}

BadgeRow RowOf(const CheckKind& kind, const Evidence* evidence, const std::string& settings_hash) {
  BadgeRow row{.check = std::string(kind.name), .question = std::string(kind.question)};
  if (evidence == nullptr) {
    row.state = "not checked";
    row.sentence = fmt::format("`keel {}` answers it", kind.verb);
    return row;
  }
  row.state = evidence->verdict;
  row.sentence = evidence->sentence;
  row.made_at = base::FormatDate(evidence->made_at);
  row.same_settings = evidence->settings_hash == settings_hash;
  if (!row.same_settings) row.sentence += " (with other parameters, range or costs)";
  return row;
}

std::string VerdictOf(const Badge& badge) {
  std::string text = fmt::format("{} of {} checks passed", badge.passed, badge.rows.size());
  const auto name = [&](std::string_view what, auto&& belongs) {
    std::vector<std::string> names;
    for (const BadgeRow& row : badge.rows) {
      if (belongs(row)) names.push_back(row.check);
    }
    if (!names.empty()) text += fmt::format("; {}: {}", what, fmt::join(names, ", "));
  };
  name("failed", [](const BadgeRow& r) { return r.state == "fail"; });
  name("weak", [](const BadgeRow& r) { return r.state == "weak"; });
  name("passed with other settings",
       [](const BadgeRow& r) { return r.state == "pass" && !r.same_settings; });
  name("not checked", [](const BadgeRow& r) { return r.state == "not checked"; });
  return text + ".";
}

}  // namespace

Badge BadgeOf(std::span<const Evidence> evidence, const std::string& settings_hash) {
  Badge badge;
  for (const CheckKind& kind : CheckKinds()) {
    badge.rows.push_back(RowOf(kind, Newest(evidence, kind.name, settings_hash), settings_hash));
    const BadgeRow& row = badge.rows.back();
    if (row.state == "pass" && row.same_settings) ++badge.passed;
  }
  badge.verdict = VerdictOf(badge);
  return badge;
}

}  // namespace keel::research
