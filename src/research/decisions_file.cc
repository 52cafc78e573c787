// SPDX-License-Identifier: MIT
#include "research/decisions_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/describe_json.h"
#include "base/os/file.h"
#include "base/text.h"
#include "engine/decision_describe.h"

namespace keel::research {
BOOST_DESCRIBE_STRUCT(StoredRefusal, (), (rule, value, limit, head_room))
BOOST_DESCRIBE_STRUCT(StoredVerdict, (), (time, asked, approved, refusals))
BOOST_DESCRIBE_STRUCT(StoredDecision, (),
                      (decision, strategy, pair, time, inputs, outcome, verdicts))
}  // namespace keel::research

namespace keel::base {

/// Enumerations travel by their names.
template <typename Enum>
struct EnumText {
  static std::string Write(Enum value) { return std::string(ToString(value)); }
  static Result<Enum> Read(std::string_view text, int count) {
    for (int i = 0; i < count; ++i) {
      if (ToString(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
    }
    return Fail(ErrorCode::kUsage, fmt::format("\"{}\" is not known", text));
  }
};
template <>
struct JsonText<strategy::Category> : EnumText<strategy::Category> {
  static Result<strategy::Category> Read(std::string_view text) {
    return EnumText::Read(text, static_cast<int>(strategy::kCategories));
  }
};
template <>
struct JsonText<strategy::Action> : EnumText<strategy::Action> {
  static Result<strategy::Action> Read(std::string_view text) { return EnumText::Read(text, 5); }
};

}  // namespace keel::base

namespace keel::research {
namespace {

StoredDecision StoredOf(const engine::RunRecord& run, size_t index) {
  const engine::DecisionRecord& record = run.decisions[index];
  StoredDecision stored;
  stored.decision = index + 1;
  stored.strategy = run.strategies[record.strategy.index].name;
  stored.pair = run.universe.at(record.decision.instrument).symbol.ToString();
  stored.time = record.decision.time;
  stored.inputs = record.decision.inputs;
  stored.outcome = record.decision.outcome;
  for (const engine::VerdictRecord& verdict : record.verdicts) {
    StoredVerdict kept{verdict.time, verdict.asked.value(), verdict.approved.value(), {}};
    for (const core::Refusal& r : verdict.refusals) {
      kept.refusals.push_back({std::string(r.rule), r.value, r.limit, r.head_room.value()});
    }
    stored.verdicts.push_back(std::move(kept));
  }
  return stored;
}

std::string TextOf(const base::JsonValue* value) {
  using Kind = base::JsonValue::Kind;
  if (value == nullptr || value->kind == Kind::kNull) return "absent";
  if (value->kind == Kind::kBool) return value->boolean ? "true" : "false";
  return value->kind == Kind::kArray || value->kind == Kind::kObject ? "there" : value->text;
}

/// How people call an item: categories by their names, gates and sizes by what they say of
/// themselves.
std::string NameOf(const base::JsonValue& item, std::string_view list, size_t at) {
  if (list == "scores" || list == "weights") {
    return std::string(ToString(static_cast<strategy::Category>(at)));
  }
  const base::JsonValue* const name = item.Find("name");
  return name != nullptr ? name->text : std::to_string(at + 1);
}

std::string DifferenceIn(const base::JsonValue& kept, const base::JsonValue& again,
                         const std::string& where) {
  const auto below = [&](const base::JsonValue* was, const base::JsonValue* is, std::string name) {
    std::ranges::replace(name, '_', ' ');
    const std::string path = where.empty() ? name : where + " " + name;
    if (was == nullptr || is == nullptr || was->kind != is->kind) {
      return fmt::format("{} was {}, is {}", path, TextOf(was), TextOf(is));
    }
    return DifferenceIn(*was, *is, path);
  };
  for (const base::JsonMember& member : kept.members) {
    auto found = below(&member.value, again.Find(member.key), member.key);
    if (!found.empty()) return found;
  }
  for (size_t i = 0; i < std::max(kept.items.size(), again.items.size()); ++i) {
    const base::JsonValue* const was = i < kept.items.size() ? &kept.items[i] : nullptr;
    const base::JsonValue* const is = i < again.items.size() ? &again.items[i] : nullptr;
    auto found = below(was, is, NameOf(was != nullptr ? *was : *is, where, i));
    if (!found.empty()) return found;
  }
  if (TextOf(&kept) == TextOf(&again)) return "";
  return fmt::format("{} was {}, is {}", where, TextOf(&kept), TextOf(&again));
}

}  // namespace

void WriteDecision(base::JsonWriter& json, const StoredDecision& decision) {
  base::WriteJson(json, decision);
}

std::string DecisionLines(const engine::RunRecord& run) {
  std::string lines;
  for (size_t i = 0; i < run.decisions.size(); ++i) {
    lines += base::ToJson(StoredOf(run, i));
    lines += '\n';
  }
  return lines;
}

base::Result<std::vector<StoredDecision>> ReadDecisions(const std::string& directory) {
  const std::string path = directory + "/decisions.jsonl";
  TRY(const std::string text, base::os::ReadFile(path));
  std::vector<StoredDecision> decisions;
  size_t line_number = 0;
  for (const std::string_view line : base::Split(text, '\n')) {
    ++line_number;
    if (line.empty()) continue;
    auto read = base::ReadJson<StoredDecision>(line);
    if (!read) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("{}:{}: {}", path, line_number, read.error().message));
    }
    if (read->decision != decisions.size() + 1) {
      return base::Fail(base::ErrorCode::kCorrupt,
                        fmt::format("{}:{}: decision {} stands where {} belongs", path, line_number,
                                    read->decision, decisions.size() + 1));
    }
    decisions.push_back(*std::move(read));
  }
  return decisions;
}

std::string FirstDifference(const strategy::DecisionOutcome& kept,
                            const strategy::DecisionOutcome& again) {
  const std::string was = base::ToJson(kept), is = base::ToJson(again);
  if (was == is) return "";
  return DifferenceIn(base::ParseJson(was).value(), base::ParseJson(is).value(), "");
}

}  // namespace keel::research
