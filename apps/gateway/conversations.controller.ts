import { Readable } from 'node:stream';
import {
  Controller,
  Delete,
  Get,
  Inject,
  NotFoundException,
  Param,
  Query,
  StreamableFile,
} from '@nestjs/common';
import type { CallView } from '#projection';
import { Calls } from './calls.js';
import {
  conversationJson,
  conversationOf,
  conversationsJson,
  type NamedConversation,
} from './conversation-of.js';
import { LiveCalls } from './live-calls.js';
import { rawJson } from './raw-json.js';

const MAX_CONVERSATIONS = 200;
const JSON_TYPE = { type: 'application/json; charset=utf-8' };

/** The API of the guide's server, whose users' scripts go on working: seed 000, "Routes: Dashboard API". */
@Controller('api/conversations')
export class ConversationsController {
  constructor(
    @Inject(Calls) private readonly calls: Calls,
    @Inject(LiveCalls) private readonly live: LiveCalls,
  ) {}

  /** The newest 200 calls in the order they first appeared; raw events only when asked for (`?events=true`). */
  @Get()
  list(@Query('events') events: string | undefined): StreamableFile {
    return streamed(conversationsJson(this.newest(events === 'true')));
  }

  @Get(':call')
  async show(@Param('call') call: string): Promise<StreamableFile> {
    const view = await this.calls.view(call, this.live.rows.get(call));
    if (view === undefined) throw new NotFoundException({ error: 'Not found' });
    return streamed(this.json(call, view, true));
  }

  @Delete()
  async clear(): Promise<{ message: string }> {
    const rows = this.live.rows.inOrder('first-seen').map(({ row }) => row);
    await this.calls.deleteAll();
    this.live.forget(rows);
    return { message: 'All events cleared' };
  }

  private async *newest(withEvents: boolean): AsyncGenerator<NamedConversation> {
    const newest = this.live.rows.inOrder('first-seen').slice(0, MAX_CONVERSATIONS);
    for (const { row } of newest.toReversed()) {
      const { call } = row;
      const view = await this.calls.view(call, this.live.rows.get(call));
      if (view !== undefined) yield { call, json: this.json(call, view, withEvents) };
    }
  }

  private json(call: string, view: CallView, withEvents: boolean): AsyncIterable<string> {
    return conversationJson(conversationOf(view), withEvents ? this.rawEvents(call) : none());
  }

  private async *rawEvents(call: string): AsyncGenerator<string> {
    for await (const event of this.calls.events(call)) yield rawJson(event);
  }
}

/** Piece by piece: all the events of 200 calls may be more than fits into memory, or into a string. */
function streamed(pieces: AsyncIterable<string>): StreamableFile {
  return new StreamableFile(Readable.from(pieces), JSON_TYPE);
}

async function* none(): AsyncGenerator<string> {
  // No events were asked for.
}
