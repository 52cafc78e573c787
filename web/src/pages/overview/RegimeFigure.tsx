// SPDX-License-Identifier: MIT
import { Link } from 'react-router';
import { useHas } from '@/api/capabilities';
import { useRegimesNow } from '@/api/queries';
import { counted, percent } from '@/format/number';
import { glanceOf, nameOfRegime } from '@/pages/regimes/regimeShape';
import { Figure } from '@/ui/numbers';

/** The regime of the first pair; the page Regimes has all of them. */
export function RegimeFigure() {
  const isTold = useHas()('get /regimes/now');
  const { data } = useRegimesNow(isTold);
  if (!isTold) return null;
  const glance = data && glanceOf(data);
  const first = glance?.first;
  if (!first || first.regime === null) {
    return (
      <Figure name="Regime" hint={glance?.why ?? (data ? 'no pair' : 'not told yet')}>
        –
      </Figure>
    );
  }
  const others = glance.pairs > 1 ? `, ${glance.wild} of ${counted(glance.pairs, 'pair')} wild` : '';
  return (
    <Figure name="Regime" hint={`${first.pair}${others}`}>
      <Link to="/regimes" className="hover:underline">
        {nameOfRegime(first.regime, first.states)} {percent(first.probability, 0)}
      </Link>
    </Figure>
  );
}
