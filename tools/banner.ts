import type { Settings } from '#service';

type Told = Pick<Settings, 'ingestPort' | 'dashboardUrl' | 'dataDir' | 'webhookSecrets' | 'dashboardToken'>;

/** What a person reads once everything is up: where things are, and what to do next. No `redis`: a private one. */
export function banner(settings: Told, redis: string | undefined): string {
  const { ingestPort, dashboardUrl, dataDir, webhookSecrets, dashboardToken } = settings;
  return [
    '',
    'Callboard is up.',
    '',
    `  Webhook    http://localhost:${ingestPort}/webhook`,
    `  Dashboard  ${dashboardUrl}${dashboardToken !== undefined ? '  (asks for DASHBOARD_TOKEN)' : ''}`,
    `  Secret     ${secretLine(webhookSecrets.length)}`,
    `  Data       ${redis === undefined ? `${dataDir} (a private Redis keeps it there)` : `in Redis at ${redis}`}`,
    '',
    'Next:',
    `  ngrok http ${ingestPort}`,
    '      gives this machine a public address; paste it, with /webhook behind it, into the assistant',
    `  npm run simulate${simulateOptions(settings)}`,
    '      makes up calls until real ones come',
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

function secretLine(secrets: number): string {
  if (secrets === 0) return 'none is asked for; to ask for one: WEBHOOK_SECRETS=choose-one npm start';
  return secrets === 1
    ? 'required, as x-interactly-secret'
    : `one of ${secrets} required, as x-interactly-secret`;
}

function simulateOptions({ ingestPort, webhookSecrets }: Told): string {
  const url = ingestPort === 8000 ? '' : ` --url http://localhost:${ingestPort}/webhook`;
  const secret = webhookSecrets.length === 0 ? '' : ' --secret <the secret>';
  return url + secret === '' ? '' : ` --${url}${secret}`;
}
