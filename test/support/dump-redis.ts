import type { Redis } from 'ioredis';
import { gunzipSync } from 'node:zlib';
import { decodeChunk } from '../../libs/event-log/packed-chunk.js';

/** Everything a Redis holds as text: every key with all it contains, what is compressed also in the clear. */
export async function dumpRedis(redis: Redis): Promise<string> {
  const parts: string[] = [];
  for await (const keys of redis.scanStream({ count: 1000 })) {
    for (const key of keys) parts.push(`${key} ${await contentOf(redis, String(key))}`);
  }
  return parts.join('\n');
}

async function contentOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'hash':
      return key.includes(':packed:') ? packedIn(redis, key) : JSON.stringify(await redis.hgetall(key));
    case 'set':
      return (await redis.smembers(key)).join(' ');
    case 'zset':
      return (await redis.zrange(key, '0', '-1')).join(' ');
    case 'stream': {
      const entries = await redis.xrangeBuffer(key, '-', '+');
      return entries.flatMap(([, fields]) => fields.map(textOf)).join(' ');
    }
    // Gone since it was named.
    case 'none':
      return '';
    default:
      throw new Error(`nothing of ours is a ${type}: ${key}`);
  }
}

async function packedIn(redis: Redis, key: string): Promise<string> {
  const stored = Object.entries(await redis.hgetallBuffer(key));
  const chunks = stored.filter(([name]) => /^\d+$/.test(name)).map(([, chunk]) => decodeChunk(chunk));
  return (await Promise.all(chunks)).flatMap((entries) => entries.flatMap(({ fields }) => fields)).join(' ');
}

function textOf(value: Buffer): string {
  const isGzip = value[0] === 0x1f && value[1] === 0x8b;
  return (isGzip ? gunzipSync(value) : value).toString('utf8');
}
