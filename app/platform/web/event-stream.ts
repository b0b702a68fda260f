/** `GET /events?topic=a&topic=b`: live events as server-sent events, with catching up by `Last-Event-ID`. */
import type { Context } from "hono";
import { may, type Permission } from "../actor.ts";
import type { EventHub, LiveEvent } from "../events/event-hub.ts";
import type { Env } from "../module.ts";
import { Problem } from "../problem.ts";

const HEARTBEAT_MS = 20_000;
/** A client that reads more slowly than this many unread events is cut; it comes back with `Last-Event-ID`. */
const UNREAD_LIMIT = 500;

function eventText(event: LiveEvent): string {
  return `id: ${event.id}\nevent: ${event.topic}\ndata: ${JSON.stringify(event.data)}\n\n`;
}

export class EventStreams {
  readonly #hub: EventHub;
  readonly #topics = new Map<string, Permission>();
  readonly #open = new Set<() => void>();

  constructor(hub: EventHub) {
    this.#hub = hub;
  }

  addTopics(topics: Readonly<Record<string, Permission>>): void {
    for (const [topic, permission] of Object.entries(topics)) {
      if (this.#topics.has(topic)) throw new Error(`two modules declare the topic ${topic}`);
      this.#topics.set(topic, permission);
    }
  }

  get count(): number {
    return this.#open.size;
  }

  #checkTopics(c: Context<Env>): string[] {
    const topics = [...new Set(c.req.queries("topic") ?? [])];
    if (topics.length === 0)
      throw new Problem("invalid-input", "Name at least one topic: /events?topic=settings", {
        fields: [{ path: "topic", message: "missing" }],
      });
    for (const topic of topics) {
      const permission = this.#topics.get(topic);
      if (permission === undefined) throw new Problem("not-found", `There is no topic "${topic.slice(0, 80)}".`);
      if (!may(c.get("actor"), permission))
        throw new Problem(
          c.get("actor").kind === "public" ? "sign-in-needed" : "not-permitted",
          `The topic ${topic} is not open to you.`,
        );
    }
    return topics;
  }

  async serve(c: Context<Env>): Promise<Response> {
    const topics = this.#checkTopics(c);
    const header = c.req.header("last-event-id");
    if (header !== undefined && !/^\d{1,15}$/.test(header))
      throw new Problem("invalid-input", "Last-Event-ID is not one of ours.", {
        fields: [{ path: "Last-Event-ID", message: "a whole number" }],
      });

    const encoder = new TextEncoder();
    const early: LiveEvent[] = [];
    let send: (event: LiveEvent) => void = (event) => early.push(event);
    // Subscribe before reading what was missed, so that nothing falls between the two.
    const ends = topics.map((topic) => this.#hub.subscribe(topic, (event) => send(event)));
    const missed = header === undefined ? [] : await this.#hub.missed(topics, Number(header));

    let close = (): void => undefined;
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          let sent = Number(header ?? 0);
          let open = true;
          const beat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);
          beat.unref();
          close = () => {
            if (!open) return;
            open = false;
            clearInterval(beat);
            for (const end of ends) end();
            this.#open.delete(close);
            try {
              controller.close();
            } catch {
              // The client has gone; the stream is closed already.
            }
          };
          const write = (text: string): void => {
            if (!open) return;
            if ((controller.desiredSize ?? 0) < -UNREAD_LIMIT) close();
            else controller.enqueue(encoder.encode(text));
          };
          this.#open.add(close);
          write("retry: 2000\n\n");
          // Too long ago to catch up: the page is to load itself anew.
          if (missed === undefined) {
            sent = 0;
            write("event: reset\ndata: {}\n\n");
          }
          send = (event) => {
            if (event.id <= sent) return;
            sent = event.id;
            write(eventText(event));
          };
          for (const event of missed ?? []) send(event);
          for (const event of early) send(event);
        },
        cancel: () => close(),
      },
      { highWaterMark: 0 },
    );
    c.req.raw.signal.addEventListener("abort", () => close());
    return c.body(stream, 200, {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store, no-transform",
      "X-Accel-Buffering": "no",
    });
  }

  closeAll(): void {
    for (const close of this.#open) close();
  }
}
