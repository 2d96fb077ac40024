import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SettingsError } from '#service';
import { planStart, readyUrl } from './start-plan.js';

const address = { port: 8000, hostSetting: 'INGEST_HOST', portSetting: 'INGEST_PORT' };

describe('the plan of a start', () => {
  it('is pretty unless told otherwise', async () => {
    expect((await planStart({})).env.LOG_FORMAT).toBe('pretty');
    expect((await planStart({ LOG_FORMAT: 'json' })).env.LOG_FORMAT).toBe('json');
  });

  it('gives every service the same ports and folder', async () => {
    const { env, settings } = await planStart({ PORT: '9000', DATA_DIR: 'data' });

    expect(env).toMatchObject({ INGEST_PORT: '9000', GATEWAY_PORT: '8080', DATA_DIR: resolve('data') });
    expect(settings.ingestPort).toBe(9000);
  });

  it('finds a port where any will do', async () => {
    const { addresses, settings } = await planStart({ GATEWAY_PORT: '0', PROJECTOR_PORT: '0' });

    expect(addresses.gateway.port).toBeGreaterThan(0);
    expect(addresses.projector.port).toBeGreaterThan(0);
    expect(settings.dashboardUrl).toBe(`http://localhost:${addresses.gateway.port}`);
  });

  it('refuses a gateway that strangers could reach', async () => {
    await expect(planStart({ GATEWAY_HOST: '0.0.0.0' })).rejects.toThrow(SettingsError);
  });
});

describe('the address of a service, asked from its own machine', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8000/readyz'],
    ['0.0.0.0', 'http://127.0.0.1:8000/readyz'],
    ['::', 'http://[::1]:8000/readyz'],
    ['10.0.0.5', 'http://10.0.0.5:8000/readyz'],
  ])('that listens on %s is %s', (host, url) => {
    expect(readyUrl({ ...address, host })).toBe(url);
  });
});
