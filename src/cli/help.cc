// SPDX-License-Identifier: MIT
#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "cli/version.h"

namespace keel::cli {
namespace {

struct Group {
  std::string_view name;
  std::string_view title;
};
constexpr std::array<Group, 7> kGroups = {{{"run", "Run"},
                                           {"control", "Control a running session"},
                                           {"research", "Research"},
                                           {"models", "Models"},
                                           {"data", "Market history"},
                                           {"explain", "Explain"},
                                           {"setup", "Set up"}}};

std::string Bold(std::string_view text, HelpStyle style) {
  return style.colour ? fmt::format("\033[1m{}\033[0m", text) : std::string(text);
}

/// `text` broken at spaces into lines that fit beside a left column of `indent`.
std::string Wrapped(std::string_view text, int indent, int width) {
  const size_t room = static_cast<size_t>(std::max(width - indent, 30));
  std::string result;
  size_t used = 0;
  for (std::string_view word : base::Split(text, ' ')) {
    if (used > 0 && used + 1 + word.size() > room) {
      result += "\n" + std::string(static_cast<size_t>(indent), ' ');
      used = 0;
    }
    if (used > 0) {
      result += ' ';
      ++used;
    }
    result += word;
    used += word.size();
  }
  return result;
}

/// "-p, --pairs LIST", with long names aligned whether or not there is a short one.
std::string LeftColumn(const OptionRow& row) {
  if (row.positional) {
    return std::holds_alternative<std::vector<std::string>*>(row.target) ? row.names + "..."
                                                                         : row.names;
  }
  std::string text = row.names.starts_with("--") ? "    " : "";
  for (char c : row.names) {
    text += c;
    if (c == ',') text += ' ';
  }
  if (row.is_flag()) return text;
  if (std::holds_alternative<double*>(row.target)) return text + " NUMBER";
  if (std::holds_alternative<int64_t*>(row.target)) return text + " N";
  if (row.split) return text + " LIST";
  return text + " VALUE";
}

std::string Section(std::string_view title, const std::vector<const OptionRow*>& rows,
                    HelpStyle style) {
  if (rows.empty()) return "";
  size_t widest = 0;
  for (const OptionRow* row : rows) widest = std::max(widest, LeftColumn(*row).size());
  const int indent = static_cast<int>(std::min<size_t>(widest, 28)) + 4;
  std::string text = fmt::format("\n{}\n", Bold(title, style));
  for (const OptionRow* row : rows) {
    const std::string left = LeftColumn(*row);
    std::string doc = row->doc;
    if (!row->positional && std::holds_alternative<std::vector<std::string>*>(row->target)) {
      doc += " (repeatable)";
    }
    std::string gap(left.size() + 4 <= static_cast<size_t>(indent)
                        ? static_cast<size_t>(indent) - left.size() - 2
                        : 0,
                    ' ');
    if (gap.empty()) gap = "\n" + std::string(static_cast<size_t>(indent), ' ');
    text += fmt::format("  {}{}{}\n", left, gap, Wrapped(doc, indent, style.width));
  }
  return text;
}

}  // namespace

std::string HelpOnVerbs(const std::vector<std::unique_ptr<Verb>>& verbs, HelpStyle style) {
  size_t widest = 0;
  for (const auto& verb : verbs) widest = std::max(widest, verb->name().size());
  std::string text = fmt::format(
      "{} {}: backtests crypto strategies on the engine that will trade them.\n\n"
      "  keel VERB [options]     runs a verb\n"
      "  keel help VERB          describes it\n"
      "  keel demo               is the place to start\n",
      Bold("keel", style), KeelVersion());
  for (const Group& group : kGroups) {
    std::string rows;
    for (const auto& verb : verbs) {
      if (verb->group() != group.name) continue;
      rows += fmt::format("  {:<{}}  {}\n", verb->name(), widest,
                          Wrapped(verb->summary(), static_cast<int>(widest) + 4, style.width));
    }
    if (!rows.empty()) text += fmt::format("\n{}\n{}", Bold(group.title, style), rows);
  }
  return text;
}

std::string HelpOnVerb(const Verb& verb, const OptionTable& table, HelpStyle style) {
  std::vector<const OptionRow*> positional, own, common;
  for (const OptionRow& row : table.rows()) {
    (row.positional ? positional : row.common ? common : own).push_back(&row);
  }
  std::string usage = fmt::format("keel {}", verb.name());
  for (const OptionRow* row : positional) {
    const std::string left = LeftColumn(*row);
    usage += row->required ? " " + left : fmt::format(" [{}]", left);
  }
  std::string text =
      fmt::format("{}\n\n  {} [options]\n", Wrapped(verb.summary(), 0, style.width), usage);
  text += Section("Arguments", positional, style);
  text += Section("Options", own, style);
  text += Section("Options of every verb", common, style);
  return text;
}

}  // namespace keel::cli
