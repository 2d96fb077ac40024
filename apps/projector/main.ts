import { runService } from '#service';
import { createProjector } from './create-projector.js';

await runService({
  name: 'projector',
  listensOn: (settings) => ({
    host: '127.0.0.1',
    port: settings.projectorPort,
    portSetting: 'PROJECTOR_PORT',
    hostSetting: '',
  }),
  create: createProjector,
});
