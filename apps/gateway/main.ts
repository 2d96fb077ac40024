import { fileURLToPath } from 'node:url';
import { runService } from '#service';
import { createGateway } from './create-gateway.js';

await runService({
  name: 'gateway',
  listensOn: (settings) => ({
    host: settings.gatewayHost,
    port: settings.gatewayPort,
    portSetting: 'GATEWAY_PORT',
    hostSetting: 'GATEWAY_HOST',
  }),
  create: (context) =>
    createGateway({ ...context, dashboardFolder: fileURLToPath(new URL('../dashboard', import.meta.url)) }),
});
