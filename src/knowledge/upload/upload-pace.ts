// How much may be uploaded at once: a place is taken before the first byte is read, so that nobody's documents fill the memory
// or keep everybody else's waiting.

import { LRUCache } from "lru-cache";
import { Fault } from "#core/fault.ts";

export interface UploadPaceOptions {
  readonly now: () => Date;
  /** Uploads one person may begin in a minute. */
  readonly perMinute?: number;
  /** Uploads of one person under way at the same time, and of all. */
  readonly perPerson?: number;
  readonly inAll?: number;
}

export interface UploadPace {
  /** A place, given back on disposal, once or more often. Throws `rate_limited` when there is none now. */
  enter(personId: string): Disposable;
}

export function createUploadPace(options: UploadPaceOptions): UploadPace {
  const { now, perMinute = 30, perPerson = 4, inAll = 8 } = options;
  const windows = new LRUCache<string, { count: number; readonly endsAt: number }>({ max: 10_000 });
  const underWay = new Map<string, number>();
  let all = 0;
  return {
    enter(personId) {
      const at = now().getTime();
      const own = underWay.get(personId) ?? 0;
      if (own >= perPerson)
        throw refusal(1, {
          en: `${own} documents of yours are being read already: send the next one when one of them was answered.`,
          pt: `${own} documentos seus já estão sendo lidos: envie o próximo quando um deles for respondido.`,
        });
      if (all >= inAll)
        throw refusal(2, {
          en: "Other people's documents are being read: send yours again in a moment.",
          pt: "Documentos de outras pessoas estão sendo lidos: envie o seu de novo em instantes.",
        });
      let window = windows.get(personId);
      if (!window || window.endsAt <= at) {
        window = { count: 0, endsAt: at + 60_000 };
        windows.set(personId, window);
      }
      if (window.count >= perMinute)
        throw refusal((window.endsAt - at) / 1000, {
          en: `You sent ${perMinute} documents within a minute: wait a little before you send more.`,
          pt: `Você enviou ${perMinute} documentos em um minuto: espere um pouco antes de enviar mais.`,
        });
      window.count += 1;
      underWay.set(personId, own + 1);
      all += 1;
      let left = false;
      return {
        [Symbol.dispose]() {
          if (left) return;
          left = true;
          all -= 1;
          const rest = (underWay.get(personId) ?? 1) - 1;
          if (rest === 0) underWay.delete(personId);
          else underWay.set(personId, rest);
        },
      };
    },
  };
}

function refusal(seconds: number, sentence: ConstructorParameters<typeof Fault>[1]): Fault {
  return new Fault("rate_limited", sentence, {
    retryable: true,
    detail: { retryAfterSeconds: Math.max(1, Math.ceil(seconds)), retryAfterMs: Math.ceil(seconds * 1000) },
  });
}
