// SPDX-License-Identifier: MIT
#include "strategies/registry.h"

#include <fmt/format.h>

#include "base/text.h"
#include "strategies/drivers.h"
#include "strategies/sleeve.h"

namespace keel::strategies {
namespace {

std::vector<strategy::StrategySpec> MakeAll() {
  std::vector<strategy::StrategySpec> all = {
#define KEEL_DRIVER(Name)
#define KEEL_STRATEGY(Name) Describe##Name(),
#include "strategies/list.inc"
#undef KEEL_STRATEGY
#undef KEEL_DRIVER
  };
  for (const strategy::DriverSpec& driver : Drivers()) all.push_back(SleeveOf(driver));
  return all;
}

}  // namespace

const std::vector<strategy::StrategySpec>& All() {
  static const std::vector<strategy::StrategySpec> kAll = MakeAll();
  return kAll;
}

const std::vector<strategy::DriverSpec>& Drivers() {
  static const std::vector<strategy::DriverSpec> kDrivers = {
#define KEEL_STRATEGY(Name)
#define KEEL_DRIVER(Name) Describe##Name(),
#include "strategies/list.inc"
#undef KEEL_DRIVER
#undef KEEL_STRATEGY
  };
  return kDrivers;
}

const strategy::DriverSpec* FindDriver(std::string_view name) {
  for (const strategy::DriverSpec& driver : Drivers()) {
    if (driver.name == name) return &driver;
  }
  return nullptr;
}

base::Result<const strategy::StrategySpec*> Find(std::string_view name) {
  std::vector<std::string> names;
  for (const strategy::StrategySpec& spec : All()) {
    if (spec.name == name) return &spec;
    names.push_back(spec.name);
  }
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("there is no strategy \"{}\"{}; `keel list-strategies` lists them",
                                name, base::DidYouMean(name, names)));
}

}  // namespace keel::strategies
