import { codeOf } from './code-of.js';

/** Where a service listens, and the settings that say so. */
export interface ListensOn {
  readonly host: string;
  readonly port: number;
  readonly portSetting: string;
  /** Unless nothing sets it. */
  readonly hostSetting?: string;
}

/** A sentence for the person who started it, when an address can't be had; undefined for any other error. */
export function explainListenError(error: unknown, address: ListensOn): string | undefined {
  const { host, port, portSetting, hostSetting } = address;
  // Ten further, since the services' default ports lie one beside the other.
  const another = port < 1024 ? port + 8000 : port + (port < 65_526 ? 10 : -10);
  const choose = `Choose another: ${portSetting}=${another} npm start`;
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return `Port ${port} (${portSetting}) is already in use. ${choose}`;
    case 'EACCES':
      return `Port ${port} (${portSetting}) is not ours to use: it needs more rights than this user has. ${choose}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${hostSetting ?? 'The host'} is ${JSON.stringify(host)}, which is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all.`;
    default:
      return undefined;
  }
}
