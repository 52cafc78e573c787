// SPDX-License-Identifier: MIT
#include "storage/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "base/text.h"
#include "storage/internal/byte_source.h"
#include "storage/internal/file_content.h"
#include "storage/internal/file_name.h"
#include "storage/internal/series_writer.h"

namespace keel::storage {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

// A document to read and what its name says.
struct Input {
  internal::Document document;
  internal::NameHints hints;
  bool from_folder = false;

  std::string name() const { return document.name(); }
  std::string symbol() const { return hints.symbol ? hints.symbol->ToString() : ""; }
  // Inputs of one group become one series; a file that does not name its pair stands alone, and
  // last, as it may be a table of closes of pairs that others have in full.
  auto group() const {
    return std::tuple(symbol().empty(), symbol(), hints.timeframe.value_or(core::Timeframe()),
                      symbol().empty() ? name() : "", hints.venue.value_or(""));
  }
};

class Importer {
 public:
  Importer(const Catalog& catalog, const ImportRequest& request)
      : request_(request), writer_(catalog, request) {}

  base::Result<ImportReport> Run() {
    for (const std::string& path : request_.paths) TRY(AddPath(path));
    std::ranges::stable_sort(inputs_, [](const Input& a, const Input& b) {
      return std::pair(a.group(), a.name()) < std::pair(b.group(), b.name());
    });
    for (size_t i = 0; i < inputs_.size(); ++i) {
      TRY(Progress(i));
      TRY(ReadInput(inputs_[i]));
      const bool last = i + 1 == inputs_.size() || inputs_[i + 1].group() != inputs_[i].group();
      if (last) TRY(writer_.StageGathered());
    }
    TRY(ImportReport report, writer_.Commit());
    std::ranges::copy(left_out_, std::back_inserter(report.left_out));
    if (!report.bars.empty() || !report.trades.empty()) return report;
    return base::Fail(
        ErrorCode::kUsage,
        report.left_out.empty()
            ? fmt::format("{} has no files; name a file or folder of candles or trades",
                          base::Join(request_.paths, ", "))
            : fmt::format("nothing could be imported; {}: {}", report.left_out[0].name,
                          report.left_out[0].why));
  }

 private:
  base::Status Progress(size_t done) const {
    if (request_.interrupted != nullptr && request_.interrupted->load()) {
      return base::Fail(ErrorCode::kInterrupted,
                        "the import was stopped before its end; nothing was stored");
    }
    if (request_.progress) {
      request_.progress(fs::path(inputs_[done].name()).filename().string(),
                        static_cast<int64_t>(done), static_cast<int64_t>(inputs_.size()));
    }
    return {};
  }

  base::Status AddPath(const std::string& path) {
    std::error_code error;
    if (!fs::is_directory(path, error)) return AddFile(path, false);
    std::vector<std::string> files;
    fs::recursive_directory_iterator walk(path, error);
    for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
      const bool hidden = walk->path().filename().string().starts_with('.');
      if (walk->is_regular_file(error) && !hidden) files.push_back(walk->path().string());
    }
    if (error) {
      return base::Fail(ErrorCode::kIo, fmt::format("cannot list {}: {}", path, error.message()));
    }
    std::ranges::sort(files);
    for (const std::string& file : files) TRY(AddFile(file, true));
    return {};
  }

  base::Status AddFile(const std::string& path, bool from_folder) {
    const internal::NameHints hints = internal::HintsFromName(path);
    if (!hints.unfit.empty() && from_folder) {
      left_out_.push_back({path, hints.unfit});
      return {};
    }
    TRY(const auto documents, internal::DocumentsIn(path));
    for (const internal::Document& document : documents) {
      internal::NameHints inner = internal::HintsFromName(document.name());
      // The archive's name is the better known one: Binance's members repeat it.
      if (!inner.symbol) inner.symbol = hints.symbol;
      if (!inner.timeframe) inner.timeframe = hints.timeframe;
      if (!inner.venue) inner.venue = hints.venue;
      inputs_.push_back({document, std::move(inner), from_folder});
    }
    if (documents.empty()) {
      return base::Fail(ErrorCode::kUsage, fmt::format("{} is an empty zip archive", path));
    }
    return {};
  }

  // A file of a folder that turns out not to be for us is reported, one named by the user fails.
  base::Status LeaveOut(const Input& input, ErrorCode code, const std::string& why) {
    if (!input.from_folder) return base::Fail(code, fmt::format("{}: {}", input.name(), why));
    left_out_.push_back({input.name(), why});
    return {};
  }

  base::Status ReadInput(const Input& input) {
    if (input.from_folder && !Wanted(input)) return {};
    TRY(auto source, internal::OpenDocument(input.document));
    auto content = internal::ReadContent(input.name(), std::move(source), input.hints.symbol);
    if (!content && content.error().code == ErrorCode::kUnsupported && input.from_folder) {
      left_out_.push_back({input.name(), content.error().message});
      return {};
    }
    if (!content) {
      if (input.hints.unfit.empty() || content.error().code != ErrorCode::kUnsupported) {
        return tl::unexpected<base::Error>(std::move(content).error());
      }
      return base::Fail(ErrorCode::kUnsupported,
                        fmt::format("{}: {}", input.name(), input.hints.unfit));
    }
    const auto venue = request_.venue ? request_.venue : input.hints.venue;
    if (!venue) {
      return LeaveOut(input, ErrorCode::kUsage,
                      "the venue cannot be told from the name; give --venue NAME");
    }
    if (content->trades) {
      TRY(const auto symbol, SymbolFor(input, content->trades->symbol));
      if (symbol) TRY(writer_.Gather({*venue, *symbol}, input.name(), std::move(*content)));
      return {};
    }
    const bool wide = content->series.size() > 1;
    for (internal::BarRows& rows : content->series) {
      if (wide && !Picked(*rows.symbol)) continue;
      auto symbol = rows.symbol;
      if (!wide) {
        TRY(symbol, SymbolFor(input, rows.symbol));
      }
      if (!symbol) continue;
      const internal::BarsTarget target{*venue, *symbol, input.hints.timeframe, wide};
      TRY(writer_.Gather(target, input.name(), std::move(rows), content->remarks));
    }
    return {};
  }

  // Whether -p and -t want a file of a folder, as far as its name tells.
  bool Wanted(const Input& input) const {
    if (input.hints.symbol && !Picked(*input.hints.symbol)) return false;
    return !request_.timeframe || !input.hints.timeframe ||
           *request_.timeframe == *input.hints.timeframe;
  }

  bool Picked(const core::Symbol& symbol) const {
    return request_.symbols.empty() ||
           std::ranges::any_of(request_.symbols, [&](const core::Symbol& wanted) {
             return wanted.base == symbol.base && wanted.quote == symbol.quote;
           });
  }

  // The pair of a file: what -p says, else what the file says, else what its name says. A file
  // that says another coin than -p is refused.
  base::Result<std::optional<core::Symbol>> SymbolFor(const Input& input,
                                                      const std::optional<core::Symbol>& inside) {
    auto told = inside;
    if (!told || (input.hints.symbol && input.hints.symbol->is_perpetual())) {
      told = input.hints.symbol ? input.hints.symbol : told;
    }
    if (!request_.symbols.empty() && told) {
      for (const core::Symbol& wanted : request_.symbols) {
        if (wanted.base == told->base) return wanted;
      }
      TRY(LeaveOut(input, ErrorCode::kUsage,
                   fmt::format("it is of {}, not of {}; correct -p", told->ToString(),
                               request_.symbols[0].ToString())));
      return std::optional<core::Symbol>();
    }
    if (request_.symbols.size() == 1 && !input.from_folder) return request_.symbols[0];
    if (!told) {
      TRY(LeaveOut(input, ErrorCode::kUsage,
                   "the pair cannot be told from the name; give it alone, with -p BASE/QUOTE"));
    }
    return told;
  }

  const ImportRequest& request_;
  internal::SeriesWriter writer_;
  std::vector<Input> inputs_;
  std::vector<LeftOut> left_out_;
};

}  // namespace

base::Result<ImportReport> Import(const Catalog& catalog, const ImportRequest& request) {
  return Importer(catalog, request).Run();
}

base::Result<int64_t> CountImportable(const std::string& name, std::string_view bytes) {
  auto source = internal::FromMemory(name, bytes);
  TRY(const internal::FileContent content,
      internal::ReadContent(name, std::move(source), std::nullopt));
  int64_t rows = content.trades ? static_cast<int64_t>(content.trades->trades.size()) : 0;
  for (const internal::BarRows& series : content.series) {
    rows += static_cast<int64_t>(series.bars.size());
  }
  return rows;
}

}  // namespace keel::storage
