import type { FastifyReply, FastifyRequest } from "fastify";
import { HttpRefusal } from "./problem.ts";

/** What a WebSocket route answers to plain HTTP. */
export async function upgradeRequired(_request: FastifyRequest, reply: FastifyReply): Promise<never> {
  reply.header("upgrade", "websocket");
  throw new HttpRefusal(
    426,
    "upgrade_required",
    "This address speaks WebSocket: connect with ws:// instead of http://.",
  );
}
