import { allSettled } from './all-settled.js';
import { untilOver, type Fault, type Injuries, type Scene } from './fault.js';
import { hurtClients } from './injuries/on-clients.js';
import { freezeProjectors, killGateways, killIngests, killProjectors } from './injuries/on-processes.js';
import { ingestsKilledWhileRedisIsGone, redisGone, redisUnreachable } from './injuries/outages.js';
import { flushScripts, killRedis, poisonLog } from './injuries/on-redis.js';
import {
  blackHole,
  delayUpTo,
  halfOpenConnections,
  loseAnswersTo,
  resetConnections,
} from './injuries/on-the-wire.js';

const ALWAYS = ['--appendfsync', 'always'];
/** Processes take a while to come up, and can't be killed before. */
const LONGER = { rate: 70, seconds: 15 };
/** Who is killed with a webhook in its hands answers nothing. */
const NOT_ALL_ANSWERED = { allAccepted: false };

export const EVERYTHING: Fault = {
  name: 'everything',
  title: 'everything at once',
  injure: everything,
  answers: NOT_ALL_ANSWERED,
};

/** What is done to the processes, one after the other. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'nothing',
    title: 'nothing at all',
    injure: (scene) => untilOver(scene).then(() => ({ times: 0 })),
  },
  {
    name: 'projectors-killed',
    title: 'projectors killed, every 0.3 s',
    injure: killProjectors,
    traffic: LONGER,
  },
  {
    name: 'projectors-frozen',
    title: 'projectors frozen past the claim time',
    injure: freezeProjectors,
    traffic: { rate: 60, seconds: 26 },
  },
  {
    name: 'ingests-killed',
    title: 'ingests killed',
    injure: killIngests,
    traffic: LONGER,
    answers: NOT_ALL_ANSWERED,
  },
  { name: 'redis-killed-everysec', title: 'Redis killed (everysec)', injure: killRedis },
  { name: 'redis-killed-always', title: 'Redis killed (always)', injure: killRedis, redisArgs: ALWAYS },
  { name: 'answers-lost-xadd', title: 'answers to XADD lost', injure: loseAnswersTo('xadd', 0.05) },
  { name: 'answers-lost-evalsha', title: 'answers to EVALSHA lost', injure: loseAnswersTo('evalsha', 0.05) },
  {
    name: 'answers-lost-xreadgroup',
    title: 'answers to XREADGROUP lost',
    injure: loseAnswersTo('xreadgroup', 0.2),
  },
  { name: 'delays', title: 'delays up to 300 ms', injure: delayUpTo(300) },
  {
    name: 'black-hole',
    title: 'black hole of 3 to 10 s',
    injure: blackHole,
    traffic: { rate: 80, seconds: 20 },
  },
  { name: 'resets', title: 'connections reset', injure: resetConnections([200, 600], 0.4) },
  { name: 'half-open', title: 'connections half open', injure: halfOpenConnections },
  { name: 'gateways-killed', title: 'gateways killed', injure: killGateways, traffic: LONGER },
  { name: 'clients-cut', title: 'clients cut off and stalled', injure: hurtClients },
  { name: 'scripts-flushed', title: 'scripts flushed', injure: flushScripts },
  { name: 'poison', title: 'poison in the log', injure: poisonLog },
  {
    name: 'spool-survives',
    title: 'ingests killed with a full spool',
    injure: ingestsKilledWhileRedisIsGone,
    // The least there is, so that it is full soon.
    ingestEnv: { SPOOL_MAX_MB: '1' },
    traffic: { rate: 200, seconds: 16 },
    answers: { ...NOT_ALL_ANSWERED, someRefused: true },
  },
  EVERYTHING,
];

/** Redis away for long, under steady traffic: nobody may notice who posts, and all is caught up with soon after. */
export function outages({
  seconds,
  rate,
}: {
  readonly seconds: number;
  readonly rate: number;
}): readonly Fault[] {
  const terms = {
    traffic: { rate, seconds: seconds + 3 },
    whileAway: { p99Ms: 250 },
    recoveryMs: 20_000,
  };
  return [
    { name: 'outage-gone', title: `Redis gone for ${seconds} s`, injure: redisGone, ...terms },
    {
      name: 'outage-unreachable',
      title: `Redis out of reach for ${seconds} s`,
      injure: redisUnreachable,
      ...terms,
    },
  ];
}

/** Not a fault of ours: projectors that are wrong by design, killed as ours are. The checks must see it. */
export const CONTROL: Fault = {
  name: 'negative-control',
  title: 'negative control: steps not atomic',
  injure: killProjectors,
};

const ALL_AT_ONCE = [
  killProjectors,
  killIngests,
  killGateways,
  killRedis,
  hurtClients,
  flushScripts,
  delayUpTo(20),
  resetConnections([800, 1_600], 0.3),
  loseAnswersTo('evalsha', 0.02),
];

async function everything(scene: Scene): Promise<Injuries> {
  const injuries = await allSettled(ALL_AT_ONCE.map((injure) => injure(scene)));
  return { times: injuries.reduce((sum, { times }) => sum + times, 0) };
}
