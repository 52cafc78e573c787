// SPDX-License-Identifier: MIT
// A moving average whose kind is chosen at run time, for indicators and strategies that let the
// user choose. Costs a predicted branch more than the concrete class.
#pragma once

#include <optional>
#include <variant>

#include "indicators/dema.h"
#include "indicators/ema.h"
#include "indicators/hma.h"
#include "indicators/kama.h"
#include "indicators/rma.h"
#include "indicators/sma.h"
#include "indicators/tema.h"
#include "indicators/trima.h"
#include "indicators/wma.h"
#include "indicators/zlema.h"

namespace keel::indicators {

/// The averages that have one parameter.
enum class AverageKind { kSma, kEma, kRma, kWma, kDema, kTema, kTrima, kKama, kHma, kZlema };

/// A moving average of any kind.
class Average {
 public:
  Average(AverageKind kind, int period) : average_(Make(kind, period)) {}

  std::optional<double> Update(double x) {
    return std::visit([x](auto& average) { return average.Update(x); }, average_);
  }

  int warm_up() const {
    return std::visit([](const auto& average) { return average.warm_up(); }, average_);
  }

 private:
  using Any = std::variant<Sma, Ema, Rma, Wma, Dema, Tema, Trima, Kama, Hma, Zlema>;

  static Any Make(AverageKind kind, int period) {
    switch (kind) {
      case AverageKind::kSma:
        return Sma(period);
      case AverageKind::kEma:
        return Ema(period);
      case AverageKind::kRma:
        return Rma(period);
      case AverageKind::kWma:
        return Wma(period);
      case AverageKind::kDema:
        return Dema(period);
      case AverageKind::kTema:
        return Tema(period);
      case AverageKind::kTrima:
        return Trima(period);
      case AverageKind::kKama:
        return Kama(period);
      case AverageKind::kHma:
        return Hma(period);
      case AverageKind::kZlema:
        return Zlema(period);
    }
    return Sma(period);
  }

  Any average_;
};

}  // namespace keel::indicators
