// SPDX-License-Identifier: MIT
// The bytes of a session's records are told by the members of its structs, those of the structs in
// them too. A member more or less makes old journals unreadable, or worse, read as something else:
// this test fails then, and says that the record needs a new version with a step from the old one.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "engine/session_describe.h"
#include "engine/session_records.h"
#include "storage/journal/record_codec.h"

namespace keel::engine {
namespace {

namespace codec = storage::internal;

template <typename T>
std::string LayoutOf();

template <typename... Ts>
std::string LayoutOfAlternatives(const std::variant<Ts...>*) {
  std::string text;
  ((text += (text.empty() ? "" : "|") + LayoutOf<Ts>()), ...);
  return "<" + text + ">";
}

template <typename T>
std::string LayoutOf() {
  if constexpr (std::is_enum_v<T>) {
    return "enum";
  } else if constexpr (std::is_arithmetic_v<T>) {
    return fmt::format("{}{}", std::is_floating_point_v<T> ? "f" : "i", sizeof(T));
  } else if constexpr (std::is_same_v<T, core::Decimal> || codec::kIsAmount<T>) {
    return "amount";
  } else if constexpr (codec::kIsInstant<T>) {
    return "time";
  } else if constexpr (std::is_same_v<T, std::string>) {
    return "text";
  } else if constexpr (codec::kIsOptional<T>) {
    return "?" + LayoutOf<typename T::value_type>();
  } else if constexpr (codec::kIsVector<T>) {
    return "[" + LayoutOf<typename T::value_type>() + "]";
  } else if constexpr (codec::kIsArray<T>) {
    return fmt::format("{}[{}]", std::tuple_size_v<T>, LayoutOf<typename T::value_type>());
  } else if constexpr (codec::kIsVariant<T>) {
    return LayoutOfAlternatives(static_cast<const T*>(nullptr));
  } else {
    std::string text;
    boost::mp11::mp_for_each<codec::RecordMembers<T>>([&](auto member) {
      using Member = std::decay_t<decltype(std::declval<T>().*member.pointer)>;
      text += std::string(text.empty() ? "" : ",") + member.name + ":" + LayoutOf<Member>();
    });
    return "{" + text + "}";
  }
}

/// A kind of record, and the layout that its present version has had since it was made.
struct Known {
  SessionRecord type;
  std::string layout;
  uint16_t version;
  const char* hash;
};

TEST(SessionLayout, TheBytesOfAVersionStay) {
  using enum SessionRecord;
  const std::vector<Known> known = {
      {kStarted, LayoutOf<StartedRecord>(), 7, "831427bc8800cf9b"},
      {kBars, LayoutOf<BarsRecord>(), 1, "c4441262e9f813f7"},
      {kVenue, LayoutOf<execution::VenueEvent>(), 2, "236aee8624592313"},
      {kTimer, LayoutOf<TimerRecord>(), 1, "1349cde127705c16"},
      {kOperator, LayoutOf<OperatorRecord>(), 4, "f550a023fc3eb98c"},
      {kSubmitted, LayoutOf<SubmittedRecord>(), 1, "8a1f9405be9fc345"},
      {kCancelled, LayoutOf<CancelledRecord>(), 1, "8da210a797798865"},
      {kReported, LayoutOf<ReportedRecord>(), 1, "1ea76a0f18128b3d"},
      {kRefused, LayoutOf<RefusedRecord>(), 2, "1cc5b9ef88cc9a8f"},
      {kState, LayoutOf<StateRecord>(), 1, "cd72efb0444eaeb8"},
      {kAlert, LayoutOf<AlertRecord>(), 1, "b90355d48cce5cff"},
      {kLimit, LayoutOf<LimitRecord>(), 1, "d7968354a328a8cb"},
      {kDispute, LayoutOf<DisputeRecord>(), 1, "837b451816c58c5c"},
      {kDecided, LayoutOf<DecidedRecord>(), 1, "994f9d3d2dcc2796"},
      {kKept, LayoutOf<SubmittedRecord>(), 1, "8a1f9405be9fc345"},
      {kPrice, LayoutOf<PriceRecord>(), 1, "82dada2a6fb3e42d"},
      {kParent, LayoutOf<ParentRecord>(), 1, "78c9ea8de01d9791"},
      {kChild, LayoutOf<ChildRecord>(), 1, "c8382d5476dbe269"},
      {kParentStopped, LayoutOf<ParentStoppedRecord>(), 1, "08a9ed2bd661089a"},
      {kParentEnded, LayoutOf<ParentEndedRecord>(), 2, "da78d51d8db97055"},
      {kDeposit, LayoutOf<DepositRecord>(), 1, "cd3ed0200e8bba51"},
      {kCurrency, LayoutOf<CurrencyRecord>(), 1, "eecbb8cdb20e0d28"},
      {kAmend, LayoutOf<AmendRecord>(), 1, "d0b7b2b01ebe5779"},
      {kRules, LayoutOf<RulesRecord>(), 2, "fd6474ff9dda4c09"},
      {kQuote, LayoutOf<QuoteRecord>(), 1, "6ca7984ead31a59b"},
      {kPlaced, LayoutOf<PlacedRecord>(), 1, "ff253adf44a1a6af"},
  };
  for (const Known& record : known) {
    const auto type = static_cast<uint16_t>(record.type);
    EXPECT_EQ(SessionSchemas().KindOf(type).version, record.version)
        << "record " << type << ": another version; pin its layout here";
    EXPECT_EQ(fmt::format("{:016x}", base::Hash64(record.layout)), record.hash)
        << "record " << type << " has other bytes under the same version " << record.version
        << ": give it the next one and a step from this one\n"
        << record.layout;
  }
}

}  // namespace
}  // namespace keel::engine
