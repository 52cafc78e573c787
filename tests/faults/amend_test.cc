// SPDX-License-Identifier: MIT
// F14: a fill during an amend was lost. Every order in which two fills, an amend and a cancel can
// happen at the venue, and every order in which the account can hear of them.
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>

#include "tests/faults/amend_scene.h"

namespace keel::faults {
namespace {

using base::Minutes;
using base::Seconds;
using core::Quantity;

enum class Deed : uint8_t { kFirstFill, kSecondFill, kAmend, kCancel };
using Deeds = std::vector<Deed>;

std::string Words(const Deeds& deeds) {
  std::string words;
  for (const Deed deed : deeds) words += "12ac"[static_cast<int>(deed)];
  return words;
}

/// What has become of an order of 1 that is to be 0.6, with fills of 0.3, and what is said of it.
class Story {
 public:
  Story(AmendScene& scene, const Deeds& deeds) : scene_(scene) {
    for (const Deed deed : deeds) Happen(deed);
    scene_.Set(status_, executed_.ToString(), quantity_.ToString());
  }
  /// The account hears of it, in the order in which it happened; answers and stream apart.
  const std::vector<std::function<void()>>& messages() const { return messages_; }
  OrderState StateHere() const {
    if (status_ == VenueStatus::kFilled) return OrderState::kFilled;
    if (status_ == VenueStatus::kCanceled) return OrderState::kCanceled;
    return executed_.is_zero() ? OrderState::kWorking : OrderState::kPartiallyFilled;
  }
  Quantity executed() const { return executed_; }
  Quantity quantity() const { return quantity_; }

 private:
  bool works() const { return status_ == VenueStatus::kWorking; }
  VenueOrder Now() const { return {AmendScene::kName, 1000, {0}, status_, executed_, quantity_}; }
  void Say(std::optional<execution::VenueTrade> trade) {
    messages_.push_back([this, now = Now(), trade = std::move(trade)] {
      scene_.Hear(execution::StreamOrder{now, trade});
    });
  }
  template <typename What>
  void Reply(ScriptedVenue::Words words) {
    messages_.push_back([this, words = std::move(words)] { scene_.Answer<What>(words); });
  }
  void Happen(Deed deed) {
    switch (deed) {
      case Deed::kFirstFill:
      case Deed::kSecondFill:
        if (!works()) return;
        executed_ += std::min(Q("0.3"), quantity_ - executed_);
        if (executed_ == quantity_) status_ = VenueStatus::kFilled;
        return Say(scene_.Trade(deed == Deed::kFirstFill ? 5 : 9, Q("0.3")));
      case Deed::kAmend:
        if (!works()) return Reply<AmendAtVenue>(execution::NotFound{});
        if (executed_ >= Q("0.6")) return Reply<AmendAtVenue>(execution::Refused{});
        quantity_ = Q("0.6");
        Reply<AmendAtVenue>(Now());
        return Say(std::nullopt);
      case Deed::kCancel:
        if (!works()) return Reply<CancelAtVenue>(execution::NotFound{});
        status_ = VenueStatus::kCanceled;
        Reply<CancelAtVenue>(Now());
        return Say(std::nullopt);
    }
  }

  AmendScene& scene_;
  VenueStatus status_ = VenueStatus::kWorking;
  Quantity executed_, quantity_ = Q("1");
  std::vector<std::function<void()>> messages_;
};

/// One life: the amend is on its way, and the cancel where the story has one; what happened has
/// happened, and the account hears of it as `hear` says. In the end both know the same, to the
/// unit.
template <typename Hear>
void Live(const Deeds& deeds, Hear hear) {
  AmendScene scene;
  scene.Rest();
  scene.Amend("0.6");
  if (std::ranges::count(deeds, Deed::kCancel) > 0) scene.Cancel();
  const Story story(scene, deeds);
  hear(scene, story.messages());
  scene.Pass(Minutes(2));
  const execution::OrderEntry& order = scene.order();
  EXPECT_EQ(order.filled, story.executed());
  EXPECT_EQ(order.order.terms.quantity, story.quantity());
  EXPECT_EQ(order.state, story.StateHere());
  EXPECT_EQ(scene.account->working.empty(), order.is_terminal());
  for (const auto& entry : scene.account->working.entries()) EXPECT_EQ(entry.open, order.open());
  EXPECT_EQ(scene.link->open_orders(), order.is_terminal() ? 0U : 1U);
  EXPECT_TRUE(scene.link->reconciled());
  EXPECT_TRUE(scene.disputes.empty()) << scene.disputes[0];
  EXPECT_LE(scene.venue.Count<AmendAtVenue>(), 1U) << "an amend is asked for once";
}

/// With and without a cancel.
template <typename Each>
void ForEveryStory(Each each) {
  for (Deeds deeds : {Deeds{Deed::kFirstFill, Deed::kSecondFill, Deed::kAmend, Deed::kCancel},
                      Deeds{Deed::kFirstFill, Deed::kSecondFill, Deed::kAmend}}) {
    do {
      each(deeds);
      ASSERT_FALSE(::testing::Test::HasFailure()) << "deeds " << Words(deeds);
    } while (std::next_permutation(deeds.begin(), deeds.end()));
  }
}

size_t CountMessages(const Deeds& deeds) {
  AmendScene scene;
  scene.Rest();
  return Story(scene, deeds).messages().size();
}

// Of the messages of each story those that are heard, in every order; the others are lost.
TEST(F14, EveryInterleavingOfFillsAnAmendAndACancelEndsAsAtTheVenue) {
  size_t lives = 0;
  ForEveryStory([&](const Deeds& deeds) {
    std::vector<size_t> order(CountMessages(deeds));
    std::iota(order.begin(), order.end(), size_t{0});
    do {
      for (size_t heard = 0; heard <= order.size(); ++heard) {
        Live(deeds, [&](AmendScene&, const auto& messages) {
          for (size_t i = 0; i < heard; ++i) messages[order[i]]();
        });
        ++lives;
        ASSERT_FALSE(::testing::Test::HasFailure())
            << fmt::format("heard {} of {}", heard, fmt::join(order, " "));
      }
    } while (std::next_permutation(order.begin(), order.end()));
  });
  EXPECT_GT(lives, 10'000U);
}

TEST(F14, WhateverIsToldTwiceTheEndIsTheSame) {
  ForEveryStory([](const Deeds& deeds) {
    Live(deeds, [&](AmendScene&, const auto& messages) {
      for (const auto& message : messages) message();
      for (const auto& message : messages) message();
    });
  });
}

// What is on its way to a program that has died is heard by nobody.
TEST(F14, ARestartBetweenAnyTwoMessagesChangesNothing) {
  ForEveryStory([](const Deeds& deeds) {
    for (size_t after = 0; after <= 6; ++after) {
      Live(deeds, [&](AmendScene& scene, const auto& messages) {
        for (size_t i = 0; i < std::min(after, messages.size()); ++i) messages[i]();
        scene.venue.Forget();
        scene.Restart();
        EXPECT_EQ(scene.venue.template Count<AmendAtVenue>(), 0U);
      });
      ASSERT_FALSE(::testing::Test::HasFailure()) << "after " << after;
    }
  });
}

using Told = std::vector<std::string>;

TEST(F14, AnUnansweredAmendIsUnknownUntilTheVenueTells) {
  AmendScene scene;
  scene.Rest();
  scene.Amend("0.6");
  scene.Answer<AmendAtVenue>(Failure::kUnknown);
  EXPECT_FALSE(scene.link->reconciled()) << "nothing is entered meanwhile";
  EXPECT_EQ(scene.link->unknown_orders(), 1U);
  EXPECT_EQ(scene.order().state, OrderState::kPendingAmend);
  EXPECT_EQ(scene.account->working.entries()[0].open, Q("1")) << "it counts as the more";
  scene.Pass(Seconds(4));
  EXPECT_TRUE(scene.told.empty()) << "it may still arrive";
  scene.Set(VenueStatus::kWorking, "0", "0.6");
  scene.Pass(Seconds(10));
  EXPECT_EQ(scene.told, Told{"to 0.6"});
  EXPECT_EQ(scene.account->working.entries()[0].open, Q("0.6"));
  EXPECT_TRUE(scene.link->reconciled());
  EXPECT_EQ(scene.venue.Count<AmendAtVenue>(), 1U);
}

TEST(F14, AnAmendThatCanNoLongerArriveHasNotBeenDone) {
  AmendScene scene;
  scene.Rest();
  const base::UnixNanos sent = scene.now;
  scene.Amend("0.6");
  scene.venue.deaf = false;
  // The receive window, the margin and the error of the clock: 16 s.
  scene.Pass(Seconds(16));
  EXPECT_TRUE(scene.told.empty());
  scene.Pass(Seconds(32));
  EXPECT_EQ(scene.told, Told{"refused never_arrived"});
  EXPECT_EQ(scene.order().state, OrderState::kWorking);
  EXPECT_EQ(scene.order().open(), Q("1"));
  EXPECT_EQ(scene.link->refused_amends(), 1U);
  EXPECT_EQ(scene.venue.Count<AmendAtVenue>(), 1U) << "never asked for again";
  EXPECT_TRUE(scene.link->reconciled());
  EXPECT_GT(scene.now, sent + Seconds(16));
}

TEST(F14, ARefusedAmendLeavesTheOrderAsItWasAndIsTold) {
  for (const ScriptedVenue::Words& words :
       {ScriptedVenue::Words(execution::Refused{}), ScriptedVenue::Words(Failure::kNotSent),
        ScriptedVenue::Words(execution::NotFound{})}) {
    AmendScene scene;
    scene.Rest();
    scene.Amend("0.6");
    scene.Answer<AmendAtVenue>(words);
    ASSERT_EQ(scene.told.size(), 1U);
    EXPECT_TRUE(scene.told[0].starts_with("refused")) << scene.told[0];
    EXPECT_EQ(scene.order().state, OrderState::kWorking);
    EXPECT_EQ(scene.order().open(), Q("1"));
    EXPECT_EQ(scene.link->refused_amends(), 1U);
    scene.Amend("0.5");  // and may be asked for anew
  }
}

TEST(F14, AnAmendThatWasSaidToBeRefusedAndWasDoneIsNoDispute) {
  AmendScene scene;
  scene.Rest();
  scene.Amend("0.6");
  scene.Answer<AmendAtVenue>(execution::Refused{});
  scene.Tell(VenueStatus::kWorking, "0", "0.6");
  EXPECT_EQ(scene.told, (Told{"refused refused_by_venue", "to 0.6"}));
  EXPECT_EQ(scene.order().open(), Q("0.6"));
  EXPECT_TRUE(scene.disputes.empty());
}

TEST(F14, AnEarlierAmendsAnswerSaysNothingOfALaterOne) {
  AmendScene scene;
  scene.Rest();
  scene.Amend("0.6");
  const execution::RequestId first = scene.venue.Last<AmendAtVenue>();
  scene.Tell(VenueStatus::kWorking, "0", "0.6");
  scene.Amend("0.5");
  scene.Hear(execution::Answer{first, execution::Refused{}});
  EXPECT_EQ(scene.told, Told{"to 0.6"});
  EXPECT_EQ(scene.order().state, OrderState::kPendingAmend);
  scene.Answer<AmendAtVenue>(scene.Set(VenueStatus::kWorking, "0", "0.5"));
  EXPECT_EQ(scene.told, (Told{"to 0.6", "to 0.5"}));
}

TEST(F14, OldNewsOfWhatTheOrderWasForIsNoDisputeAlsoAfterARestart) {
  AmendScene scene;
  scene.Rest();
  scene.Amend("0.6");
  scene.Answer<AmendAtVenue>(scene.Set(VenueStatus::kWorking, "0", "0.6"));
  scene.Tell(VenueStatus::kWorking, "0", "1");
  EXPECT_TRUE(scene.disputes.empty());
  scene.Restart();
  scene.Tell(VenueStatus::kWorking, "0", "1");
  EXPECT_TRUE(scene.disputes.empty());
  EXPECT_EQ(scene.order().open(), Q("0.6"));
  scene.Tell(VenueStatus::kWorking, "0", "0.4");
  EXPECT_EQ(scene.disputes.size(), 1U) << "that was somebody else";
}

}  // namespace
}  // namespace keel::faults
