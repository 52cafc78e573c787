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
      {kStarted, LayoutOf<StartedRecord>(), 7, ""},
      {kBars, LayoutOf<BarsRecord>(), 1, ""},
      {kVenue, LayoutOf<execution::VenueEvent>(), 2, ""},
      {kTimer, LayoutOf<TimerRecord>(), 1, ""},
      {kOperator, LayoutOf<OperatorRecord>(), 2, ""},
      {kSubmitted, LayoutOf<SubmittedRecord>(), 1, ""},
      {kCancelled, LayoutOf<CancelledRecord>(), 1, ""},
      {kReported, LayoutOf<ReportedRecord>(), 1, ""},
      {kRefused, LayoutOf<RefusedRecord>(), 2, ""},
      {kState, LayoutOf<StateRecord>(), 1, ""},
      {kAlert, LayoutOf<AlertRecord>(), 1, ""},
      {kLimit, LayoutOf<LimitRecord>(), 1, ""},
      {kDispute, LayoutOf<DisputeRecord>(), 1, ""},
      {kDecided, LayoutOf<DecidedRecord>(), 1, ""},
      {kKept, LayoutOf<SubmittedRecord>(), 1, ""},
      {kPrice, LayoutOf<PriceRecord>(), 1, ""},
      {kParent, LayoutOf<ParentRecord>(), 1, ""},
      {kChild, LayoutOf<ChildRecord>(), 1, ""},
      {kParentStopped, LayoutOf<ParentStoppedRecord>(), 1, ""},
      {kParentEnded, LayoutOf<ParentEndedRecord>(), 2, ""},
      {kDeposit, LayoutOf<DepositRecord>(), 1, ""},
      {kCurrency, LayoutOf<CurrencyRecord>(), 1, ""},
      {kAmend, LayoutOf<AmendRecord>(), 1, ""},
      {kRules, LayoutOf<RulesRecord>(), 2, ""},
      {kQuote, LayoutOf<QuoteRecord>(), 1, ""},
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
