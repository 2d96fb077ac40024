const DEFAULT = 'http://localhost:8000/webhook';

export interface WebhookAddress {
  readonly url: string;
  readonly port: string;
}

/** Where webhooks go: what the gateway wrote into the page, else the default. */
export function webhookAddress(said: string | null | undefined): WebhookAddress {
  const url = said !== null && said !== undefined && URL.canParse(said) ? said : DEFAULT;
  const { port, protocol } = new URL(url);
  return { url, port: port === '' ? (protocol === 'https:' ? '443' : '80') : port };
}
