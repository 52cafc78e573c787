// SPDX-License-Identifier: MIT
// What the pages Monte Carlo and Regimes work with: the bench on which their figures are made, and
// fits that hold on from bar to bar.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "server/lab/regime_lab.h"
#include "server/lab/workbench.h"

namespace keel::server {

struct LabRoom {
  /// `data_folder` is of stored series; "": there are none. `loop` must outlive it.
  LabRoom(net::Loop& loop, std::string data_folder) : data(std::move(data_folder)), bench(loop) {}

  std::string data;
  /// Of the bench's thread alone.
  std::shared_ptr<RegimeFits> fits = std::make_shared<RegimeFits>();
  Workbench bench;
};

}  // namespace keel::server
