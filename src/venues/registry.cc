// SPDX-License-Identifier: MIT
#include "venues/registry.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::venues {

const std::vector<VenueSpec>& All() {
  static const std::vector<VenueSpec> kAll = {
#define KEEL_VENUE(Name) Describe##Name(),
#include "venues/list.inc"
#undef KEEL_VENUE
  };
  return kAll;
}

base::Result<const VenueSpec*> Find(std::string_view name) {
  std::vector<std::string> names;
  for (const VenueSpec& spec : All()) {
    if (spec.name == name) return &spec;
    names.push_back(spec.name);
  }
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("there is no venue \"{}\"{}; `keel list-venues` lists them", name,
                                base::DidYouMean(name, names)));
}

}  // namespace keel::venues
