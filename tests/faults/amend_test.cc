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

/// What has become of an order of 1 that is to be 0.6, with fills of 0.3, and what is said of it.
class Story {
 public:
  Story(AmendScene& scene, const std::array<Deed, 4>& deeds) : scene_(scene) {
    for (const Deed deed : deeds) Happen(deed);
    scene_.Set(status_, executed_.ToString(), quantity_.ToString());
  }
  /// The account hears of it, in the order in which it happened; answers and stream apart.
  const std::vector<std::function<void()>>& messages() const { return messages_; }
  VenueStatus status() const { return status_; }
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

/// One life: the amend and the cancel are on their way, what happened has happened, and the account
/// hears of it as `hear` says. In the end both know the same, to the unit.
template <typename Hear>
void Live(const std::array<Deed, 4>& deeds, Hear hear) {
  AmendScene scene;
  scene.Rest();
  scene.Amend("0.6");
  scene.Cancel();
  const Story story(scene, deeds);
  hear(story.messages());
  scene.Pass(Minutes(2));
  const execution::OrderEntry& order = scene.order();
  EXPECT_EQ(order.filled, story.executed());
  EXPECT_EQ(order.order.terms.quantity, story.quantity());
  EXPECT_EQ(order.state,
            story.status() == VenueStatus::kFilled ? OrderState::kFilled : OrderState::kCanceled);
  EXPECT_TRUE(scene.account->working.empty());
  EXPECT_EQ(scene.link->open_orders(), 0U);
  EXPECT_TRUE(scene.link->reconciled());
  EXPECT_TRUE(scene.disputes.empty()) << scene.disputes[0];
  EXPECT_EQ(scene.venue.Count<AmendAtVenue>(), 1U) << "an amend is asked for once";
}

template <typename Each>
void ForEveryStory(Each each) {
  std::array deeds = {Deed::kFirstFill, Deed::kSecondFill, Deed::kAmend, Deed::kCancel};
  do {
    each(deeds);
    ASSERT_FALSE(::testing::Test::HasFailure()) << fmt::format(
        "deeds {}",
        fmt::join(std::array{int(deeds[0]), int(deeds[1]), int(deeds[2]), int(deeds[3])}, " "));
  } while (std::next_permutation(deeds.begin(), deeds.end()));
}

TEST(F14, EveryInterleavingOfFillsAnAmendAndACancelEndsAsAtTheVenue) {
  size_t lives = 0;
  ForEveryStory([&](const std::array<Deed, 4>& deeds) {
    size_t count = 0;
    Live(deeds, [&](const auto& messages) {
      count = messages.size();
      for (const auto& message : messages) message();
    });
    std::vector<size_t> order(count);
    std::iota(order.begin(), order.end(), size_t{0});
    while (std::next_permutation(order.begin(), order.end()) && !::testing::Test::HasFailure()) {
      Live(deeds, [&](const auto& messages) {
        for (const size_t i : order) messages[i]();
      });
      ASSERT_FALSE(::testing::Test::HasFailure()) << fmt::format("heard {}", fmt::join(order, " "));
      ++lives;
    }
  });
  EXPECT_GT(lives, 4'000U);
}

TEST(F14, WhicheverMessagesAreLostTheEndIsTheSame) {
  ForEveryStory([](const std::array<Deed, 4>& deeds) {
    for (uint32_t lost = 1; lost < 64; ++lost) {
      Live(deeds, [&](const auto& messages) {
        for (size_t i = 0; i < messages.size(); ++i) {
          if ((lost >> i & 1) == 0) messages[i]();
        }
      });
      ASSERT_FALSE(::testing::Test::HasFailure()) << "lost " << lost;
    }
  });
}

TEST(F14, WhateverIsToldTwiceTheEndIsTheSame) {
  ForEveryStory([](const std::array<Deed, 4>& deeds) {
    Live(deeds, [&](const auto& messages) {
      for (const auto& message : messages) message();
      for (const auto& message : messages) message();
    });
  });
}

TEST(F14, ARestartBetweenAnyTwoMessagesChangesNothing) {
  ForEveryStory([](const std::array<Deed, 4>& deeds) {
    for (size_t after = 0; after < 6; ++after) {
      AmendScene scene;
      scene.Rest();
      scene.Amend("0.6");
      scene.Cancel();
      const Story story(scene, deeds);
      for (size_t i = 0; i < std::min(after, story.messages().size()); ++i) story.messages()[i]();
      scene.Restart();  // what is on its way to a program that has died is heard by nobody
      scene.Pass(Minutes(2));
      EXPECT_EQ(scene.order().filled, story.executed());
      EXPECT_EQ(scene.order().order.terms.quantity, story.quantity());
      EXPECT_TRUE(scene.order().is_terminal());
      EXPECT_TRUE(scene.link->reconciled());
      EXPECT_TRUE(scene.disputes.empty()) << scene.disputes[0];
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
