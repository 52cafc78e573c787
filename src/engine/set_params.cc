// SPDX-License-Identifier: MIT
#include "engine/set_params.h"

#include <algorithm>

namespace keel::engine {

void LaySetParams(const OperatorRecord& act, BacktestSettings& settings) {
  if (act.act != OperatorAct::kSetParams || !act.strategy) return;
  if (*act.strategy >= settings.strategies.size()) return;
  auto& params = settings.strategies[*act.strategy].params;
  for (const ParamRecord& set : act.params) {
    const auto known =
        std::ranges::find_if(params, [&set](const auto& param) { return param.first == set.name; });
    if (known == params.end()) {
      params.emplace_back(set.name, set.value);
    } else {
      known->second = set.value;
    }
  }
}

}  // namespace keel::engine
