import { Catch, ServiceUnavailableException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';

/** What ioredis says of a command that got no answer, and Redis of one that it can't answer yet. */
const AWAY =
  /^(Command timed out|Connection is closed|LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|READONLY)/;
const FULL = /^OOM/;

/** Answers 503 for a Redis that is away or full: to ask again helps, while a 500 says that something here is wrong. */
@Catch()
export class RedisAwayFilter extends BaseExceptionFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const answer = error instanceof Error ? answerTo(error) : undefined;
    const answered = answer === undefined ? error : new ServiceUnavailableException(answer, { cause: error });
    // oxlint-disable-next-line promise/no-promise-in-callback, promise/valid-params -- Nest's filters have a catch of their own
    super.catch(answered, host);
  }
}

function answerTo({ message }: Error): { error: string } | undefined {
  if (AWAY.test(message)) return { error: 'Redis is out of reach. Ask again in a moment.' };
  if (FULL.test(message))
    return { error: 'Redis is full. Raise its maxmemory, or delete calls, and ask again.' };
  return undefined;
}
