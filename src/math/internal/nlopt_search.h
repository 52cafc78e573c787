// SPDX-License-Identifier: MIT
// A search of NLopt that is given back.
#pragma once

#include <nlopt.h>

#include <memory>

namespace keel::math::internal {

struct CloseSearch {
  void operator()(nlopt_opt_s* search) const { nlopt_destroy(search); }
};
using Search = std::unique_ptr<nlopt_opt_s, CloseSearch>;

}  // namespace keel::math::internal
