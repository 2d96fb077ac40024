// A projector's consumer as a process of its own, whose handler kills the process when it meets the deadly event. What
// it handled is noted in Redis, with the acknowledgement. Plain JavaScript on what was built: it is run, not imported.
import { DeadLetters, EventConsumer, PROJECTOR_GROUP } from '../../dist/libs/event-log/index.js';
import { connectRedis, partitionsOf } from '../../dist/libs/service/index.js';

const [redisUrl, partitionCount] = process.argv.slice(2);
const redis = connectRedis({ redisUrl, redisClusterNodes: [] });
const partitions = partitionsOf(Number(partitionCount));
const consumer = new EventConsumer({
  redis,
  partitions,
  deadLetters: new DeadLetters(redis, partitions),
  consumer: `dying:${process.pid}`,
  claimIdleMs: 50,
  onError: (error, attempted) => console.error(`${attempted} failed`, error),
});
consumer.start(async ({ partition, events }) => {
  for (const { content } of events) if (content.deadly) process.kill(process.pid, 'SIGKILL');
  const positions = events.map(({ position }) => position);
  await redis
    .multi()
    .rpush('handled', ...events.map(({ receipt }) => receipt))
    .xack(`{${partition.tag}}:events`, PROJECTOR_GROUP, ...positions)
    .exec();
});
process.on('SIGTERM', () => void consumer.stop().then(() => process.exit(0)));
