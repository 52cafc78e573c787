// SPDX-License-Identifier: MIT
// The API of the running server, told from its own document: every operation under its own address,
// to be read and to be tried.
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { type OpenApi, useOpenApi } from '@/api/openapi';
import { Empty, Shown } from '@/ui/states';
import { Intro } from './Intro';
import { RouteList } from './RouteList';
import { RouteView } from './RouteView';
import { routesOf } from './routes';

export default function ApiDocs() {
  const query = useOpenApi();
  return (
    <Shown query={query} lines={10}>
      {(document) => <Docs document={document} />}
    </Shown>
  );
}

function Docs({ document }: { document: OpenApi }) {
  const { operation: id } = useParams();
  const routes = useMemo(() => routesOf(document), [document]);
  const route = routes.find((one) => one.id === id);
  // A phone shows the list or one operation, a wider window both.
  return (
    <div className="grid gap-2 p-2 md:h-full md:grid-cols-[17rem_minmax(0,1fr)] md:grid-rows-[minmax(0,1fr)]">
      <div className={`min-h-0 ${id ? 'max-md:hidden' : 'max-md:order-last'}`}>
        <RouteList routes={routes} />
      </div>
      <div className="min-h-0 md:overflow-y-auto">
        {route && (
          <RouteView key={route.id} route={route} schemas={document.components?.schemas ?? {}} />
        )}
        {!route && id && <Empty title={`This server has no operation ${id}.`} />}
        {!id && <Intro count={routes.length} />}
      </div>
    </div>
  );
}
