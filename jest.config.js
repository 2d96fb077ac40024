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

const ON_CLUSTER = [
  '**/test/journey.int.spec.ts',
  '**/libs/call-store/{change-feed,delete,merge}.int.spec.ts',
  '**/libs/event-log/event-consumer.int.spec.ts',
];

/** @type {import('jest').Config} */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['**/*.spec.ts'],
      testPathIgnorePatterns: [...shared.testPathIgnorePatterns, '\\.int\\.spec\\.ts$'],
    },
    { ...shared, displayName: 'integration', testMatch: ['**/*.int.spec.ts'] },
    // Once more, on a Redis Cluster instead of one Redis.
    { ...shared, displayName: 'cluster', testMatch: ON_CLUSTER, globals: { SPECS_ON: 'cluster' } },
  ],
};
