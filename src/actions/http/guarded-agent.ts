// Connections that are judged by the address really used: a name that resolves to something else the second time
// (DNS rebinding) gains nothing, because the answer that was judged is the one that is connected to.

import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import { Agent, buildConnector } from "undici";
import { Fault } from "#core/fault.ts";
import { judgeAddress } from "./judge-address.ts";

export type Lookup = (
  host: string,
  options: LookupOptions,
  callback: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
) => void;

export interface GuardOptions {
  /** The host, with its port where that is not the usual one: as the list would have it. */
  readonly place: string;
  readonly mayBePrivate: boolean;
  readonly lookup?: Lookup | undefined;
  /** PEM certificates trusted besides the system's. */
  readonly ca?: string | undefined;
  /** Told when a connection stands: from then on the request may have been sent. */
  readonly onConnected: () => void;
}

/** An agent for one request, without keep-alive. Refuses with a Fault before a single byte is sent. */
export function guardedAgent(options: GuardOptions): Agent {
  const lookup = options.lookup ?? systemLookup;
  const connect = buildConnector({
    timeout: 10_000,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    lookup: (host: string, asked: LookupOptions, callback: Parameters<Lookup>[2]) =>
      lookup(host, { ...asked, all: true }, (error, found) => {
        if (error) return callback(error, []);
        const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
        // All of them: which one is connected to is for the happy-eyeballs race to say.
        const refusal = addresses.map(({ address }) => refusalOf(host, address, options)).find(Boolean);
        const [first] = addresses;
        if (refusal) return callback(refusal, []);
        if (!first)
          return callback(
            new Fault("unreachable", {
              en: `The host ${host} has no address.`,
              pt: `O host ${host} não tem endereço. Verifique o nome e o DNS.`,
            }),
            [],
          );
        return asked.all ? callback(null, addresses) : callback(null, first.address, first.family);
      }),
  });
  return new Agent({
    connections: 1,
    pipelining: 0,
    connect: (target, callback) => {
      // Nothing is looked up for a host that is an address already.
      const literal = target.hostname.replace(/^\[|\]$/g, "");
      const refusal = isIP(literal) ? refusalOf(literal, literal, options) : null;
      if (refusal) return callback(refusal, null);
      return connect(target, (...[error, socket]: Parameters<buildConnector.Callback>) => {
        if (error) return callback(error, null);
        const reached = socket.remoteAddress;
        const late = reached === undefined ? null : refusalOf(target.hostname, reached, options);
        if (late) {
          socket.destroy();
          return callback(late, null);
        }
        options.onConnected();
        return callback(null, socket);
      });
    },
  });
}

function refusalOf(host: string, address: string, options: GuardOptions): Fault | null {
  const verdict = judgeAddress(address, options.mayBePrivate);
  if (verdict.ok) return null;
  return new Fault(
    "forbidden",
    {
      en: `${host} was not called: its address is ${address}, and ${verdict.why.en}. If this is a host of yours, an administrator can allow it as private:${options.place} in RESYNC_HTTP_HOSTS (never link-local addresses).`,
      pt: `${host} não foi chamado: o endereço é ${address}, que ${verdict.why.pt}. Se este host é seu, um administrador pode permiti-lo como private:${options.place} em RESYNC_HTTP_HOSTS (nunca endereços link-local).`,
    },
    { detail: { host, address } },
  );
}
