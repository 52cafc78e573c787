// SPDX-License-Identifier: MIT
import { type DragEvent, useId, useState } from 'react';

interface Props {
  onFile: (file: { name: string; csv: string }) => void;
}

/** A file is dropped here, or chosen by hand or by keyboard. */
export function FileDrop({ onFile }: Props) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file) void file.text().then((csv) => onFile({ name: file.name, csv }));
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <div
      className={`rounded border border-dashed p-4 text-center ${isOver ? 'border-blue bg-raised' : 'border-control'}`}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <label htmlFor={id} className="block text-text">
        Drop a CSV here, or choose one
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,.txt,text/csv,text/plain"
        className="mt-2 max-w-full text-xs"
        onChange={(event) => take(event.target.files?.[0])}
      />
      <p className="mt-2 text-2xs text-muted">
        Candles: a time, open, high, low, close and volume. Trades: a time, price and quantity. A head
        line names the columns (timestamp, date, Open, ...); times are epoch or ISO 8601, in UTC. At
        most 1 MB; keel import-data takes larger files, zip and gzip.
      </p>
    </div>
  );
}
