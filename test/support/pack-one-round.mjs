// Packs every call that has something to pack, then ends: `node pack-one-round.mjs <redis url>`. Runs what is built.
import { ulid } from 'ulid';
import { PackQuietCalls } from '../../dist/apps/projector/pack-quiet-calls.js';
import { CallStore } from '../../dist/libs/call-store/index.js';
import { EventPacker } from '../../dist/libs/event-log/index.js';
import { connectRedis, Log, partitionsOf } from '../../dist/libs/service/index.js';

const redis = connectRedis({ redisUrl: process.argv[2], redisClusterNodes: [] });
const partitions = partitionsOf(16);
const stores = { calls: new CallStore(redis, partitions, ulid), packer: new EventPacker(redis, partitions) };
const log = new Log({ service: 'packer', format: 'json' });
const terms = { endedMs: -60_000, silentMs: -60_000, maxCalls: 1_000 };
await new PackQuietCalls(stores, partitions, log, terms).run(new AbortController().signal);
redis.disconnect();
