// Where channels and people can be written to, as far as this process has their platforms.

import type { Logger } from "pino";
import { toFault } from "#core/fault.ts";
import type { Identity } from "#core/rights.ts";
import type { ChatPlatform } from "#ports/chat-platform.ts";

export interface Found {
  readonly platform: string;
  readonly thread: string;
}

export interface Threads {
  attach(platform: ChatPlatform): void;
  none(): boolean;
  /** null: no platform here knows the channel; `later`: one could not tell just now. */
  ofChannel(channel: string): Promise<Found | null | "later">;
  /** A private conversation with somebody on every platform here that knows them; empty: they cannot be written to. */
  ofPerson(identities: readonly Identity[]): Promise<readonly Found[] | "later">;
}

export function createThreads(log: Logger): Threads {
  const platforms = new Map<string, ChatPlatform>();
  const known = new Map<string, Found>();
  const unknown = new Set<string>();

  async function ask(
    name: string,
    platform: ChatPlatform,
    find: (platform: ChatPlatform) => Promise<string | null | undefined> | undefined,
  ): Promise<Found | null | "later"> {
    const before = known.get(`${platform.platform} ${name}`);
    if (before) return before;
    try {
      const thread = await find(platform);
      if (!thread) return null;
      const found = { platform: platform.platform, thread };
      known.set(`${platform.platform} ${name}`, found);
      return found;
    } catch (error) {
      const fault = toFault(error);
      log.warn(
        { err: fault.message, told: name },
        fault.retryable
          ? "Somewhere that alerts go to could not be found just now; it is tried again."
          : "Somewhere that alerts go to cannot be written to.",
      );
      return fault.retryable ? "later" : null;
    }
  }

  return {
    attach(platform) {
      platforms.set(platform.platform, platform);
      unknown.clear();
    },
    none: () => platforms.size === 0,
    async ofChannel(channel) {
      for (const platform of platforms.values()) {
        const found = await ask(channel, platform, (each) => each.threadOfChannel?.(channel));
        if (found) return found;
      }
      if (!unknown.has(channel)) {
        unknown.add(channel);
        log.warn({ channel }, "No platform of this process knows a channel that alerts go to.");
      }
      return null;
    },
    async ofPerson(identities) {
      const all: Found[] = [];
      // An account is known for certain; whose an address is, a platform has to be asked.
      const inOrder = identities.toSorted(
        (a, b) => Number(a.startsWith("email:")) - Number(b.startsWith("email:")),
      );
      for (const platform of platforms.values())
        for (const identity of inOrder) {
          const found = await ask(identity, platform, (each) => each.directThread?.(identity));
          if (found === "later") return found;
          if (!found) continue;
          all.push(found);
          break;
        }
      return all;
    },
  };
}
