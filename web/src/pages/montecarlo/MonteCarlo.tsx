// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useForecast } from '@/api/queries';
import { Panel } from '@/ui/Panel';
import { Empty, Loading, Shown } from '@/ui/states';
import { CalibrationPanel } from './CalibrationPanel';
import { BLANK, LabForm } from './labForm';
import { LabInputs } from './LabInputs';
import { Outcome } from './Outcome';
import { useSource } from './useSource';

const FIRST = LabForm.parse(BLANK);

/** Futures of a series by each level of Monte Carlo, and how right they were. */
export default function MonteCarlo() {
  const { key, source, options, choose, isLoading } = useSource();
  const [question, setQuestion] = useState(FIRST);
  const forecast = useForecast({ ...source, ...question }, key !== '');
  return (
    <div className="grid content-start gap-2 p-2 lg:grid-cols-12">
      <LabInputs
        className="lg:col-span-3"
        source={key}
        sources={options}
        onSource={choose}
        initial={BLANK}
        isBusy={forecast.isFetching}
        onAsk={setQuestion}
      />
      <div className="grid min-w-0 content-start gap-2 lg:col-span-9">
        {key ? (
          <Shown query={forecast} lines={10}>
            {(view) => <Outcome view={view} />}
          </Shown>
        ) : (
          <Panel title="Forecast">{isLoading ? <Loading lines={8} /> : <NoSeries />}</Panel>
        )}
        {key && <CalibrationPanel key={key} source={source} question={question} />}
      </div>
    </div>
  );
}

function NoSeries() {
  return (
    <Empty
      title="There is no series."
      hint="The session has not begun and no bars are stored; keel download-data gets some."
    />
  );
}
