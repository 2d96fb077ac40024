import { env } from 'node:process';

const shared = {
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

// `npm run test:cluster` takes its time.
const isAtLength = env.SPECS_ON === 'cluster';

const ON_CLUSTER = [
  '**/test/journey.int.spec.ts',
  '**/libs/call-store/{change-feed,delete,merge}.int.spec.ts',
  '**/libs/event-log/event-consumer.int.spec.ts',
  ...(isAtLength ? ['**/test/live/following-a-call.int.spec.ts', '**/test/deletion/*.int.spec.ts'] : []),
];

const MEASUREMENTS = '/test/cluster/costs\\.';

/** @type {import('jest').Config} */
export default {
  // What never comes is found all the same; what comes late on a busy machine is no failure.
  testTimeout: 60_000,
  // Most of a spec's time is waiting; without this a machine of two cores runs one at a time.
  maxWorkers: '100%',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.int\\.spec\\.ts$'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['**/*.int.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, ...(isAtLength ? [] : [MEASUREMENTS])],
    },
    // Once more, on a Redis Cluster instead of one Redis.
    { ...shared, displayName: 'cluster', testMatch: ON_CLUSTER, globals: { SPECS_ON: 'cluster' } },
  ],
};
