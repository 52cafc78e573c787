// SPDX-License-Identifier: MIT
// An order that a person places by hand: from their words, and into what they are told.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/control/protocol.h"
#include "engine/live_session.h"

namespace keel::cli {

/// A positive number that was given; nothing for "". kUsage.
template <typename Amount>
base::Status ReadAmount(const std::string& text, std::string_view what,
                        std::optional<Amount>* amount) {
  if (text.empty()) return {};
  const auto read = Amount::Parse(text);
  if (!read || !read->is_positive()) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("a {} is a number above 0, such as 0.25, not \"{}\"", what, text));
  }
  *amount = *read;
  return {};
}

/// The pair of that name. kNotFound with the nearest one.
base::Result<core::InstrumentId> PairOf(const engine::LiveSession& session,
                                        const std::string& name);
/// What an `order` or a `check` asks for. kUsage, kNotFound.
base::Result<engine::ManualOrder> ManualOrderOf(const engine::LiveSession& session,
                                                const engine::ControlRequest& request);
engine::PlacedView PlacedOf(const engine::LiveSession& session, const engine::ManualOrder& asked,
                            const engine::ManualPlacement& placed);
engine::CheckView CheckOf(const engine::LiveSession& session, const engine::ManualOrder& asked,
                          const engine::OrderForecast& forecast);

}  // namespace keel::cli
