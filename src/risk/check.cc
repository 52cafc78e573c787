// SPDX-License-Identifier: MIT
#include "risk/check.h"

#include <array>

namespace keel::risk {

#define KEEL_CHECK(function, rule, stage, standing, applies) \
  std::optional<core::Refusal> function(const CheckInput&);
#include "risk/checks.inc"
#undef KEEL_CHECK

std::span<const CheckRow> AllChecks() {
  static constexpr std::array kRows = {
#define KEEL_CHECK(function, rule, stage, standing, applies) \
  CheckRow{rule, function, CheckStage::stage, standing,      \
           []([[maybe_unused]] const Limits& l) -> bool { return static_cast<bool>(applies); }},
#include "risk/checks.inc"
#undef KEEL_CHECK
  };
  return kRows;
}

}  // namespace keel::risk
