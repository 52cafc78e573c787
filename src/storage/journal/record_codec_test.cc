// SPDX-License-Identifier: MIT
#include "storage/journal/record_codec.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "base/random.h"
#include "storage/journal/record_schemas.h"

namespace keel::storage {

enum class Mood : uint8_t { kCalm = 1, kBusy = 2, kPanic = 7 };
BOOST_DESCRIBE_ENUM(Mood, kCalm, kBusy, kPanic)

struct Leg {
  std::string pair;
  core::Price price;
  friend bool operator==(const Leg&, const Leg&) = default;
};
BOOST_DESCRIBE_STRUCT(Leg, (), (pair, price))

struct Note {
  std::string text;
  friend bool operator==(const Note&, const Note&) = default;
};
BOOST_DESCRIBE_STRUCT(Note, (), (text))

struct Everything {
  bool flag = false;
  uint8_t small = 0;
  int64_t big = 0;
  double ratio = 0;
  Mood mood = Mood::kCalm;
  core::Decimal amount;
  base::UnixNanos time;
  base::Duration span;
  std::optional<Leg> maybe;
  std::vector<Leg> legs;
  std::array<uint16_t, 3> triple{};
  std::variant<uint32_t, Note> choice;
  friend bool operator==(const Everything&, const Everything&) = default;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, small, big, ratio, mood, amount, time, span, maybe, legs, triple,
                       choice))

struct OrderV1 {
  std::string pair;
  int64_t cents = 0;
};
BOOST_DESCRIBE_STRUCT(OrderV1, (), (pair, cents))

struct OrderV2 {
  std::string pair;
  core::Price price;
  std::optional<std::string> reason;
  friend bool operator==(const OrderV2&, const OrderV2&) = default;
};
BOOST_DESCRIBE_STRUCT(OrderV2, (), (pair, price, reason))

/// What the journal of an older Keel needs: cents become an exact price, the reason is unknown.
base::Result<std::string> LiftOrder(std::string_view bytes) {
  TRY(const OrderV1 old, DecodeRecord<OrderV1>(bytes));
  return EncodeRecord(OrderV2{.pair = old.pair,
                              .price = core::Price(core::Decimal::FromRaw(
                                  core::Int128{old.cents} * (core::Decimal::kOne / 100)))});
}

namespace {

Everything Invent() {
  const auto leg = [] {
    return Leg{*rc::gen::arbitrary<std::string>(),
               core::Price(core::Decimal::FromRaw(*rc::gen::arbitrary<int64_t>()))};
  };
  Everything value;
  value.flag = *rc::gen::arbitrary<bool>();
  value.small = *rc::gen::arbitrary<uint8_t>();
  value.big = *rc::gen::arbitrary<int64_t>();
  value.ratio = *rc::gen::arbitrary<double>();
  value.mood = *rc::gen::element(Mood::kCalm, Mood::kBusy, Mood::kPanic);
  value.amount =
      core::Decimal::FromRaw(core::Int128{*rc::gen::arbitrary<int64_t>()} * 1'000'000'000'007);
  value.time.ns = *rc::gen::arbitrary<int64_t>();
  value.span.ns = *rc::gen::arbitrary<int64_t>();
  if (*rc::gen::arbitrary<bool>()) value.maybe = leg();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) value.legs.push_back(leg());
  value.triple = {*rc::gen::arbitrary<uint16_t>(), 2, 3};
  if (*rc::gen::arbitrary<bool>()) value.choice = Note{*rc::gen::arbitrary<std::string>()};
  return value;
}

RC_GTEST_PROP(RecordCodec, ReadsWhatItWrote, ()) {
  const Everything value = Invent();
  RC_ASSERT(DecodeRecord<Everything>(EncodeRecord(value)).value() == value);
}

RC_GTEST_PROP(RecordCodec, EveryCutAndEveryExtraByteIsAnError, ()) {
  const std::string bytes = EncodeRecord(Invent());
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    const auto read = DecodeRecord<Everything>(std::string_view(bytes).substr(0, cut));
    RC_ASSERT(!read && read.error().code == base::ErrorCode::kCorrupt);
  }
  RC_ASSERT(!DecodeRecord<Everything>(bytes + "x"));
}

TEST(RecordCodec, AnyBytesAreReadOrRefused) {
  base::RandomStream random(1, "test.codec");
  const std::string valid = EncodeRecord(Everything{.legs = {{"BTC/USDT", {}}, {"ETH/USDT", {}}}});
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = valid;
    bytes[random.NextBelow(bytes.size())] = static_cast<char>(random.NextBelow(256));
    const auto read = DecodeRecord<Everything>(bytes);
    refused += read ? 0 : 1;
    if (!read) continue;
    ASSERT_EQ(EncodeRecord(*read), bytes) << "one value has one spelling";
  }
  EXPECT_GT(refused, 1'000);
}

TEST(RecordCodec, TheBytesAreFixed) {
  const OrderV2 order{.pair = "A", .price = core::Price(core::Decimal::FromRaw(-2)), .reason = "x"};
  EXPECT_EQ(EncodeRecord(order), std::string("\1\0\0\0A\xFE", 6) + std::string(15, '\xFF') +
                                     std::string("\1\1\0\0\0x", 6));
}

TEST(RecordCodec, MistakesNameTheField) {
  const auto message = [](const std::string& bytes) {
    const auto read = DecodeRecord<Everything>(bytes);
    return read ? "" : read.error().message;
  };
  std::string bytes = EncodeRecord(Everything{.legs = {{"A", {}}}});
  EXPECT_EQ(message(bytes), "");
  EXPECT_EQ(message("\x02"), "field flag of a record holds 2 where only 0 and 1 have a meaning");
  std::string mood = bytes;
  mood[18] = 3;
  EXPECT_EQ(message(mood), "field mood of a record holds the unknown value 3");
  std::string many = bytes;
  many[52 + 3] = '\x7F';
  EXPECT_NE(message(many).find("field legs of a record tells of 2130706433 items, more than"),
            std::string::npos)
      << message(many);
  std::string name = bytes;
  name[56 + 3] = '\x7F';
  EXPECT_NE(message(name).find("field legs.pair of a record tells of"), std::string::npos)
      << message(name);
  EXPECT_EQ(message(bytes + "!"), "a record goes on for 1 bytes behind its last field");
}

const RecordSchemas& Schemas() {
  static const RecordSchemas schemas(
      {{.type = 9, .name = "note", .version = 3}, {5, "order", 2, {&LiftOrder}}});
  return schemas;
}

TEST(RecordSchemas, AnOldRecordIsReadAsANewOne) {
  const std::string old = EncodeRecord(OrderV1{"BTC/USDT", 4'312'346});
  const Record record{.head = {.sequence = 7, .kind = {5, 1}}, .payload = old};
  const auto read = Schemas().Read<OrderV2>(record);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(*read, (OrderV2{"BTC/USDT", core::Price::Parse("43123.46").value(), std::nullopt}));
  const std::string now = EncodeRecord(*read);
  EXPECT_EQ(*Schemas().Migrate(Schemas().KindOf(5), now), now);
}

TEST(RecordSchemas, WhatIsUnknownIsRefusedByName) {
  const auto refused = [](RecordKind kind) {
    const auto lifted = Schemas().Migrate(kind, "");
    EXPECT_FALSE(lifted);
    EXPECT_EQ(lifted.error().code, base::ErrorCode::kUnsupported);
    return lifted.error().message;
  };
  EXPECT_EQ(refused({1, 1}),
            "a record of type 1, which this Keel does not know: use the Keel that wrote the "
            "journal, or a newer one");
  EXPECT_EQ(refused({5, 3}),
            "a record \"order\" of version 3, and this Keel reads up to version 2: use the Keel "
            "that wrote the journal, or a newer one");
  EXPECT_EQ(refused({9, 2}),
            "a record \"note\" of version 2, and this Keel reads from version 3 on: use an older "
            "Keel");
}

TEST(RecordSchemas, ADamagedRecordIsNamed) {
  const Record record{.head = {.sequence = 7, .kind = {5, 2}},
                      .place = {.segment = 2, .group = 4, .offset = 600},
                      .payload = "xx"};
  EXPECT_EQ(Schemas().Read<OrderV2>(record).error().message,
            "record 7 \"order\" of segment 2 at byte 600: field pair of a record is cut: the bytes "
            "end inside it");
}

}  // namespace
}  // namespace keel::storage
