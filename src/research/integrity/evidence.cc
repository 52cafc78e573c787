// SPDX-License-Identifier: MIT
#include "research/integrity/evidence.h"

namespace keel::research {

std::vector<CheckKind> CheckKinds() {
  return {{"look-ahead", "Does it see the future?", "lookahead-check"},
          {"walk-forward", "Does it earn where it was not fitted?", "walk-forward"},
          {"robustness", "Does it survive small changes?", "robustness"},
          {"court", "Could luck and the number of trials explain it?", "court"}};
}

base::Status EvidenceFile::Add(const Evidence& evidence) const {
  return lines_.Add([&](const auto&) -> base::Result<std::vector<std::string>> {
    return std::vector<std::string>{base::ToJson(evidence)};
  });
}

base::Result<std::vector<Evidence>> EvidenceFile::Of(const std::string& family) const {
  TRY(const std::vector<std::string> lines, lines_.Lines());
  TRY(std::vector<Evidence> all, ReadRecords<Evidence>(lines, lines_.path()));
  std::erase_if(all, [&](const Evidence& e) { return e.family != family; });
  return all;
}

}  // namespace keel::research
