// SPDX-License-Identifier: MIT
// What a person takes back: an order, and what it is only a part of. Without the second half the
// next slice of the same entry would go out a second later, as if nobody had said anything.
#include <algorithm>

#include "engine/order_desk.h"

namespace keel::engine {

using core::OrderId;

void OrderDesk::Withdraw(OrderId id, base::UnixNanos now) {
  if (warming_) return;
  std::erase_if(slices_,
                [id](const Slice& slice) { return std::ranges::count(slice.sent, id) > 0; });
  if (const auto parent = parents_.RunningOwnerOf(id)) StopParent(*parent, now);
  Cancel(id, core::OrderEnd::kCanceledByUser, now);
  AdvanceParents(now);
}

void OrderDesk::WithdrawAll(core::OrderEnd why, base::UnixNanos now) {
  if (warming_) return;
  slices_.clear();
  StopAllParents(now);
  // One whose order has ended works no more, and what replaces it would still come.
  for (const OrderId id : std::vector<OrderId>(replacing_)) DropReplacement(id, now);
  std::vector<OrderId> working;
  for (const auto& entry : account_.working.entries()) working.push_back(entry.id);
  for (const OrderId id : working) Cancel(id, why, now);
  AdvanceParents(now);  // one without children is over
}

// What a strategy sends by itself rests, or is an order to which nothing is added.
bool OrderDesk::IsOfTarget(OrderId id) const {
  return parents_.IsChild(id) ||
         account_.orders.at(id).order.terms.type == core::OrderType::kMarket;
}

bool OrderDesk::IsFollowed(OrderId id) const {
  return parents_.RunningOwnerOf(id).has_value() || std::ranges::count(replacing_, id) > 0 ||
         std::ranges::any_of(
             slices_, [id](const Slice& slice) { return std::ranges::count(slice.sent, id) > 0; });
}

/// Who cancels the order that goes on in place of another means the same entry.
void OrderDesk::FollowReplacement(const core::OrderReplaced& replaced) {
  for (Slice& slice : slices_) {
    const bool is_its = std::ranges::count(slice.sent, replaced.order) > 0;
    if (is_its && replaced.by.value != 0) slice.sent.push_back(replaced.by);
  }
}

}  // namespace keel::engine
