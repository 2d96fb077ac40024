import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readSettings, requireSafeReach, SettingsError } from './settings.js';

const messageOf = (env: NodeJS.ProcessEnv): string => {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
  }
  return 'no SettingsError';
};

const reach = (env: NodeJS.ProcessEnv) => () => requireSafeReach(readSettings(env));

describe('settings of an empty environment', () => {
  it('are those of one machine', () => {
    expect(readSettings({})).toEqual({
      ingestPort: 8000,
      ingestHost: '127.0.0.1',
      gatewayPort: 8080,
      gatewayHost: '127.0.0.1',
      projectorPort: 8081,
      gatewayPublished: undefined,
      dashboardUrl: 'http://localhost:8080',
      redisUrl: 'redis://127.0.0.1:6379',
      redisClusterNodes: [],
      redisClusterAccess: { username: undefined, password: undefined, isEncrypted: false },
      dataDir: join(process.cwd(), '.callboard'),
      webhookSecrets: [],
      dashboardToken: undefined,
      dashboardOrigins: [],
      maxBodyBytes: 5_242_880,
      spoolMaxBytes: 1_073_741_824,
      retentionHours: 168,
      eventLogMaxMb: 256,
      callRetentionDays: 30,
      callsMaxMb: 384,
      archiveDir: undefined,
      partitions: 16,
      logFormat: 'json',
    });
  });
});

describe('settings', () => {
  it('take an empty or blank variable as unset', () => {
    expect(readSettings({ INGEST_PORT: '', WEBHOOK_SECRETS: '  ', REDIS_CLUSTER_NODES: '' })).toEqual(
      readSettings({}),
    );
  });

  it('take PORT for ingest, unless INGEST_PORT is set', () => {
    expect(readSettings({ PORT: '9000' }).ingestPort).toBe(9000);
    expect(readSettings({ PORT: '9000', INGEST_PORT: '9001' }).ingestPort).toBe(9001);
  });

  it('point the dashboard at the port of the gateway', () => {
    expect(readSettings({ GATEWAY_PORT: '9090' }).dashboardUrl).toBe('http://localhost:9090');
    expect(readSettings({ DASHBOARD_URL: 'https://calls.example.com/' }).dashboardUrl).toBe(
      'https://calls.example.com',
    );
  });

  it('read lists by commas, spaces around them left out', () => {
    const read = readSettings({
      WEBHOOK_SECRETS: 'new, old ,',
      DASHBOARD_ORIGINS: 'https://calls.example.com, http://10.0.0.5:3000/',
      REDIS_CLUSTER_NODES: '10.0.0.1:7000, redis-2:7001,[fd00::1]:7002',
    });

    expect(read.webhookSecrets).toEqual(['new', 'old']);
    expect(read.dashboardOrigins).toEqual(['https://calls.example.com', 'http://10.0.0.5:3000']);
    expect(read.redisClusterNodes).toEqual([
      { host: '10.0.0.1', port: 7000 },
      { host: 'redis-2', port: 7001 },
      { host: 'fd00::1', port: 7002 },
    ]);
  });
});

describe('a wrong setting', () => {
  it.each([
    ['INGEST_PORT', '80a', 'a port number'],
    ['GATEWAY_PORT', '65536', 'from 0 to 65535'],
    ['PROJECTOR_PORT', '-1', 'a port number'],
    ['INGEST_HOST', 'a host', 'a host name'],
    ['GATEWAY_PUBLISHED', 'yes', 'loopback'],
    ['DASHBOARD_URL', 'calls.example.com', 'http://'],
    ['REDIS_URL', 'localhost:6379', 'redis://127.0.0.1:6379'],
    ['REDIS_CLUSTER_NODES', '10.0.0.1', 'host:port'],
    ['DASHBOARD_ORIGINS', 'https://calls.example.com/page', 'origins'],
    ['MAX_BODY_BYTES', '5MB', 'a number of bytes'],
    ['PARTITIONS', '257', 'from 1 to 256'],
    ['LOG_FORMAT', 'xml', 'pretty or json'],
  ])('%s=%s names itself, its value and what it may be', (name, value, mayBe) => {
    const message = messageOf({ [name]: value });

    expect(message).toContain(`${name} is ${JSON.stringify(value)}`);
    expect(message).toContain(mayBe);
  });

  it('is listed beside every other wrong one', () => {
    const message = messageOf({ PARTITIONS: '0', LOG_FORMAT: 'x', PORT: 'http' });

    expect(message.split('\n')).toEqual([
      '3 settings are wrong:',
      '  PORT is "http"; it may be a port number (0: any free one) from 0 to 65535.',
      '  PARTITIONS is "0"; it may be a whole number from 1 to 256.',
      '  LOG_FORMAT is "x"; it may be pretty or json.',
    ]);
  });

  it('never shows a secret', () => {
    const message = messageOf({
      WEBHOOK_SECRETS: ',',
      REDIS_URL: 'http://user:hunter2@10.0.0.1:6379',
      REDIS_CLUSTER_NODES: 'redis://:hunter2@10.0.0.1:7000,rediss://:hunter2@10.0.0.2:7000',
    });

    expect(message).toContain('WEBHOOK_SECRETS is (not shown)');
    expect(message).toContain('REDIS_URL is "http://…@10.0.0.1:6379"');
    expect(message).not.toContain('hunter2');
  });
});

describe('a gateway that listens beyond loopback', () => {
  it('is refused without a token, and says what to set', () => {
    expect(reach({ GATEWAY_HOST: '0.0.0.0' })).toThrow(SettingsError);
    expect(reach({ GATEWAY_HOST: '0.0.0.0' })).toThrow(
      /DASHBOARD_TOKEN.*127\.0\.0\.1.*GATEWAY_PUBLISHED=loopback/,
    );
  });

  it('is taken with a token, or when its port is published on loopback only', () => {
    expect(reach({ GATEWAY_HOST: '0.0.0.0', DASHBOARD_TOKEN: 'a token' })).not.toThrow();
    expect(reach({ GATEWAY_HOST: '0.0.0.0', GATEWAY_PUBLISHED: 'loopback' })).not.toThrow();
  });

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('is not one on %s', (host) => {
    expect(reach({ GATEWAY_HOST: host })).not.toThrow();
  });
});
