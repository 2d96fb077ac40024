import { DeadLetters } from '#event-log';
import { withInstallation } from '../installation.js';

/** Opens the letters of the installation that the environment names, does something with them, and closes them. */
export function withLetters<T>(
  env: NodeJS.ProcessEnv,
  use: (letters: DeadLetters) => Promise<T>,
): Promise<T> {
  return withInstallation(env, ({ redis, partitions }) => use(new DeadLetters(redis, partitions)));
}
