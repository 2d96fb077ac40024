import { explainListenError, readSettings, requireSafeReach, type ListensOn, type Settings } from '#service';
import type { ServiceName } from './child-service.js';
import { freePort, tryPort } from './free-port.js';
import { StartError } from './start-error.js';

/** What is about to be started: each service's address, and the environment they all get. */
export interface StartPlan {
  readonly settings: Settings;
  readonly env: NodeJS.ProcessEnv;
  readonly addresses: Readonly<Record<ServiceName, ListensOn>>;
}

/** Reads the settings as a person at a terminal means them, and replaces port 0 by a port. */
export async function planStart(given: NodeJS.ProcessEnv): Promise<StartPlan> {
  const wished = readSettings(given);
  const env = {
    ...given,
    LOG_FORMAT: given.LOG_FORMAT?.trim() ? wished.logFormat : 'pretty',
    DATA_DIR: wished.dataDir,
    INGEST_PORT: String(wished.ingestPort || (await freePort())),
    GATEWAY_PORT: String(wished.gatewayPort || (await freePort())),
    PROJECTOR_PORT: String(wished.projectorPort || (await freePort())),
  };
  const settings = readSettings(env);
  requireSafeReach(settings);
  return { settings, env, addresses: addressesOf(settings) };
}

/** Throws, naming each, when a port is taken. */
export async function requireFreePorts(plan: StartPlan): Promise<void> {
  const problems = await Promise.all(Object.values(plan.addresses).map(problemWith));
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length > 0) throw new StartError(found.join('\n'));
}

/** Where this machine asks a service whether it is ready. */
export function readyUrl({ host, port }: ListensOn): string {
  const reached = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}/readyz`;
}

function addressesOf(settings: Settings): StartPlan['addresses'] {
  const { ingestHost, ingestPort, gatewayHost, gatewayPort, projectorPort } = settings;
  return {
    ingest: { host: ingestHost, port: ingestPort, hostSetting: 'INGEST_HOST', portSetting: 'INGEST_PORT' },
    projector: { host: '127.0.0.1', port: projectorPort, portSetting: 'PROJECTOR_PORT' },
    gateway: {
      host: gatewayHost,
      port: gatewayPort,
      hostSetting: 'GATEWAY_HOST',
      portSetting: 'GATEWAY_PORT',
    },
  };
}

async function problemWith(address: ListensOn): Promise<string | undefined> {
  try {
    await tryPort(address.host, address.port);
    return undefined;
  } catch (error) {
    const explanation = explainListenError(error, address);
    if (explanation === undefined) throw error;
    return explanation;
  }
}
