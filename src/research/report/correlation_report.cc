// SPDX-License-Identifier: MIT
#include "research/report/correlation_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

using models::SymmetricMatrix;

constexpr double kBreakLevel = 0.05;
constexpr size_t kColumnsOfText = 11;

std::string Counted(size_t count) { return Grouped(static_cast<double>(count), 0); }
std::string Correlation(double value) { return Grouped(value, 2); }

/// Members of one cluster stand side by side, so that clusters are blocks of the matrix.
std::vector<size_t> OrderOf(const CorrelationReport& r) {
  std::vector<size_t> order(r.assets.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return r.clusters[a] < r.clusters[b]; });
  return order;
}

/// "BTC" for "BTC/USDT", where that is enough to tell the assets apart.
std::vector<std::string> ShortNames(const CorrelationReport& r) {
  std::vector<std::string> names;
  for (const std::string& asset : r.assets) names.push_back(asset.substr(0, asset.find('/')));
  return std::set<std::string>(names.begin(), names.end()).size() == names.size() ? names
                                                                                  : r.assets;
}

double MeanWithOthers(const SymmetricMatrix& matrix, size_t asset) {
  double sum = 0;
  for (size_t j = 0; j < matrix.size; ++j) sum += j == asset ? 0 : matrix.at(asset, j);
  return sum / static_cast<double>(matrix.size - 1);
}

std::vector<std::vector<std::string>> Clusters(const CorrelationReport& r) {
  std::vector<std::vector<std::string>> clusters;
  for (size_t i = 0; i < r.assets.size(); ++i) {
    if (r.clusters[i] >= clusters.size()) clusters.resize(r.clusters[i] + 1);
    clusters[r.clusters[i]].push_back(r.assets[i]);
  }
  return clusters;
}

std::string Headline(const CorrelationReport& r) {
  std::string text = fmt::format("{} {}s that all have", Counted(r.rows), r.row);
  if (r.from && r.to) {
    text += fmt::format(", {} to {}", base::FormatDate(*r.from), base::FormatDate(*r.to));
  }
  if (!r.hashes.empty()) {
    text += fmt::format("; {} day{} that only some have {} left out",
                        Counted(static_cast<size_t>(r.dropped)), r.dropped == 1 ? "" : "s",
                        r.dropped == 1 ? "was" : "were");
  }
  return text;
}

std::string ClusterSentence(const CorrelationReport& r) {
  const size_t count = Clusters(r).size();
  return fmt::format("{} assets are {} bet{}: every two of a cluster are correlated at least {:g}",
                     r.assets.size(), count, count == 1 ? "" : "s", r.threshold);
}

std::string BreakdownSentence(const CorrelationReport& r) {
  if (!r.breakdown) return "Not tested: " + r.untested;
  const models::Breakdown& b = *r.breakdown;
  return fmt::format(
      "{}: the last {} {}s differ from the {} before by {:.3f} (Frobenius norm of plain "
      "correlations), and so large a difference has a chance of {:.3f} where nothing has changed "
      "({} resamples in blocks of {}, seed {})",
      b.p_value < kBreakLevel ? "Yes" : "Not that one could tell", r.window, r.row,
      Counted(r.rows - r.window), b.distance, b.p_value,
      Counted(static_cast<size_t>(r.test.resamples)), r.test.block, r.test.seed);
}

std::string ChangeSentence(const CorrelationReport& r) {
  const models::Breakdown& b = *r.breakdown;
  return fmt::format("Changed most: {} with {}, from {} to {}", r.assets[b.first],
                     r.assets[b.second], Correlation(b.long_run.at(b.first, b.second)),
                     Correlation(b.recent.at(b.first, b.second)));
}

std::string MatrixText(const CorrelationReport& r) {
  const std::vector<size_t> order = OrderOf(r);
  const std::vector<std::string> names = ShortNames(r);
  std::string text;
  for (size_t begin = 0; begin < order.size(); begin += kColumnsOfText) {
    const size_t end = std::min(begin + kColumnsOfText, order.size());
    std::vector<std::string> header = {"Asset"};
    for (size_t c = begin; c < end; ++c) header.push_back(names[order[c]]);
    if (end == order.size()) header.emplace_back("Mean");
    TextTable table(header);
    for (const size_t i : order) {
      std::vector<std::string> cells = {r.assets[i]};
      for (size_t c = begin; c < end; ++c) {
        cells.push_back(Correlation(r.correlation.at(i, order[c])));
      }
      if (end == order.size()) cells.push_back(Correlation(MeanWithOthers(r.correlation, i)));
      table.Row(cells);
    }
    text += (begin == 0 ? "" : "\n") + table.Text();
  }
  return text;
}

/// `less`, where given, is taken off each cell: a map of changes.
std::string HeatMap(const CorrelationReport& r, std::string_view title, std::string_view unit,
                    const SymmetricMatrix& matrix, const SymmetricMatrix* less) {
  const std::vector<size_t> order = OrderOf(r);
  const std::vector<std::string> names = ShortNames(r);
  SymmetricMatrix shown = matrix;
  for (size_t c = 0; less != nullptr && c < shown.cells.size(); ++c) {
    shown.cells[c] -= less->cells[c];
  }
  std::string head = "<th></th>";
  std::string rows;
  for (const size_t i : order) {
    head += fmt::format("<th>{}</th>", EscapeXml(names[i]));
    rows += fmt::format("<tr><th>{}</th>", EscapeXml(names[i]));
    for (const size_t j : order) rows += i == j ? "<td></td>" : HeatCell(shown.at(i, j));
    rows += HeatCell(MeanWithOthers(shown, i)) + "</tr>";
  }
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\"><table class=\"heat\"><thead><tr>{}<th>Mean</th></tr></thead><tbody>"
      "{}</tbody></table></div></figure>\n",
      title, EscapeXml(unit), head, rows);
}

std::string Figure(std::string_view title, std::string_view unit, const std::string& table) {
  return fmt::format(
      "<figure class=\"fig wide\"><figcaption><b>{}</b> <span class=\"un\">{}</span></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n",
      title, EscapeXml(unit), table);
}

std::string ClusterTable(const CorrelationReport& r) {
  std::string rows;
  const auto clusters = Clusters(r);
  for (size_t c = 0; c < clusters.size(); ++c) {
    rows += fmt::format("<tr><th>{}</th><td style=\"white-space:normal\">{}</td>{}</tr>", c + 1,
                        EscapeXml(base::Join(clusters[c], ", ")),
                        NumberCell(fmt::format("{}", clusters[c].size())));
  }
  return HtmlTable({"Cluster", "Which", "Assets"}, 2, rows);
}

std::string HashTable(const CorrelationReport& r) {
  std::string rows;
  for (size_t i = 0; i < r.hashes.size(); ++i) {
    rows += fmt::format("<tr><th>{}</th>{}</tr>", EscapeXml(r.assets[i]), TextCell(r.hashes[i]));
  }
  return HtmlTable({"Asset", "Hash of its bars"}, 2, rows);
}

void PutOptional(base::JsonWriter& json, std::string_view key, std::optional<double> value) {
  if (value) json.Key(key).Number(*value);
}

void PutMatrix(base::JsonWriter& json, std::string_view key, const SymmetricMatrix& matrix) {
  json.Key(key).BeginArray();
  for (size_t i = 0; i < matrix.size; ++i) {
    json.BeginArray();
    for (size_t j = 0; j < matrix.size; ++j) json.Number(matrix.at(i, j));
    json.EndArray();
  }
  json.EndArray();
}

void PutBreakdown(base::JsonWriter& json, const CorrelationReport& r) {
  json.Key("breakdown");
  if (!r.breakdown) {
    json.Null().Key("untested").String(r.untested);
    return;
  }
  const models::Breakdown& b = *r.breakdown;
  json.BeginObject().Key("rows").Number(static_cast<int64_t>(r.window));
  json.Key("rows_before").Number(static_cast<int64_t>(r.rows - r.window));
  json.Key("distance").Number(b.distance).Key("p_value").Number(b.p_value);
  json.Key("resamples").Number(r.test.resamples);
  json.Key("block").Number(static_cast<int64_t>(r.test.block)).Key("seed").Number(r.test.seed);
  json.Key("changed_most").BeginArray().String(r.assets[b.first]).String(r.assets[b.second]);
  json.EndArray().Key("change").Number(b.change);
  PutMatrix(json, "recent", b.recent);
  PutMatrix(json, "before", b.long_run);
  json.EndObject();
}

}  // namespace

double MeanCorrelation(const SymmetricMatrix& correlation) {
  double sum = 0;
  for (size_t i = 0; i < correlation.size; ++i) sum += MeanWithOthers(correlation, i);
  return sum / static_cast<double>(correlation.size);
}

std::string CorrelationText(const CorrelationReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n", r.series, Wrapped(Headline(r) + ".", 98, 0));
  text += "\nCORRELATIONS\n  " + Wrapped(r.estimate, 96, 2) + "\n" + MatrixText(r);
  text += fmt::format("  Mean of all: {}.\n", Correlation(MeanCorrelation(r.correlation)));
  text += "\nCLUSTERS\n";
  const auto clusters = Clusters(r);
  for (size_t c = 0; c < clusters.size(); ++c) {
    text += fmt::format("  {:>2}  {}\n", c + 1, Wrapped(base::Join(clusters[c], ", "), 92, 6));
  }
  text += "  " + Wrapped(ClusterSentence(r), 96, 2) + ".\n";
  text += "\nHAS IT CHANGED?\n  " + Wrapped(BreakdownSentence(r), 96, 2) + ".\n";
  if (r.breakdown) text += "  " + ChangeSentence(r) + ".\n";
  if (r.hashes.empty()) return text;
  text += "\nTHE BARS\n";
  for (size_t i = 0; i < r.hashes.size(); ++i) {
    text += fmt::format("  {:<12}{}\n", r.assets[i], r.hashes[i]);
  }
  return text;
}

std::string CorrelationJson(const CorrelationReport& r) {
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("row").String(r.row).Key("rows").Number(static_cast<int64_t>(r.rows));
  json.Key("dropped").Number(r.dropped);
  if (r.from) json.Key("from").String(base::FormatIso(*r.from));
  if (r.to) json.Key("to").String(base::FormatIso(*r.to));
  json.Key("window").Number(static_cast<int64_t>(r.window));
  json.Key("method").String(r.method).Key("estimate").String(r.estimate);
  PutOptional(json, "intensity", r.intensity);
  PutOptional(json, "lambda", r.lambda);
  PutOptional(json, "dcc_a", r.dcc_a);
  PutOptional(json, "dcc_b", r.dcc_b);
  json.Key("assets").BeginArray();
  for (size_t i = 0; i < r.assets.size(); ++i) {
    json.BeginObject().Key("asset").String(r.assets[i]);
    if (!r.hashes.empty()) json.Key("hash").String(r.hashes[i]);
    json.Key("cluster").Number(static_cast<int64_t>(r.clusters[i] + 1));
    json.Key("mean_correlation").Number(MeanWithOthers(r.correlation, i)).EndObject();
  }
  json.EndArray();
  PutMatrix(json, "correlation", r.correlation);
  json.Key("mean_correlation").Number(MeanCorrelation(r.correlation));
  json.Key("threshold").Number(r.threshold).Key("clusters").BeginArray();
  for (const auto& cluster : Clusters(r)) {
    json.BeginArray();
    for (const std::string& asset : cluster) json.String(asset);
    json.EndArray();
  }
  json.EndArray();
  PutBreakdown(json, r);
  return json.EndObject().text() + "\n";
}

std::string CorrelationHtml(const CorrelationReport& r) {
  std::string body =
      fmt::format("<p>{}.</p><p>{}.</p><p>Has it changed? {}.{}</p>", EscapeXml(Headline(r)),
                  EscapeXml(ClusterSentence(r)), EscapeXml(BreakdownSentence(r)),
                  r.breakdown ? " " + EscapeXml(ChangeSentence(r)) + "." : "");
  body += "<div class=\"plots\">";
  body += HeatMap(r, "Correlations", r.estimate, r.correlation, nullptr);
  body += Figure("Clusters", fmt::format("every two are correlated at least {:g}", r.threshold),
                 ClusterTable(r));
  if (r.breakdown) {
    body += HeatMap(r, "Change",
                    fmt::format("plain correlations of the last {} {}s less those of the {} before",
                                r.window, r.row, Counted(r.rows - r.window)),
                    r.breakdown->recent, &r.breakdown->long_run);
  }
  if (!r.hashes.empty()) body += Figure("The bars", "", HashTable(r));
  body += "</div>";
  return HtmlPage({.title = "Correlation", .subtitle = r.series, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
