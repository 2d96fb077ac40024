import {
  BadRequestException,
  ConflictException,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
} from '@nestjs/common';
import { z } from 'zod';
import { DeadLetters, isLetterId, type KeptLetter } from '#event-log';
import { notFound, parsed } from './parsed.js';

const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });
/** Enough to see what kind of thing a letter is; 500 whole excerpts would be 8 MB and more. */
const LISTED_EXCERPT = 200;

/** What could not be read, and what can be done about it. */
@Controller('api/dead-letters')
export class DeadLettersController {
  constructor(@Inject(DeadLetters) private readonly letters: DeadLetters) {}

  /** The newest first, with the beginnings of their excerpts. */
  @Get()
  async list(@Query() query: Record<string, string>): Promise<{ letters: KeptLetter[] }> {
    return { letters: await this.letters.list(parsed(ListQuery, query).limit, LISTED_EXCERPT) };
  }

  /** With its whole excerpt, up to 16 KB. */
  @Get(':id')
  async show(@Param('id') id: string): Promise<KeptLetter> {
    return (await this.letters.find(known(id))) ?? noLetter(id);
  }

  /** Events again, all that can be; what still can't be read becomes a letter anew. */
  @Post('retry')
  @HttpCode(200)
  retryAll(): Promise<{ retried: number; unretriable: number }> {
    return this.letters.retryAll();
  }

  @Post(':id/retry')
  @HttpCode(200)
  async retry(@Param('id') id: string): Promise<{ retried: number }> {
    switch (await this.letters.retry(known(id))) {
      case 'retried':
        return { retried: 1 };
      case 'no letter':
        return noLetter(id);
      case 'no entry':
        throw new ConflictException({
          error: `Dead letter ${id} can't be retried: it never was an event. Correct what sends it and let it post again; DELETE discards the letter.`,
        });
    }
  }

  @Delete(':id')
  async discard(@Param('id') id: string): Promise<{ discarded: number }> {
    return (await this.letters.discard(known(id))) ? { discarded: 1 } : noLetter(id);
  }

  @Delete()
  async discardAll(): Promise<{ discarded: number }> {
    return { discarded: await this.letters.removeAll() };
  }
}

function known(id: string): string {
  if (isLetterId(id)) return id;
  throw new BadRequestException({
    error: 'A dead letter is named like 3:1772702480000-0; GET /api/dead-letters lists them.',
  });
}

function noLetter(id: string): never {
  return notFound(`There is no dead letter ${id}: it was retried, discarded, or made room for newer ones.`);
}
