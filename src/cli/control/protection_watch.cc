// SPDX-License-Identifier: MIT
#include "cli/control/protection_watch.h"

#include <algorithm>

namespace keel::cli {
namespace {

constexpr base::Duration kPatience = base::Seconds(30);

}  // namespace

std::vector<std::string> ProtectionWatch::Look(const std::vector<std::string>& holders,
                                               base::Duration now) {
  std::vector<std::string> texts;
  for (auto at = troubles_.begin(); at != troubles_.end();) {
    if (std::find(holders.begin(), holders.end(), at->first) != holders.end()) {
      ++at;
      continue;
    }
    if (at->second.told) {
      texts.push_back("nothing of " + at->first + " is without its stop at the venue any more");
    }
    at = troubles_.erase(at);
  }
  for (const std::string& holder : holders) {
    Trouble& trouble = troubles_.try_emplace(holder, Trouble{now}).first->second;
    if (trouble.told || now - trouble.since < kPatience) continue;
    trouble.told = true;
    texts.push_back("what " + holder +
                    " holds has been without its stop at the venue for 30 s: `keel orders` shows "
                    "what works, `keel flatten` sells");
  }
  return texts;
}

}  // namespace keel::cli
