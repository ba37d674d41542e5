import { alerting } from "./alerting.ts";
import { asking } from "./asking.ts";
import { changing } from "./changing.ts";
import { finding } from "./finding.ts";
import type { Story } from "./story.ts";

/** In the order in which they would be shown to somebody who sees the product for the first time. */
export const stories: readonly Story[] = [...asking, ...changing, ...alerting, ...finding];
