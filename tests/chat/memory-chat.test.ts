// The contract of chat platforms, held against the smallest platform that keeps it, and against ones that do not.

import { describe, expect, test } from "vitest";
import { chatPlatformClaims, chatPlatformContract, holdsOn } from "../contracts/chat-platform.ts";
import { type Defect, memoryRig } from "./support/memory-chat.ts";

describe("a platform of memory", () => {
  chatPlatformContract(memoryRig());
});

describe("the contract notices a platform that", () => {
  const noticedBy: Readonly<Record<Defect, string>> = {
    "hands in a repeat as something new": "A message delivered twice",
    "swallows what was not kept": "What could not be kept",
    "forgets who pressed": "A button is an event of whoever pressed it",
    "shows private replies to everybody": "A private reply",
    "posts an edit as a new message": "A card is edited where it stands",
    "fails to edit a deleted card": "A card that somebody deleted",
    "posts twice when the answer was lost": "A post whose answer was lost",
    "takes the same words for the same post": "A reply that never arrived",
    "forgets its cards when it restarts": "A card is edited in place by a process",
    "lets markup through": "Hostile text stays text",
    "lets names be markup": "Names of HWA's jobs",
    "cuts without saying so": "A long reply",
    "cuts nothing": "A long reply",
    "says everything in English": "Portuguese is answered",
    "hears itself": "What Resync says itself",
    "leaves out the table": "A whole reply is seen",
    "takes a dialog's choice as it is": "A choice that asks for more",
    "drops buttons after the fifth": "Twelve choices",
    "answers strangers": "Whom the house does not talk to",
    "notifies nobody": "Whose attention is wanted",
    "drops files": "A text too long",
    "has no thread below a card": "Below a card that stands in a channel",
    "forgets under which card it was": "What is written or pressed under a card",
    "takes for its own what was said to nobody": "In a thread of Resync's what calls nobody",
    "takes for its own what calls somebody else": "What begins by calling somebody else",
    "calls only whom it has heard": "Whoever never spoke",
  };
  test.each(Object.entries(noticedBy))("%s", async (defect, title) => {
    const claims = chatPlatformClaims.filter((claim) => claim.title.startsWith(title));
    expect(claims).toHaveLength(1);
    for (const claim of claims)
      await expect(holdsOn(memoryRig(defect as Defect, 150), claim)).rejects.toThrow();
  });
});
