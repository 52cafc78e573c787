// SPDX-License-Identifier: MIT

function cell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  // A text that begins like a formula is one for a spreadsheet; numbers may begin with a minus.
  const isFormula = /^[=+@\t]/.test(text) || (/^-/.test(text) && !/^-[\d.]+$/.test(text));
  const safe = isFormula ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Every column of the rows, as the server sent them. */
export function csvOf(rows: readonly object[]): string {
  const [first] = rows;
  if (!first) return '';
  const names = Object.keys(first);
  const lines = rows.map((row) =>
    names.map((name) => cell(row[name as keyof typeof row])).join(','),
  );
  return [names.join(','), ...lines].join('\r\n') + '\r\n';
}

export function saveCsv(name: string, rows: readonly object[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
