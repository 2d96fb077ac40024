import type { Row } from '#contracts';
import { mergeFacts, rowOf, type Facts } from '#projection';
import { inOrder } from '../../../test/support/merging.js';
import type { ClientEvidence, StandingCall, Surroundings } from '../evidence.js';
import type { Finding } from './finding.js';

/** I4: clients of which a call or a row is not what stands in Redis. */
export function differingClients({
  standing,
  clients,
}: Pick<Surroundings, 'standing' | 'clients'>): Finding[] {
  const there = new Map(standing.map((call) => [call.call, call]));
  return clients.flatMap((client) => {
    const says = [...callsThatDiffer(client, there), ...rowsThatDiffer(client, there)];
    if (says.length === 0) return [];
    return [
      {
        invariant: 'I4' as const,
        column: 'clients' as const,
        count: 1,
        says: `${client.name}: ${says.join('; ')}`,
      },
    ];
  });
}

type Calls = ReadonlyMap<string, StandingCall>;

function callsThatDiffer({ calls }: ClientEvidence, there: Calls): string[] {
  return calls.flatMap(({ call, version, facts }) => {
    const stored = there.get(call)?.stored;
    const expected = stored?.version ?? 0;
    if (version !== expected) return [`call ${call} at version ${version} instead of ${expected}`];
    const isSame = inOrder(facts.values()) === inOrder((stored?.facts ?? []).map(({ fact }) => fact));
    return isSame ? [] : [`call ${call} with other facts at version ${version}`];
  });
}

function rowsThatDiffer({ rows, total }: ClientEvidence, there: Calls): string[] {
  const expectedTotal = [...there.values()].filter(({ row }) => row !== undefined).length;
  const differing = rows.filter((row) => textOf(row) !== expectedRow(there.get(row.call)));
  return [
    ...(total === expectedTotal ? [] : [`a list of ${total} calls instead of ${expectedTotal}`]),
    ...(differing.length === 0
      ? []
      : [`${differing.length} rows differ, such as that of ${differing[0]?.call}`]),
  ];
}

function expectedRow(call: StandingCall | undefined): string {
  if (call?.row === undefined) return '';
  const facts: Facts = new Map();
  mergeFacts(facts, call.row.facts);
  const place = { call: call.call, epoch: '', version: call.row.version, firstSeen: 0, lastSeen: 0 };
  return textOf(rowOf(facts, place));
}

/** Without what a client may hold otherwise: a repeat moves the times it was seen without being told. */
function textOf(row: Row): string {
  return JSON.stringify({ ...row, epoch: '', firstSeen: 0, lastSeen: 0 });
}
