// SPDX-License-Identifier: MIT
import { useCorrelation } from '@/api/queries';
import type { CorrelationView, MatrixView } from '@/api/types';
import { count, fixed } from '@/format/number';
import { Panel } from '@/ui/Panel';
import { Segments } from '@/ui/Segments';
import { Empty, Shown } from '@/ui/states';
import { useUrlState } from '@/ui/useUrlState';
import { betsOf, nameOfStep, sentenceOfWhy } from './figures';
import { HeatMap } from './HeatMap';

export function CorrelationPanel({ className = '' }: { className?: string }) {
  const [step, setStep] = useUrlState('returns', '');
  const query = useCorrelation();
  const matrices = query.data?.matrices ?? [];
  const shown = matrices.find((one) => one.step === step) ?? bestOf(matrices);
  return (
    <Panel
      title="Correlation"
      note={shown && `of returns over ${nameOfStep(shown.step)}`}
      className={className}
      flush
      actions={
        shown &&
        matrices.length > 1 && (
          <Segments
            label="Returns over"
            value={shown.step}
            options={matrices.map((one) => [one.step, one.step] as const)}
            onChange={setStep}
          />
        )
      }
    >
      <Shown query={query}>
        {(view) => (shown ? <Matrix view={view} matrix={shown} /> : <Empty title="No pairs." />)}
      </Shown>
    </Panel>
  );
}

/** Days, which the limits are held by, where they are known. */
function bestOf(matrices: MatrixView[]): MatrixView | undefined {
  return matrices.find(({ why }) => why === null) ?? matrices[0];
}

function Matrix({ view, matrix }: { view: CorrelationView; matrix: MatrixView }) {
  return (
    <>
      {matrix.why === null ? (
        <>
          <HeatMap matrix={matrix} />
          <Reading threshold={view.threshold} matrix={matrix} />
        </>
      ) : (
        <Empty title="No correlations yet." hint={sentenceOfWhy(matrix.why)} />
      )}
      {matrix.left_out.length > 0 && (
        <ul className="px-3 pb-2 text-xs text-muted">
          {matrix.left_out.map(({ pair, why }) => (
            <li key={pair}>{sentenceOfWhy(why)}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function Reading({ threshold, matrix }: { threshold: number; matrix: MatrixView }) {
  const bets = betsOf(matrix);
  return (
    <div className="space-y-1 px-3 py-2 text-xs text-muted">
      <p>
        {bets.length === 0
          ? `No two are one bet: that takes ${fixed(threshold, 2)}.`
          : `One bet each, every two at least ${fixed(threshold, 2)}: ${bets.map((bet) => bet.join(' ')).join('; ')}.`}
      </p>
      <p>
        From {count(matrix.observations)} returns, mean {fixed(matrix.mean, 2)}:{' '}
        {matrix.estimator}, by {fixed(matrix.shrinkage, 2)} of the way.
      </p>
    </div>
  );
}
