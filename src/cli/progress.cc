// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "base/time.h"

namespace keel::cli {
namespace {

class Silence final : public Progress {
 public:
  void Update(std::string_view, int64_t, int64_t) override {}
  void Finish() override {}
};

class Display final : public Progress {
 public:
  Display(ProgressStyle style, ProgressSink sink) : style_(style), sink_(std::move(sink)) {}
  ~Display() override { Finish(); }

  void Update(std::string_view what, int64_t done, int64_t total) override {
    const base::UnixNanos now = sink_.clock->now();
    if (what != what_) Begin(what, now);
    const bool complete = total > 0 && done >= total;
    if (now < next_ && !(complete && shown_ && !complete_)) return;
    if (complete && !shown_) return;  // over before it was worth showing
    complete_ = complete;
    shown_ = true;
    next_ = now + Pause(base::Milliseconds(100));
    Show(done, total, now - started_);
  }

  bool ShowLine(std::string_view text) override {
    if (style_ != ProgressStyle::kBar) return false;
    const auto room = static_cast<size_t>(std::max(sink_.width - 1, 0));
    shown_ = true;
    sink_.write(fmt::format("\r\033[K{}", text.substr(0, room)));
    return true;
  }

  void Finish() override {
    if (shown_ && style_ == ProgressStyle::kBar) sink_.write("\r\033[K");
    shown_ = false;
    what_.clear();
  }

 private:
  /// Between two displays; people at a terminal wait `of_bar`.
  base::Duration Pause(base::Duration of_bar) const {
    if (style_ == ProgressStyle::kBar) return of_bar;
    return base::Seconds(style_ == ProgressStyle::kJson ? 1 : 10);
  }

  void Begin(std::string_view what, base::UnixNanos now) {
    Finish();
    what_ = what;
    started_ = now;
    complete_ = false;
    // Work that takes less than this shows nothing.
    next_ = now + Pause(base::Milliseconds(150));
  }

  void Show(int64_t done, int64_t total, base::Duration spent) {
    const double share =
        total > 0 ? std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0)
                  : 0.0;
    if (style_ == ProgressStyle::kJson) {
      base::JsonWriter json;
      json.BeginObject().Key("progress").String(what_).Key("done").Number(done);
      if (total > 0) json.Key("total").Number(total);
      json.Key("seconds").Number(spent.seconds()).EndObject();
      sink_.write(json.text() + "\n");
      return;
    }
    std::string left;
    if (share > 0.001 && share < 1) {
      const double seconds = spent.seconds() * (1 - share) / share;
      left = fmt::format("  {} left",
                         base::FormatDuration(base::Seconds(static_cast<int64_t>(seconds + 0.5))));
    }
    const std::string tail =
        total > 0 ? fmt::format(" {:3.0f} %{}", share * 100, left) : fmt::format(" {}", done);
    if (style_ == ProgressStyle::kLines) {
      sink_.write(fmt::format("{}:{}\n", what_, tail));
      return;
    }
    const int room = sink_.width - static_cast<int>(what_.size() + tail.size()) - 4;
    const int cells = std::clamp(room, 0, 40);
    const int full = static_cast<int>(share * cells + 0.5);
    std::string bar;
    if (total > 0 && cells >= 8) {
      for (int i = 0; i < cells; ++i) bar += i < full ? "━" : "╌";
    }
    sink_.write(fmt::format("\r\033[K{} {}{}", what_, bar, tail));
  }

  ProgressStyle style_;
  ProgressSink sink_;
  std::string what_;
  base::UnixNanos started_, next_;
  bool shown_ = false;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Progress> MakeProgress(ProgressStyle style, ProgressSink sink) {
  if (style == ProgressStyle::kNone) return std::make_unique<Silence>();
  return std::make_unique<Display>(style, std::move(sink));
}

}  // namespace keel::cli
