// SPDX-License-Identifier: MIT
#include "research/lookahead/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/describe_json.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

template <typename T>
void AppendAll(std::vector<T> from, std::vector<T>* into) {
  for (T& one : from) into->push_back(std::move(one));
}

constexpr int64_t kMostSentences = 3;

/// One row for each name: of many pairs the first few are told.
std::vector<LookaheadCheck> OneOfEach(const std::vector<LookaheadCheck>& checks) {
  std::vector<LookaheadCheck> each;
  std::vector<int64_t> sentences;
  for (const LookaheadCheck& check : checks) {
    const auto at = std::find_if(each.begin(), each.end(), [&](const LookaheadCheck& other) {
      return other.name == check.name;
    });
    if (at == each.end()) {
      each.push_back(check);
      sentences.push_back(1);
      continue;
    }
    at->tried += check.tried;
    if (++sentences[static_cast<size_t>(at - each.begin())] > kMostSentences) continue;
    at->sentence += " " + check.sentence;
  }
  for (size_t i = 0; i < each.size(); ++i) {
    const int64_t more = sentences[i] - kMostSentences;
    if (more > 0) each[i].sentence += fmt::format(" And so {} more.", more);
  }
  return each;
}

}  // namespace

void Merge(LookaheadVerdict from, LookaheadVerdict* into) {
  AppendAll(std::move(from.checks), &into->checks);
  AppendAll(std::move(from.alarms), &into->alarms);
  AppendAll(std::move(from.warm_ups), &into->warm_ups);
  AppendAll(std::move(from.notes), &into->notes);
}

void Conclude(LookaheadVerdict* verdict) {
  int64_t tried = 0, done = 0;
  verdict->checks = OneOfEach(verdict->checks);
  for (LookaheadCheck& check : verdict->checks) {
    check.alarms = std::count_if(verdict->alarms.begin(), verdict->alarms.end(),
                                 [&](const LookaheadAlarm& a) { return a.check == check.name; });
    tried += check.tried;
    done += check.tried > 0 ? 1 : 0;
  }
  if (verdict->alarms.empty()) {
    verdict->sentence = fmt::format("No look-ahead was found: {} checks made {} comparisons.", done,
                                    Grouped(static_cast<double>(tried), 0));
    return;
  }
  const size_t more = verdict->alarms.size() - 1;
  verdict->sentence = "LOOK-AHEAD: " + verdict->alarms.front().sentence;
  if (more > 0) verdict->sentence += fmt::format(" And {} more.", more);
}

std::string VerdictJson(const LookaheadVerdict& verdict) { return base::ToJson(verdict, 2) + "\n"; }

}  // namespace keel::research
