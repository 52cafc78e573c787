// SPDX-License-Identifier: MIT
// What was measured at that very time: between two measurements both delays are interpolated.
#include <algorithm>

#include "sim/models/registry.h"

namespace keel::sim::models {
namespace {

class MeasuredTable final : public OrderLatency {
 public:
  explicit MeasuredTable(std::vector<MeasuredLatency> table) : table_(std::move(table)) {}
  base::Duration Entry(const Departure& from, base::RandomStream&) const override {
    return At(from.time, &MeasuredLatency::entry);
  }
  base::Duration Response(const Departure& from, base::RandomStream&) const override {
    return At(from.time, &MeasuredLatency::response);
  }

 private:
  // Before the first and after the last measurement: that one.
  base::Duration At(base::UnixNanos time, base::Duration MeasuredLatency::*way) const {
    const auto after = std::partition_point(table_.begin(), table_.end(),
                                            [time](const auto& row) { return row.time <= time; });
    if (after == table_.begin()) return table_.front().*way;
    const MeasuredLatency& low = *std::prev(after);
    if (after == table_.end()) return low.*way;
    const double share = static_cast<double>((time - low.time).ns) /
                         static_cast<double>((after->time - low.time).ns);
    const auto step = static_cast<double>(((*after).*way - low.*way).ns);
    return low.*way + base::Nanoseconds(static_cast<int64_t>(share * step));
  }
  std::vector<MeasuredLatency> table_;
};

base::Result<std::unique_ptr<OrderLatency>> Make(const OrderLatencySettings& settings) {
  const auto& table = settings.table;
  if (table.empty()) return base::Fail(base::ErrorCode::kUsage, "latency.table holds no row");
  for (size_t i = 0; i < table.size(); ++i) {
    const auto in_range = [](base::Duration d) { return d.ns >= 0 && d <= base::Hours(1); };
    if (!in_range(table[i].entry) || !in_range(table[i].response)) {
      return base::Fail(base::ErrorCode::kUsage, "latency.table: a delay lies outside 0..1 h");
    }
    if (table[i].time.ns < 0 || (i > 0 && table[i].time <= table[i - 1].time)) {
      return base::Fail(base::ErrorCode::kUsage, "latency.table: its times must rise from 1970 on");
    }
  }
  return std::make_unique<MeasuredTable>(table);
}

}  // namespace

OrderLatencySpec DescribeMeasuredTable() {
  return {.name = "measured_table",
          .summary = "both delays as measured around that time, interpolated",
          .source = "hftbacktest, IntpOrderLatency",
          .make = Make};
}

}  // namespace keel::sim::models
