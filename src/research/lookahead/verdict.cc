// SPDX-License-Identifier: MIT
#include "research/lookahead/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/describe_json.h"

namespace keel::research {
namespace {

template <typename T>
void AppendAll(std::vector<T> from, std::vector<T>* into) {
  for (T& one : from) into->push_back(std::move(one));
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
  for (LookaheadCheck& check : verdict->checks) {
    check.alarms = std::count_if(verdict->alarms.begin(), verdict->alarms.end(),
                                 [&](const LookaheadAlarm& a) { return a.check == check.name; });
    tried += check.tried;
    done += check.tried > 0 ? 1 : 0;
  }
  if (verdict->alarms.empty()) {
    verdict->sentence =
        fmt::format("No look-ahead was found: {} checks made {} comparisons.", done, tried);
    return;
  }
  const size_t more = verdict->alarms.size() - 1;
  verdict->sentence = "LOOK-AHEAD: " + verdict->alarms.front().sentence;
  if (more > 0) verdict->sentence += fmt::format(" And {} more.", more);
}

std::string VerdictJson(const LookaheadVerdict& verdict) { return base::ToJson(verdict, 2) + "\n"; }

}  // namespace keel::research
