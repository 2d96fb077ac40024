import { describe, expect, it } from '@jest/globals';
import { explainListenError } from './listens-on.js';

const address = { host: '127.0.0.1', port: 8000, portSetting: 'INGEST_PORT', hostSetting: 'INGEST_HOST' };
const failedWith = (code: string) => Object.assign(new Error(`listen ${code}`), { code });

describe('a service that cannot listen', () => {
  it('names the port in use, its setting and how to choose another', () => {
    expect(explainListenError(failedWith('EADDRINUSE'), address)).toBe(
      'Port 8000 (INGEST_PORT) is already in use. Choose another: INGEST_PORT=8010 npm start',
    );
  });

  it('names the host that is not of this machine', () => {
    expect(explainListenError(failedWith('EADDRNOTAVAIL'), { ...address, host: '10.9.9.9' })).toMatch(
      /INGEST_HOST.*10\.9\.9\.9/,
    );
  });

  it('explains no other error', () => {
    expect(explainListenError(new Error('no'), address)).toBeUndefined();
  });
});
