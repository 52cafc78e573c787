// SPDX-License-Identifier: MIT
#include "cli/verbs.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::cli {

std::vector<std::unique_ptr<Verb>> MakeVerbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
#define KEEL_VERB(Make) verbs.push_back(Make());
#include "cli/list.inc"
#undef KEEL_VERB
  return verbs;
}

std::vector<std::string> VerbNames(const std::vector<std::unique_ptr<Verb>>& verbs) {
  std::vector<std::string> names;
  for (const auto& verb : verbs) names.emplace_back(verb->name());
  return names;
}

base::Result<Verb*> FindVerb(const std::vector<std::unique_ptr<Verb>>& verbs,
                             std::string_view name) {
  for (const auto& verb : verbs) {
    if (verb->name() == name) return verb.get();
  }
  return base::Fail(base::ErrorCode::kUsage,
                    fmt::format("there is no verb \"{}\"{}; `keel help` lists the verbs", name,
                                base::DidYouMean(name, VerbNames(verbs))));
}

}  // namespace keel::cli
