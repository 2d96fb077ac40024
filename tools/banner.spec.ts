import { describe, expect, it } from '@jest/globals';
import { banner } from './banner.js';

const settings = {
  ingestPort: 8001,
  dashboardUrl: 'http://localhost:8080',
  dataDir: '/home/me/callboard/.callboard',
  webhookSecrets: [],
  dashboardToken: undefined,
};

describe('what a start prints at last', () => {
  it('says where things are and what to do next', () => {
    const printed = banner(settings, undefined);

    expect(printed).toContain('http://localhost:8001/webhook');
    expect(printed).toContain('http://localhost:8080');
    expect(printed).toContain('/home/me/callboard/.callboard (a private Redis');
    expect(printed).toContain('ngrok http 8001');
    expect(printed).toContain('npm run simulate -- --url http://localhost:8001/webhook\n');
  });

  it('leaves out what is as usual', () => {
    expect(banner({ ...settings, ingestPort: 8000 }, undefined)).toContain('npm run simulate\n');
  });

  it('says whether a secret is asked for, and never which', () => {
    expect(banner(settings, undefined)).toContain('WEBHOOK_SECRETS=choose-one');

    const printed = banner(
      { ...settings, webhookSecrets: ['hunter2'], dashboardToken: 'hunter3' },
      '10.0.0.1:6379',
    );

    expect(printed).toContain('x-interactly-secret');
    expect(printed).toContain('DASHBOARD_TOKEN');
    expect(printed).toContain('--secret <the secret>');
    expect(printed).not.toMatch(/hunter/);
  });
});
