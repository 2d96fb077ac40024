import { BadRequestException, NotFoundException } from '@nestjs/common';
import type { z } from 'zod';

/** What was asked, read; a 400 that names the part that can't be. */
export function parsed<T>(schema: z.ZodType<T>, query: unknown): T {
  const result = schema.safeParse(query);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BadRequestException({
    error: `${issue?.path.join('.') ?? 'The query'}: ${issue?.message ?? 'not understood'}`,
  });
}

export function notFound(what: string): never {
  throw new NotFoundException({ error: what });
}
