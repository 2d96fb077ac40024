// Rebuilds every call that older code made, as the next version of the code would; says each: `node … <redis url>`. Runs
// what is built.
import { ulid } from 'ulid';
import { callModel } from '../../dist/apps/projector/call-model.js';
import { Refolding } from '../../dist/apps/projector/refolding.js';
import { CallRebuild } from '../../dist/libs/call-store/index.js';
import { EventLog } from '../../dist/libs/event-log/index.js';
import { factsOf, rowFactsOf } from '../../dist/libs/projection/index.js';
import { connectRedis, partitionsOf } from '../../dist/libs/service/index.js';
import { rebuildCalls } from '../../dist/tools/rebuild/rebuild-calls.js';
import { NEXT_MODEL, nextFactsOf } from './next-facts.mjs';

const redis = connectRedis({ redisUrl: process.argv[2], redisClusterNodes: [] });
const partitions = partitionsOf(16);
const store = new CallRebuild(redis, partitions, ulid);
const next = {
  model: { ...callModel, model: NEXT_MODEL },
  factsOf: (body) => nextFactsOf(factsOf(body)),
  rowFactsOf,
};
const refolding = new Refolding(store, new EventLog(redis, partitions), next);
await store.sweep();
const tally = await rebuildCalls({
  calls: store.calls(),
  refold: (call) => refolding.refold(call, 'older'),
  onCall: ({ done, changed }) => process.stdout.write(`${done} ${changed}\n`),
  signal: new AbortController().signal,
});
process.stdout.write(`${JSON.stringify(tally)}\n`);
redis.disconnect();
