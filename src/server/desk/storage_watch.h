// SPDX-License-Identifier: MIT
// How much a session's journal and tables have grown, and what is left of the disk under them.
#pragma once

#include <string>

#include "base/time.h"
#include "server/api/views.h"

namespace keel::server {

class StorageWatch {
 public:
  static constexpr base::Duration kEvery = base::Seconds(10);

  /// Of the session in `folder`, which need not be there yet.
  explicit StorageWatch(std::string folder) : folder_(std::move(folder)) {}

  /// Looks, unless it has done so within kEvery.
  void Look(base::UnixNanos now);
  /// As it was then. What could not be told is absent.
  const StorageView& seen() const { return seen_; }

 private:
  std::string folder_;
  std::optional<base::UnixNanos> looked_;
  StorageView seen_;
};

}  // namespace keel::server
