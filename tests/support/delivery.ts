import type { Delivery } from "#ports/chat-platform.ts";

/** A first try, for everybody in the thread. */
export const delivery: Delivery = { id: "delivery-1", tries: 1, speaker: null, privately: false };
