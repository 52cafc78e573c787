// SPDX-License-Identifier: MIT
#include "strategy/driver.h"

namespace keel::strategy {

std::string_view ToString(Category category) {
  switch (category) {
    case Category::kTechnical:
      return "technical";
    case Category::kMomentum:
      return "momentum";
    case Category::kCorrelation:
      return "correlation";
    case Category::kSentiment:
      return "sentiment";
    case Category::kMachineLearning:
      return "machine learning";
  }
  return "";
}

}  // namespace keel::strategy
