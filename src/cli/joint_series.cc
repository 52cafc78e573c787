// SPDX-License-Identifier: MIT
#include "cli/joint_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

std::string NameOf(const std::vector<InputSeries>& all) {
  constexpr size_t kNamed = 4;
  std::string assets;
  for (size_t i = 0; i < all.size() && all.size() <= kNamed; ++i) {
    assets += (i == 0 ? "" : ", ") + all[i].asset;
  }
  if (all.size() > kNamed) assets = fmt::format("{} series", all.size());
  // What follows the asset in the name of one: " 1h at binance".
  const std::string& one = all[0].name;
  return one.starts_with(all[0].asset) ? assets + one.substr(all[0].asset.size()) : assets;
}

base::Status JoinColumns(const std::vector<InputSeries>& all, JointSeries& joint) {
  const size_t rows = all[0].returns.size();
  for (const InputSeries& series : all) {
    if (series.returns.size() == rows) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("{} has {} returns, {} has {}; columns of one model need the same rows",
                            all[0].name, rows, series.name, series.returns.size()));
  }
  for (size_t t = 0; t < rows; ++t) {
    for (const InputSeries& series : all) joint.returns.push_back(series.returns[t]);
  }
  joint.common = static_cast<int64_t>(rows);
  return {};
}

base::Status JoinBars(const std::vector<InputSeries>& all, JointSeries& joint) {
  std::map<int64_t, std::vector<double>> closes;  // by open time
  for (size_t a = 0; a < all.size(); ++a) {
    for (const core::Bar& bar : all[a].bars) {
      std::vector<double>& row = closes[bar.open_time.ns];
      if (row.size() == a) row.push_back(bar.close);  // has had all before it
    }
  }
  std::vector<double> last;
  for (const auto& [open, row] : closes) {
    if (row.size() < all.size()) {
      ++joint.dropped;
      continue;
    }
    ++joint.common;
    joint.opens.push_back({open});
    for (size_t a = 0; a < row.size() && !last.empty(); ++a) {
      joint.returns.push_back(std::log(row[a] / last[a]));
    }
    last = row;
  }
  if (joint.common >= 2) return {};
  return Fail(ErrorCode::kUsage, fmt::format("{} have {} bars in common; at least 2 are needed",
                                             joint.name, joint.common));
}

}  // namespace

base::Result<JointSeries> Join(const std::vector<InputSeries>& all) {
  JointSeries joint;
  for (const InputSeries& series : all) {
    joint.assets.push_back(series.asset);
    joint.synthetic = joint.synthetic || series.synthetic;
  }
  if (all.size() == 1) {
    joint.name = all[0].name;
    joint.returns = all[0].returns;
    joint.last_price = all[0].last_price;
    joint.common = static_cast<int64_t>(joint.returns.size());
    return joint;
  }
  joint.name = NameOf(all);
  TRY(all[0].bars.empty() ? JoinColumns(all, joint) : JoinBars(all, joint));
  return joint;
}

}  // namespace keel::cli
