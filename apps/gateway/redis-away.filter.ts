import { Catch, ServiceUnavailableException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** What ioredis says of a command that got no answer, and Redis of one that it can't answer yet. */
const AWAY =
  /^(Command timed out|Connection is closed|Too many Cluster redirections|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)/;

/** Answers 503 for a Redis that is away: to ask again helps, while a 500 says that something here is wrong. */
@Catch()
export class RedisAwayFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const isAway = error instanceof Error && AWAY.test(error.message);
    // oxlint-disable-next-line promise/no-promise-in-callback, promise/valid-params -- Nest's filters have a catch of their own
    super.catch(isAway ? new ServiceUnavailableException(ANSWER, { cause: error }) : error, host);
  }
}

const ANSWER = { error: 'Redis is out of reach. Ask again in a moment.' };
