import {
  BadRequestException,
  ConflictException,
  Controller,
  Delete,
  Get,
  Header,
  Inject,
  Param,
  Put,
  Query,
} from '@nestjs/common';
import { decodeTime, isValid } from 'ulid';
import { z } from 'zod';
import { CALL_GROUPS, STATUSES, WatchCall, type EventRecord } from '#contracts';
import { Calls, type ShownCall } from './calls.js';
import { LiveCalls } from './live-calls.js';
import { notFound, parsed } from './parsed.js';
import { eventJson } from './raw-json.js';
import { pageOf, type CallsPage } from './calls-page.js';

const CallsQuery = z.object({
  status: z.enum([...STATUSES, ...CALL_GROUPS]).optional(),
  search: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z
    .string()
    .regex(/^\d{1,16}\/./s, 'the `next` of the page before')
    .max(1000)
    .optional(),
});

const EventQuery = WatchCall.pick({ call: true }).partial();
const ListQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) });

@Controller('api')
export class CallsController {
  constructor(
    @Inject(Calls) private readonly calls: Calls,
    @Inject(LiveCalls) private readonly live: LiveCalls,
  ) {}

  /** Rows, the newest first seen first; `next` is the `before` of the page after this one. */
  @Get('calls')
  list(@Query() query: Record<string, string>): CallsPage {
    return pageOf(this.live.rows.inOrder('first-seen'), parsed(CallsQuery, query));
  }

  @Get('calls/:call')
  async show(@Param('call') call: string): Promise<ShownCall> {
    return (await this.calls.show(call)) ?? notFound(`There is no call ${call}.`);
  }

  /** What is remembered of a call's events; a body is at `/api/events/<receipt>?call=<call>`. */
  @Get('calls/:call/events')
  async events(@Param('call') call: string): Promise<{ events: EventRecord[] }> {
    return { events: (await this.calls.records(call)) ?? notFound(`There is no call ${call}.`) };
  }

  /** Also of a call nobody has seen yet, but whose events may wait to be read. */
  @Delete('calls/:call')
  async delete(@Param('call') call: string): Promise<{ deleted: boolean }> {
    const row = this.live.rows.get(call);
    const deleted = await this.calls.delete(call);
    if (row !== undefined) this.live.forget([row]);
    return { deleted };
  }

  /** Keeps a call whatever its age, and however much there is. */
  @Put('calls/:call/pin')
  async pin(@Param('call') call: string): Promise<{ pinned: boolean }> {
    switch (await this.calls.pin(call)) {
      case 'pinned':
        return { pinned: true };
      case 'unknown':
        return notFound(`There is no call ${call}.`);
      case 'full':
        throw new ConflictException({
          error:
            'Pinned calls take more than half of what calls may take. Unpin some, or raise CALLS_MAX_MB.',
        });
    }
  }

  @Delete('calls/:call/pin')
  async unpin(@Param('call') call: string): Promise<{ pinned: boolean }> {
    await this.calls.unpin(call);
    return { pinned: false };
  }

  /** One event as it was stored. */
  @Get('events/:receipt')
  @Header('content-type', 'application/json; charset=utf-8')
  async event(@Param('receipt') receipt: string, @Query() query: Record<string, string>): Promise<string> {
    const { call } = parsed(EventQuery, query);
    const event = await this.calls.event(receipt, call, timeIn(receipt));
    if (event !== undefined) return eventJson(event);
    return (await this.calls.isRemembered(receipt, call))
      ? notFound(
          `The body of event ${receipt} is no longer kept (RETENTION_HOURS, EVENT_LOG_MAX_MB). Its call is.`,
        )
      : notFound(`There is no event ${receipt}. If you know its call, add ?call=<id>.`);
  }

  /** Events that belong to no call: campaigns, workflows, and bodies that name none. */
  @Get('unassigned')
  @Header('content-type', 'application/json; charset=utf-8')
  async unassigned(@Query() query: Record<string, string>): Promise<string> {
    const events = await this.calls.unassigned(parsed(ListQuery, query).limit);
    return `{"events":[${events.map(eventJson).join(',')}]}`;
  }
}

/** When an event was received, as its id says; epoch ms. */
function timeIn(receipt: string): number {
  // The first 10 characters are 50 bits, of which a time has 48.
  if (isValid(receipt) && receipt < '8') return decodeTime(receipt);
  throw new BadRequestException({ error: 'An event is named by its receipt id, 26 letters and digits.' });
}
