// SPDX-License-Identifier: MIT
import { useState } from 'react';
import { useInstruments, useOptionChain, useOptionPrice } from '@/api/queries';
import { Panel } from '@/ui/Panel';
import { Loading } from '@/ui/states';
import { ChainPanel } from './ChainPanel';
import { BLANK, marketOf, type OptionFields, OptionForm, type OptionQuestion } from './optionForm';
import { OptionInputs } from './OptionInputs';
import { PricePanel } from './PricePanel';
import { SmilePanel } from './SmilePanel';

/** Prices of the model for what is stated, and a smile fitted to what is given: there are no quotes. */
export default function Options() {
  const instruments = useInstruments();
  if (instruments.isLoading) {
    return (
      <Panel title="Options" className="m-2">
        <Loading lines={8} />
      </Panel>
    );
  }
  return <Desk pairs={(instruments.data?.items ?? []).map(({ pair }) => pair)} />;
}

function Desk({ pairs }: { pairs: string[] }) {
  const [fields, setFields] = useState<OptionFields>({ ...BLANK, pair: pairs[0] ?? '' });
  // Without a pair nothing can be asked before a spot is typed.
  const [question, setQuestion] = useState<OptionQuestion | null>(
    () => OptionForm.safeParse(fields).data ?? null,
  );
  const chooseStrike = (strike: number) => {
    const next = { ...fields, strike: String(strike), price: '' };
    const asked = OptionForm.safeParse(next).data;
    setFields(next);
    if (asked) setQuestion(asked);
  };
  return (
    <div className="grid content-start gap-2 p-2 lg:grid-cols-12">
      <OptionInputs
        className="lg:col-span-3"
        pairs={pairs}
        fields={fields}
        onFields={setFields}
        onAsk={setQuestion}
      />
      <div className="grid min-w-0 content-start gap-2 lg:col-span-9">
        <Answers question={question} onStrike={chooseStrike} />
      </div>
    </div>
  );
}

interface AnswersProps {
  question: OptionQuestion | null;
  onStrike: (strike: number) => void;
}

function Answers({ question, onStrike }: AnswersProps) {
  const market = question && marketOf(question);
  const canChain = question !== null && (question.pair !== '' || question.volatility !== undefined);
  const chain = useOptionChain(
    { ...market, ...(question?.volatility !== undefined && { volatility: question.volatility }) },
    canChain,
  );
  // What is left empty is of the chain: the strike at the money, the volatility of the bars.
  const strike =
    question?.strike ?? chain.data?.rows.find(({ is_at_the_money }) => is_at_the_money)?.strike;
  const volatility = question?.volatility ?? chain.data?.volatility ?? undefined;
  const worth = question?.price;
  const canPrice =
    question !== null && strike !== undefined && (worth ?? volatility) !== undefined;
  const price = useOptionPrice(
    {
      ...market,
      type: question?.type,
      exercise: question?.exercise,
      strike,
      ...(worth !== undefined ? { price: worth } : { volatility }),
    },
    canPrice,
  );
  return (
    <>
      <PricePanel query={canPrice ? price : null} isAwaited={canChain && chain.isLoading} />
      <ChainPanel query={canChain ? chain : null} onStrike={onStrike} />
      <SmilePanel market={market} />
    </>
  );
}
